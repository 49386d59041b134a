// What a network costs, for notebooks: totals and layers in plain numbers that show themselves as a table by module.

import { displaySymbol, type MimeBundle } from "../ground/mime.js";
import { type CountedGraph, shapeText } from "../layers/index.js";
import { type GraphSummary, graphSummary, type ModuleRow, moduleRows } from "../models/index.js";
import { numberParts, text } from "../numbers/format.js";
import { given } from "../numbers/quantity.js";
import { unitFactor } from "../numbers/units.js";
import { type Table, type TableCell, type TableSpec, table } from "./table.js";

/** A summary that shows itself: `show(modelSummary(model("resnet50")))`. */
export interface ModelSummary extends GraphSummary {
  readonly [displaySymbol]: () => MimeBundle;
}

export interface ModelSummaryOptions {
  /** Parts of the module path that its table tells apart; default 1. */
  readonly depth?: number;
}

/**
 * What a counted graph costs for its whole batch, in plain numbers: the object that `flopbook model --json` prints.
 * In a notebook it shows itself as a table by module.
 */
export function modelSummary(graph: CountedGraph, options: ModelSummaryOptions = {}): ModelSummary {
  const summary = graphSummary(graph);
  const { parameters, forward, savedForBackward, notCounted } = summary;
  const show = () => {
    const missing = notCounted.map(({ name, what }) => `${name} (${what})`).join(", ");
    const words = {
      title: `${summary.name} has ${text(parameters.total, "parameter")} and takes ${text(forward.mac, "MAC")} forward`,
      caption: `By module, for ${graph.inputs.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(", ")}; ${text(savedForBackward.bytes, "byte")} kept for the backward pass`,
      source: missing === "" ? "Every layer is in the counts." : `Not counted: ${missing}.`,
    };
    return modulesTable(words, summary, options)[displaySymbol]();
  };
  // Not enumerable: a summary is data, and JSON.stringify and comparisons see nothing else.
  return Object.defineProperty({ ...summary }, displaySymbol, { value: show }) as ModelSummary;
}

/** The modules of a network as a table: parameters, MAC, FLOP, bytes kept and moved, share of the forward MAC. */
export function modulesTable(
  words: Pick<TableSpec, "title" | "caption" | "source">,
  summary: GraphSummary,
  options: ModelSummaryOptions = {},
): Table {
  const columns = columnsOf(summary);
  const rows = moduleRows(summary, options.depth ?? 1).map((row) => [
    rowName(row),
    ...columns.map(({ base, unit, of }) => numberCell(of(row), base, unit)),
    numberCell(row.share, "1", "%"),
  ]);
  const totals = columns.map(({ base, total }) => numberCell(total, base));
  return table({
    ...words,
    columns: [
      { head: "Module", kind: "rowHead" },
      ...columns.map(({ head, unit }) => ({ head, kind: "number" as const, unit, digits: 3 })),
      { head: "Share, %", kind: "number", unit: "%", digits: 3 },
    ],
    rows: [...rows, ["Total", ...totals, numberCell(1, "1")]],
  });
}

interface Count {
  readonly head: string;
  readonly base: string;
  /** The unit of the column, that of its total. */
  readonly unit: string;
  readonly total: number;
  readonly of: (row: ModuleRow) => number;
}

function columnsOf({ parameters, forward, savedForBackward, movedBytes }: GraphSummary): readonly Count[] {
  const count = (name: string, base: string, total: number, of: Count["of"]): Count => {
    const { prefix, unit: plural } = numberParts(total, base);
    const unit = base === "byte" && prefix === "" ? base : plural; // "bytes" is a word, "byte" the unit
    const shown = `${prefix}${unit}`;
    return { head: name === unit ? shown : `${name}, ${shown}`, base, unit: shown, total, of };
  };
  const owned = (row: ModuleRow) => row.parameters;
  const unit = parameters.total < 1e9 ? "million" : "billion";
  return [
    {
      head: `Parameters, ${unit === "million" ? "M" : "G"}`,
      base: "1",
      unit,
      total: parameters.total,
      of: owned,
    },
    count("MAC", "MAC", forward.mac, (row) => row.mac),
    count("Matrix FLOP", "FLOP", forward.matrixFlop, (row) => row.matrixFlop),
    count("Kept", "byte", savedForBackward.bytes, (row) => row.savedBytes),
    count("Moved", "byte", movedBytes, (row) => row.movedBytes),
  ];
}

/** An empty cell where a module has none; three decimals of the column's unit at most. */
function numberCell(value: number, base: string, unit = base): TableCell {
  if (value === 0) return null;
  return value / unitFactor(unit) < 5e-4 ? "< 0.001" : given({ value, unit: base }, "counted");
}

/** "layers.0 … 31", and inside it "layers.*.attention". */
function rowName({ above, label }: ModuleRow): string {
  return [...above, label].join(".");
}
