// Search by words: every word of the query must occur, whole or as the beginning of a word, itself or by a synonym.
import { indexed, type Query, queryOf, standsIn } from "./spelling.js";
import { synonyms } from "./synonyms.js";

/** The texts of an item that are searched, the weightiest first: its id and other names, its meaning, the rest. */
export type Searched = readonly string[];

/** What it costs a hit to be only the beginning of a word, to come by a synonym, and to lie apart from the others. */
const [onlyBegun, bySynonym, apart] = [1.5, 0.25, 0.5];
const nowhere = Number.POSITIVE_INFINITY;

/**
 * A search of these items: those that have every word of a query, those with whole words and in weightier texts
 * first, else in the order given. Words with signs ("2:4", "per-channel") are sought as such. An empty query finds
 * all. The texts are read at the first search.
 */
export function searchOf<T>(
  items: readonly T[],
  searched: (item: T) => Searched,
): (query: string) => readonly T[] {
  let ready: readonly { readonly item: T; readonly texts: readonly string[] }[] | undefined;
  return (query) => {
    ready ??= items.map((item) => ({ item, texts: searched(item).map(indexed) }));
    const wanted = partsOf(query.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)));
    const whole = queryOf(query);
    return ready
      .map(({ item, texts }) => ({ item, rank: rankOf(wanted, whole, texts) }))
      .filter(({ rank }) => rank < nowhere)
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  };
}

/** A part of a query, and the ways to say it: itself, and phrases of which all words must occur. */
interface Part {
  readonly words: readonly Query[];
  readonly otherwise: readonly (readonly Query[])[];
}

/** The parts of a query: the longest run of words that has synonyms, else single words. */
function partsOf(words: readonly string[]): readonly Part[] {
  if (words.length === 0) return [];
  for (let count = words.length; count > 0; count--) {
    const phrase = words.slice(0, count).join(" ").toLowerCase();
    const others = Object.hasOwn(synonyms, phrase) ? synonyms[phrase] : undefined;
    if (others === undefined) continue;
    const otherwise = others.map((other) => other.split(" ").map(queryOf));
    return [{ words: words.slice(0, count).map(queryOf), otherwise }, ...partsOf(words.slice(count))];
  }
  return [{ words: words.slice(0, 1).map(queryOf), otherwise: [] }, ...partsOf(words.slice(1))];
}

function rankOf(wanted: readonly Part[], whole: Query, texts: readonly string[]): number {
  const rankOfAll = (words: readonly Query[]) => Math.max(...words.map((word) => rankOfWord(word, texts)));
  const together = wanted.length < 2 || Number.isFinite(rankOfWord(whole, texts)) ? 0 : apart;
  return wanted.reduce(
    (sum, { words, otherwise }) =>
      sum + Math.min(rankOfAll(words), ...otherwise.map((others) => rankOfAll(others) + bySynonym)),
    together,
  );
}

/** Where a word is found first, weightiest text first; `nowhere` rules an item out. */
function rankOfWord(word: Query, texts: readonly string[]): number {
  const ranks = texts.map((text, i) => {
    const found = standsIn(text, word);
    return found === "whole" ? i : found === "begun" ? i + onlyBegun : nowhere;
  });
  return Math.min(...ranks);
}
