// The notation of the catalogue: printed symbols that stand for more than one thing, with all their meanings together.

import { type Table, table } from "../../display/table.js";
import { type SymbolEntry, symbolOf } from "../../formula/index.js";
import { catalogue } from "../catalogue.js";

/** Symbols as printed that stand for several things in the catalogue, by letter: name in code, unit and meaning. */
export function notationTable(): Table {
  const shared = sharedSymbols();
  return table({
    title: `${shared.length} printed symbols stand for more than one thing`,
    caption: "Symbols with several meanings, by letter: as printed, name in code, unit and meaning",
    wide: true,
    columns: [
      { head: "Symbol", kind: "tex" },
      { head: "Name", kind: "rowHead" },
      { head: "Unit", kind: "unit" },
      { head: "Meaning", kind: "text" },
    ],
    rows: shared.flatMap(({ tex, symbols }) =>
      symbols.map(([name, { unit, meaning }]) => [{ tex }, name, unit === "1" ? "" : unit, meaning]),
    ),
  });
}

/** A letter as printed and the symbols that it stands for, by name. */
export interface SharedLetter {
  readonly tex: string;
  readonly symbols: readonly (readonly [name: string, entry: SymbolEntry])[];
}

/** Printed symbols that more than one name of the catalogue has, in the order of the alphabet, Greek after Latin. */
export function sharedSymbols(): readonly SharedLetter[] {
  const byTex = new Map<string, Map<string, SymbolEntry>>();
  for (const formula of catalogue)
    for (const name of [formula.result, ...formula.inputs]) {
      const entry = symbolOf(formula, name);
      byTex.set(entry.tex, (byTex.get(entry.tex) ?? new Map()).set(name, entry));
    }
  return [...byTex]
    .filter(([, entries]) => entries.size > 1)
    .map(([tex, entries]) => ({ tex, symbols: [...entries].sort(([a], [b]) => (a < b ? -1 : 1)) }))
    .sort((a, b) => (letterKey(a.tex) < letterKey(b.tex) ? -1 : 1));
}

/** What a printed symbol sorts by: its letter without accents, small before capital, then its index. */
function letterKey(tex: string): string {
  const bare = tex.replace(/\\(?:mathrm|mathcal|bar|hat|tilde|operatorname)\b/g, "").replace(/[{} ]/g, "");
  const letter = /^\\?[A-Za-z]+?(?=[_^']|\\|$)|^\\[A-Za-z]+/.exec(bare)?.[0] ?? bare;
  const greek = letter.startsWith("\\") ? "2" : "1";
  const small = letter === letter.toLowerCase() ? "1" : "2";
  return `${greek} ${letter.toLowerCase()} ${small} ${bare}`;
}
