// The catalogue: every formula of the cost half in one list, and how to find one by its id or by words.
import { budgetFormulas } from "../budget/index.js";
import { costFormulas } from "../cost/index.js";
import { type Formula, symbolOf } from "../formula/index.js";
import { FlopbookError, nearestNames } from "../ground/errors.js";
import type { Origin } from "../ground/source.js";
import { hardwareFormulas } from "../hardware/index.js";
import { importerFormulas } from "../importers/index.js";
import { type LayerRecord, layerFormulas, layerRecords } from "../layers/index.js";
import { modelFormulas } from "../models/index.js";
import { planFormulas } from "../plan/index.js";
import { scalingFormulas } from "../scaling/index.js";
import { trainingFormulas } from "../training/index.js";
import { otherNamesOf, type Searched, searchOf } from "./search/index.js";

/**
 * Every formula, by folder: layers, training, hardware, models, cost questions, plans, budgets, scaling laws.
 *
 * @example catalogue.length > 500 // true
 */
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

/**
 * The formula of this id. Errors on an unknown one, with at most five ids: `others`, those of which it is a part, the nearest.
 *
 * @example formulaById("compute.training-flop").unit // "FLOP"
 */
export function formulaById(id: string, others: readonly string[] = []): Formula {
  const formula = byId.get(id);
  if (formula !== undefined) return formula;
  const near = [...new Set([...others, ...idsNear(id)])].slice(0, 5);
  const offered = near.map((name) => `"${name}"`).join(" or ");
  throw new FlopbookError(
    `formulas: none has this id, got "${id}"${near.length > 0 ? `; did you mean ${offered}?` : `; \`flopbook formulas --search WORD\` finds them by words`}`,
  );
}

/** Those that begin with it, the nearest by spelling, those with its words; else those that end alike. */
function idsNear(id: string): readonly string[] {
  const ids = [...byId.keys()];
  const lastWord = (name: string) => name.slice(name.lastIndexOf(".") + 1);
  const named = searchOf(ids, (name) => [name])(id);
  const starting = named.filter((name) => name.startsWith(`${id}.`));
  const alike = ids.filter((name) => lastWord(name) === lastWord(id));
  const near = [...starting, ...nearestNames(id, ids), ...named];
  return near.length > 0 ? near : alike;
}

/**
 * Formulas that have every word in id, other names, meaning, symbols, expression, conventions or source, whatever the
 * case and the spelling: whole words first, then beginnings of words. Some words have synonyms.
 *
 * @example formulasWith("label smoothing").length > 0 // true
 */
export function formulasWith(words: string): readonly Formula[] {
  return searchOfFormulas(words);
}

const searchOfFormulas = searchOf(catalogue, searched);

/** Layer types that have every word of the query in name, meaning or other words. */
export function layerRecordsWith(words: string): readonly LayerRecord[] {
  return searchOfLayers(words);
}

const searchOfLayers = searchOf(layerRecords, ({ id, meaning, spec: { words: others = "" } }) => [
  `layer ${id} | ${others}`,
  meaning,
]);

function searched(formula: Formula): Searched {
  const { id, meaning, expression, result, inputs, source, countingChoices } = formula;
  const meanings = [result, ...inputs].map((name) => symbolOf(formula, name).meaning);
  return [
    [id, ...otherNamesOf(id)].join(" | "),
    meaning,
    [result, expression, ...meanings].join(" | "),
    [...countingChoices, ...sourceWords(source)].join(" | "),
  ];
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
    inputs: formula.inputs.map((name) => symbolRow(formula, name)),
    constants: constantsOf(formula).map((name) => symbolRow(formula, name)),
    conventions: formula.countingChoices,
    source,
  };
}

/** The symbols of a formula's expression that have a constant; a caller may override them. */
export function constantsOf({ symbols, inputs, result }: Formula): readonly string[] {
  return Object.keys(symbols).filter(
    (name) => name !== result && !inputs.includes(name) && symbols[name]?.constant !== undefined,
  );
}

function symbolRow(formula: Formula, name: string): CatalogueSymbol {
  const { tex, unit, meaning, constant } = symbolOf(formula, name);
  return { name, tex, unit, meaning, ...(constant === undefined ? {} : { constant: constant.value }) };
}
