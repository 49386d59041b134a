// A notebook with the outputs that its file holds, as somebody's run left them there: nothing is run.
import { basename } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { sha256 } from "../disk/hash.js";
import { readRegular } from "../disk/regular-file.js";
import { FlopbookError } from "../ground/errors.js";
import type { MimeBundle } from "../ground/mime.js";
import { mapping } from "./front-matter.js";
import type { Cell, CellError, ExecutedCell, ExecutedNotebook, Notebook, Output } from "./notebook.js";

/**
 * The notebook as if it had been executed, with stored outputs in the place of new ones; cells without any show their
 * code. A stored error that its cell does not expect (`raises-exception`) is an error here, too.
 */
export function withStoredOutputs(notebook: Notebook): ExecutedNotebook {
  const file = basename(notebook.path);
  const bytes = readRegular(notebook.path, file);
  if (sha256(bytes) !== notebook.sha256)
    throw new FlopbookError(`${file}: the file was saved while it was read; build again`);
  const raw = JSON.parse(bytes.toString("utf8").replace(/^\uFEFF/, "")) as {
    readonly cells?: readonly unknown[];
  };
  const cells = notebook.cells.map((cell): ExecutedCell => {
    if (cell.kind !== "code") return { ...cell, status: "not-code", outputs: [], injected: false };
    const outputs = outputsOf(raw.cells?.[cell.number - 1], cell, notebook.name, file);
    const status = unexpected(cell, outputs).length > 0 ? "error" : outputs.length > 0 ? "ok" : "skipped";
    return { ...cell, status, outputs, injected: false };
  });
  const errors = cells.flatMap((cell) => unexpected(cell, cell.outputs));
  return { ...notebook, cells, errors, parameters: {}, outputsFrom: "file" };
}

function unexpected({ options }: Cell, outputs: readonly Output[]): CellError[] {
  if (options.raisesException) return [];
  return outputs.flatMap((output) => (output.type === "error" ? [output.error] : []));
}

function outputsOf(raw: unknown, cell: Cell, notebook: string, file: string): readonly Output[] {
  const subject = `${file}, cell ${cell.number}`;
  const { outputs } = mapping(raw, subject);
  if (outputs === undefined || outputs === null) return [];
  if (!Array.isArray(outputs))
    throw new FlopbookError(`${subject}: outputs must be a list; save the notebook again`);
  return joined(
    outputs.map((one, index) =>
      outputOf(mapping(one, `${subject}, output ${index + 1}`), cell, notebook, subject),
    ),
  );
}

function outputOf(
  raw: Readonly<Record<string, unknown>>,
  cell: Cell,
  notebook: string,
  subject: string,
): Output {
  if (raw.output_type === "stream")
    return { type: "stream", name: raw.name === "stderr" ? "stderr" : "stdout", text: text(raw.text) };
  if (raw.output_type === "display_data" || raw.output_type === "execute_result")
    return { type: "display", data: bundle(raw.data, subject), metadata: mapping(raw.metadata, subject) };
  if (raw.output_type === "error") return { type: "error", error: errorOf(raw, cell, notebook) };
  throw new FlopbookError(
    `${subject}: outputs are stream, display_data, execute_result or error, got ${JSON.stringify(raw.output_type) ?? "none"}; save the notebook with a current Jupyter`,
  );
}

/** Texts may be kept as lists of lines; of JSON types a list is a list. */
function bundle(data: unknown, subject: string): MimeBundle {
  return Object.fromEntries(
    Object.entries(mapping(data, subject)).map(([type, value]) => [
      type,
      /^application\/(?:[\w.-]+\+)?json$/.test(type) ? value : text(value),
    ]),
  );
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join("") : String(value ?? "");
}

function errorOf(raw: Readonly<Record<string, unknown>>, cell: Cell, notebook: string): CellError {
  const plain = (value: unknown) => stripVTControlCharacters(text(value));
  return {
    notebook,
    cell: cell.number,
    label: cell.options.label,
    name: plain(raw.ename) || "Error",
    message: plain(raw.evalue),
    line: undefined,
    column: undefined,
    sourceLine: undefined,
    kind: "exception",
  };
}

/** Neighbouring pieces of one stream, as a run gives them. */
function joined(outputs: readonly Output[]): readonly Output[] {
  const all: Output[] = [];
  for (const output of outputs) {
    const last = all.at(-1);
    if (output.type === "stream" && last?.type === "stream" && last.name === output.name)
      all[all.length - 1] = { ...last, text: last.text + output.text };
    else all.push(output);
  }
  return all;
}
