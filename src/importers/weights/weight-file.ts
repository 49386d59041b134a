// What a file of weights holds: its tensors, how many parameters they stand for, and what they take.
import type { NotCounted } from "../../layers/index.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { storedBitsPerWeight } from "../../training/stored-values.js";
import { baseName } from "../bytes/byte-source.js";

/**
 * What a stored tensor is for. "weight": trainable values, packed or not; "quantization": scales, zero points and
 * tables that go with packed values; "buffer": constants that no optimizer updates, such as rotary frequencies.
 */
export type TensorRole = "weight" | "quantization" | "buffer";

/** One tensor as it is stored. */
export interface WeightTensor {
  readonly name: string;
  /** As the file names it, e.g. "BF16" or "Q4_K". */
  readonly dtype: string;
  /** Sizes as stored, outermost first, as PyTorch prints them. */
  readonly shape: readonly number[];
  /** Bytes of its data. */
  readonly bytes: number;
  readonly role: TensorRole;
  /** Name of the weight that it holds: its own, or "x.weight" for "x.qweight". */
  readonly weight: string;
  /** Sizes of that weight before packing. */
  readonly weightShape: readonly number[];
  /** Weights that it stands for, unpacked; 0 unless its role is "weight". */
  readonly parameters: number;
  /** The file of a set that it lies in. */
  readonly file: string;
}

/** A file of a set that is not there. */
export interface MissingShard {
  readonly file: string;
  /** Names of its tensors, where an index tells them. */
  readonly tensors: readonly string[];
}

/** Tensors of one number format taken together. */
export interface DtypeShare {
  readonly dtype: string;
  readonly tensors: number;
  readonly parameters: number;
  readonly bytes: number;
}

/** A value of a file's metadata; long lists and texts are not kept, only what they are. */
export type MetadataValue =
  | string
  | number
  | bigint
  | boolean
  | readonly (string | number | bigint | boolean)[]
  | { readonly skipped: string; readonly length: number };

/** What the headers of a file, or of a set of files, say. */
export interface WeightFile {
  /** Path as given. */
  readonly name: string;
  readonly format: "safetensors" | "gguf";
  readonly tensors: readonly WeightTensor[];
  /** Logical weights: packed values count unpacked; scales, zero points and buffers do not count. */
  readonly parameters: Quantity;
  /** Bytes of all tensors, whatever their role. */
  readonly bytes: Quantity;
  readonly byDtype: readonly DtypeShare[];
  /** Bits for each parameter with its share of scales and zero points, buffers left out; undefined without weights. */
  readonly bitsPerWeight: Quantity | undefined;
  /** Ways of packing that were recognised, e.g. "GPTQ, 4 bits". */
  readonly quantization: readonly string[];
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly missing: readonly MissingShard[];
  /** Tensors whose packing is not known: they have bytes and no parameters. */
  readonly notCounted: readonly NotCounted[];
}

/** The parts of a weight file that its reader knows; totals are made here. */
export type WeightFileParts = Pick<
  WeightFile,
  "name" | "format" | "tensors" | "quantization" | "metadata" | "missing" | "notCounted"
>;

/** A weight file with its totals. */
export function weightFile(parts: WeightFileParts): WeightFile {
  const { name, tensors } = parts;
  const byDtype = dtypeShares(tensors);
  const origin = `headers of ${baseName(name)}`;
  const count = (label: string, unit: string, amount: (share: DtypeShare) => number) => {
    const shares = byDtype.map((share) =>
      given({ value: amount(share), unit }, origin, { label: `${label} in ${share.dtype}` }),
    );
    return shares.length === 0 ? given({ value: 0, unit }, origin, { label }) : sum(label, shares);
  };
  const parameters = count("parameters", "parameter", (share) => share.parameters);
  const ofWeights = tensors
    .filter(({ role }) => role !== "buffer")
    .reduce((all, { bytes }) => all + bytes, 0);
  const weightBytes = given({ value: ofWeights, unit: "byte" }, origin, {
    label: "bytes of weights and their scales",
  });
  return {
    ...parts,
    parameters,
    bytes: count("bytes", "byte", (share) => share.bytes),
    byDtype,
    bitsPerWeight: parameters.value > 0 ? storedBitsPerWeight({ bytes: weightBytes, parameters }) : undefined,
  };
}

function dtypeShares(tensors: readonly WeightTensor[]): readonly DtypeShare[] {
  const shares = new Map<string, DtypeShare>();
  for (const { dtype, parameters, bytes } of tensors) {
    const so = shares.get(dtype) ?? { dtype, tensors: 0, parameters: 0, bytes: 0 };
    shares.set(dtype, {
      dtype,
      tensors: so.tensors + 1,
      parameters: so.parameters + parameters,
      bytes: so.bytes + bytes,
    });
  }
  return [...shares.values()].sort((a, b) => b.bytes - a.bytes);
}
