// The catalogue: every formula of the cost half in one list, and how to find one by its id or by words.
import { budgetFormulas } from "./budget/index.js";
import { costFormulas } from "./cost/index.js";
import { FlopbookError, suggestion } from "./errors.js";
import { conventions, type Formula, type SymbolEntry, type SymbolName, symbols } from "./formula/index.js";
import { hardwareFormulas } from "./hardware/index.js";
import { importerFormulas } from "./importers/index.js";
import { layerFormulas } from "./layers/index.js";
import { modelFormulas } from "./models/index.js";
import { planFormulas } from "./plan/index.js";
import { scalingFormulas } from "./scaling/index.js";
import type { Origin } from "./source.js";
import { trainingFormulas } from "./training/index.js";

/** Every formula, by folder: layers, training, hardware, models, cost questions, plans, budgets, scaling laws. */
export const catalogue: readonly Formula[] = [
  ...new Set([
    ...layerFormulas,
    ...trainingFormulas,
    ...hardwareFormulas,
    ...modelFormulas,
    ...importerFormulas,
    ...costFormulas,
    ...planFormulas,
    ...budgetFormulas,
    ...scalingFormulas,
  ]),
];

const byId = new Map(catalogue.map((formula) => [formula.id, formula]));

/** The formula of this id. Errors on an unknown one, with the nearest. */
export function formulaById(id: string): Formula {
  const found = byId.get(id);
  if (found !== undefined) return found;
  const lastWord = (name: string) => name.slice(name.lastIndexOf(".") + 1);
  const near =
    suggestion(id, byId.keys()) ||
    suggestion(
      id,
      catalogue.filter((formula) => lastWord(formula.id) === lastWord(id)).map((formula) => formula.id),
    );
  throw new FlopbookError(
    `formulas: none has this id, got "${id}"${near || "; `flopbook formulas --search WORD` finds them by words"}`,
  );
}

/** Formulas in whose id, meaning, expression, symbols or source every word occurs, whatever the case. */
export function formulasWith(words: string): readonly Formula[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return catalogue.filter((formula) => {
    const text = searched(formula).toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function searched({ id, meaning, expression, result, inputs, source }: Formula): string {
  const meanings = [result, ...inputs].map((name) => symbols[name].meaning);
  return [id, meaning, result, expression, ...meanings, ...sourceWords(source)].join("\n");
}

function sourceWords(origin: Origin): readonly string[] {
  if (typeof origin === "string") return [origin];
  const { author, title } = "source" in origin ? origin.source : origin;
  return [author, title, "source" in origin ? (origin.place ?? "") : ""];
}

/** A symbol of a formula as data. */
export interface CatalogueSymbol {
  readonly name: string;
  readonly tex: string;
  readonly unit: string;
  readonly meaning: string;
  /** Its value where a convention fixes it. */
  readonly constant?: number;
}

/** A formula as data: what `flopbook formulas --json` prints. */
export interface CatalogueRow {
  readonly id: string;
  readonly meaning: string;
  readonly result: string;
  readonly expression: string;
  readonly tex: string;
  /** Base unit of the result. */
  readonly unit: string;
  readonly inputs: readonly CatalogueSymbol[];
  readonly constants: readonly CatalogueSymbol[];
  /** Counting choices as sentences. */
  readonly conventions: readonly string[];
  readonly source: Origin;
}

/** A formula as data. */
export function catalogueRow(formula: Formula): CatalogueRow {
  const { id, meaning, result, expression, tex, unit, source } = formula;
  return {
    id,
    meaning,
    result,
    expression,
    tex,
    unit,
    inputs: formula.inputs.map(symbolRow),
    constants: constantsOf(formula).map(symbolRow),
    conventions: formula.conventions.map((name) => conventions[name]),
    source,
  };
}

/** The symbols of a formula's expression that have a constant; a caller may override them. */
export function constantsOf({ expression, inputs }: Formula): readonly SymbolName[] {
  const names = new Set(expression.match(/[A-Za-z_]\w*/g));
  return [...names]
    .filter((name): name is SymbolName => Object.hasOwn(symbols, name))
    .filter((name) => !inputs.includes(name) && entryOf(name).constant !== undefined);
}

function symbolRow(name: SymbolName): CatalogueSymbol {
  const { tex, unit, meaning, constant } = entryOf(name);
  return { name, tex, unit, meaning, ...(constant === undefined ? {} : { constant: constant.value }) };
}

function entryOf(name: SymbolName): SymbolEntry {
  return symbols[name];
}
