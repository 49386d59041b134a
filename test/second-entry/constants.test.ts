// Published constants that were typed by hand, against a second entry: energies, fits, formats, bytes, overheads.
import { expect, test } from "vitest";
import * as owned from "../../src/budget/ownership-facts.js";
import { processNodes, storageFormats } from "../../src/cost/inference/index.js";
import { stateRecipes } from "../../src/cost/state-composition.js";
import { device } from "../../src/hardware/index.js";
import {
  allocationLaws,
  efficientNetBases,
  kaplanConstants,
  kaplanLaws,
  parametricFits,
} from "../../src/scaling/index.js";
import { valueFormats } from "../../src/training/index.js";
import { confirmed, digits, missed, type Readings, type Source, secondEntry } from "./second-entry.js";

interface Entry {
  readonly sources: Readonly<Record<string, Source>>;
  readonly constants: Readonly<Record<string, Readings>>;
  readonly noSecondEntry: readonly { readonly names: readonly string[]; readonly why: string }[];
}

const entry = secondEntry<Entry>("constants");

/** flat("kaplan", { batch: { batchScale: 2.1e8 } }) is [["kaplan batch batchScale", 2.1e8]]; texts are left out. */
function flat(name: string, tree: object): (readonly [string, number])[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    if (key === "source") return [];
    if (typeof value === "number") return [[`${name} ${key}`, value] as const];
    return typeof value === "object" && value !== null ? flat(`${name} ${key}`, value) : [];
  });
}

function laws(): (readonly [string, number])[] {
  return Object.entries(allocationLaws).flatMap(([id, { interval, ...law }]) => [
    ...flat(`law ${id}`, law),
    ...flat(`law ${id}`, { low: interval[0], high: interval[1] }),
  ]);
}

function ownership(): (readonly [string, number])[] {
  const price = { a100: "a100-sxm-80", v100: "v100-sxm2-32", p100: "p100-sxm2", others: "h100-sxm-80" };
  const power = {
    h100: "h100-sxm-80",
    a100: "a100-sxm-80",
    v100: "v100-sxm2-32",
    "tpu-v2": "tpu-v2",
    "tpu-v3": "tpu-v3",
    tpu: "tpu-v5e",
    others: "mi300x",
  };
  return [
    ...Object.entries(price).map(
      ([kind, id]) => [`server price ${kind}`, owned.serverFactorOf(device(id)).value] as const,
    ),
    ...Object.entries(power).map(
      ([kind, id]) => [`server power ${kind}`, owned.serverPowerFactorOf(device(id)).value] as const,
    ),
    ["power share gpu", owned.usualPowerShare(device("h100-sxm-80"))],
    ["power share tpu", owned.usualPowerShare(device("tpu-v4"))],
    ["network share", owned.networkShare.valueIn("1")],
    ["yearly progress", owned.yearlyProgress.value],
    ["median utilisation", owned.medianUtilisation.valueIn("1")],
  ];
}

/** Every constant of src that the second entry speaks of, and those without one. */
const constants = new Map<string, number>([
  ...flat("energy", processNodes),
  ...flat("fit", parametricFits),
  ...laws(),
  ...flat("kaplan", { ...kaplanLaws, ...kaplanConstants }),
  ...flat("efficientnet", efficientNetBases),
  ...flat("format", valueFormats),
  ...Object.entries(storageFormats).map(([id, { largest }]) => [`largest ${id}`, largest] as const),
  ...flat("state", stateRecipes),
  ...ownership(),
]);

const entered = Object.entries(entry.constants).map(
  ([name, readings]) => [name, digits(constants.get(name) ?? Number.NaN), readings] as const,
);

test.each(entered)("%s: %d is confirmed by a second entry", (name, value, readings) => {
  expect(confirmed(value, readings), `${name}: ${value}, read ${JSON.stringify(readings)}`).toBe(true);
});

test.each(entered)("%s: two swapped digits of %d would be found", (_, value, readings) => {
  expect(missed(value, readings)).toEqual([]);
});

test("a constant has a second entry, or stands with the reason among those that have none", () => {
  const exempt = entry.noSecondEntry.flatMap(({ names }) => names);
  const isExempt = (name: string) => exempt.some((one) => name === one || name.startsWith(`${one} `));
  const names = [...constants.keys()];
  expect(names.filter((name) => !Object.hasOwn(entry.constants, name) && !isExempt(name))).toEqual([]);
  expect(Object.keys(entry.constants).filter(isExempt)).toEqual([]);
  expect(exempt.filter((one) => !names.some((name) => name === one || name.startsWith(`${one} `)))).toEqual(
    [],
  );
  for (const { why } of entry.noSecondEntry) expect(why.length).toBeGreaterThan(20);
});
