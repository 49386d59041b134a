// The catalogue as a handbook: each formula with its meaning, a worked step with sample values, unit and source.
import { catalogue } from "../catalogue.js";
import { conventions, type Formula, symbols } from "../formula/index.js";
import { type MimeBundle, mimeType } from "../mime.js";
import { emit, show } from "../show.js";
import { type Table, table } from "../table.js";
import { sample } from "./samples.js";

/** The groups of the catalogue in order: the first word of each formula's id. */
export function catalogueGroups(): readonly string[] {
  return [...new Set(catalogue.map(({ id }) => groupOf(id)))].sort();
}

/** Shows every formula of a group: words, then the formula with sample values in it and its result. */
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
