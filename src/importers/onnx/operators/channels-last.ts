// Convolutions and poolings of images whose channels come last: the same rule, on shapes turned about.
import type { Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { KnownValue } from "../value.js";
import { convolutionRules } from "./convolution.js";
import { like } from "./like.js";
import { normalisationRules } from "./normalisation.js";
import { poolingRules } from "./pooling.js";
import { resizeRules } from "./resize.js";

interface Places {
  /** Input that is the weight of a convolution. */
  readonly weight?: number;
  /** Whether an attribute says that channels come last; else they always do. */
  readonly attribute?: boolean;
}

/** [batch, ...sizes, channels] -> [batch, channels, ...sizes]. */
function turned([batch = 1, ...rest]: Shape): Shape {
  return [batch, ...rest.slice(-1), ...rest.slice(0, -1)];
}

/** [batch, channels, ...sizes] -> [batch, ...sizes, channels]. */
function turnedBack([batch = 1, channels = 1, ...sizes]: Shape): Shape {
  return [batch, ...sizes, channels];
}

/**
 * A rule of images as a rule of images whose channels come last. The shapes of layers are those of the rule; the
 * graph keeps the shape of the file.
 */
export function channelsLast(rule: Rule, places: Places = {}): Rule {
  return (call) => {
    if (places.attribute === true && call.integer("channels_last", 0) !== 1) return rule(call);
    const seen = (value: KnownValue): KnownValue => ({ ...value, shape: turned(value.shape) });
    const known = (index: number) => {
      if (index === 0) return seen(call.known(0));
      return index === places.weight ? fitted(call, index) : call.known(index);
    };
    return rule({ ...call, known, emit: emitted(call) });
  };
}

/** Layers are added with their own input and output shapes put back. */
function emitted(call: Call): Call["emit"] {
  return (layer, from, options) => {
    const shape = turnedBack(options?.shape ?? layer.output);
    const values = from.map((value, i) => (i === 0 ? { ...value, shape: turnedBack(value.shape) } : value));
    const result = call.emit(
      { ...layer, inputs: layer.inputs.map((one, i) => (i === 0 ? turnedBack(one) : one)), output: shape },
      values,
      { ...options, shape },
    );
    return result;
  };
}

/** The weight as [outputs, inputs, ...kernel]: where its second size is no number of channels, they come last. */
function fitted(call: Call, index: number): KnownValue {
  const weight = call.known(index);
  const channels = call.known(0).shape.at(-1) ?? 1;
  const groups = call.integer("group", 1);
  const kernel = call.integers("kernel_shape");
  const last = (weight.shape.at(-1) ?? 1) * groups === channels;
  const second = (weight.shape[1] ?? 1) * groups === channels;
  const fits = kernel === undefined || String(kernel) === String(weight.shape.slice(2));
  return last && (!second || !fits) ? { ...weight, shape: turned(weight.shape) } : weight;
}

/** Rules of the domain in which onnxruntime keeps operators on images whose channels come last. */
export const channelsLastRules: Rules = {
  Conv: channelsLast(like(convolutionRules, "Conv"), { weight: 1 }),
  ConvTranspose: channelsLast(like(convolutionRules, "ConvTranspose")),
  QLinearConv: channelsLast(like(convolutionRules, "QLinearConv"), { weight: 3 }),
  BatchNormalization: channelsLast(like(normalisationRules, "BatchNormalization")),
  InstanceNormalization: channelsLast(like(normalisationRules, "InstanceNormalization")),
  LRN: channelsLast(like(normalisationRules, "LRN")),
  AveragePool: channelsLast(like(poolingRules, "AveragePool")),
  MaxPool: channelsLast(like(poolingRules, "MaxPool")),
  LpPool: channelsLast(like(poolingRules, "LpPool")),
  GlobalAveragePool: channelsLast(like(poolingRules, "GlobalAveragePool")),
  GlobalMaxPool: channelsLast(like(poolingRules, "GlobalMaxPool")),
  GlobalLpPool: channelsLast(like(poolingRules, "GlobalLpPool")),
  QLinearAveragePool: channelsLast(like(poolingRules, "AveragePool")),
  DepthToSpace: channelsLast(like(resizeRules, "DepthToSpace")),
  SpaceToDepth: channelsLast(like(resizeRules, "SpaceToDepth")),
};
