// What the outputs of a notebook hand to its page beside the things it shows: named values, verdicts, sources.
import {
  type CitationJson,
  type DerivationJson,
  type EquationJson,
  type MimeBundle,
  mimeType,
  type NamedValueJson,
  type SourcesJson,
  type TableJson,
  type ValuesJson,
  type VerdictJson,
} from "../../ground/mime.js";
import type { Source } from "../../ground/source.js";
import type { ExecutedNotebook } from "../../notebook/notebook.js";
import type { Problems } from "../problem.js";

/** Everything that prose may name. */
export interface Collected {
  readonly values: ReadonlyMap<string, NamedValueJson>;
  readonly verdicts: ReadonlyMap<string, VerdictJson>;
  readonly sources: readonly Source[];
  /** Conventions of all formulas behind the named values. */
  readonly conventions: readonly string[];
}

/** Reads every output of every cell, also of cells that the page leaves out. */
export function collected(notebook: ExecutedNotebook, problems: Problems): Collected {
  const values = new Map<string, NamedValueJson>();
  const verdicts = new Map<string, VerdictJson>();
  const sources: Source[] = [];
  const conventions = new Set<string>();
  for (const { data, cell } of bundles(notebook)) {
    for (const value of (data[mimeType.values] as ValuesJson | undefined)?.values ?? []) {
      const known = values.get(value.name);
      if (known !== undefined && known.derivation.value !== value.derivation.value) {
        problems.error(
          { cell, line: undefined },
          `value ${value.name}: published twice with different values, got ${known.derivation.value} and ${value.derivation.value}; give the second another name`,
        );
      }
      values.set(value.name, value);
      gatherConventions(value.derivation, conventions);
    }
    const verdict = data[mimeType.verdict] as VerdictJson | undefined;
    if (verdict !== undefined) verdicts.set(verdict.id, verdict);
    gatherSources(data, sources);
  }
  return { values, verdicts, sources, conventions: [...conventions] };
}

function* bundles(notebook: ExecutedNotebook): Generator<{ data: MimeBundle; cell: number }> {
  for (const cell of notebook.cells) {
    for (const output of cell.outputs)
      if (output.type === "display") yield { data: output.data, cell: cell.number };
  }
}

function gatherSources(data: MimeBundle, into: Source[]): void {
  const cite = (citation: CitationJson | undefined) => void (citation && into.push(citation.source));
  into.push(...((data[mimeType.sources] as SourcesJson | undefined)?.sources ?? []));
  for (const { derivation } of (data[mimeType.values] as ValuesJson | undefined)?.values ?? []) {
    visit(derivation, (node) => [node.citation, node.formula?.citation].forEach(cite));
  }
  const equation = data[mimeType.equation] as EquationJson | undefined;
  if (equation?.derivation)
    visit(equation.derivation, (node) => [node.citation, node.formula?.citation].forEach(cite));
  cite((data[mimeType.verdict] as VerdictJson | undefined)?.citation);
  for (const row of (data[mimeType.table] as TableJson | undefined)?.rows ?? []) {
    for (const cell of row)
      if (typeof cell === "object" && cell !== null && "citation" in cell) cite(cell.citation);
  }
}

function gatherConventions(derivation: DerivationJson, into: Set<string>): void {
  visit(derivation, ({ formula }) => {
    for (const convention of formula?.conventions ?? []) into.add(convention);
  });
}

function visit(node: DerivationJson, each: (node: DerivationJson) => void): void {
  each(node);
  for (const input of node.inputs) visit(input, each);
}
