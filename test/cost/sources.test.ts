// What the cost room says in records rests on works that can be opened, and on none of the documents it judges.
import { expect, it } from "vitest";
import * as cost from "../../src/cost/index.js";
import { processNodes, storageFormats } from "../../src/cost/inference/index.js";
import { offenders, originsIn } from "../sources/address.js";

const records: Readonly<Record<string, object>> = {
  "counting rules": cost.countingRules,
  "default rules of the method by device time": cost.deviceTimeRules,
  "evidence of utilisation": cost.utilisationEvidence,
  "process nodes": processNodes,
  "rules of practice": cost.practiceRules,
  "storage formats": storageFormats,
  "states of training": cost.stateRecipes,
  techniques: cost.techniques,
  "usual utilisation": cost.utilisationDefaults,
  "rule of temporary buffers": cost.temporaryRules["largest-operation"],
};

it.each(Object.entries(records))("%s cite works that can be opened", (name, held) => {
  const origins = originsIn(held, name);
  expect(origins.length).toBeGreaterThan(0);
  expect(offenders(origins)).toEqual([]);
});
