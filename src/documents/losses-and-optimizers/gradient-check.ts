// The printed gradient of batch normalisation beside central differences of its forward pass.
import { given, type Quantity } from "../../numbers/quantity.js";

interface Channel {
  readonly x: readonly number[];
  readonly upstream: readonly number[];
  readonly scale: number;
  readonly shift: number;
  readonly epsilon: number;
}

/** Largest difference between the printed equations and central differences, over the values of one channel. */
export function largestGradientDifference(inputs: {
  readonly statisticPositions: Quantity | number;
  readonly smallConstant: Quantity | number;
}): Quantity {
  const count = numberOf(inputs.statisticPositions);
  const channel: Channel = {
    // Any values do: spread out, not symmetric, not of mean zero.
    x: Array.from({ length: count }, (_, i) => Math.sin(3 * i + 1) + 0.1 * i),
    upstream: Array.from({ length: count }, (_, i) => Math.cos(2 * i) - 0.3),
    scale: 1.3,
    shift: 0.2,
    epsilon: numberOf(inputs.smallConstant),
  };
  const printed = printedGradient(channel);
  const differences = printed.map((value, i) => Math.abs(value - centralDifference(channel, i)));
  return given(Math.max(...differences), `central differences over ${count} values`, {
    label: "largest difference of the two gradients",
  });
}

function numberOf(input: Quantity | number): number {
  return typeof input === "number" ? input : input.value;
}

function statistics({ x, epsilon }: Channel): { readonly mean: number; readonly deviation: number } {
  const mean = total(x) / x.length;
  const variance = total(x.map((value) => (value - mean) ** 2)) / x.length;
  return { mean, deviation: Math.sqrt(variance + epsilon) };
}

/** Equations (c): through normalised values, variance and mean. */
function printedGradient(channel: Channel): readonly number[] {
  const { x, upstream, scale } = channel;
  const { mean, deviation } = statistics(channel);
  const normalised = upstream.map((gradient) => gradient * scale);
  const ofVariance = total(normalised.map((g, i) => g * ((x[i] ?? 0) - mean) * -0.5 * deviation ** -3));
  const ofMean =
    total(normalised.map((g) => -g / deviation)) +
    ofVariance * (-2 / x.length) * total(x.map((value) => value - mean));
  return normalised.map(
    (g, i) => g / deviation + (ofVariance * 2 * ((x[i] ?? 0) - mean)) / x.length + ofMean / x.length,
  );
}

/** Slope of the sum of upstream times output in one input, from both sides. */
function centralDifference(channel: Channel, index: number): number {
  const step = 1e-5;
  const at = (shift: number) =>
    loss({ ...channel, x: channel.x.map((value, i) => (i === index ? value + shift : value)) });
  return (at(step) - at(-step)) / (2 * step);
}

function loss(channel: Channel): number {
  const { mean, deviation } = statistics(channel);
  const { x, upstream, scale, shift } = channel;
  return total(x.map((value, i) => (upstream[i] ?? 0) * ((scale * (value - mean)) / deviation + shift)));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
