// What a graph says of its initializers before it is run: tables that an exporter computed, which are no parameters.
import type { NotCounted } from "../../../layers/index.js";
import type { FileGraph, FileTensor } from "../model-file.js";
import { isNamedParameter, isQuantizerScale } from "../names.js";
import { frequencyTables } from "./frequencies.js";
import { type GraphView, graphView } from "./graph-view.js";
import { exporterNotes } from "./notes.js";
import { rotaryTables } from "./rotary.js";
import { scoreTables } from "./scores.js";

export interface Tables {
  /** Initializers that are no parameters. */
  readonly fixed: ReadonlySet<string>;
  /** How many copies of a parameter an initializer holds, where more than one. */
  readonly copies: ReadonlyMap<string, number>;
  /** What the exporter did to parameters, so that the file's are not those of the modules. */
  readonly notes: readonly NotCounted[];
}

/** The tables of a graph and its inputs; linear in its nodes. */
export function tablesOf(graph: Pick<FileGraph, "nodes" | "initializers" | "inputs">): Tables {
  const view = graphView(graph);
  const { masks, biases } = scoreTables(view);
  const waves = graph.initializers.filter((tensor) => !isNamedParameter(tensor.name) && isWave(tensor));
  const unnamed = [...frequencyTables(view, graph), ...outerFactors(graph), ...masks].filter(
    (name) => !isNamedParameter(name),
  );
  const fixed = new Set([
    ...rotaryTables(view),
    ...unnamed,
    ...waves.map(({ name }) => name),
    ...scalesOf(view, graph),
  ]);
  return {
    fixed,
    copies: new Map(graph.initializers.flatMap((tensor) => copied(graph.inputs, tensor))),
    notes: exporterNotes(graph, { view, fixed, biases }),
  };
}

/** Scales of quantized weights: by name, or multiplied with a scale of the call or a product of small integers. */
function scalesOf(view: GraphView, { nodes, initializers }: Pick<FileGraph, "nodes" | "initializers">) {
  const named = initializers.filter(({ name }) => isQuantizerScale(name, view.initializers));
  const dynamic = new Set(
    nodes.flatMap(({ operator, outputs }) =>
      operator === "DynamicQuantizeLinear" ? outputs.slice(1, 2) : [],
    ),
  );
  const whole = (name: string) => /^(MatMul|Conv)Integer$/.test(view.made(view.plain(name))?.operator ?? "");
  const beside = nodes.flatMap(({ operator, inputs }) => {
    const scaled = operator === "Mul" && inputs.some((name) => dynamic.has(view.plain(name)) || whole(name));
    return scaled ? inputs.flatMap((name) => view.root(name) ?? []) : [];
  });
  return [...named, ...beside].map(({ name }) => name);
}

/** A column of frequencies times a row of positions. */
function outerFactors({ nodes, initializers }: Pick<FileGraph, "nodes" | "initializers">): readonly string[] {
  const shapes = new Map(initializers.map(({ name, shape }) => [name, shape] as const));
  return nodes.flatMap(({ operator, inputs: [left = ""] }) => {
    const shape = shapes.get(left);
    return operator === "MatMul" && shape?.length === 3 && shape.at(-1) === 1 ? [left] : [];
  });
}

/** Sines and cosines of position 0: its first row is of zeros and ones, in turn or in halves. */
function isWave({ shape, sample = [] }: FileTensor): boolean {
  const width = shape.at(-1) ?? 0;
  const row = sample.slice(0, width);
  if (shape.length < 2 || (shape.at(-2) ?? 1) < 2 || row.length < 4 || width % 2 !== 0) return false;
  if (row.every((value, i) => value === i % 2)) return true;
  const half = width / 2;
  return row.length === width &&
    row.every((value, i) => value === (i < half ? 0 : 1) || value === (i < half ? 1 : 0))
    ? row[0] !== row[half]
    : false;
}

/** A parameter that the exporter repeated for each element of the batch. */
function copied(
  inputs: FileGraph["inputs"],
  { name, shape }: FileTensor,
): readonly (readonly [string, number])[] {
  const [batch = 1] = shape;
  const wide = shape.length >= 3 && batch > 1 && /^(expand|repeat|tile)(_\d+)?$/.test(name);
  return wide && inputs.some((input) => input.shape?.[0] === batch) ? [[name, batch]] : [];
}
