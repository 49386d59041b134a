// Stack traces in the reader's terms: cells and lines as written, no frames of ours. Runs in the child.
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { tslabFolder } from "./library.js";
import type { RunCell, RunOrder } from "./messages.js";
import { originalPosition, type Positions } from "./source-map.js";

/** Where in a cell an error arose; line (without option lines) and column are 1-based. */
export interface CellPosition {
  readonly key: number;
  readonly line: number;
  readonly column: number;
}

interface Frame {
  readonly text: string;
  readonly position: CellPosition | undefined;
}

const ownFolder = join(fileURLToPath(import.meta.url), "..", "..", sep);
const asyncPrefix = "(async function(exports, require) { ";
const plainPrefix = "(function(exports, require) { ";

/** The name under which a cell's code is known to V8; to stand in a sourceURL comment. */
export const cellUrl = (key: number): string => `flopbook-cell-${key}`;

/** Installs the formatter for `error.stack`; the returned function gives the cell positions of an error, innermost first. */
export function installStackTraces(
  cells: readonly RunCell[],
  files: Extract<RunOrder, { type: "run" }>["files"],
): (error: unknown) => readonly CellPosition[] {
  const frames = new WeakMap<object, readonly Frame[]>();
  const compiledFiles = new Map(files.map(({ path, positions }) => [path, positions]));
  Error.stackTraceLimit = 50;
  Error.prepareStackTrace = (error, sites) => {
    const shown = sites.flatMap((site) => frameOf(site, cells, compiledFiles));
    frames.set(error, shown);
    return [headOf(error), ...shown.map(({ text }) => `    at ${text}`)].join("\n");
  };
  return (error) => {
    if (typeof error !== "object" || error === null) return [];
    void (error as Error).stack;
    return (frames.get(error) ?? []).flatMap(({ position }) => position ?? []);
  };
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

function frameOf(
  site: NodeJS.CallSite,
  cells: readonly RunCell[],
  files: ReadonlyMap<string, Positions>,
): readonly Frame[] {
  const url = site.getScriptNameOrSourceURL();
  if (url === null || url === undefined || url.startsWith("node:")) return [];
  const line = (site.getLineNumber() ?? 1) - 1;
  const column = (site.getColumnNumber() ?? 1) - 1;
  const key = /^flopbook-cell-(\d+)$/.exec(url)?.[1];
  const cell = key === undefined ? undefined : cells[Number(key)];
  if (cell !== undefined && "output" in cell.compiled) {
    const { positions, hasTopLevelAwait } = cell.compiled;
    const inCell = line === 0 ? column - (hasTopLevelAwait ? asyncPrefix : plainPrefix).length : column;
    // The call of the function that tslab wraps round the cell.
    if (inCell < 0 || line >= positions.length) return [];
    const origin = originalPosition(positions, line, inCell);
    const position = { key: Number(key), line: (origin?.line ?? 0) + 1, column: (origin?.column ?? 0) + 1 };
    const place = `cell ${cell.number}:${position.line + cell.optionLines}:${position.column}`;
    return [{ text: named(site, place), position }];
  }
  const path = url.startsWith("file:") ? fileURLToPath(url) : url;
  if (path.startsWith(ownFolder) || path.startsWith(tslabFolder) || path === "evalmachine.<anonymous>")
    return [];
  const origin = originalPosition(files.get(path) ?? [], line, column) ?? { line, column };
  return [
    { text: named(site, `${told(path)}:${origin.line + 1}:${origin.column + 1}`), position: undefined },
  ];
}

function named(site: NodeJS.CallSite, place: string): string {
  const name = site.getFunctionName();
  return name === null || name === undefined || name === "" ? place : `${name} (${place})`;
}

/** A path without what differs between machines. */
function told(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  const packaged = slashed.lastIndexOf("/node_modules/");
  return packaged === -1
    ? relative(process.cwd(), path).replaceAll("\\", "/")
    : slashed.slice(packaged + "/node_modules/".length);
}
