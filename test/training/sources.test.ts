// What losses, optimizers, regularizers, number formats and normalisations are described by can be opened.
import { expect, it } from "vitest";
import { normalisationKinds } from "../../src/layers/normalisation/kinds.js";
import { lossScaling } from "../../src/training/loss-scaling.js";
import { losses } from "../../src/training/losses.js";
import { valueFormats } from "../../src/training/number-formats.js";
import { optimizers } from "../../src/training/optimizers.js";
import { augmentation, regularizers } from "../../src/training/regularizers.js";
import { offenders, originsIn } from "../sources/address.js";

const records: Readonly<Record<string, object>> = {
  "kinds of normalisation": normalisationKinds,
  losses,
  "loss scaling": lossScaling,
  "number formats": valueFormats,
  optimizers,
  regularizers,
  "data augmentation": { augmentation },
};

it.each(Object.entries(records))("%s cite works that can be opened", (name, held) => {
  const origins = originsIn(held, name);
  expect(origins.length).toBeGreaterThanOrEqual(Object.keys(held).length);
  expect(offenders(origins)).toEqual([]);
});
