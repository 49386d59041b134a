// `flopbook formulas`: the catalogue as a list, one formula as a card, or one evaluated with its working.
import {
  type CatalogueSymbol,
  catalogue,
  catalogueRow,
  formulaById,
  formulasWith,
  layerRecordsWith,
} from "../../catalogue/catalogue.js";
import type { Formula } from "../../formula/index.js";
import { FlopbookError } from "../../ground/errors.js";
import type { LayerRecord } from "../../layers/index.js";
import type { Quantity } from "../../numbers/quantity.js";
import { asUsage } from "../options.js";
import type { Context, Terminal } from "../terminal.js";
import { plainSpaces, textTable, wrapped } from "../text-table.js";
import { originText, working } from "../working.js";
import { countedCard, countedRow } from "./counted-layer.js";
import { assignedSizes } from "./layer-sizes.js";
import { layerCard, layerIdsNear, layerOfId, layerRow, layersTable } from "./layers.js";
import { assignedValues } from "./values.js";

export interface FormulasOptions {
  readonly search?: string;
  readonly json?: true;
}

/** Prints the list, a formula, or its value with the working. Mistakes are usage errors with the nearest names. */
export async function run(
  words: readonly string[],
  options: FormulasOptions,
  { terminal }: Context,
): Promise<number> {
  const [id, ...assignments] = words;
  if (id === undefined) return listed(options, terminal);
  if (options.search !== undefined)
    throw new FlopbookError(
      `formulas: --search lists formulas and takes no id, got "${id}" too; leave one of them out`,
      { exitCode: 2 },
    );
  const layer = layerOfId(id);
  try {
    if (layer !== undefined) return oneLayer(layer, assignments, options, terminal);
    return one(formulaById(id, layerIdsNear(id)), assignments, options, terminal);
  } catch (error) {
    throw asUsage(error);
  }
}

function listed({ search, json }: FormulasOptions, { out, err }: Terminal): number {
  const found = search === undefined ? catalogue : formulasWith(search);
  const layers = search === undefined ? [] : layerRecordsWith(search);
  if (json) {
    out(`${JSON.stringify([...found.map(catalogueRow), ...layers.map(layerRow)], undefined, 2)}\n`);
    return 0;
  }
  if (found.length === 0 && layers.length === 0) {
    err(`flopbook: no formula has all the words of "${search}"; try fewer, or \`flopbook formulas\`\n`);
    return 1;
  }
  const layerTable = layers.length === 0 ? [] : [layersTable(layers)];
  const tables = found.length === 0 ? layerTable : [formulasTable(found), ...layerTable];
  out(tables.join("\n"));
  return 0;
}

function formulasTable(found: readonly Formula[]): string {
  const rows = found.map(({ id, unit, meaning }) => [id, unit, meaning]);
  const table = textTable([{ head: "formula" }, { head: "unit" }, { head: "meaning" }], rows);
  const hint = "`flopbook formulas ID` shows one, `flopbook formulas ID name=value ...` evaluates it.";
  return `${table}\n${found.length} ${found.length === 1 ? "formula" : "formulas"}; ${hint}\n`;
}

function oneLayer(
  record: LayerRecord,
  assignments: readonly string[],
  { json }: FormulasOptions,
  { out }: Terminal,
): number {
  if (assignments.length === 0) {
    out(json ? `${JSON.stringify(layerRow(record), undefined, 2)}\n` : layerCard(record));
    return 0;
  }
  const assigned = assignedSizes(record, assignments);
  out(json ? `${JSON.stringify(countedRow(assigned), undefined, 2)}\n` : plainSpaces(countedCard(assigned)));
  return 0;
}

function one(
  formula: Formula,
  assignments: readonly string[],
  { json }: FormulasOptions,
  terminal: Terminal,
): number {
  const value =
    assignments.length === 0 && formula.inputs.length > 0 ? undefined : evaluated(formula, assignments);
  const row = catalogueRow(formula);
  if (json) {
    const shown = value === undefined ? row : { ...row, value: value.value, working: value.derivation() };
    terminal.out(`${JSON.stringify(shown, undefined, 2)}\n`);
  } else terminal.out(plainSpaces(card(formula, value, terminal)));
  return 0;
}

function evaluated(formula: Formula, assignments: readonly string[]): Quantity {
  return formula.evaluate(assignedValues(formula, assignments));
}

function card(formula: Formula, value: Quantity | undefined, { colors, columns }: Terminal): string {
  const row = catalogueRow(formula);
  const width = Math.max(60, Math.min(100, columns));
  const fact = (name: string, text: string) =>
    `${name.padEnd(12)}${wrapped(text, width - 12, " ".repeat(12))}\n`;
  const symbols = [...row.inputs, ...row.constants];
  const head = [
    `${colors.bold(row.id)}\n`,
    fact("meaning", row.meaning),
    fact("formula", `${row.result} = ${row.expression}`),
    fact("TeX", row.tex),
    fact("unit", row.unit),
    ...row.conventions.map((sentence, i) => fact(i === 0 ? "conventions" : "", sentence)),
    fact("source", originText(row.source)),
  ];
  const result = value === undefined ? symbolsTable(symbols) : `\n${working(value.derivation())}`;
  const hint =
    value === undefined
      ? `\n\`flopbook formulas ${row.id} ${row.inputs.map(({ name }) => `${name}=…`).join(" ")}\` evaluates it.\n`
      : "";
  return [...head, result, hint].join("");
}

function symbolsTable(symbols: readonly CatalogueSymbol[]): string {
  const rows = symbols.map(({ name, unit, meaning, constant }) => [
    name,
    unit,
    constant === undefined ? "" : String(constant),
    meaning,
  ]);
  const columns = [
    { head: "symbol" },
    { head: "unit" },
    { head: "value", align: "right" },
    { head: "meaning" },
  ] as const;
  return rows.length === 0 ? "" : `\n${textTable(columns, rows)}`;
}
