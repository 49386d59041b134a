// Operations for each token under the conventions in use, against figures worked out by hand for GPT-3.
import { expect, test } from "vitest";
import { device } from "../../src/hardware/index.js";
import { given } from "../../src/numbers/quantity.js";
import {
  conventionCounts,
  nearestConventions,
  nearestMemory,
  nearestPeaks,
  transformerShape,
} from "../../src/plan/index.js";

const shape = { ...transformerShape("gpt-3-175b"), vocabulary: 50_257 };
const byName = new Map(
  conventionCounts(shape, 2048).flatMap(({ name, count, convention }) =>
    name === undefined || convention.unit === "MAC" ? [] : [[name, count.value]],
  ),
);

// 12 L h² = 173.95e9 weights in the layers and 4.7 M in norms, V h = 0.617e9 in the table, L s h = 2.416e9 of attention
test.each([
  ["6 N", 1.0476e12], // 6 × 174.604e9, with the tables of tokens (0.618e9) and positions (0.025e9)
  ["Kaplan et al. with attention", 1.0582e12], // 6 × 173.95e9 + 6 × 2.416e9
  ["PaLM: 6 N + 12 L H Q T", 1.0766e12], // 6 × 174.604e9 + 12 × 2.416e9
  ["exact products (Megatron without recomputation, MFU)", 1.0764e12],
  ["exact products, causal half (Megatron-LM today)", 1.0619e12],
  ["Megatron 2021: full recomputation", 1.4339e12], // (6 × 173.95e9 + 12 × 2.416e9) × 4/3 + 6 × 0.618e9
])("%s", (name, flop) => {
  expect(Math.abs((byName.get(name) ?? 0) / flop - 1)).toBeLessThan(2e-4);
});

test("a number is traced to the conventions that give it, the nearest first", () => {
  const [first, second] = nearestConventions(1.434e12, shape, 2048);
  expect(first?.name).toBe("Megatron 2021: full recomputation");
  expect(Math.abs(first?.relativeDifference ?? 1)).toBeLessThan(1e-3);
  expect(Math.abs(second?.relativeDifference ?? 0)).toBeGreaterThan(Math.abs(first?.relativeDifference ?? 1));
});

// Worked by hand for the shapes as published: 8.030e9 parameters of which 0.525e9 in each table, and
// 124.4e6 parameters of which 38.6e6 in the table of tokens and 0.79e6 in the table of positions.
const worked: Readonly<Record<string, readonly [string, number, Readonly<Record<string, number>>]>> = {
  "Llama 3 8B at 8,192": [
    "llama3-8b",
    8192,
    {
      "6 N": 4.818e10,
      "6 N without the input table": 4.503e10,
      "Kaplan et al. with attention": 4.832e10,
      "PaLM: 6 N + 12 L H Q T": 6.107e10,
      "exact products (Megatron without recomputation, MFU)": 5.791e10,
      "exact products, causal half (Megatron-LM today)": 5.147e10,
      "Megatron 2021: full recomputation": 7.617e10,
    },
  ],
  "Llama 3 8B at 131,072": [
    "llama3-8b",
    131_072,
    {
      "6 N": 4.818e10,
      "Kaplan et al. with attention": 1.45e11,
      "PaLM: 6 N + 12 L H Q T": 2.543e11,
      "exact products (Megatron without recomputation, MFU)": 2.512e11,
      "exact products, causal half (Megatron-LM today)": 1.481e11,
      "Megatron 2021: full recomputation": 3.339e11,
    },
  ],
  "GPT-2 124M at 1,024": [
    "gpt2",
    1024,
    {
      "6 N": 7.466e8,
      "6 N without the input table": 7.419e8,
      "Kaplan et al. with attention": 5.662e8,
      "PaLM: 6 N + 12 L H Q T": 8.599e8,
      "exact products (Megatron without recomputation, MFU)": 8.544e8,
      "exact products, causal half (Megatron-LM today)": 7.978e8,
      "Megatron 2021: full recomputation": 1.0621e9,
    },
  ],
};

// 0.2 %: biases and norms of GPT-2 are counted to different depths.
test.each(Object.entries(worked))(
  "the worked table is met within 0.2 %% for %s",
  (_, [name, sequence, cells]) => {
    const counts = conventionCounts(transformerShape(name), sequence);
    for (const [convention, flop] of Object.entries(cells)) {
      const row = counts.find((one) => one.name === convention && one.convention.unit === "FLOP");
      expect(Math.abs((row?.count.value ?? 0) / flop - 1), convention).toBeLessThan(2e-3);
    }
  },
);

test("the same words span a factor of 7.4 at 128 k tokens: 3.339e11 over 4.503e10", () => {
  const counts = conventionCounts(transformerShape("llama3-8b"), 131_072);
  const of = (name: string) =>
    counts.find((row) => row.name === name && row.convention.unit === "FLOP")?.count.value ?? 0;
  const apart = of("Megatron 2021: full recomputation") / of("6 N without the input table");
  expect(apart).toBeCloseTo(7.4, 1);
});

test("a step or a run is its tokens times a token", () => {
  const tokens = given(300e9, "Brown et al. 2020", { unit: "token" });
  const [first] = nearestConventions(6 * 174.6e9 * 300e9, transformerShape("gpt-3-175b"), 2048, tokens);
  expect(first?.name).toMatch(/^6 N/);
  expect(first?.count.unit).toBe("FLOP");
  expect(Math.abs(first?.relativeDifference ?? 1)).toBeLessThan(1e-3);
});

test("a memory figure is traced to what is kept for each parameter, in GB or GiB", () => {
  // 16 bytes × 6.738e9 = 107.8e9 bytes, which are 100.4 GiB
  const [first] = nearestMemory(100.4, transformerShape("llama2-7b"));
  expect(first).toMatchObject({ parameters: "all parameters", prefix: "GiB" });
  expect(first?.memory.valueIn("GB")).toBeCloseTo(107.8, 1);
});

test("a peak rate is traced to its format, dense or sparse: 1,979 TFLOP/s are dense FP8 or sparse BF16", () => {
  const near = nearestPeaks(1979e12, device("h100-sxm-80")).filter(
    ({ relativeDifference }) => Math.abs(relativeDifference) < 1e-3,
  );
  expect(near.map(({ format, sparse }) => `${format} ${sparse ? "sparse" : "dense"}`)).toEqual(
    expect.arrayContaining(["fp8 dense", "bf16-tensor sparse"]),
  );
  expect(near.some(({ format, sparse }) => format === "bf16-tensor" && !sparse)).toBe(false);
});
