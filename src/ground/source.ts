// Where a number comes from: a paper, a datasheet, a page, or a measurement.

/** A citable document or measurement. `id` is its citation key, unique over the whole project. */
export interface Source {
  readonly id: string;
  readonly kind: "paper" | "datasheet" | "page" | "measurement" | "text";
  /** Authors or publisher as printed in a reference list, e.g. "Hoffmann, J. et al." */
  readonly author: string;
  readonly title: string;
  /** Year of publication; absent for an undated text, whose `read` day then matters. */
  readonly year?: number;
  /** Journal, conference or report number, e.g. "arXiv:2203.15556". */
  readonly published?: string;
  readonly url?: string;
  /** Day on which the value was read, ISO 8601. */
  readonly read?: string;
}

/** A place in a source: "Table 3", "eq. 10", "section 2.1". */
export interface Citation {
  readonly source: Source;
  readonly place?: string;
}

/** A source, a place in one, or a stated assumption in words. */
export type Origin = Source | Citation | string;

/** Author and year as in a reading list: "Hoffmann, J. et al. (2022)", "Course text (undated)". */
export function authorYear({ author, year }: Source): string {
  return `${author} (${year ?? "undated"})`;
}

/** Sources by citation key; the compiler knows the keys, and of each source that it is one. */
export function sourceTable<const Key extends string>(
  entries: Readonly<Record<Key, Source>>,
): Readonly<Record<Key, Source>> {
  return entries;
}
