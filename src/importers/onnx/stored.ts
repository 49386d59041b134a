// What the tensors of an ONNX file take by element type: the size of its weights, packed or not.
import type { CountedGraph, StoredWeights } from "../../layers/index.js";
import { plainCounts } from "../../models/index.js";
import { given } from "../../numbers/quantity.js";
import { storedBitsPerWeight } from "../../training/stored-values.js";
import { elementType } from "./element-type.js";
import type { FileTensor } from "./model-file.js";

interface Held {
  readonly type: string;
  readonly kind: string;
  readonly elements: number;
  readonly bytes: number;
}

/** Types whose tensors are shapes, places and flags, not weights. */
const noWeights: ReadonlySet<string> = new Set(["int64", "bool", "string", "uint64"]);
/** Tensors of whole numbers up to here are zero points and sizes beside real weights. */
const smallShare = 0.01;

/** A graph with what the initializers of its file take. */
export function withStoredTensors(graph: CountedGraph, tensors: readonly FileTensor[]): CountedGraph {
  const stored = storedTensors(graph, tensors);
  return stored === undefined ? graph : { ...graph, stored };
}

/** The weights of a file by its initializers; undefined where there are none. */
function storedTensors(graph: CountedGraph, tensors: readonly FileTensor[]): StoredWeights | undefined {
  const held = tensors.map(heldBy).filter(({ type }) => !noWeights.has(type));
  const parameters = plainCounts(graph).parameters;
  const total = held.reduce((all, { bytes }) => all + bytes, 0);
  if (parameters === 0 || total === 0) return undefined;
  const whole = held.filter(({ kind }) => kind !== "float").reduce((all, { bytes }) => all + bytes, 0);
  const packed = whole > smallShare * total;
  const types = [...new Set(held.map(({ type }) => type))].map((type) => {
    const own = held.filter((one) => one.type === type);
    const elements = own.reduce((all, one) => all + one.elements, 0);
    const bytes = own.reduce((all, one) => all + one.bytes, 0);
    // packed codes and their scales do not say tensor by tensor how many weights they stand for
    return { format: type, parameters: packed ? 0 : elements, bytes: Math.ceil(bytes) };
  });
  const formats = types.sort((a, b) => b.bytes - a.bytes);
  const origin = graph.origin;
  const bytes = (value: number, label: string) =>
    given({ value: Math.ceil(value), unit: "byte" }, origin, { label });
  const all = bytes(total, "bytes of all weights");
  const bitsPerWeight = storedBitsPerWeight({
    bytes: all,
    parameters: given({ value: parameters, unit: "parameter" }, origin, { label: "parameters" }),
  });
  return {
    name: `ONNX: ${formats.map(({ format }) => format).join(", ")}`,
    from: "file",
    valueBits: Math.floor(bitsPerWeight.value),
    arithmetic: "16-bit",
    // a graph of operators does not tell tables from layers
    bytes: { dense: all, experts: none("experts"), tables: none("tables"), head: none("output layer"), all },
    bitsPerWeight,
    formats,
  };
  function none(part: string) {
    return bytes(0, `bytes of the ${part}`);
  }
}

const bitsOfByte = 8;

function heldBy({ name, type, shape }: FileTensor): Held {
  const { name: known, bytes, kind } = elementType(`tensor "${name}"`, type);
  const elements = shape.reduce((product, size) => product * size, 1);
  return { type: known, kind, elements, bytes: Math.ceil(elements * bytes * bitsOfByte) / bitsOfByte };
}
