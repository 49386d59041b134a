// What may be set on a network for images, and the smallest image that each accepts.
import { expect, test } from "vitest";
import { model } from "../../../src/importers/index.js";
import {
  backwardMac,
  byStage,
  forwardMac,
  graphSummary,
  parameters,
  savedForBackward,
} from "../../../src/models/index.js";

// torchvision's `min_size` of the weights of each; every other network would run on one pixel, which makes no sense.
test.each([
  ["alexnet", 63, "features.12"],
  ["densenet121", 29, "features.transition3.pool"],
  ["densenet161", 29, "features.transition3.pool"],
  ["googlenet", 15, "maxpool3"],
  ["inception_v3-no-aux", 75, "Mixed_7a.branch"],
  ["squeezenet1_0", 21, "features.11"],
  ["squeezenet1_1", 17, "features.8"],
  ["vgg11", 32, "features.20"],
  ["vgg16_bn", 32, "features.43"],
  ["vgg19", 32, "features.36"],
])("%s takes images of %i pixels or more, and else names the layer %s", (id, least, layer) => {
  expect(model(id, { resolution: least }).nodes.length).toBeGreaterThan(10);
  const tooSmall = () => model(id, { resolution: least - 1 });
  expect(tooSmall).toThrow(new RegExp(`^models/${id}, resolution ${least - 1}: ${layer}.*kernel must fit`));
});

test.each(["mobilenet_v2", "mnasnet0_5", "shufflenet_v2_x0_5", "regnet_y_400mf", "resnet18"])(
  "%s takes an image from one pixel of its last map on, 32 of the image's, and refuses smaller ones",
  (id) => {
    expect(parameters(model(id, { resolution: 32 })).value).toBe(parameters(model(id)).value);
    for (const resolution of [1, 31])
      expect(() => model(id, { resolution })).toThrow(/^resolution: must be at least 32 pixels/);
  },
);

test("Inception's auxiliary head needs larger images than the network, and the error says what to do", () => {
  // 5 x 5 positions of the pooled 17 x 17 at 299; at 224 they are 3 x 3, and PyTorch refuses in training too.
  expect(() => model("inception_v3", { resolution: 224 })).toThrow(
    /^models\/inception_v3, resolution 224: AuxLogits\.conv1\.conv: .*\(3 \+ 2 × 0\), got 5/,
  );
  expect(model("inception_v3-no-aux", { resolution: 224 }).inputs[0]?.shape).toEqual([1, 3, 224, 224]);
  expect(model("inception_v3").inputs[0]?.shape).toEqual([1, 3, 299, 299]);
});

test("operations and kept bytes grow with the batch, parameters do not", () => {
  const [one, five] = [1, 5].map((batch) => model("mobilenet_v3_small", { batch, resolution: 160 }));
  if (one === undefined || five === undefined) throw new Error("no graph");
  expect(forwardMac(five).value).toBe(5 * forwardMac(one).value);
  expect(parameters(five).value).toBe(parameters(one).value);
});

test("16-bit formats halve what is kept but for statistics and indices", () => {
  const kept = (format: "fp32" | "bf16" | "fp16") =>
    savedForBackward(model("squeezenet1_0", { format, batch: 2 })).value;
  // Three max pools keep 8-byte indices: 2 x (96 x 54 x 54 + 256 x 27 x 27 + 512 x 13 x 13) of them.
  const indices = 8 * 2 * (96 * 54 * 54 + 256 * 27 * 27 + 512 * 13 * 13);
  expect(kept("bf16")).toBe((kept("fp32") - indices) / 2 + indices);
  expect(kept("fp16")).toBe(kept("bf16"));
  // MobileNetV2 keeps mean and deviation of its 17,056 normalised channels in FP32 (buffers: 17,056 x 2 and 52 counters).
  const mobile = (format: "fp32" | "bf16") => savedForBackward(model("mobilenet_v2", { format })).value;
  expect(mobile("bf16")).toBe((mobile("fp32") - 17_056 * 8) / 2 + 17_056 * 8);
});

test("what a network has no use for, and what makes no sense, is an error", () => {
  expect(() => model("alexnet", { attention: "fused" })).toThrow(
    /models\/alexnet: has no attention, got "fused" for its kernel; leave it out/,
  );
  expect(() => model("alexnet", { batch: 0 })).toThrow(/models\/alexnet: batch must be a whole number/);
  expect(() => model("vgg11", { resolution: 22.4 })).toThrow(
    /models\/vgg11: resolution must be a whole number/,
  );
  expect(() => model("alexnet", { sequence: 3 })).toThrow(/alexnet reads images and has no sequence/);
});

test("stages follow the image, from stem to head, and auxiliary heads stand apart", () => {
  const stages = (id: string) => byStage(model(id)).map(({ stage }) => stage);
  expect(stages("googlenet")).toEqual([
    "stem",
    "stage 3",
    "stage 4",
    "auxiliary head 1",
    "auxiliary head 2",
    "stage 5",
    "head",
  ]);
  expect(stages("densenet121")).toEqual(["stem", "stage 1", "stage 2", "stage 3", "stage 4", "head"]);
  expect(stages("regnet_x_400mf")).toEqual(["stem", "stage 1", "stage 2", "stage 3", "stage 4", "head"]);
  expect(stages("mobilenet_v3_large")).toEqual([
    "stem",
    "stage 1",
    "stage 2",
    "stage 3",
    "stage 4",
    "stage 5",
    "head",
  ]);
});

test("a summary says what the loss reads and how wide dropout masks are", () => {
  const said = (id: string) => graphSummary(model(id)).conventions.join("; ");
  expect(said("googlenet")).toMatch(/mask is kept as wide as the values.*loss reads the main head only/);
  expect(said("googlenet-no-aux")).not.toMatch(/the loss reads/);
  expect(said("regnet_y_400mf")).not.toMatch(/mask/);
  const { backward } = graphSummary(model("googlenet"));
  expect(backward.mac).toBe(backwardMac(model("googlenet")).value);
});
