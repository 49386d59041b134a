// Published definitions that formulas of several files rest on: ratio, relative difference, speedup, throughput.

import type { Citation } from "../ground/source.js";
import { sources } from "../sources/bibliography.js";

/** One quantity in units of another of the same kind. */
export const ratioDefinition: Citation = {
  source: sources.bipm2019,
  place: "section 2.3.3: ratio of two quantities of one kind",
};

/** Difference of two quantities in units of one of them. */
export const relativeDifference: Citation = {
  source: sources.goldberg1991,
  place: "section 1.2: difference over the value that it is measured by",
};

/** How many times as fast: time before over time after. */
export const speedupDefinition: Citation = { source: sources.hennessy2017, place: "section 1.9: speedup" };

/** How many times as long: ratio of two execution times. */
export const timeRatioDefinition: Citation = {
  source: sources.hennessy2017,
  place: "section 1.8: ratio of execution times",
};

/** Work done in a given time. */
export const throughputDefinition: Citation = {
  source: sources.hennessy2017,
  place: "section 1.4: throughput is work done in a given time",
};
