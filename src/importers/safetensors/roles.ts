// What each tensor of a safetensors file is for: a weight (packed or not), something that goes with one, or a buffer.
import type { NotCounted } from "../../layers/index.js";
import type { TensorRole, WeightTensor } from "../weights/weight-file.js";
import { isReal } from "./dtypes.js";
import type { StoredTensor } from "./header.js";
import { foreignPackings, type Packing, type PackingSettings, packings, type Unpacked } from "./packing.js";
import { elements, type Sizes } from "./sizes.js";

/** A stored tensor and the file that it lies in. */
export interface PlacedTensor extends StoredTensor {
  readonly file: string;
}

/** The tensors with their roles, the ways of packing found, and what could not be read. */
export interface Roles {
  readonly tensors: readonly WeightTensor[];
  readonly quantization: readonly string[];
  readonly notCounted: readonly NotCounted[];
}

/** Ends of names of constants that PyTorch registers as buffers: rotary frequencies, masks, running statistics. */
const bufferNames =
  /(^|\.)(final_logits_bias|inv_freq|masked_bias|position_ids|token_type_ids|running_mean|running_var|num_batches_tracked|relative_position_index|attn_mask|e_score_correction_bias|[kv]_scale|[kv]_proj\.output_scale)$/;

/** Causal masks of older GPT-2, GPT-J and GPT-NeoX files: "h.0.attn.bias" of [1, 1, tokens, tokens]. */
const maskName = /\.(attn|attention)\.bias$/;

/**
 * Roles by name, format and neighbours. Tensors of whole numbers that no packing explains are buffers, for autograd
 * trains real numbers only; those whose names speak of packing are listed as not counted.
 */
export function roles(stored: readonly PlacedTensor[], settings: PackingSettings): Roles {
  const byName = new Map(stored.map((tensor) => [tensor.name, tensor]));
  const packed = new Map<string, Packed>();
  const companions = new Set<string>();
  for (const tensor of stored) {
    const found = packedWeight(tensor, byName, settings);
    if (found === undefined) continue;
    packed.set(tensor.name, found);
    for (const suffix of found.packing.companions) companions.add(found.stem + suffix);
  }
  const notCounted = stored.filter(({ name, dtype }) => !packed.has(name) && foreign(name, dtype));
  return {
    tensors: stored.map((tensor) => withRole(tensor, packed.get(tensor.name), companions.has(tensor.name))),
    quantization: [...new Set([...packed.values()].map(({ unpacked }) => unpacked.method))],
    notCounted: notCounted.map(({ name, dtype, shape }) => ({
      name,
      what: `packed weights, ${dtype} [${shape.join(", ")}]`,
      why: "its way of packing is not known, so that nobody can say how many parameters it holds; its bytes count",
    })),
  };
}

interface Packed {
  readonly packing: Packing;
  readonly unpacked: Unpacked;
  /** The packed tensor's name without the packing's suffix. */
  readonly stem: string;
}

function packedWeight(
  tensor: PlacedTensor,
  byName: ReadonlyMap<string, PlacedTensor>,
  settings: PackingSettings,
): Packed | undefined {
  for (const packing of packings) {
    if (!tensor.name.endsWith(packing.suffix)) continue;
    const stem = tensor.name.slice(0, tensor.name.length - packing.suffix.length);
    const { dtype, shape } = tensor;
    const module = { dtype, shape, neighbour: (suffix: string) => byName.get(stem + suffix) };
    const unpacked = packing.unpacked(module, settings);
    if (unpacked !== undefined) return { packing, unpacked, stem };
  }
  return undefined;
}

function foreign(name: string, dtype: string): boolean {
  return !isReal(dtype) && foreignPackings.some((suffix) => name.endsWith(suffix));
}

function withRole(tensor: PlacedTensor, packed: Packed | undefined, companion: boolean): WeightTensor {
  const { name, dtype, shape, bytes, file } = tensor;
  const role = packed !== undefined ? "weight" : companion ? "quantization" : plainRole(name, dtype, shape);
  const weight = packed === undefined ? name : packed.stem + packed.packing.weightSuffix;
  const weightShape = packed?.unpacked.shape ?? shape;
  const parameters = role === "weight" ? elements(weightShape) : 0;
  return { name, dtype, shape, bytes, role, weight, weightShape, parameters, file };
}

function plainRole(name: string, dtype: string, shape: Sizes): TensorRole {
  const mask = maskName.test(name) && shape.length === 4;
  return mask || bufferNames.test(name) || !isReal(dtype) ? "buffer" : "weight";
}
