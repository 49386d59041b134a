// Tied weights that an exporter stored twice: a table of words, and the same table turned about for the logits.
//
// Names do not tell: the second one is called by the folding. Some numbers at the same places do.
import type { Reading } from "../bytes/steps.js";
import { elementType } from "./element-type.js";
import type { FileGraph, FileTensor } from "./model-file.js";
import { isNamedParameter } from "./names.js";
import type { Wire } from "./wire.js";

const places = 12;
const mostPairs = 64;

/** Factors of products that are a table of the file turned about, by name. */
export function* twinTensors(wire: Wire, graph: FileGraph): Reading<ReadonlyMap<string, FileTensor>> {
  const twins = new Map<string, FileTensor>();
  for (const [factor, table] of pairs(graph)) {
    const equal = yield* wire.step(() => areEqual(wire, factor, table));
    if (equal) twins.set(factor.name, table);
  }
  return twins;
}

/** Factors without a name of their own, each with a table whose sizes are its own in the other order. */
function pairs({ nodes, initializers }: FileGraph): readonly (readonly [FileTensor, FileTensor])[] {
  const tensors = new Map(initializers.map((tensor) => [tensor.name, tensor] as const));
  const read = (operators: readonly string[], place: number) =>
    new Set(
      nodes.flatMap(({ operator, inputs }) =>
        operators.includes(operator) ? (tensors.get(inputs[place] ?? "") ?? []) : [],
      ),
    );
  const tables = [...read(["Gather"], 0)].filter(({ shape }) => shape.length === 2);
  const factors = [...read(["MatMul", "Gemm"], 1)].filter(({ name }) => !isNamedParameter(name));
  return factors
    .flatMap((factor) =>
      tables
        .filter(
          ({ shape, type }) => type === factor.type && String([...shape].reverse()) === String(factor.shape),
        )
        .map((table) => [factor, table] as const),
    )
    .slice(0, mostPairs);
}

/** Whether numbers at some places agree; equal zeros say nothing. */
function areEqual(wire: Wire, factor: FileTensor, table: FileTensor): boolean {
  const [rows = 1, columns = 1] = table.shape;
  const { bytes } = elementType("tensor", table.type);
  const at = ({ data }: FileTensor, place: number) => {
    const start = (data?.start ?? 0) + place * bytes;
    if (data === undefined || start + bytes > data.end) return undefined;
    const view = wire.bytes({ start, end: start + bytes });
    return Array.from({ length: bytes }, (_, i) => view.getUint8(i)).join(" ");
  };
  const seen = new Set<string>();
  for (let i = 0; i < places; i++) {
    const [row, column] = [(i * 7919 + 1) % rows, (i * 104_729 + 3) % columns];
    const own = at(table, row * columns + column);
    if (own === undefined || own !== at(factor, column * rows + row)) return false;
    seen.add(own);
  }
  return seen.size > places / 2;
}
