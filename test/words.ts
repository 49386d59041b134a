// What printed text must not do: say a unit twice, or group digits in another way than with commas.

/** Units as printed, without prefix, and the words that say them again. */
const spoken: Readonly<Record<string, string>> = {
  s: "seconds?",
  ms: "milliseconds?",
  min: "minutes?",
  h: "hours?",
  days: "days?",
  years: "years?",
  B: "bytes?",
  FLOP: "operations?|FLOP",
  MAC: "multiply-accumulates?|MACs?",
  "%": "percent|per cent",
  USD: "dollars?|USD",
  W: "watts?",
  Wh: "(?:kilo|mega|giga)?watt-hours?",
  device·h: "device-hours?|device hours?",
};
const prefix = "[kMGTPEZYmµn]i?";
const amount = "\\d[\\d,.]*(?: × 10\\^−?\\d+)?";
const counted = `${amount} (?:million |billion |trillion )?([A-Za-zµ%·-]+(?:/[A-Za-z·()-]+)*)`;

/** Passages where a quantity's unit is followed by words that say it again. */
export function unitsSaidTwice(words: string): readonly string[] {
  const text = words.replace(/[\u00a0\u202f\u2009]/g, " ");
  return [...text.matchAll(new RegExp(counted, "g"))].flatMap((found) => {
    const [head = "", ...under] = (found[1] ?? "").split("/");
    const after = /^[^.;:,|()[\]–\n]{0,60}/.exec(text.slice(found.index + found[0].length))?.[0] ?? "";
    const again = new RegExp(`^ (?:of )?(?:${wordsOf(head)})(?![\\w-])`);
    const per = under.map(
      (unit) => new RegExp(`^(?: [\\w-]+){0,4} (?:per|for each|a|each|every) (?:${wordsOf(unit)})(?![\\w-])`),
    );
    return [again, ...per].some((fault) => fault.test(after)) ? [`${found[0]}${after}`.slice(0, 80)] : [];
  });
}

/** Ways to say a unit in a word: "GB" is "bytes", "tokens" is "token" or "tokens". */
function wordsOf(unit: string): string {
  const bare = unit.replace(new RegExp(`^${prefix}(?=(?:FLOP|MAC|B|W|Wh)$)`), "");
  const known = spoken[bare] ?? spoken[unit];
  if (known !== undefined) return known;
  const noun = unit.replace(/s$/, "");
  return noun.length < 3 ? "(?!)" : `${noun.replace(/[^\w]/g, "\\$&")}(?:s|es)?`;
}

/**
 * Numbers from 1,000 on without commas, and numbers grouped by spaces. Years stand as they are, and so do the sizes of
 * a shape (4096 × 4096), names (LLaMA-65536, arXiv:1706.03762) and what is typed in code or options.
 */
export function digitsUngrouped(words: string): readonly string[] {
  const text = words.replace(/`[^`]*`|--[\w-]+ \S+/g, "").replace(/(?<=×|= ?)\u00a0|\u00a0(?=×)/g, " ");
  const plain = [...text.matchAll(/(?<![\w.,:/#@^=_−-]|[×=] ?)\d{4,}(?![\w/_-]|[.,]\d|[ \u00a0]?×)/g)]
    .filter(([digits]) => !(digits.length === 4 && Number(digits) >= 1900 && Number(digits) <= 2100))
    .map(({ index }) => text.slice(Math.max(0, index - 20), index + 30));
  const spaced = [...text.matchAll(/(?<![\w.,])\d{1,3}(?:[\u2009\u202f\u00a0]\d{3})+(?!\d)/g)].map(
    ([found]) => found,
  );
  return [...plain, ...spaced];
}
