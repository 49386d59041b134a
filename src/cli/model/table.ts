// The table by module as text: parameters, MAC, FLOP, bytes kept, bytes moved, share, and time on a device.

import { type Counting, type GraphSummary, type ModuleRow, moduleRows } from "../../models/index.js";
import { grouped, groupedDigits, numberParts, percent, text } from "../../numbers/format.js";
import { shortened, textTable } from "../text-table.js";
import type { BoundLayers } from "./roofline.js";

export interface ModuleTableOptions {
  /** Parts of the module path that are told apart. */
  readonly depth: number;
  readonly counting: Counting;
  readonly roofline?: BoundLayers | undefined;
}

/** What a line of the table is made of: a module, or the whole network. */
type Line = Pick<
  ModuleRow,
  "parameters" | "mac" | "flop" | "allFlop" | "savedBytes" | "movedBytes" | "share" | "names"
>;

/** The table, at most `width` columns wide; inner modules are indented and painted by `dim`. */
export function moduleTable(
  summary: GraphSummary,
  options: ModuleTableOptions,
  width: number,
  dim: (text: string) => string,
): string {
  const modules = moduleRows(summary, options.depth);
  const rows = [...modules, wholeNetwork(summary)].map((line) => cellsOf(line, options));
  const heads = [
    "parameters",
    "MAC",
    "FLOP",
    "kept",
    "moved",
    "share",
    ...(options.roofline ? ["time"] : []),
  ];
  const taken = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((cells) => cells[at]?.length ?? 0)),
  );
  const left = Math.max(16, width - taken.reduce((all, columns) => all + columns + 2, 0));
  const names = modules.map(({ depth, label }) => shortened(`${"  ".repeat(depth)}${label}`, left));
  return textTable(
    [{ head: "module" }, ...heads.map((head) => ({ head, align: "right" as const }))],
    rows.map((cells, at) => [names[at] ?? "total", ...cells]),
    (line, at) => ((modules[at]?.depth ?? 0) > 0 ? dim(line) : line),
    { totalled: true },
  );
}

/** A number for a column whose head names its unit: "4.09 G"; bytes and seconds with their unit: "89.1 MB". */
export function scaled(value: number, unit: "MAC" | "FLOP" | "byte" | "s"): string {
  if (value === 0) return "–";
  if (unit === "byte" || unit === "s") return text(value, unit);
  const { digits, prefix } = numberParts(value, unit);
  return `${groupedDigits(digits)} ${prefix}`.trimEnd();
}

function cellsOf(line: Line, { counting, roofline }: ModuleTableOptions): readonly string[] {
  return [
    line.parameters === 0 ? "–" : grouped(line.parameters),
    scaled(line.mac, "MAC"),
    scaled(counting === "all" ? line.allFlop : line.flop, "FLOP"),
    scaled(line.savedBytes, "byte"),
    scaled(line.movedBytes, "byte"),
    shareText(line.share),
    ...(roofline === undefined ? [] : [scaled(timeOf(line.names, roofline), "s")]),
  ];
}

function shareText(share: number): string {
  if (share === 0) return "–";
  return share < 1e-4 ? `< ${percent(1e-4)}` : percent(share, share < 0.1 ? 2 : 3);
}

function wholeNetwork({ parameters, forward, savedForBackward, movedBytes, layers }: GraphSummary): Line {
  return {
    parameters: parameters.total,
    mac: forward.mac,
    flop: forward.flop,
    allFlop: forward.allFlop,
    savedBytes: savedForBackward.bytes,
    movedBytes,
    share: forward.mac === 0 ? 0 : 1,
    names: layers.map(({ name }) => name),
  };
}

function timeOf(names: readonly string[], { layers }: BoundLayers): number {
  const wanted = new Set(names);
  return layers.reduce((all, { name, seconds }) => (wanted.has(name) ? all + seconds : all), 0);
}
