// A memory figure traced back: which numbers are kept for each parameter, which parameters count, GB or GiB.
import {
  type StateRecipeId,
  stateBytes,
  stateMemoryOfBytes,
  stateParts,
  stateRecipes,
} from "../../cost/index.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import type { TransformerShape } from "../shape/shape.js";
import { layerParameters } from "../step/stage-parameters.js";

/** One way to come to a number of bytes. */
export interface MemoryReading {
  /** What is kept: "weights in 16 bits", "training state: mixed precision, 16-bit gradients". */
  readonly name: string;
  readonly parameters: "all parameters" | "without tables" | "as stored";
  /** Whether the number is taken as powers of ten, or its GB as 2^30 bytes. */
  readonly prefix: "GB" | "GiB";
  readonly memory: Quantity;
  /** The number as read, over this memory, less 1. */
  readonly relativeDifference: number;
}

const widths: readonly (readonly [string, number])[] = [
  ["weights in 4 bits", 0.5],
  ["weights in 8 bits", 1],
  ["weights in 16 bits", 2],
  ["weights in FP32", 4],
  ["four times the 16-bit weights (a common rule for Adam)", 8],
];

/** Every reading of `number` gigabytes of a model, nearest first. */
export function nearestMemory(number: number, shape: TransformerShape): readonly MemoryReading[] {
  const counts = {
    "all parameters": parametersOf(shape, true),
    "without tables": parametersOf(shape, false),
  };
  const rows: MemoryReading[] = (["all parameters", "without tables"] as const).flatMap((which) =>
    perParameter().flatMap(({ name, bytes }) => {
      const memory = stateMemoryOfBytes({ bytesPerParameter: bytes, parameters: counts[which] });
      return (["GB", "GiB"] as const).map((prefix) => ({
        name,
        parameters: which,
        prefix,
        memory: memory.as(prefix),
        relativeDifference: number / memory.valueIn(prefix) - 1,
      }));
    }),
  );
  rows.push(...storedRows(number, shape));
  const apart = ({ relativeDifference }: MemoryReading) => Math.abs(Math.log1p(relativeDifference));
  return rows.sort((a, b) => apart(a) - apart(b));
}

/** What the model's own file or checkpoint takes, where it says so. */
function storedRows(number: number, { stored }: TransformerShape): readonly MemoryReading[] {
  if (stored === undefined) return [];
  const words = stored.from === "file" ? "weights as in the file" : "weights as the config states";
  return (["GB", "GiB"] as const).map((prefix) => ({
    name: `${words}: ${stored.name}`,
    parameters: "as stored",
    prefix,
    memory: stored.bytes.all.as(prefix),
    relativeDifference: number / stored.bytes.all.valueIn(prefix) - 1,
  }));
}

function perParameter(): readonly { readonly name: string; readonly bytes: Quantity }[] {
  const states = (Object.keys(stateRecipes) as StateRecipeId[]).map((id) => {
    const { weightBytes, gradientBytes, optimizerBytes } = stateParts(id, "adam");
    return {
      name: `training state with Adam: ${stateRecipes[id].name}`,
      bytes: stateBytes({ weightBytes, gradientBytes, optimizerBytes }),
    };
  });
  const plain = widths.map(([name, width]) => ({
    name,
    bytes: given(width, "width of a number", { unit: "byte/parameter", label: name }),
  }));
  return [...plain, ...states];
}

/** Parameters of the layers, with or without the tables of tokens and positions. */
function parametersOf(shape: TransformerShape, tables: boolean): Quantity {
  const { dense, experts } = layerParameters(shape);
  const each = experts === undefined ? [dense] : [dense, experts];
  const layers = each.flatMap((part) => Array.from({ length: shape.layers }, () => part));
  const rows = (shape.tied ? 1 : 2) * shape.vocabulary + shape.positionRows;
  const table = given(rows * shape.modelDim, shape.origin, { unit: "parameter", label: "tables" });
  return sum("parameters", tables ? [...layers, table] : layers);
}
