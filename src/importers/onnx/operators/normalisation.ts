// Normalisation operators. Mean and variance of a batch normalization are buffers and never parameters.
import {
  batchNorm,
  elements,
  elementwiseOperation,
  groupNorm,
  instanceNorm,
  type Layer,
  layerNorm,
  perElement,
  reduction,
} from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { axisOf } from "../shape-rules.js";
import { type KnownValue, shown } from "../value.js";
import { copyOf } from "./view.js";

const responseCount = perElement("square + add (over channels) + power + divide");

/** Rules of the normalisation operators. */
export const normalisationRules: Rules = {
  BatchNormalization: (call) => {
    const input = call.known(0);
    const output = normalised(call, input, batchNorm({ input: input.shape }), [1, 2]);
    return [output, call.optional(3), call.optional(4)].filter((value) => value !== undefined);
  },
  InstanceNormalization: (call) => {
    const input = call.known(0);
    return [normalised(call, input, instanceNorm({ input: input.shape, affine: true }), [1, 2])];
  },
  GroupNormalization: (call) => {
    const input = call.known(0);
    const groups = call.integer("num_groups", 1);
    return [normalised(call, input, groupNorm({ input: input.shape, groups }), [1, 2])];
  },
  LayerNormalization: overLast("layer"),
  RMSNormalization: overLast("rms"),
  // onnxruntime registers it in the domain of ONNX, and optimizers write it there.
  SimplifiedLayerNormalization: overLast("rms"),
  LpNormalization: (call) => {
    const input = call.known(0);
    const layer = reduction({ input: shown(input.shape), output: shown(input.shape), function: "norm" });
    return [call.emit(layer, [input], { shape: input.shape })];
  },
  MeanVarianceNormalization: (call) => {
    const input = call.known(0);
    return [normalised(call, input, groupNorm({ input: input.shape, groups: 1, affine: false }), [])];
  },
  LRN: (call) => {
    const input = call.known(0);
    const layer = elementwiseOperation({
      name: "local response normalisation",
      inputs: [shown(input.shape)],
      output: shown(input.shape),
      forward: responseCount,
      backward: [responseCount],
      saved: [{ kind: "input", index: 0 }],
    });
    return [call.emit(layer, [input], { shape: input.shape })];
  },
};

/** The layer with the scale and shift among some inputs. */
export function normalised(
  call: Call,
  input: KnownValue,
  layer: Layer,
  affine: readonly number[],
): KnownValue {
  return call.emit(layer, [input], {
    shape: input.shape,
    weights: affine.map((place) => call.optional(place)),
  });
}

/** Normalisation over the dimensions from `axis` on; ONNX may also ask for the mean and the inverse deviation. */
function overLast(variant: "layer" | "rms"): Rule {
  return (call) => {
    const input = call.known(0);
    const axis = axisOf(call, call.integer("axis", -1), input.shape.length);
    const features = elements(input.shape.slice(axis));
    const rows = elements(input.shape.slice(0, axis));
    const layer = layerNorm({ input: [rows, features], variant });
    const output = normalised(call, input, layer, variant === "layer" ? [1, 2] : [1]);
    if (call.node.outputs.length < 2) return [output];
    const shape = input.shape.map((size, i) => (i < axis ? size : 1));
    const statistic = (part: string) => copyOf(call, [output], shape, part, { part });
    return [output, statistic("mean"), statistic("inverse deviation")];
  };
}
