// The layers of a network as CSV: one row a layer, numbers in base units.
import type { GraphSummary, LayerSummary } from "../../models/index.js";

const columns = [
  "name",
  "kind",
  "settings",
  "output",
  "parameters",
  "mac",
  "matrixFlop",
  "flop",
  "backwardMac",
  "savedBytes",
  "movedBytes",
  "share",
] as const satisfies readonly (keyof LayerSummary)[];

/** RFC 4180 with a head; shapes as 32x3x224x224. */
export function layersCsv({ layers }: GraphSummary): string {
  const rows = layers.map((layer) => columns.map((column) => field(layer[column])));
  return [columns, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

function field(value: string | number | readonly number[]): string {
  const text = typeof value === "object" ? value.join("x") : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
