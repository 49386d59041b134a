// The catalogue as a handbook: each formula with its meaning, its symbols, a worked step and its source.

import type { Showing } from "../../display/show.js";
import { catalogue } from "../catalogue.js";
import { entryPlace, entryWords } from "./entry.js";
import { sample } from "./samples.js";

/** The groups of the catalogue in order: the first word of each formula's id. */
export function catalogueGroups(): readonly string[] {
  return [...new Set(catalogue.map(({ id }) => groupOf(id)))].sort();
}

/** Shows every formula of a group: words and symbols, then the formula with sample values in it and its result. */
export function showGroup(group: string, { screen, show }: Showing): void {
  for (const [i, formula] of catalogue.filter(({ id }) => groupOf(id) === group).entries()) {
    screen.put(entryWords(formula, entryPlace(i, screen.isReport())));
    show(sample(formula));
  }
}

function groupOf(id: string): string {
  return id.split(".", 1)[0] ?? id;
}
