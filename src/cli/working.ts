// The whole working behind a number as an indented tree of text, down to the inputs and their numbered sources.

import type { CitationJson, DerivationJson } from "../ground/mime.js";
import { authorYear, type Origin, type Source } from "../ground/source.js";
import { text } from "../numbers/format.js";

/**
 * One line a number: "label = value", its formula under it, then the numbers that went in, indented; the sources
 * stand at the end by number. Several derivations share them. A part that occurs again is named and not repeated. Below `levels` it is said how many
 * steps there are.
 */
export function working(
  derivation: DerivationJson | readonly DerivationJson[],
  levels = Number.POSITIVE_INFINITY,
): string {
  const lines: string[] = [];
  const told = new Set<string>();
  const sources: Source[] = [];
  const cite = citer(sources);
  const tell = (node: DerivationJson, depth: number): void => {
    const indent = "  ".repeat(depth);
    const head = `${node.label} = ${valueText(node)}`;
    const key = `${node.formula?.id ?? node.kind} ${head}`;
    const again = node.inputs.length > 0 && told.has(key);
    lines.push(`${indent}${head}${again ? "  (above)" : origin(node, cite)}`);
    if (again) return;
    told.add(key);
    if (node.formula) lines.push(`${indent}  = ${node.formula.expression}${rule(node.formula, cite)}`);
    else if (node.kind === "sum") lines.push(`${indent}  the sum of`);
    if (depth < levels) for (const input of node.inputs) tell(input, depth + 1);
    else if (node.inputs.length > 0) lines.push(`${indent}  … ${counted(stepsBelow(node))}`);
  };
  for (const one of [derivation].flat()) tell(one, 1);
  const list = sources.map((source, at) => `[${at + 1}] ${citationText({ source })}`);
  return [...lines, ...(list.length > 0 ? ["", ...list] : [])].map((line) => `${line}\n`).join("");
}

function counted(steps: number): string {
  return steps === 1 ? "1 more step" : `${steps} more steps`;
}

function stepsBelow({ inputs }: DerivationJson): number {
  return inputs.reduce((all, input) => all + 1 + stepsBelow(input), 0);
}

/** "Sze, V. et al. (2017). Efficient processing of deep neural networks, Table 1" */
export function citationText({ source, place }: CitationJson): string {
  return `${authorYear(source)}. ${source.title}${place === undefined ? "" : `, ${place}`}`;
}

/** A source, a place in one, or an assumption as text. */
export function originText(origin: Origin): string {
  if (typeof origin === "string") return origin;
  return citationText("source" in origin ? origin : { source: origin });
}

type Cite = (citation: CitationJson) => string;

/** Numbers sources in the order in which they are met: "[2] Table 1". */
function citer(sources: Source[]): Cite {
  return ({ source, place }) => {
    let at = sources.findIndex(({ id }) => id === source.id);
    if (at < 0) at = sources.push(source) - 1;
    return `[${at + 1}]${place === undefined ? "" : ` ${place}`}`;
  };
}

function valueText({ value, unit, displayUnit }: DerivationJson): string {
  return text(value, unit, displayUnit === undefined ? {} : { unit: displayUnit });
}

/** Where an input is from. A computed number's own citation is that of its formula, which is told there. */
function origin({ kind, note, citation, formula }: DerivationJson, cite: Cite): string {
  const words = [note ?? "", citation === undefined || formula ? "" : cite(citation)].filter(
    (word) => word !== "",
  );
  if (words.length > 0) return `  ${words.join("; ")}`;
  return kind === "constant" ? "  convention" : "";
}

function rule({ conventions, citation }: NonNullable<DerivationJson["formula"]>, cite: Cite): string {
  const words = [...conventions, ...(citation === undefined ? [] : [cite(citation)])];
  return words.length === 0 ? "" : `  (${words.join("; ")})`;
}
