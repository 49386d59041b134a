// The working behind a number: its provenance, its steps in order, its tree as JSON.
import type { CitationJson, DerivationJson, FormulaJson } from "../ground/mime.js";
import type { Origin } from "../ground/source.js";

/** A value with provenance, as this file reads it; Quantity is the one class of them. */
export interface Derived {
  readonly label: string;
  readonly symbolTex: string | undefined;
  readonly value: number;
  readonly unit: string;
  readonly displayUnit: string | undefined;
  readonly provenance: Provenance;
  readonly text: string;
  readonly tex: string | undefined;
  readonly substitutedTex: string | undefined;
  readonly resultTex: string;
}

/** What a formula leaves behind in its result; TeX is made when asked for. */
export interface AppliedFormula {
  readonly id: string;
  readonly meaning: string;
  readonly expression: string;
  /** Names of the symbols in the expression, in the order of the provenance's inputs. */
  readonly inputNames: readonly string[];
  readonly conventions: readonly string[];
  readonly source: Origin;
  /** The result's symbol by name and the expression: "trainingFlop = passesPerStep * ...". */
  readonly statement: string;
  /** "C = 3\,F\,N": always the result's symbol, " = ", and the expression. */
  readonly tex: () => string;
  /** The right-hand side with the values in it. */
  readonly substitutedTex: () => string;
}

/** How a quantity came about. */
export type Provenance =
  | { readonly kind: "formula"; readonly formula: AppliedFormula; readonly inputs: readonly Derived[] }
  | { readonly kind: "sum"; readonly inputs: readonly Derived[] }
  | { readonly kind: "given"; readonly origin: Origin; readonly inputs: readonly [] }
  | { readonly kind: "constant"; readonly note: string; readonly inputs: readonly [] };

/** One line of the working behind a number. */
export interface Step {
  readonly label: string;
  readonly symbolTex: string | undefined;
  readonly value: number;
  readonly unit: string;
  readonly text: string;
  readonly kind: DerivationJson["kind"];
  /** "trainingFlop = passesPerStep * forwardFlop * samples * epochs"; absent for inputs. */
  readonly formula: string | undefined;
  readonly tex: string | undefined;
  readonly substitutedTex: string | undefined;
  readonly resultTex: string;
  readonly note: string | undefined;
  readonly citation: CitationJson | undefined;
}

/** The working, inputs before results, each shared step once. */
export function stepsOf(value: Derived): readonly Step[] {
  const seen = new Set<Provenance>();
  const steps: Step[] = [];
  const visit = (part: Derived): void => {
    if (seen.has(part.provenance)) return;
    seen.add(part.provenance);
    for (const input of part.provenance.inputs) visit(input);
    steps.push(stepOf(part));
  };
  visit(value);
  return steps;
}

/** The tree behind a value. A part met again is written without its inputs and says so, so that trees stay small. */
export function derivationJson(value: Derived): DerivationJson {
  return derivationOf(value, new Set());
}

function citationOf(origin: Origin): CitationJson | undefined {
  if (typeof origin === "string") return undefined;
  return "source" in origin ? origin : { source: origin };
}

/** The document and the words behind one node. */
function grounds(provenance: Provenance): { citation: CitationJson | undefined; note: string | undefined } {
  if (provenance.kind === "constant") return { citation: undefined, note: provenance.note };
  if (provenance.kind === "sum") return { citation: undefined, note: undefined };
  const origin = provenance.kind === "given" ? provenance.origin : provenance.formula.source;
  return { citation: citationOf(origin), note: typeof origin === "string" ? origin : undefined };
}

function stepOf(quantity: Derived): Step {
  const { label, symbolTex, value, unit, provenance } = quantity;
  return {
    label,
    symbolTex,
    value,
    unit,
    text: quantity.text,
    kind: provenance.kind,
    formula: provenance.kind === "formula" ? provenance.formula.statement : undefined,
    tex: quantity.tex,
    substitutedTex: quantity.substitutedTex,
    resultTex: quantity.resultTex,
    ...grounds(provenance),
  };
}

function derivationOf(quantity: Derived, seen: Set<Provenance>): DerivationJson {
  const { label, symbolTex, value, unit, displayUnit, provenance } = quantity;
  const again = provenance.inputs.length > 0 && seen.has(provenance);
  seen.add(provenance);
  const { citation, note } = grounds(provenance);
  const words = again ? (note === undefined ? "derived above" : `${note}; derived above`) : note;
  return {
    label,
    ...(symbolTex === undefined ? {} : { symbolTex }),
    value,
    unit,
    ...(displayUnit === undefined ? {} : { displayUnit }),
    kind: provenance.kind,
    ...(provenance.kind === "formula" ? { formula: formulaJson(quantity, provenance.formula) } : {}),
    ...(words === undefined ? {} : { note: words }),
    ...(citation === undefined ? {} : { citation }),
    inputs: again ? [] : provenance.inputs.map((input) => derivationOf(input, seen)),
  };
}

function formulaJson(quantity: Derived, formula: AppliedFormula): FormulaJson {
  const citation = citationOf(formula.source);
  return {
    id: formula.id,
    meaning: formula.meaning,
    expression: formula.expression,
    tex: formula.tex(),
    substitutedTex: formula.substitutedTex(),
    resultTex: quantity.resultTex,
    conventions: formula.conventions,
    ...(citation === undefined ? {} : { citation }),
  };
}
