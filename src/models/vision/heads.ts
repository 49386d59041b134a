// What stands at the end of a network for images: pooling, flattening, dropout and fully connected layers.
import {
  concatenation,
  dropout,
  globalAveragePool,
  linear,
  maxPool,
  type PoolingSpec,
  type Stage,
  type Tensor,
  view,
} from "../../layers/index.js";
import { applied } from "./blocks.js";

/** Classes of ImageNet, which torchvision's networks tell apart. */
export const imageNetClasses = 1000;

/** [batch, channels, h, w] -> [batch, channels × h × w], the same memory. */
export function flattened(stage: Stage, name: string, input: Tensor): Tensor {
  const [batch = 1, ...sizes] = input.shape;
  const features = sizes.reduce((product, size) => product * size, 1);
  return applied(stage, name, input, (shape) => view({ input: shape, output: [batch, features] }));
}

/** A fully connected layer with bias. */
export function fullyConnected(stage: Stage, name: string, input: Tensor, outputFeatures: number): Tensor {
  return applied(stage, name, input, (shape) => linear({ input: shape, outputFeatures }));
}

/** Dropout in training, whose mask is as wide as the values: what PyTorch keeps on the CPU. */
export function droppedOut(stage: Stage, name: string, input: Tensor, rate: number): Tensor {
  return applied(stage, name, input, (shape) => dropout({ input: shape, rate, mask: "value" }));
}

/** The mean of every channel: [batch, channels, h, w] -> [batch, channels]. */
export function channelMeans(stage: Stage, input: Tensor, name = "avgpool"): Tensor {
  const means = applied(stage, name, input, (shape) => globalAveragePool({ input: shape }));
  return flattened(stage, name === "avgpool" ? "flatten" : `${name}.flatten`, means);
}

/** Max pooling. */
export function maxPooled(
  stage: Stage,
  name: string,
  input: Tensor,
  window: Omit<PoolingSpec, "input">,
): Tensor {
  return applied(stage, name, input, (shape) => maxPool({ ...window, input: shape }));
}

/** Images joined along their channels. */
export function joinedChannels(stage: Stage, name: string, inputs: readonly Tensor[]): Tensor {
  return stage.add(name, concatenation({ inputs: inputs.map(({ shape }) => shape), axis: 1 }), ...inputs);
}

/** Names "prefix.0", "prefix.1", ... one after the other, as torchvision numbers the parts of a sequence. */
export function numbered(prefix: string): () => string {
  let next = 0;
  return () => `${prefix}.${next++}`;
}
