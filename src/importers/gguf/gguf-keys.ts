// The keys of a GGUF file's architecture, each checked where it is read.
import { FlopbookError } from "../../ground/errors.js";
import type { WeightFile } from "../weights/weight-file.js";

/** Keys under the architecture's name, and what the tensors tell. */
export interface GgufKeys {
  /** "general.architecture", e.g. "llama". */
  readonly architecture: string;
  /** A whole number from 0; errors when it is absent. */
  whole(key: string): number;
  /** Undefined when absent. */
  optional(key: string): number | undefined;
  flag(key: string, fallback: boolean): boolean;
  /** Whether there is a tensor of this name. */
  has(tensor: string): boolean;
  /** A size of a tensor, counted from the outermost; undefined without the tensor. */
  size(tensor: string, axis: number): number | undefined;
  /** Keys whose values differ from layer to layer. */
  readonly varying: readonly string[];
}

/** Lists with a value for each layer; equal values count as one. */
const perLayer = ["attention.head_count", "attention.head_count_kv", "feed_forward_length"];

/** The keys of a file; undefined when it names no architecture. */
export function ggufKeys(file: WeightFile): GgufKeys | undefined {
  const architecture = file.metadata.get("general.architecture");
  if (typeof architecture !== "string") return undefined;
  const shapes = new Map(file.tensors.map(({ name, shape }) => [name, shape]));
  const value = (key: string) => single(file.metadata.get(`${architecture}.${key}`));
  const optional = (key: string): number | undefined => {
    const found = value(key);
    if (found === undefined) return undefined;
    if (typeof found === "number" && Number.isInteger(found) && found >= 0 && found < 2 ** 31) return found;
    throw new FlopbookError(
      `${file.name}: key "${architecture}.${key}" must be a whole number, got ${String(found)}; the file is damaged, fetch it again`,
    );
  };
  return {
    architecture,
    optional,
    whole(key) {
      const found = optional(key);
      if (found !== undefined) return found;
      throw new FlopbookError(
        `${file.name}: key "${architecture}.${key}" must be there for this architecture, got none; convert the model again`,
      );
    },
    flag(key, fallback) {
      const found = value(key);
      return typeof found === "boolean" ? found : fallback;
    },
    has: (tensor) => shapes.has(tensor),
    size: (tensor, axis) => shapes.get(tensor)?.[axis],
    varying: perLayer.filter((key) => Array.isArray(value(key))),
  };
}

/** The one value of a list whose values are equal; other values as they are. */
function single(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [first] = value;
  return value.length > 0 && value.every((one) => one === first) ? first : value;
}
