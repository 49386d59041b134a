// Search by words: every word of the query must occur, whole or as the beginning of a word, itself or by a synonym.
import { synonyms } from "./synonyms.js";

/** What is searched of an item: its name and title weigh more than the rest of its words. */
export interface Searched {
  readonly title: string;
  readonly rest: string;
}

/** Where a word of the query was found, best first; `nowhere` rules an item out. */
const [wholeInTitle, wholeInRest, startInTitle, startInRest, nowhere] = [
  0,
  1,
  2,
  3,
  Number.POSITIVE_INFINITY,
];

/**
 * Items that have every word of the query, those with whole words and with words in the title first, else in the
 * order given. An empty query finds all.
 */
export function found<T>(query: string, items: readonly T[], searched: (item: T) => Searched): readonly T[] {
  const wanted = wordsOf(query);
  return items
    .map((item) => ({ item, rank: rankOf(wanted, searched(item)) }))
    .filter(({ rank }) => rank < nowhere)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** The words of a text in small letters: "keyValue cache-size" holds keyvalue, key, value, cache, size. */
function wordsOf(text: string, apart = false): string[] {
  const together = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const parts = apart ? text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").match(/[\p{L}\p{N}]+/gu) : [];
  return [...new Set([...together, ...(parts ?? [])].map((word) => word.toLowerCase()))];
}

function rankOf(wanted: readonly string[], { title, rest }: Searched): number {
  const [titleWords, restWords] = [wordsOf(title, true), wordsOf(rest, true)];
  const rankOfWord = (word: string): number => {
    if (titleWords.includes(word)) return wholeInTitle;
    if (restWords.includes(word)) return wholeInRest;
    if (titleWords.some((had) => had.startsWith(word))) return startInTitle;
    return restWords.some((had) => had.startsWith(word)) ? startInRest : nowhere;
  };
  const rankOfAll = (words: readonly string[]) => Math.max(...words.map(rankOfWord));
  return wanted.reduce((sum, word) => {
    const others = (Object.hasOwn(synonyms, word) ? synonyms[word] : undefined) ?? [];
    return sum + Math.min(rankOfWord(word), ...others.map((other) => rankOfAll(wordsOf(other))));
  }, 0);
}
