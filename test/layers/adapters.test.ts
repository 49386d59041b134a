// Small formulas around layers: low-rank adapters and the unrolled input of a convolution.
import { expect, it } from "vitest";
import { formulas } from "../../src/catalogue/by-id.js";

it("counts the 4.7 M parameters of LoRA in GPT-3, ranks of 1 for queries and values (Hu et al. 2022, Table 4)", () => {
  const perMatrix = formulas["layers.linear.adapter-parameters"]({
    adapterRank: 1,
    inputFeatures: 12288,
    outputFeatures: 12288,
  });
  expect((perMatrix.value * 2 * 96) / 4.7e6).toBeCloseTo(1, 1);
});

it("unrolls the input of AlexNet's first convolution to 363 rows and 3025 columns: 11 · 11 · 3, 55 · 55", () => {
  const sizes = { outputHeight: 55, outputWidth: 55, inputChannels: 3, kernelHeight: 11, kernelWidth: 11 };
  const unrolled = formulas["layers.convolution.unrolled-elements"]({ batch: 2, ...sizes });
  expect(unrolled.value).toBe(2 * 363 * 3025);
});
