// Cell options merged from tags, cell metadata and `//| key: value` lines.
import { FlopbookError } from "../ground/errors.js";
import { checkedFields, mapping, parseYaml } from "./front-matter.js";
import type { CellOptions } from "./notebook.js";

/** Keys of `//|` lines and of cell metadata, as in Quarto. */
export const optionKeys = [
  "label",
  "fig-cap",
  "fig-alt",
  "tbl-cap",
  "echo",
  "eval",
  "output",
  "include",
  "error",
  "code-fold",
  "code-summary",
] as const;

type Draft = { -readonly [Key in keyof CellOptions]: CellOptions[Key] };

const tagEffects: Readonly<Record<string, Partial<CellOptions>>> = {
  "remove-input": { echo: false },
  "remove-output": { output: false },
  "remove-cell": { include: false },
  "hide-input": { codeFold: true },
  "skip-execution": { execute: false },
  "raises-exception": { raisesException: true },
  parameters: { parameters: true },
  "injected-parameters": {},
};

/** The `//|` lines at the top of a code cell and the source below them. */
export function splitOptionLines(source: string): {
  readonly yaml: string;
  readonly rest: string;
  readonly lines: number;
} {
  const all = source.split("\n");
  const first = all.findIndex((line) => !/^\s*\/\/\|/.test(line));
  const lines = first === -1 ? all.length : first;
  const yaml = all.slice(0, lines).map((line) => line.replace(/^\s*\/\/\|[ \t]?/, ""));
  return { yaml: yaml.join("\n"), rest: all.slice(lines).join("\n"), lines };
}

/**
 * Options of one cell. Later ones win: defaults, tags, `metadata.jupyter`, known keys in the cell's metadata,
 * `metadata.flopbook`, `//|` lines. An unknown key in the last two is an error that names the nearest known one.
 */
export function cellOptions(
  metadata: Readonly<Record<string, unknown>>,
  optionYaml: string,
  subject: string,
): CellOptions {
  const tags = tagList(metadata.tags, subject);
  const options: Draft = {
    tags,
    label: undefined,
    figCap: undefined,
    figAlt: undefined,
    tblCap: undefined,
    echo: true,
    output: true,
    include: true,
    codeFold: true,
    codeSummary: undefined,
    execute: true,
    raisesException: false,
    parameters: false,
  };
  for (const tag of tags) Object.assign(options, tagEffects[tag.replaceAll("_", "-")]);
  const jupyter = mapping(metadata.jupyter, `${subject}, metadata.jupyter`);
  if (jupyter.source_hidden === true) options.codeFold = true;
  if (jupyter.outputs_hidden === true) options.output = false;
  const plain = Object.fromEntries(
    optionKeys.filter((key) => key in metadata).map((key) => [key, metadata[key]]),
  );
  apply(options, plain, `${subject}, metadata`);
  apply(
    options,
    mapping(metadata.flopbook, `${subject}, metadata.flopbook`),
    `${subject}, metadata.flopbook`,
  );
  const lines = `${subject}, option lines`;
  apply(options, mapping(parseYaml(optionYaml, lines), lines), lines);
  return options;
}

/** True for a cell tagged `injected-parameters`, by papermill or by us. */
export function isInjected(options: CellOptions): boolean {
  return options.tags.some((tag) => tag.replaceAll("_", "-") === "injected-parameters");
}

function apply(options: Draft, given: Readonly<Record<string, unknown>>, subject: string): void {
  const field = checkedFields(given, optionKeys, subject);
  const label = field.text("label");
  if (label !== undefined && !/^[A-Za-z][\w-]*$/.test(label))
    throw new FlopbookError(
      `${subject}: label must be letters, digits and hyphens, such as fig-cost, got "${label}"`,
    );
  options.label = label ?? options.label;
  options.figCap = field.text("fig-cap") ?? options.figCap;
  options.figAlt = field.text("fig-alt") ?? options.figAlt;
  options.tblCap = field.text("tbl-cap") ?? options.tblCap;
  options.echo = field.flag("echo") ?? options.echo;
  options.execute = field.flag("eval") ?? options.execute;
  options.output = field.flag("output") ?? options.output;
  options.include = field.flag("include") ?? options.include;
  options.raisesException = field.flag("error") ?? options.raisesException;
  options.codeFold = field.flag("code-fold") ?? options.codeFold;
  options.codeSummary = field.text("code-summary") ?? options.codeSummary;
}

function tagList(tags: unknown, subject: string): readonly string[] {
  if (tags === undefined || tags === null) return [];
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== "string"))
    throw new FlopbookError(`${subject}: metadata.tags must be a list of texts, got ${JSON.stringify(tags)}`);
  return tags as string[];
}
