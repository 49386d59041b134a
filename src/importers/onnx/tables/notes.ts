// What an exporter did to the parameters of the modules, where a file shows it: said to the user beside the counts.
import type { NotCounted } from "../../../layers/index.js";
import type { FileGraph, FileTensor } from "../model-file.js";
import { isGenerated } from "../names.js";
import type { GraphView } from "./graph-view.js";

interface Known {
  readonly view: GraphView;
  /** Initializers that are no parameters. */
  readonly fixed: ReadonlySet<string>;
  /** Initializers that are added to the scores of attention, with numbers of their own for each head. */
  readonly biases: readonly string[];
}

/** Notes on folded normalisations, merged and spread tensors, and tables of which only some rows are left. */
export function exporterNotes(
  graph: Pick<FileGraph, "nodes" | "initializers">,
  known: Known,
): readonly NotCounted[] {
  return [
    ...foldedNorms(graph),
    ...mergedTensors(graph),
    ...spreadBiases(known),
    ...cutTables(graph, known),
    ...packedTables(graph, known),
  ];
}

/** Convolutions whose weights the exporter named itself: a normalisation is in them. */
function foldedNorms({
  nodes,
  initializers,
}: Pick<FileGraph, "nodes" | "initializers">): readonly NotCounted[] {
  const sizes = new Map(initializers.map(({ name, elements }) => [name, elements] as const));
  const folded = nodes.flatMap(({ operator, inputs: [, weight = "", bias = ""] }) => {
    const named =
      bias.endsWith(".weight_bias") ||
      bias === `${weight}_bias` ||
      (/^onnx::Conv/.test(weight) && /^onnx::Conv/.test(bias));
    return /^Conv(Transpose)?$/.test(operator) && named ? [sizes.get(bias) ?? 0] : [];
  });
  const channels = folded.reduce((sum, size) => sum + size, 0);
  if (channels === 0) return [];
  return [
    {
      name: "batch normalization",
      what: `${folded.length} folded into ${folded.length === 1 ? "a convolution" : "convolutions"}`,
      why: `the exporter folded scale and shift into weight and bias; counted as the file has them, and the modules have ${channels} parameters more where their convolutions have no bias`,
    },
  ];
}

/** Vectors of one value that several nodes read: modules that were never trained, stored once. */
function mergedTensors({
  nodes,
  initializers,
}: Pick<FileGraph, "nodes" | "initializers">): readonly NotCounted[] {
  const readers = new Map<string, number>();
  for (const { inputs, operator } of nodes)
    if (operator !== "Identity")
      for (const name of new Set(inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  return initializers.flatMap((tensor) => {
    const times = readers.get(tensor.name) ?? 0;
    if (times < 2 || tensor.shape.length !== 1 || tensor.elements < 2 || !isUntrained(tensor)) return [];
    return [
      {
        name: tensor.name,
        what: `${tensor.elements} equal numbers, read ${times} times`,
        why: "exporters store equal tensors once, and it counts once; export trained weights, whose tensors differ, to count those of every module",
      },
    ];
  });
}

function isUntrained({ name, sample = [] }: FileTensor): boolean {
  const [first] = sample;
  return (
    /(weight|bias)$/.test(name) && (first === 0 || first === 1) && sample.every((value) => value === first)
  );
}

/** Biases by position that stand in the file as large as the scores. */
function spreadBiases({ view, biases }: Known): readonly NotCounted[] {
  return [...new Set(biases)].flatMap((name) => {
    const tensor = view.initializers.get(name);
    if (tensor === undefined || !isGenerated(name)) return [];
    return [
      {
        name,
        what: "bias by position",
        why: `the exporter spread it out to [${tensor.shape.join(", ")}], and it counts by these elements; the table that it was made of may be smaller`,
      },
    ];
  });
}

/** Tables that code looked up at fixed places: the exporter kept the rows that it found there. */
function cutTables(
  { nodes, initializers }: Pick<FileGraph, "nodes" | "initializers">,
  { view, fixed }: Known,
): readonly NotCounted[] {
  const added = new Set(
    nodes.flatMap(({ operator, inputs }) =>
      /Add$/.test(operator) ? inputs.flatMap((one) => view.root(one)?.name ?? []) : [],
    ),
  );
  return initializers.flatMap(({ name, shape }) => {
    const looked =
      /^(embedding|slice|index|index_select)(_\d+)?(_quantized)?$/.test(name) && shape.length >= 2;
    if (!looked || fixed.has(name) || !added.has(name)) return [];
    return [
      {
        name,
        what: "part of a table",
        why: `the exporter kept the ${shape.at(-2)} rows that its sizes ask for, and they count; the module's table may have more: export with dynamic sizes to see it`,
      },
    ];
  });
}

/** A table and a packed output layer of its sizes: their numbers cannot be compared. */
function packedTables({ nodes }: Pick<FileGraph, "nodes">, { view }: Known): readonly NotCounted[] {
  const tables = nodes.flatMap(({ operator, inputs }) =>
    operator === "Gather" || operator === "GatherBlockQuantized" ? (view.root(inputs[0]) ?? []) : [],
  );
  return nodes.flatMap(({ operator, inputs, attributes }) => {
    if (operator !== "MatMulNBits") return [];
    const [width, words] = ["K", "N"].map((name) => attributes.get(name)?.integer);
    const table = tables.find(({ shape }) => shape.length === 2 && shape[0] === words && shape[1] === width);
    if (table === undefined || width === words) return [];
    return [
      {
        name: inputs[1] ?? "",
        what: "output layer of packed weights",
        why: `it has the sizes of the table "${table.name}", and whether both are one is not in the file; counted as two`,
      },
    ];
  });
}
