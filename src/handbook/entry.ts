// An entry of the handbook: a formula in words, and its symbols in the margin beside the worked step.
import { conventions, type Formula, type SymbolEntry, type SymbolName, symbols } from "../formula/index.js";
import { type MimeBundle, mimeType } from "../mime.js";

/**
 * The words of an entry. On our pages the symbols stand in a margin note and the entry begins below the note before
 * it; other front ends, which know no margin, show them as a list.
 */
export function entryWords(formula: Formula, onOurPage: boolean): MimeBundle {
  const paragraph = paragraphOf(formula);
  return withSymbols(paragraph, symbolsOf(formula), onOurPage);
}

/** A paragraph with its symbols in the margin, below the note before it. */
export function withSymbols(text: string, names: readonly SymbolName[], onOurPage: boolean): MimeBundle {
  const lines = names.map(symbolLine);
  const markdown = onOurPage
    ? `:::{.wide}\n:::\n\n:::{.margin}\n${lines.join("\n\n")}\n:::\n\n${text}`
    : `${text}\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
  return { [mimeType.markdown]: markdown, [mimeType.text]: text };
}

/** The result, then the inputs in the order of the formula. */
function symbolsOf({ result, inputs, expression }: Formula): readonly SymbolName[] {
  const place = (name: string) => expression.search(new RegExp(`\\b${name}\\b`));
  const sorted = [...inputs].sort((a, b) => place(a) - place(b));
  return [...new Set([result, ...sorted])];
}

/** "$P$ **peak** peak rate of one device, FLOP/s/device": as printed, as typed, what it means, its unit unless said. */
export function symbolLine(name: SymbolName): string {
  const { tex, unit, meaning }: SymbolEntry = symbols[name];
  const said = unit === "1" || meaning.split(" ").some((word) => word === unit || word === `${unit}s`);
  return `$${tex}$ **${name}** ${plain(meaning)}${said ? "" : `, ${plain(unit)}`}`;
}

function paragraphOf({ id, meaning, conventions: names, source }: Formula): string {
  const said = names.map((name) => conventions[name]).join("; ");
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
