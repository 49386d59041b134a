// How words are spelt: signs within them, capitals within them, plurals, British and American English.

/** A word or phrase of a query, in the spellings in which it is sought. */
export interface Query {
  /** Every one of these is as good as the others; each may be several words that follow each other. */
  readonly spellings: readonly string[];
  /** Sought as it stands only: a ratio such as "2:4" is no 2 and no 4. */
  readonly exact: boolean;
}

const apart = " | ";

/** A text made ready for search: its words as written, taken apart, in one spelling, and in pairs without the space. */
export function indexed(text: string): string {
  const plain = plainText(text);
  const [together, parts] = [wordsOf(plain), wordsOf(inParts(plain))];
  const pairs = [together, parts].flatMap((words) => words.slice(1).map((word, i) => `${words[i]}${word}`));
  const ratios = plain.match(ratio) ?? [];
  const runs = [together, parts, together.map(oneSpelling), parts.map(oneSpelling)];
  return ` ${[...runs, ...pairs.filter(longEnough).map((pair) => [pair, oneSpelling(pair)]), ratios]
    .map((words) => words.join(" "))
    .join(apart)} `;
}

/** A word of a query, or a phrase. */
export function queryOf(word: string): Query {
  const plain = plainText(word);
  const ratios = plain.match(ratio) ?? [];
  if (ratios.length > 0) return { spellings: ratios, exact: true };
  const together = wordsOf(plain);
  const glued = together.length > 1 ? [together.join("")] : [];
  const unstuck = wordsOf(plain.replace(/(^|\s)(\d+)(?=[A-Za-z]{3})/g, "$1$2 ")); // "8bit" as "8 bit"
  const spelt = [together, wordsOf(inParts(plain)), unstuck].flatMap(phrases).concat(glued);
  return { spellings: [...new Set(spelt)], exact: false };
}

const phrases = (words: readonly string[]) => [words.join(" "), words.map(oneSpelling).join(" ")];

/** Whether a word stands whole in an indexed text, or begins a word of it. */
export function standsIn(text: string, { spellings, exact }: Query): "whole" | "begun" | undefined {
  if (spellings.some((spelling) => text.includes(` ${spelling} `))) return "whole";
  return !exact && spellings.some((spelling) => text.includes(` ${spelling}`)) ? "begun" : undefined;
}

/** Numbers with a sign between them: "2:4", "1/2", "0.5". */
const ratio = /\d+(?:[:/.]\d+)+/g;

/** Raised and wide characters as plain ones ("R²" is "R2"), "3 × 3" as "3x3". */
function plainText(text: string): string {
  return text.normalize("NFKC").replace(/(\d) ?× ?(?=\d)/g, "$1x");
}

/** "keyValue" as "key Value", "isoFLOP" as "iso FLOP"; "MoE" and "1F1B" stay. */
function inParts(text: string): string {
  return text.replace(/([a-z]{2,}[0-9]*)([A-Z])/g, "$1 $2");
}

function wordsOf(text: string): readonly string[] {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.toLowerCase());
}

/** Shorter pairs would be words by chance. */
const longEnough = (pair: string) => pair.length >= 6;

/** Endings that are spelt in more than one way, and plurals. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/(ss|x|ch|sh)es$/, "$1"],
  [/([^aeiou])ies$/, "$1y"],
  [/([a-z]{2}[^siu])s$/, "$1"],
  [/([a-z]{3})is(ations?|e|ed|er|ing)$/, "$1iz$2"],
  [/([a-z]{3})ys(e|ed|er|ing)$/, "$1yz$2"],
  [/([a-z]{2}[aeiou])ll(ed|ing|er)$/, "$1l$2"],
  [/([a-z]{3})our$/, "$1or"],
  [/([a-z]{3})tre$/, "$1ter"],
];

function oneSpelling(word: string): string {
  return endings.reduce((spelt, [ending, other]) => spelt.replace(ending, other), word);
}
