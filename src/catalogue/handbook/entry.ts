// An entry of the handbook: a formula in words, and its symbols in the margin beside the worked step.
import { type Formula, type SymbolEntry, type Symbols, symbolOf } from "../../formula/index.js";
import { type MimeBundle, mimeType } from "../../ground/mime.js";

/** Where an entry stands: on our page, first under a heading or after another entry; or in a front end without margin. */
export type EntryPlace = "first" | "later" | "elsewhere";

/** The place of the entry of this number under its heading, from 0; only reports of ours have a margin. */
export function entryPlace(number: number, inReport: boolean): EntryPlace {
  if (!inReport) return "elsewhere";
  return number === 0 ? "first" : "later";
}

/** The words of a formula's entry, with its symbols. */
export function entryWords(formula: Formula, place: EntryPlace): MimeBundle {
  return withSymbols(paragraphOf(formula), namesOf(formula), formula.symbols, place);
}

/**
 * A paragraph with its symbols: in a margin note on our page, as a list elsewhere. An empty wide block before a later
 * entry keeps it below the note of the one before; a first one must follow its heading at once, lest a page part them.
 */
export function withSymbols(
  text: string,
  names: readonly string[],
  symbols: Symbols,
  place: EntryPlace,
): MimeBundle {
  const lines = names.map((name) => symbolLine(name, symbolOf({ id: text, symbols }, name)));
  const start = place === "later" ? ":::{.wide}\n:::\n\n" : "";
  const markdown =
    place === "elsewhere"
      ? `${text}\n\n${lines.map((line) => `- ${line}`).join("\n")}`
      : `${start}:::{.margin}\n${lines.join("\n\n")}\n:::\n\n${text}`;
  return { [mimeType.markdown]: markdown, [mimeType.text]: text };
}

/** The result, then the inputs in the order of the formula. */
function namesOf({ result, inputs, expression }: Formula): readonly string[] {
  const place = (name: string) => expression.search(new RegExp(`\\b${name}\\b`));
  const sorted = [...inputs].sort((a, b) => place(a) - place(b));
  return [...new Set([result, ...sorted])];
}

/** "$P$ **peak** peak rate of one device, FLOP/s/device": as printed, as typed, what it means, its unit unless said. */
export function symbolLine(name: string, { tex, unit, meaning }: SymbolEntry): string {
  const said = unit === "1" || meaning.split(" ").some((word) => word === unit || word === `${unit}s`);
  return `$${tex}$ **${name}** ${plain(meaning)}${said ? "" : `, ${plain(unit)}`}`;
}

function paragraphOf({ id, meaning, countingChoices, source }: Formula): string {
  const said = countingChoices.join("; ");
  const origin =
    typeof source === "string"
      ? `Source: ${plain(source)}.`
      : "source" in source
        ? `Source: ${source.place === undefined ? "" : `${plain(source.place)} `}[@${source.source.id}].`
        : `Source: [@${source.id}].`;
  const convention = said === "" ? "" : `Convention: ${plain(said)}.`;
  return [`**${plain(id)}** ${plain(meaning)}.`, convention, origin].filter((part) => part !== "").join(" ");
}

/** Words as Markdown that means nothing but themselves. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#$^~@|]/g, "\\$&");
}
