// The table of normalisations against the layers that it names.
import { expect, test } from "vitest";
import { batchNorm, groupNorm, instanceNorm, layerNorm, normalisationKinds } from "../../src/layers/index.js";

test("every normalisation of the table is a layer, and only fixed statistics can be folded", () => {
  const input = [2, 8, 4, 4];
  const layers = [
    batchNorm({ input }),
    layerNorm({ input }),
    groupNorm({ input, groups: 2 }),
    instanceNorm({ input }),
    layerNorm({ input, variant: "rms" }),
  ];
  const records = Object.values(normalisationKinds);
  expect(records.map(({ kind }) => kind)).toEqual(layers.map(({ kind }) => kind));
  for (const { dependsOnBatch, foldable } of records) expect(foldable).toBe(dependsOnBatch);
});
