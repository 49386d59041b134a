// Outputs of MIME types of one's own: what a renderer makes of their data takes their place, before a page is made.
import { FlopbookError } from "../../ground/errors.js";
import { displaySymbol, type MimeBundle, mimeType, type Renderer } from "../../ground/mime.js";
import type { CellError, ExecutedCell, ExecutedNotebook, Output } from "../../notebook/notebook.js";

type Display = Extract<Output, { type: "display" }>;

/** Renderers in use, and the files that they come from: pages that they shape depend on these. */
export interface OwnRenderers {
  readonly renderers: readonly Renderer[];
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** Renderers that can be used. Errors on one without a type or a function, and on a type that is there twice. */
export function checkedRenderers(list: readonly unknown[]): readonly Renderer[] {
  const taken = new Set<string>();
  return list.map((one) => {
    const { type, render } = (one ?? {}) as Partial<Renderer>;
    const refuse = (problem: string): never => {
      throw new FlopbookError(`renderers/${String(type)}: ${problem}`);
    };
    if (typeof type !== "string" || !/^[\w.+-]+\/[\w.+-]+$/.test(type) || ours.has(type))
      return refuse(
        `type must be a MIME type of your own, got ${JSON.stringify(type) ?? "none"}; write one such as "application/vnd.acme.tree+json"`,
      );
    if (typeof render !== "function")
      return refuse(
        "render must be a function of the data, got none; write render: (data) => ({ html, text })",
      );
    if (taken.has(type)) return refuse("there are two for this type, got it again; keep one");
    taken.add(type);
    return { type, render };
  });
}

const ours: ReadonlySet<string> = new Set(Object.values(mimeType));

/**
 * The notebook with every output of a known type as its renderer shows it. An output that a renderer cannot show is an
 * error of its cell; notebooks without such outputs stay as they are.
 */
export function ownOutputs(notebook: ExecutedNotebook, { renderers, files }: OwnRenderers): ExecutedNotebook {
  const errors: CellError[] = [];
  let used = false;
  const shown = (output: Output, cell: ExecutedCell): Output => {
    const renderer = output.type === "display" ? rendererOf(output, renderers) : undefined;
    if (renderer === undefined || output.type !== "display") return output;
    used = true;
    try {
      return { ...output, data: rendered(output.data, renderer) };
    } catch (error) {
      errors.push(failure(error, renderer, cell, notebook.name));
      return output;
    }
  };
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    outputs: cell.outputs.map((output) => shown(output, cell)),
  }));
  if (!used) return notebook;
  const inputs = [...(notebook.inputs ?? []), ...files];
  return { ...notebook, cells, inputs, errors: [...notebook.errors, ...errors] };
}

function rendererOf({ data }: Display, renderers: readonly Renderer[]): Renderer | undefined {
  return renderers.find(({ type }) => type in data);
}

/** What the renderer gives, with the notebook's own words where it has none. */
function rendered(data: MimeBundle, { type, render }: Renderer): MimeBundle {
  const forms = formsOf(render(parsed(data[type], type)));
  if (Object.keys(forms).length === 0)
    throw new FlopbookError("render must give something to show, got nothing; return { html, text }");
  return { ...(data[mimeType.text] === undefined ? {} : { [mimeType.text]: data[mimeType.text] }), ...forms };
}

/** JSON that a kernel wrote as text. */
function parsed(value: unknown, type: string): unknown {
  const text =
    Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;
  if (typeof text !== "string" || !/[+/]json$/.test(type)) return value;
  try {
    return JSON.parse(text);
  } catch {
    return value;
  }
}

function formsOf(value: unknown): MimeBundle {
  if (typeof value !== "object" || value === null) return {};
  if (displaySymbol in value) return (value as { [displaySymbol]: () => MimeBundle })[displaySymbol]();
  if ("$schema" in value) return { [mimeType.vegaLite]: value };
  const short = { html: mimeType.html, text: mimeType.text, markdown: mimeType.markdown, svg: mimeType.svg };
  const named = Object.entries(value).map(
    ([key, form]) => [short[key as keyof typeof short] ?? key, form] as const,
  );
  return Object.fromEntries(named.filter(([key, form]) => key.includes("/") && form !== undefined));
}

function failure(
  error: unknown,
  { type }: Renderer,
  { number, options }: ExecutedCell,
  notebook: string,
): CellError {
  const message = error instanceof Error ? error.message : String(error);
  return {
    notebook,
    cell: number,
    label: options.label,
    name: "Renderer",
    message: `the project's renderer of ${type} failed: ${message}; correct it`,
    line: undefined,
    column: undefined,
    sourceLine: undefined,
    kind: "exception",
  };
}
