// Tied weights that a file stores twice: a table of words, and the same table as the factor that makes the logits.
//
// Names do not tell: the second one is called by the folding, and each may be quantized in its own way. Their numbers
// do: along a row both rise and fall together, whatever their scales.
import type { Reading } from "../bytes/steps.js";
import type { FileGraph, FileNode, FileTensor } from "./model-file.js";
import { isNamedParameter } from "./names.js";
import { storedNumber } from "./stored-number.js";
import { type GraphView, graphView } from "./tables/graph-view.js";
import type { Wire } from "./wire.js";

/** Numbers of a row that are compared: no more than the smallest block of a quantization, which has one scale. */
const length = 32;
const leastLength = 8;
const leastCorrelation = 0.93;
const mostPairs = 64;

/** Reads a number of a matrix [words, features] by its place. */
type Place = (row: number, column: number) => number;

interface Matrix {
  readonly tensor: FileTensor;
  readonly words: number;
  readonly features: number;
  readonly place: Place;
  /** Bits of a number where several are packed in a byte. */
  readonly bits?: number;
}

/** Factors of products whose numbers are those of a table of the file, by name. */
export function* twinTensors(wire: Wire, graph: FileGraph): Reading<ReadonlyMap<string, FileTensor>> {
  const twins = new Map<string, FileTensor>();
  const view = graphView(graph);
  const tables = graph.nodes.flatMap((node) => tableOf(view, node));
  const factors = tables.length === 0 ? [] : graph.nodes.flatMap((node) => factorsOf(view, node));
  let compared = 0;
  for (const factor of factors)
    for (const table of tables) {
      const fits = factor.words === table.words && factor.features === table.features;
      if (!fits || factor.tensor === table.tensor || twins.has(factor.tensor.name)) continue;
      if (++compared > mostPairs) return twins;
      const equal = yield* wire.step(() => areEqual(wire, factor, table));
      if (equal) twins.set(factor.tensor.name, table.tensor);
    }
  return twins;
}

/** The table of a look-up. */
function tableOf(view: GraphView, { operator, inputs, attributes }: FileNode): readonly Matrix[] {
  if (operator !== "Gather" && operator !== "GatherBlockQuantized") return [];
  const tensor = view.root(inputs[0]);
  const [words = 0, width = 0] = tensor?.shape ?? [];
  if (tensor === undefined || tensor.shape.length !== 2) return [];
  const bits =
    operator === "Gather" || tensor.type !== 2 ? undefined : (attributes.get("bits")?.integer ?? 4);
  const features = bits === undefined ? width : (width * 8) / bits;
  return [
    { tensor, words, features, place: (row, column) => row * features + column, ...(bits && { bits }) },
  ];
}

/** Inputs of products that are weights. */
const weightPlaces: Readonly<Record<string, number>> = {
  MatMul: 1,
  Gemm: 1,
  FusedMatMul: 1,
  MatMulInteger: 1,
  MatMulIntegerToFloat: 1,
  DynamicQuantizeMatMul: 1,
  QLinearMatMul: 3,
  QGemm: 3,
  MatMulNBits: 1,
};

/** The weight of a product as a matrix [outputs, inputs], in both orders where its sizes allow both. */
function factorsOf(view: GraphView, { operator, inputs, attributes }: FileNode): readonly Matrix[] {
  const place = weightPlaces[operator];
  const tensor = place === undefined ? undefined : view.root(inputs[place]);
  if (tensor === undefined || isNamedParameter(tensor.name)) return [];
  if (operator === "MatMulNBits") return packedFactor(tensor, attributes);
  const [first = 0, second = 0] = tensor.shape;
  if (tensor.shape.length !== 2) return [];
  return [
    { tensor, words: second, features: first, place: (row, column) => column * second + row },
    { tensor, words: first, features: second, place: (row, column) => row * second + column },
  ];
}

function packedFactor(tensor: FileTensor, attributes: FileNode["attributes"]): readonly Matrix[] {
  const number = (name: string, absent: number) => attributes.get(name)?.integer ?? absent;
  const [bits, words, features] = [number("bits", 4), number("N", 0), number("K", 0)];
  const [, blocks = 1, size = 1] = tensor.shape;
  const row = (blocks * size * 8) / bits;
  if (bits !== 4 && bits !== 8) return [];
  return [{ tensor, words, features, bits, place: (word, column) => word * row + column }];
}

/** Whether three rows of one rise and fall as those of the other. */
function areEqual(wire: Wire, factor: Matrix, table: Matrix): boolean {
  const count = Math.min(length, table.features);
  if (count < leastLength) return false;
  const rows = [0.25, 0.5, 0.9].map((share) => Math.floor(share * table.words));
  return rows.every((row) => {
    const own = rowOf(wire, table, row, count);
    const other = rowOf(wire, factor, row, count);
    return own !== undefined && other !== undefined && correlation(own, other) > leastCorrelation;
  });
}

function rowOf(wire: Wire, matrix: Matrix, row: number, count: number): readonly number[] | undefined {
  const numbers: number[] = [];
  for (let column = 0; column < count; column++) {
    const number = storedNumber(wire, matrix.tensor, matrix.place(row, column), matrix.bits);
    if (number === undefined || !Number.isFinite(number)) return undefined;
    numbers.push(number);
  }
  return numbers;
}

/** How far two lists rise and fall together, from -1 to 1; 0 for lists of one number. */
function correlation(left: readonly number[], right: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [a, b] = [mean(left), mean(right)];
  let [both, ofLeft, ofRight] = [0, 0, 0];
  left.forEach((one, i) => {
    const [x, y] = [one - a, (right[i] ?? b) - b];
    both += x * y;
    ofLeft += x * x;
    ofRight += y * y;
  });
  return ofLeft === 0 || ofRight === 0 ? 0 : both / Math.sqrt(ofLeft * ofRight);
}
