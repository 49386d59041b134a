// A notebook as git should hold it: no outputs, no counts, no traces of a run, one stable layout.
import { FlopbookError } from "../../ground/errors.js";

type Json = Readonly<Record<string, unknown>>;

/** Cell and notebook metadata that running or opening a notebook leaves behind. */
const volatileCellMetadata = [
  "ExecuteTime",
  "collapsed",
  "execution",
  "papermill",
  "scrolled",
  "trusted",
  "vscode",
];
const volatileMetadata = [
  "celltoolbar",
  "interpreter",
  "orig_nbformat",
  "papermill",
  "signature",
  "toc",
  "varInspector",
  "vscode",
  "widgets",
];

/**
 * The text of notebook `text` without outputs, execution counts and volatile metadata, with sorted keys, one-space
 * indent and a last newline, as nbformat writes it. Stripping twice changes nothing. `shown` names the file in errors.
 */
export function strippedNotebook(text: string, shown: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlopbookError(`${shown}: not JSON (${reason}); is it a notebook?`);
  }
  if (!isObject(json) || !Array.isArray(json.cells) || json.nbformat !== 4)
    throw new FlopbookError(
      `${shown}: not a notebook of format 4; open it in Jupyter or VS Code and save it`,
    );
  const spareIds =
    typeof json.nbformat_minor === "number" && json.nbformat_minor >= 5
      ? idSource(json.cells)
      : () => undefined;
  const notebook = {
    ...json,
    metadata: strippedMetadata(isObject(json.metadata) ? json.metadata : {}),
    cells: json.cells.map((cell: unknown, at: number) => strippedCell(cell, spareIds(at + 1), shown)),
  };
  return `${JSON.stringify(sorted(notebook), undefined, 1)}\n`;
}

function strippedMetadata(metadata: Json): Json {
  const kept = without(metadata, volatileMetadata);
  if (!isObject(kept.language_info)) return kept;
  return {
    ...kept,
    language_info: without(kept.language_info, ["version", "nbconvert_exporter", "pygments_lexer"]),
  };
}

function strippedCell(cell: unknown, spareId: string | undefined, shown: string): Json {
  if (!isObject(cell))
    throw new FlopbookError(`${shown}: a cell is not an object; restore the file from git`);
  const metadata = without(isObject(cell.metadata) ? cell.metadata : {}, volatileCellMetadata);
  const id = typeof cell.id === "string" ? cell.id : spareId;
  return {
    ...cell,
    ...(id === undefined ? {} : { id }),
    metadata,
    source: lines(cell.source, shown),
    ...(cell.cell_type === "code" ? { outputs: [], execution_count: null } : {}),
  };
}

/** An id for the cell at a position, one that no cell has yet: "c3", or "c3-", "c3--" where that is taken. */
function idSource(cells: readonly unknown[]): (position: number) => string {
  const taken = new Set(cells.map((cell) => (isObject(cell) ? cell.id : undefined)));
  return (position) => {
    let id = `c${position}`;
    while (taken.has(id)) id += "-";
    return id;
  };
}

/** nbformat's list of lines, each with its line end, whether the file had a list or one string; CRLF becomes LF. */
function lines(source: unknown, shown: string): string[] {
  const text = Array.isArray(source) ? source.join("") : source;
  if (typeof text !== "string")
    throw new FlopbookError(`${shown}: a cell has no source; restore the file from git`);
  return text.replaceAll("\r\n", "\n").match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function without(json: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
