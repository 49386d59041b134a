// The search and the single path are one model: the same bits on random layouts, and the best of all.
import { expect, test } from "vitest";
import { device } from "../../src/hardware/index.js";
import {
  evaluatedLayout,
  type PlanContext,
  planContext,
  type Recompute,
  type Run,
  searchedLayouts,
  type TransformerShape,
  transformerShape,
} from "../../src/plan/index.js";

/** Pseudo-random numbers in [0, 1): a linear congruential generator. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const mixture: TransformerShape = {
  ...transformerShape("megatron-22b"),
  name: "mixture",
  heads: 64,
  kvHeads: 8,
  gated: true,
  dropout: false,
  tied: false,
  mixture: { experts: 16, active: 2, expertDim: 4096, sharedDim: 2048, layers: 40 },
};

function contextOf(shape: TransformerShape, fused: boolean): PlanContext {
  const run: Run = { shape, devices: 64, batch: 128, sequence: 2048 };
  return planContext(run, { device: device("h100-sxm"), fused });
}

test.each([
  ["dense, fused attention", transformerShape("gpt-3-175b"), true],
  ["dense, scores kept", transformerShape("gpt-3-175b"), false],
  ["mixture of experts", mixture, true],
])("a random layout costs the same by both paths: %s", (_, shape, fused) => {
  const context = contextOf(shape, fused);
  const pick = random(7);
  const one = <Value>(values: readonly Value[]): Value => {
    const value = values[Math.floor(pick() * values.length)];
    if (value === undefined) throw new RangeError("nothing to pick from");
    return value;
  };
  const recomputes: readonly Recompute[] = fused ? ["none", "full"] : ["none", "selective", "full"];
  let compared = 0;
  for (let trial = 0; trial < 24; trial++) {
    const space = {
      tensor: [one([1, 2, 4, 8])],
      pipeline: [one([1, 2, 4, 8])],
      expert: [shape.mixture === undefined ? 1 : one([1, 2, 4])],
      interleave: [one([1, 1, 2, 3])],
      microbatch: [one([1, 2, 4])],
      zero: [one([0, 1, 2, 3] as const)],
      sequenceParallel: [one([false, true])],
      recompute: [one(recomputes)],
    };
    const { leanest } = searchedLayouts(context, { space });
    if (leanest === undefined) continue;
    compared++;
    const { times, memory } = evaluatedLayout(context, leanest.layout);
    expect(leanest.iterationSeconds).toBe(times.iteration.value);
    expect(leanest.memory).toBe(memory.total.value);
  }
  expect(compared).toBeGreaterThan(7);
});

test("the front of time against memory falls, starts with the fastest, and holds nothing that is beaten", () => {
  const { best, pareto, feasible, evaluated } = searchedLayouts(
    contextOf(transformerShape("megatron-22b"), true),
  );
  expect(feasible).toBeGreaterThan(0);
  expect(evaluated).toBeGreaterThan(feasible);
  expect(pareto[0]).toEqual(best[0]);
  for (const [i, { iterationSeconds, memory }] of pareto.entries()) {
    const before = pareto[i - 1];
    if (before === undefined) continue;
    expect(iterationSeconds).toBeGreaterThan(before.iterationSeconds);
    expect(memory).toBeLessThan(before.memory);
  }
});

test("ranked by memory, the best is the leanest of the feasible", () => {
  const context = contextOf(transformerShape("megatron-22b"), true);
  const { best, pareto, leanest } = searchedLayouts(context, { by: "memory" });
  expect(best[0]).toEqual(pareto.at(-1));
  expect(leanest?.memory).toBe(best[0]?.memory);
});
