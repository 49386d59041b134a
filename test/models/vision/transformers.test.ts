// Transformers for images beside what is measured: how they take a size, what they refuse, how their parts are called.
import { expect, test } from "vitest";
import { byStage, model, parameters } from "../../../src/models/index.js";

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
