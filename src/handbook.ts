// The catalogue as a handbook: each formula with its meaning, a worked step with round values, unit and source.
import { catalogue } from "./catalogue.js";
import { conventions, type Formula, type SymbolEntry, type SymbolName, symbols } from "./formula/index.js";
import { type MimeBundle, mimeType } from "./mime.js";
import type { Quantity } from "./quantity.js";
import { emit, show } from "./show.js";
import { type Table, table } from "./table.js";

/** The groups of the catalogue in order: the first word of each formula's id. */
export function catalogueGroups(): readonly string[] {
  return [...new Set(catalogue.map(({ id }) => groupOf(id)))].sort();
}

/** Shows every formula of a group: words, then the formula with round sample values in it and its result. */
export function showGroup(group: string): void {
  for (const formula of catalogue.filter(({ id }) => groupOf(id) === group)) {
    emit(words(formula));
    show(sample(formula));
  }
}

/** The notation of the catalogue: every symbol that a formula uses, with its unit and meaning. */
export function notationTable(): Table {
  const used = new Set(catalogue.flatMap(({ result, inputs }) => [result, ...inputs]));
  const names = [...used].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return table({
    title: `${names.length} symbols carry the catalogue`,
    caption: "Notation: symbol, name in code, unit and meaning",
    wide: true,
    columns: [
      { head: "Symbol", kind: "tex" },
      { head: "Name", kind: "rowHead" },
      { head: "Unit", kind: "unit" },
      { head: "Meaning", kind: "text" },
    ],
    rows: names.map((name) => {
      const { tex, unit, meaning } = symbols[name];
      return [{ tex }, name, unit === "1" ? "" : unit, meaning];
    }),
  });
}

/** A formula evaluated for round values within the bounds of its symbols: a worked step, not an estimate. */
export function sample(formula: Formula): Quantity {
  const given = formula.inputs.map((name, i) => [
    name,
    { value: roundValue(name, i), unit: symbols[name].unit },
  ]);
  return formula(Object.fromEntries(given));
}

/** Typical sizes in base units, by what they measure. */
const typical: Readonly<Record<string, number>> = {
  FLOP: 1e12,
  "FLOP/s": 1e14,
  "FLOP/s/device": 1e14,
  "FLOP/token": 1e9,
  byte: 1e9,
  "byte/s": 1e12,
  s: 3600,
  "device*s": 36_000,
  J: 1e6,
  "J/s": 400,
  parameter: 1e9,
  token: 1e10,
};

function roundValue(name: SymbolName, place: number): number {
  const entry: SymbolEntry = symbols[name];
  const least = Math.max(entry.minimum ?? 0, entry.above ?? 0);
  if (entry.maximum !== undefined) {
    const middle = least + ((entry.maximum - least) * (place + 2)) / (place + 4);
    return entry.integer === true ? Math.round(middle) : middle;
  }
  if (entry.integer === true) return Math.max(least, 2 ** (place + 2));
  if (name.endsWith("Exponent")) return 0.5 / (place + 1);
  return (typical[entry.unit] ?? 4) * (place + 1) + least;
}

function words({ id, meaning, unit, conventions: names, source }: Formula): MimeBundle {
  const said = names.map((name) => conventions[name]).join("; ");
  const origin =
    typeof source === "string"
      ? `Source: ${plain(source)}.`
      : "source" in source
        ? `Source: ${source.place === undefined ? "" : `${plain(source.place)} `}[@${source.source.id}].`
        : `Source: [@${source.id}].`;
  const text = [
    `**${plain(id)}** ${plain(meaning)}.`,
    unit === "1" ? "" : `Unit: ${plain(unit)}.`,
    said === "" ? "" : `Convention: ${plain(said)}.`,
    origin,
  ];
  const markdown = text.filter((part) => part !== "").join(" ");
  return { [mimeType.markdown]: markdown, [mimeType.text]: markdown };
}

/** Words as Markdown that means nothing but themselves. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#$^~@|]/g, "\\$&");
}

function groupOf(id: string): string {
  return id.split(".", 1)[0] ?? id;
}
