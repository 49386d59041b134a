// What does not divide evenly: vocabularies, key-value heads, experts, stages. Expected values by hand, from the sizes.
import { expect, test } from "vitest";
import { device } from "../../src/hardware/index.js";
import {
  evaluatedLayout,
  type Layout,
  type PlanSpec,
  planContext,
  planned,
  type Run,
  searchedLayouts,
  type TransformerShape,
  transformerShape,
} from "../../src/plan/index.js";
import { interleavings } from "../../src/plan/search/space.js";
import { heldShape, keyValueHeadsHeld } from "../../src/plan/shape/held.js";

const h100 = device("h100-sxm");

const plain: Layout = {
  tensor: 1,
  pipeline: 1,
  data: 1,
  context: 1,
  expert: 1,
  interleave: 1,
  microbatch: 1,
  sequenceParallel: false,
  recompute: "none",
  recomputedLayers: 0,
  zero: 0,
};

function evaluated(shape: TransformerShape, sizes: Partial<Layout>, batch = 16) {
  const layout = { ...plain, ...sizes };
  const devices = layout.tensor * layout.pipeline * layout.data * layout.context;
  const run: Run = { shape, devices, batch, sequence: 1024 };
  return evaluatedLayout(planContext(run, { device: h100 }), layout);
}

function best(spec: Omit<PlanSpec, "device" | "batch" | "sequence"> & Partial<PlanSpec>) {
  return planned({ device: h100, batch: 512, sequence: 1024, ...spec });
}

const gpt2 = transformerShape("gpt2");
const eightHeads: TransformerShape = { ...gpt2, name: "eight", heads: 16, kvHeads: 16, headDim: 48 };
const grouped8: TransformerShape = { ...gpt2, name: "grouped", heads: 48, kvHeads: 8, headDim: 16 };

test.each([
  // Shoeybi et al. 2019, section 5.1: 50,257 becomes 51,200 on eight devices
  [50_257, 8, 51_200],
  [50_257, 2, 50_432],
  [32_001, 8, 32_768],
  // what devices divide stays as it is, a multiple of 128 or not
  [50_257, 1, 50_257],
  [128_256, 8, 128_256],
  [32_002, 2, 32_002],
])("a vocabulary of %i on %i devices has %i rows", (vocabulary, tensor, rows) => {
  const held = heldShape({ ...eightHeads, vocabulary }, tensor);
  expect(held.vocabulary).toBe(rows);
  expect(held.padded?.value).toBe(rows === vocabulary ? undefined : rows);
});

test("padded rows are in memory, logits and time, and are named; the model's own operations stay", () => {
  const odd = evaluated({ ...eightHeads, vocabulary: 50_257 }, { tensor: 8 });
  const even = evaluated({ ...eightHeads, vocabulary: 51_200 }, { tensor: 8 });
  for (const of of ["weights", "activations", "total"] as const)
    expect(odd.first[of].value).toBe(even.first[of].value);
  expect(odd.times.iteration.value).toBe(even.times.iteration.value);
  expect(odd.mfu.value).toBeLessThan(even.mfu.value);
  const plan = best({ shape: { ...eightHeads, vocabulary: 50_257 }, counts: [8], layout: { tensor: 8 } });
  expect(plan.best[0]?.remarks).toEqual([
    "vocabulary of 50,257 padded to 51,200, a multiple of 128 × 8 devices, as Megatron pads it",
  ]);
});

test.each([
  // heads, key-value heads, devices: those of the fullest
  [32, 8, 4, 2],
  [32, 8, 16, 1],
  [32, 1, 8, 1],
  // 8 query heads each in groups of 6: heads 8 to 15 lie in groups 1 and 2
  [48, 8, 6, 2],
  // 3 query heads each in groups of 4: heads 3 to 5 lie in groups 0 and 1
  [12, 3, 4, 2],
])("%i heads with %i for keys and values on %i devices: %i on the fullest", (heads, kvHeads, count, held) => {
  expect(keyValueHeadsHeld({ ...gpt2, heads, kvHeads }, count)).toBe(held);
});

test("repeated key-value heads are held by every device that needs them", () => {
  const whole = evaluated(grouped8, {}).first.weights.value;
  const each = evaluated(grouped8, { tensor: 16 }).first.weights.value;
  // 8 heads more for keys and for values, 16 wide, in 12 layers of width 768; 943 rows more of the one table; 2 bytes
  const more = 2 * (2 * 8 * 16 * 768 * 12 + 943 * 768);
  expect(16 * each).toBeCloseTo(whole + more, 3);
  const { remarks } = best({ shape: grouped8, counts: [16], layout: { tensor: 16 } }).best[0] ?? {};
  expect(remarks?.at(-1)).toBe("8 key-value heads on 16 devices: 1 on the fullest, 16 in all");
});

const sixty: TransformerShape = {
  ...gpt2,
  name: "sixty experts",
  vocabulary: 51_200,
  mixture: { experts: 60, active: 4, expertDim: 1408, sharedDim: 0, layers: 12 },
};

