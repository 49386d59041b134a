// Operations for each token under the conventions in use, against figures worked out by hand for GPT-3.
import { expect, test } from "vitest";
import { conventionCounts, nearestConventions, transformerShape } from "../../src/plan/index.js";

const shape = { ...transformerShape("gpt-3-175b"), vocabulary: 50_257 };
const byName = new Map(
  conventionCounts(shape, 2048).flatMap(({ name, count, convention }) =>
    name === undefined || convention.unit === "MAC" ? [] : [[name, count.value]],
  ),
);

// 12 L h² = 173.95e9 weights in the layers and 4.7 M in norms, V h = 0.617e9 in the table, L s h = 2.416e9 of attention
test.each([
  ["6 N", 1.0474e12], // 6 × (173.946 + 0.005 + 0.618)e9, without the table of positions
  ["Kaplan et al. with attention", 1.0582e12], // 6 × 173.95e9 + 6 × 2.416e9
  ["PaLM: 6 N + 12 L H Q T", 1.0764e12],
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
