// The example inputs that a program was exported with: read for the whole numbers that loops count by, and no more.
import { type ByteSource, baseName, memorySource } from "../bytes/byte-source.js";
import type { Reading } from "../bytes/steps.js";
import { type Pickled, unpickled } from "./pickle.js";
import { entryBytes, type ZipEntry, zipEntries } from "./zip.js";

/** One tensor of the example inputs; its number where it is one whole number. */
export interface Example {
  readonly number: number | undefined;
}

/** The longest file of examples that is looked into; a counter needs a few bytes. */
const longest = 2 ** 22;

/** Tensors of the example inputs in their order; none where the file says them in a way that is not known here. */
export function* examplesIn(source: ByteSource, entry: ZipEntry): Reading<readonly Example[]> {
  if (entry.size > longest || entry.size === 0) return [];
  const bytes = yield* entryBytes(source, entry);
  const inner = memorySource(`${baseName(source.name)}: example inputs`, bytes);
  try {
    const entries = yield* zipEntries(inner);
    const pickle = entries.find(({ name }) => name.endsWith("/data.pkl"));
    if (pickle === undefined) return [];
    const tensors = tensorsIn(unpickled(yield* entryBytes(inner, pickle)));
    const found: Example[] = [];
    for (const tensor of tensors) found.push({ number: yield* numberOf(inner, entries, tensor) });
    return found;
  } catch (error) {
    if (error instanceof Error) return []; // Examples are a help: without them loops are counted once, and it is said.
    throw error;
  }
}

interface StoredTensor {
  readonly type: string;
  readonly key: string;
  readonly elements: number;
  readonly offset: number;
}

/** Tensors of a value, in order. */
function tensorsIn(value: Pickled): readonly (StoredTensor | undefined)[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (typeof value !== "object" || value.kind !== "call") return [];
  const { function: of, arguments: given } = value;
  const name = typeof of === "object" && !Array.isArray(of) && of.kind === "name" ? of.name : "";
  if (!name.includes("_rebuild_tensor")) return tensorsIn(given);
  const [reference, offset, size] = Array.isArray(given) ? given : [];
  return [storedTensor(reference, offset, size)];
}

function storedTensor(reference: Pickled, offset: Pickled, size: Pickled): StoredTensor | undefined {
  if (typeof reference !== "object" || Array.isArray(reference) || reference.kind !== "reference")
    return undefined;
  const [, type, key] = Array.isArray(reference.to) ? reference.to : [];
  const name = typeof type === "object" && !Array.isArray(type) && type.kind === "name" ? type.name : "";
  const sizes = Array.isArray(size) ? size.map(Number) : [Number.NaN];
  const elements = sizes.reduce((all, one) => all * one, 1);
  return typeof key === "string" && typeof offset === "number"
    ? { type: name, key, elements, offset }
    : undefined;
}

const wide: Readonly<Record<string, number>> = { "torch.LongStorage": 8, "torch.IntStorage": 4 };

/** The one whole number that a tensor holds. */
function* numberOf(
  inner: ByteSource,
  entries: readonly ZipEntry[],
  tensor: StoredTensor | undefined,
): Reading<number | undefined> {
  const width = wide[tensor?.type ?? ""];
  if (tensor === undefined || width === undefined || tensor.elements !== 1) return undefined;
  const stored = entries.find(({ name }) => name.endsWith(`/data/${tensor.key}`));
  if (stored === undefined || stored.size < (tensor.offset + 1) * width) return undefined;
  const bytes = yield* entryBytes(inner, stored);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = tensor.offset * width;
  return width === 8 ? Number(view.getBigInt64(at, true)) : view.getInt32(at, true);
}
