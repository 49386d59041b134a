// Pooling of images: the maximum or the mean of a window, or the mean of the whole image.

import { sources } from "../../sources/bibliography.js";
import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { elements, imageSizes, type Shape } from "../shape/shape.js";
import { type SlidingWindowSpec, slidingWindow } from "../shape/sliding-window.js";
import { formula } from "../vocabulary.js";

const globalCount = perElement("add", {
  source: sources.pytorch,
  place: "torch.nn.AvgPool2d over the whole image: additions and one division",
});
const scatter = perElement("add (each output's gradient at one place)");
const spread = perElement("divide (each output's gradient, then copied)");

/** Comparisons of a max pool: one fewer than the window has positions. */
export const maxPoolFlop = formula({
  id: "layers.pooling.max-flop",
  meaning: "Operations of max pooling",
  expression: "flopPerOperation * (kernelHeight * kernelWidth - 1) * outputElements",
  result: "flop",
  inputs: ["kernelHeight", "kernelWidth", "outputElements"],
  source: {
    source: sources.cormen2022,
    place: "section 9.1: the maximum of n values takes n − 1 comparisons",
  },
});

/** Additions and the division of an average pool: as many as the window has positions. */
export const averagePoolFlop = formula({
  id: "layers.pooling.average-flop",
  meaning: "Operations of average pooling",
  expression: "flopPerOperation * kernelHeight * kernelWidth * outputElements",
  result: "flop",
  inputs: ["kernelHeight", "kernelWidth", "outputElements"],
  source: {
    source: sources.pytorch,
    place: "torch.nn.AvgPool2d: one addition fewer than positions, and one division, counted here",
  },
});

/** A window over [batch, channels, ...]; stride defaults to the kernel. */
export interface PoolingSpec extends Omit<SlidingWindowSpec, "dilation"> {
  readonly input: Shape;
}

/** The window of a max pool may have gaps. */
export interface MaxPoolingSpec extends SlidingWindowSpec {
  readonly input: Shape;
}

/** Max pooling of images; stride defaults to the kernel. Keeps its input and the 8-byte index of each maximum. */
export function maxPool(spec: MaxPoolingSpec): Layer {
  const { output, kernelHeight, kernelWidth, settings } = pooled("layers/pooling (max)", spec);
  const count = elements(output);
  return layerOf({
    kind: "pooling",
    settings: `max ${settings}`,
    inputs: [spec.input],
    output,
    forward: [
      {
        operationClass: "pooling",
        term: term(maxPoolFlop, { kernelHeight, kernelWidth, outputElements: count }),
      },
    ],
    ...maxPoolBackward(count),
  });
}

/** Average pooling of images; stride defaults to the kernel. PyTorch keeps its input for the sizes. */
export function averagePool(spec: PoolingSpec): Layer {
  const { output, kernelHeight, kernelWidth, settings } = pooled("layers/pooling (average)", spec);
  const work = {
    operationClass: "pooling",
    term: term(averagePoolFlop, { kernelHeight, kernelWidth, outputElements: elements(output) }),
  } as const;
  return layerOf({
    kind: "pooling",
    settings: `average ${settings}`,
    inputs: [spec.input],
    output,
    forward: [work],
    inputGradient: [[work]],
    saved: [{ kind: "input", index: 0 }],
  });
}

/** The mean of every channel: [batch, channels, height, width] -> [batch, channels, 1, 1]. PyTorch keeps its input. */
export function globalAveragePool(spec: { readonly input: Shape }): Layer {
  const { batch, channels } = imageSizes("layers/pooling (global average)", spec.input);
  const output = [batch, channels, 1, 1];
  return layerOf({
    kind: "pooling",
    settings: "global average",
    inputs: [spec.input],
    output,
    forward: elementwise("pooling", globalCount, elements(spec.input)),
    inputGradient: [elementwise("pooling", spread, elements(output))],
    saved: [{ kind: "input", index: 0 }],
  });
}

/** What the backward pass of a max pool does with so many outputs, and what it needs kept. */
export function maxPoolBackward(outputElements: number): Pick<Layer, "inputGradient" | "saved"> {
  return {
    inputGradient: [elementwise("pooling", scatter, outputElements)],
    saved: [
      { kind: "input", index: 0 },
      { kind: "own", label: "indices of the maxima", elements: outputElements, bytesPerElement: 8 },
    ],
  };
}

function pooled(subject: string, spec: MaxPoolingSpec) {
  const { batch, channels, height, width } = imageSizes(subject, spec.input);
  const window = slidingWindow(subject, [height, width], { ...spec, stride: spec.stride ?? spec.kernel });
  const [kernelHeight = 1, kernelWidth = 1] = window.kernel;
  return {
    output: [batch, channels, ...window.output],
    kernelHeight,
    kernelWidth,
    settings: window.settings,
  };
}
