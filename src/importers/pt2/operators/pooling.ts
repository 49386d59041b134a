// Pooling and resizing of images, sequences and volumes.
import { elements, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { work } from "./parts.js";

const names = (text: string, rule: Rule): Rules =>
  Object.fromEntries(text.split(" ").map((name): readonly [string, Rule] => [name, rule]));

/** Rules of pooling and resizing. */
export const poolingRules: Rules = {
  ...names(
    "max_pool1d max_pool2d max_pool3d max_pool1d_with_indices max_pool2d_with_indices max_pool3d_with_indices mkldnn_max_pool2d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d fractional_max_pool2d fractional_max_pool3d",
    maximum,
  ),
  ...names("avg_pool1d avg_pool2d avg_pool3d", (call) => [average(call, true)]),
  ...names(
    "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d _adaptive_avg_pool2d _adaptive_avg_pool3d mkldnn_adaptive_avg_pool2d",
    (call) => [average(call, !isMean(call))],
  ),
  ...names(
    "upsample_linear1d upsample_bilinear2d upsample_trilinear3d upsample_bicubic2d _upsample_bilinear2d_aa _upsample_bicubic2d_aa _upsample_lanczos2d_aa",
    resized,
  ),
  grid_sampler: sampled,
  grid_sampler_2d: sampled,
  grid_sampler_3d: sampled,
  affine_grid_generator: sampled,
  max_unpool2d: (call) => [unpooled(call)],
  max_unpool3d: (call) => [unpooled(call)],
};

/** Keeps its input and the place of every maximum, in 8 bytes. */
function maximum(call: Call): readonly Value[] {
  const self = call.tensor("self");
  const output = call.form(0);
  const count = elements(output.shape);
  const window = (call.numbers("kernel_size") ?? []).reduce((all, size) => all * size, 1);
  const emission = {
    kind: "pooling",
    settings: "maximum",
    inputs: [self],
    output,
    forward: work("compare", Math.max(elements(self.shape), count * window), "pooling"),
    gradients: [work("add", count, "pooling")],
  } as const;
  if (call.outputs < 2)
    return [
      call.emit({
        ...emission,
        saved: [self, { label: "places of maxima", elements: count, bytesPerElement: 8 }],
      }),
    ];
  const places = call.emit({
    kind: "reduction",
    settings: "places of maxima",
    inputs: [self],
    output: call.form(1),
    differentiable: false,
    part: "indices",
  });
  const inputs = [self, places];
  return [
    call.emit({ ...emission, inputs, gradients: [...emission.gradients, []], saved: [self, places] }),
    places,
  ];
}

/** PyTorch takes an adaptive average onto one value as a mean, which keeps nothing. */
function isMean(call: Call): boolean {
  const spatial = Number(/(\d)d$/.exec(call.operator)?.[1] ?? 2);
  return (
    !call.operator.startsWith("_") &&
    call
      .form(0)
      .shape.slice(-spatial)
      .every((size) => size === 1)
  );
}

function average(call: Call, keepsInput: boolean): Value {
  const self = call.tensor("self");
  const output = call.form(0);
  const count = elements(output.shape);
  return call.emit({
    kind: "pooling",
    settings: "average",
    inputs: [self],
    output,
    forward: [
      ...work("add", windowed(call, self.shape, count), "pooling"),
      ...work("divide", count, "pooling"),
    ],
    gradients: [work("divide", elements(self.shape), "pooling")],
    saved: keepsInput ? [self] : [],
  });
}

function windowed(call: Call, shape: Shape, count: number): number {
  const kernel = call.numbers("kernel_size");
  return kernel === undefined ? elements(shape) : count * kernel.reduce((all, size) => all * size, 1);
}

/** Resizing by weights that do not depend on the values keeps nothing. */
function resized(call: Call): readonly Value[] {
  const [self] = call.all();
  const output = call.form(0);
  const taps = { linear1d: 2, bilinear2d: 4, trilinear3d: 8, bicubic2d: 16 };
  const each = Object.entries(taps).find(([name]) => call.operator.includes(name))?.[1] ?? 4;
  const words = `${each} multiply + ${each - 1} add`;
  const count = elements(output.shape);
  return [
    call.emit({
      kind: "elementwise",
      settings: call.operator.replace(/_/g, " ").trim(),
      inputs: [self],
      output,
      forward: work(words, count),
      gradients: [work(words, count)],
    }),
  ];
}

/** Values taken at a grid of places: keeps both. */
function sampled(call: Call): readonly Value[] {
  const inputs = call.all();
  const output = call.form(0);
  const count = elements(output.shape);
  return [
    call.emit({
      kind: "elementwise",
      settings: call.operator.replace(/_/g, " "),
      inputs,
      output,
      forward: work("4 multiply + 3 add", count),
      gradients: inputs.map(() => work("4 multiply + 4 add", count)),
      saved: call.operator === "affine_grid_generator" ? [] : inputs,
    }),
  ];
}

function unpooled(call: Call): Value {
  const [self, indices] = [call.tensor("self"), call.tensor("indices")];
  return call.emit({
    kind: "copy",
    settings: "maxima put back",
    inputs: [self, indices],
    output: call.form(0),
    gradients: [[], []],
    saved: [indices],
  });
}
