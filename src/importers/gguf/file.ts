// A GGUF file, or a split set, read by its headers alone.
import { FlopbookError } from "../../ground/errors.js";
import { baseName } from "../bytes/byte-source.js";
import type { Folder, Place } from "../bytes/place.js";
import type { Reading } from "../bytes/steps.js";
import {
  type MetadataValue,
  type TensorRole,
  type WeightFile,
  type WeightTensor,
  weightFile,
} from "../weights/weight-file.js";
import { type GgufHeader, type GgufTensor, ggufHeader } from "./header.js";

/** "model-00001-of-00003.gguf": how splits are named. */
const splitName = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/;
const mostSplits = 10_000;

/** Constants that graphs of ggml read: rotary factors, and the routing bias that PyTorch keeps as a buffer. */
const bufferNames =
  /(^|\.)(rope_freqs|rope_factors_long|rope_factors_short|attn_rot_embd|exp_probs_b)(\.weight|\.bias)?$/;
const scaleNames = /\.(scale|input_scale)$/;

/**
 * What the headers of a GGUF file say; any split stands for its whole set, and missing splits are listed. Errors on
 * anything that the format forbids, and when splits of different sets are mixed.
 */
export function* readGguf({ path, file: named, folder }: Place): Reading<WeightFile> {
  const files = splitFiles(named ?? path);
  const present = files.length === 1 ? files : files.filter((file) => folder.has(file));
  const metadata = new Map<string, MetadataValue>();
  const tensors: WeightTensor[] = [];
  const methods = new Set<string>();
  for (const file of present.length === 0 ? [baseName(path)] : present) {
    const header = yield* headerOf(folder, file);
    checkSplit(path, file, header, files.length);
    for (const [key, value] of header.metadata) if (!metadata.has(key)) metadata.set(key, value);
    for (const tensor of header.tensors) {
      tensors.push(weightTensor(tensor, file));
      if (tensor.type.blockSize > 1) methods.add(method(tensor));
    }
  }
  checkOnce(path, tensors);
  return weightFile({
    name: path,
    format: "gguf",
    tensors,
    quantization: [...methods],
    metadata,
    missing: files.filter((file) => !present.includes(file)).map((file) => ({ file, tensors: [] })),
    notCounted: [],
  });
}

function splitFiles(path: string): readonly string[] {
  const name = baseName(path);
  const [, stem, , count] = splitName.exec(name) ?? [];
  const splits = Number(count);
  if (stem === undefined || count === undefined || splits > mostSplits || splits < 1) return [name];
  const numbered = (i: number) => String(i + 1).padStart(5, "0");
  return Array.from({ length: splits }, (_, i) => `${stem}-${numbered(i)}-of-${count}.gguf`);
}

function* headerOf(folder: Folder, file: string): Reading<GgufHeader> {
  const source = folder.open(file);
  try {
    return yield* ggufHeader(source);
  } finally {
    source.close();
  }
}

/** The file's own word on how many splits there are must agree with its name. */
function checkSplit(path: string, file: string, { metadata }: GgufHeader, files: number): void {
  const count = metadata.get("split.count");
  if (count === undefined || count === files || (count === 0 && files === 1)) return;
  throw new FlopbookError(
    `${path}: ${file} must be one of ${files} ${files === 1 ? "file" : "splits"} by its name, got split.count ${String(count)}; name splits as they came, model-00001-of-0000${String(count)}.gguf`,
  );
}

function checkOnce(path: string, tensors: readonly WeightTensor[]): void {
  const fileOf = new Map<string, string>();
  for (const { name, file } of tensors) {
    const other = fileOf.get(name);
    if (other !== undefined)
      throw new FlopbookError(
        `${path}: tensor "${name}" must be in one split, got it in ${other} and ${file}; fetch the splits again`,
      );
    fileOf.set(name, file);
  }
}

function weightTensor({ name, type, shape, elements, bytes }: GgufTensor, file: string): WeightTensor {
  const role = roleOf(name, type.real);
  const parameters = role === "weight" ? elements : 0;
  return { name, dtype: type.name, shape, bytes, role, weight: name, weightShape: shape, parameters, file };
}

function roleOf(name: string, real: boolean): TensorRole {
  if (scaleNames.test(name)) return "quantization";
  return real && !bufferNames.test(name) ? "weight" : "buffer";
}

function method({ type }: GgufTensor): string {
  return `${type.name}, blocks of ${type.blockSize} in ${type.blockBytes} bytes`;
}
