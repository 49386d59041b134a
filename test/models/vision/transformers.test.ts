// Transformers for images beside what is measured: how they take a size, what they refuse, how their parts are called.
import { expect, test } from "vitest";
import { model } from "../../../src/importers/index.js";
import { graphBuilder } from "../../../src/layers/index.js";
import { backwardMac, byStage, forwardMac, parameters, savedForBackward } from "../../../src/models/index.js";
import { packedAttention } from "../../../src/models/vision/packed-attention.js";

test("a vision transformer is built for its image: a larger one has more positions and nothing else", () => {
  // 384 / 16 = 24: 24 x 24 - 14 x 14 = 380 more positions of 768 features.
  const small = parameters(model("vit_b_16")).value;
  expect(parameters(model("vit_b_16", { resolution: 384 })).value - small).toBe(380 * 768);
});

test("an image that the patches or windows do not divide is an error that says what would fit", () => {
  expect(() => model("vit_h_14", { resolution: 256 })).toThrow(
    /models\/vit_h_14, resolution 256: patches of 14 × 14 must divide the image, got 256 × 256; use a multiple of 14/,
  );
  expect(() => model("maxvit_t", { resolution: 256 })).toThrow(
    /models\/maxvit_t, resolution 256: windows of 7 × 7 must divide the image in every stage, got 64 × 64/,
  );
});

test("stages are called what readers call them", () => {
  const stages = (id: string) => byStage(model(id)).map(({ stage }) => stage);
  expect(stages("vit_b_32")).toEqual(["stem", "encoder", "head"]);
  const four = ["stem", "stage 1", "stage 2", "stage 3", "stage 4", "head"];
  for (const id of ["swin_t", "swin_v2_t", "convnext_tiny", "maxvit_t"]) expect(stages(id)).toEqual(four);
  expect(stages("efficientnet_b0")).toHaveLength(9);
});

test("layers have torchvision's module paths", () => {
  const names = (id: string) => new Set(model(id).nodes.map(({ name }) => name));
  expect(names("vit_b_32")).toContain("encoder.layers.encoder_layer_11.self_attention.out_proj");
  expect(names("swin_t")).toContain("features.7.1.attn.relative_position_bias_table");
  expect(names("swin_v2_t")).toContain("features.1.0.attn.cpb_mlp.2");
  expect(names("convnext_tiny")).toContain("features.5.8.block.3");
  expect(names("efficientnet_b0")).toContain("features.6.3.block.2.fc1");
  expect(names("maxvit_t")).toContain("blocks.2.layers.4.layers.grid_attention.attn_layer.1.to_qkv");
});

// torch.nn.MultiheadAttention(64, 4, batch_first=True) in training over [2, 10, 64] without returning weights, FP32,
// saved-tensor hooks on the CPU: PyTorch 1.13 has the eager steps, PyTorch 2.13 one kernel.
test.each([
  ["eager", 5 * 5120 + 4 * 2 * 4 * 10 * 10 + 8],
  ["fused", 25_920],
] as const)("%s attention keeps what PyTorch keeps", (kernel, kept) => {
  const builder = graphBuilder({ name: "attention", origin: "a test" });
  const input = builder.input("input", [2, 10, 64]);
  const parts = ["in_proj", "out_proj"] as const;
  const spec = { name: "attention", heads: 4, parts, scaled: "query", copies: "always", kernel } as const;
  packedAttention(builder.stage("attention"), input, spec);
  expect(savedForBackward(builder.graph()).value).toBe(kept);
});

test("one kernel does the same products forward and the scores once more backward", () => {
  const eager = model("vit_b_32", { attention: "eager" });
  const fused = model("vit_b_32", { attention: "fused" });
  expect(forwardMac(fused).value).toBe(forwardMac(eager).value);
  // 12 layers, 12 heads of 64 features, 50 tokens.
  expect(backwardMac(fused).value - backwardMac(eager).value).toBe(12 * 12 * 50 * 50 * 64);
});

test("scores with a learned bias need the eager kernel", () => {
  for (const id of ["swin_t", "swin_v2_t", "maxvit_t"])
    expect(() => model(id, { attention: "fused" })).toThrow(/its scores take a learned bias/);
  for (const id of ["convnext_tiny", "resnet18"])
    expect(() => model(id, { attention: "eager" })).toThrow(`models/${id}: has no attention, got "eager"`);
});
