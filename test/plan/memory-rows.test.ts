// Published memory figures: the ZeRO paper's table of states, and the closed form of activations tensor by tensor.
import { expect, test } from "vitest";
import { device } from "../../src/hardware/index.js";
import {
  evaluatedLayout,
  type Layout,
  planContext,
  statesOnly,
  transformerShape,
} from "../../src/plan/index.js";

// Rajbhandari et al. 2020, Table 1: parameters in 10^9, replicas, GB with optimizer, gradients, weights sharded
test.each([
  [7.5, 4, 52.5, 41.3, 30],
  [7.5, 16, 35.6, 21.6, 7.5],
  [7.5, 64, 31.4, 16.6, 1.88],
  [128, 1, 2048, 2048, 2048],
  [128, 4, 896, 704, 512],
  [128, 16, 608, 368, 128],
  [128, 64, 536, 284, 32],
  [128, 256, 518, 263, 8],
  [128, 1024, 513, 257, 2],
  [1000, 4, 7000, 5500, 4000],
  [1000, 64, 4187, 2218, 250],
  [1000, 256, 4046, 2054, 62.5],
])("%f billion parameters over %i replicas", (billions, data, ...published) => {
  published.forEach((gigabytes, i) => {
    const zero = ([1, 2, 3] as const)[i] ?? 0;
    const { states } = statesOnly({ parameters: billions * 1e9, devices: data, data, zero });
    // the table cuts its digits: within one unit of the last one printed
    const unit = 10 ** -(String(gigabytes).split(".")[1]?.length ?? 0);
    expect(Math.abs(states.valueIn("GB") - gigabytes)).toBeLessThan(unit);
  });
});

// Korthikanti et al. 2022, Table 2 evaluated: MiB of one layer by what is parallel (t = 8) and what is recomputed
const rows = [
  ["megatron-22b", 4, { none: 1264, sequence: 844, selective: 624, both: 204, full: 96 }],
  ["gpt-3-175b", 1, { none: 552, sequence: 342, selective: 312, both: 102, full: 48 }],
  ["mt-nlg-530b", 1, { none: 840, sequence: 490, selective: 520, both: 170, full: 80 }],
] as const;

test.each(rows)("one layer of %s keeps what the closed form says", (model, microbatch, mebibytes) => {
  const shape = transformerShape(model);
  const context = planContext(
    { shape, devices: 8, batch: microbatch, sequence: 2048 },
    { device: device("a100-sxm-80"), format: "fp16", fused: false },
  );
  const layout: Layout = {
    tensor: 8,
    pipeline: 1,
    data: 1,
    context: 1,
    expert: 1,
    interleave: 1,
    microbatch,
    sequenceParallel: false,
    recompute: "none",
    recomputedLayers: 0,
    zero: 0,
  };
  const whole = evaluatedLayout(context, layout).layer;
  const shared = evaluatedLayout(context, { ...layout, sequenceParallel: true }).layer;
  expect(whole.keptAll.valueIn("MiB")).toBeCloseTo(mebibytes.none, 6);
  expect(shared.keptAll.valueIn("MiB")).toBeCloseTo(mebibytes.sequence, 6);
  expect(whole.keptWithoutScores.valueIn("MiB")).toBeCloseTo(mebibytes.selective, 6);
  expect(shared.keptWithoutScores.valueIn("MiB")).toBeCloseTo(mebibytes.both, 6);
  expect(whole.layerInput.valueIn("MiB")).toBeCloseTo(mebibytes.full, 6);
});
