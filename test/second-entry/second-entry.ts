// A figure that was typed by hand, against what others print: how near is near enough, and which slips are caught.
import { readFileSync } from "node:fs";

/** What the sources of a second entry print for one figure, by source. */
export type Readings = Readonly<Record<string, number>>;

export interface Source {
  readonly title: string;
  readonly address: string;
  readonly read: string;
}

/** A second entry by name, e.g. "devices". */
export function secondEntry<Entry extends { readonly sources: Readonly<Record<string, Source>> }>(
  name: string,
): Entry {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"));
}

/** Sources round to three or four digits, or work a rate out from a clock: 0.5 % is more than either. */
const tolerance = 0.005;

/**
 * Whether a figure is confirmed: every source is within the tolerance, and one prints exactly this figure, or more
 * digits of it. The second half catches the slips that change the last digits only.
 */
export function confirmed(value: number, readings: Readings): boolean {
  const printed = Object.values(readings);
  const near = (other: number) => Math.abs(value - other) <= tolerance * Math.abs(other);
  return printed.every(near) && printed.some((other) => rounded(other, digitsOf(value)) === value);
}

/** 110.812 to 3 digits is 111. */
function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** 0.0677 has 3 digits, 111 has 3, 1000 has 4: a reading of 1004 is not 1000. */
function digitsOf(value: number): number {
  return Math.max(1, mantissa(value).length);
}

function mantissa(value: number): string {
  return plain(value).replace(".", "").replace(/^0+/, "");
}

function plain(value: number): string {
  const text = String(Math.abs(value));
  return text.includes("e") ? (text.split("e")[0] ?? "") : text;
}

/** Every number that two swapped digits make of this one: 350 -> 530, 053, 305. */
export function swaps(value: number): readonly number[] {
  const text = String(value);
  const places = [...text].flatMap((character, i) => (/\d/.test(character) ? [i] : []));
  const end = text.includes("e") ? text.indexOf("e") : text.length;
  const found = new Set<number>();
  for (const i of places)
    for (const j of places) {
      if (i >= j || j >= end || text[i] === text[j]) continue;
      const characters = [...text];
      [characters[i], characters[j]] = [text[j] ?? "", text[i] ?? ""];
      found.add(Number(characters.join("")));
    }
  found.delete(value);
  return [...found];
}

/** Slips of a figure that its second entry would not catch; empty when it catches all. */
export function missed(value: number, readings: Readings): readonly number[] {
  return swaps(value).filter((slip) => confirmed(slip, readings));
}

/** A figure without what converting units adds: 3350.0000000000005 -> 3350. */
export function digits(value: number): number {
  return Number(value.toPrecision(12));
}