test("tokens of an expert are a mean: 1,000 tokens for 4 of 60 experts are 66.7 each", () => {
  expect(best({ shape: sixty, counts: [8], sequence: 1000 }).feasible).toBeGreaterThan(0);
  const run: Run = { shape: sixty, devices: 1, batch: 1, sequence: 1000 };
  const { layer } = evaluatedLayout(planContext(run, { device: h100 }), plain);
  const values = layer.forwardTime.steps.map(({ value }) => value);
  expect(values).toContain(4000 / 60);
});

test("experts that the devices do not divide fill the fullest: 8 of 60 on 8 devices, as 64 would", () => {
  const experts = (count: number) => {
    const shape = { ...sixty, mixture: { ...sixty.mixture, experts: count } } as TransformerShape;
    const { first } = evaluated(shape, { data: 8, expert: 8 });
    // routers have a column for each expert: 768 × count values of 2 bytes in 12 layers
    return first.weights.value - 2 * 12 * 768 * count;
  };
  expect(experts(60)).toBeCloseTo(experts(64), 3);
  // 12 layers of 8 experts, two matrices or three: 2 bytes each
  const one = (gpt2.gated ? 3 : 2) * 768 * 1408;
  expect(experts(60) - experts(56)).toBeCloseTo(2 * 12 * one, 3);
});

test.each([
  // 126 layers in 16 stages: 8 on the fullest, in 1, 2, 4 or 8 groups
  [126, 16, 1, 8],
  [126, 16, 8, 8],
  // 61 layers in 8 stages of 2 groups: 16 groups of 4, 8 on the fullest
  [61, 8, 2, 8],
  // in 4 stages of 3 groups: 12 groups of 6, the last shorter
  [61, 4, 3, 18],
])(
  "%i layers in %i stages of %i groups take the time of %i on the fullest",
  (layers, pipeline, interleave, most) => {
    const sizes = { pipeline, interleave };
    const uneven = evaluated({ ...eightHeads, layers }, sizes);
    const full = evaluated({ ...eightHeads, layers: most * pipeline }, sizes);
    expect(uneven.times.iteration.value).toBe(full.times.iteration.value);
    expect(uneven.first.total.value).toBe(full.first.total.value);
  },
);

test("stages of a round number of layers part into their divisors, others also into near ones", () => {
  for (const even of [1, 2, 4, 6, 8, 12, 16, 48, 96])
    expect(interleavings(even).every((groups) => even % groups === 0)).toBe(true);
  expect(interleavings(96)).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 96]);
  expect(interleavings(7)).toEqual([1, 2, 3, 4, 7]);
});

test.each([
  [61, 32],
  [62, 32],
  [94, 64],
  [122, 8],
  [126, 64],
])("a model of %i layers is never dearer than with two more, on %i devices", (layers, devices) => {
  const time = (count: number) =>
    searchedLayouts(
      planContext(
        { shape: { ...eightHeads, layers: count }, devices, batch: devices * 2, sequence: 1024 },
        { device: h100 },
      ),
      { keep: 1 },
    ).best[0]?.iterationSeconds ?? Number.NaN;
  expect(time(layers)).toBeLessThanOrEqual(time(layers + 2));
});

test("what cannot be divided is left out and counted, and the rest is searched", () => {
  // 1,408 is 11 × 128: three and twelve devices cannot share it
  const plan = best({ shape: { ...gpt2, ffnDim: 1408 }, counts: [12], batch: 48 });
  expect(plan.feasible).toBeGreaterThan(0);
  expect(plan.leftOut.map(({ reason }) => reason)).toEqual([
    "tensor must divide the feed-forward width of 1408, got 3",
    "tensor must divide the feed-forward width of 1408, got 6",
    "tensor must divide the feed-forward width of 1408, got 12",
  ]);
  expect(plan.leftOut.every(({ layouts }) => layouts > 0)).toBe(true);
});

test("where nothing can be laid out it is said what could", () => {
  const plan = best({ shape: gpt2, counts: [7919], batch: 1024 });
  expect(plan.evaluated).toBe(0);
  // 7,680 = 12 stages × 640: 10 groups of 64 replicas divide 1,024 with 10 of them in a layer's 12 heads
  expect(plan.obstacle).toMatch(
    /^no layout of gpt2 divides 7,919 devices, a batch of 1,024 .* with a batch of 7,919, or on [\d,]+ devices$/,
  );
});

test("where nothing fits it is said how many devices would do", () => {
  const shape = transformerShape("megatron-1t");
  const { enough, feasible } = best({ shape, counts: [8] });
  expect(feasible).toBe(0);
  // 16 bytes for each of 1.0e12 parameters are 16.1 TB: 201 devices of 80 GB at the least
  expect(enough).toBe(256);
});

test.each([
  [{ tensor: 3 }, /tensor × pipeline × context must divide the 8 devices, got 3/],
  [{ tensor: 8 }, /tensor must divide the 12 heads, got 8/],
  [{ pipeline: 8, interleave: 3 }, /interleave must be at most the 2 layers of a stage, got 3/],
  [{ data: 8, recomputedLayers: 13 }, /computed again must be at most the 12 of a stage, got 13/],
])("a layout of %j is refused in words about what was given", (layout, words) => {
  expect(() => best({ shape: gpt2, counts: [8], layout })).toThrow(words);
});
