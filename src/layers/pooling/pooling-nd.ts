// Pooling of sequences and volumes: windows over one or three spatial dimensions.

import { sources } from "../../sources/bibliography.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { term } from "../graph/term.js";
import { checkedShape, elements } from "../shape/shape.js";
import { slidingWindow } from "../shape/sliding-window.js";
import { formula } from "../vocabulary.js";
import { type MaxPoolingSpec, maxPoolBackward, type PoolingSpec } from "./pooling.js";

/** Comparisons of a max pool over any number of spatial dimensions: one fewer than the window has positions. */
export const maxPoolPositionsFlop = formula({
  id: "layers.pooling.max-positions-flop",
  meaning: "Operations of max pooling, from the positions of its window",
  expression: "flopPerOperation * (kernelPositions - 1) * outputElements",
  result: "flop",
  inputs: ["kernelPositions", "outputElements"],
  source: {
    source: sources.cormen2022,
    place: "section 9.1: the maximum of n values takes n − 1 comparisons",
  },
});

/** Additions and the division of an average pool: as many as the window has positions. */
export const averagePoolPositionsFlop = formula({
  id: "layers.pooling.average-positions-flop",
  meaning: "Operations of average pooling, from the positions of its window",
  expression: "flopPerOperation * kernelPositions * outputElements",
  result: "flop",
  inputs: ["kernelPositions", "outputElements"],
  source: {
    source: sources.pytorch,
    place:
      "torch.nn.AvgPool1d and AvgPool3d: one addition fewer than positions, and one division, counted here",
  },
});

/** Max pooling of sequences: [batch, channels, length]. Keeps its input and the 8-byte index of each maximum. */
export function maxPool1d(spec: MaxPoolingSpec): Layer {
  return maximum("layers/max-pool-1d", ["length"], spec);
}

/** Max pooling of volumes: [batch, channels, depth, height, width]. Keeps its input and the indices. */
export function maxPool3d(spec: MaxPoolingSpec): Layer {
  return maximum("layers/max-pool-3d", ["depth", "height", "width"], spec);
}

/** Average pooling of sequences: [batch, channels, length]. PyTorch keeps its input for the sizes. */
export function averagePool1d(spec: PoolingSpec): Layer {
  return average("layers/average-pool-1d", ["length"], spec);
}

/** Average pooling of volumes: [batch, channels, depth, height, width]. PyTorch keeps its input for the sizes. */
export function averagePool3d(spec: PoolingSpec): Layer {
  return average("layers/average-pool-3d", ["depth", "height", "width"], spec);
}

function maximum(subject: string, axes: readonly string[], spec: MaxPoolingSpec): Layer {
  const { output, kernelPositions, settings } = pooled(subject, axes, spec);
  const outputElements = elements(output);
  const flop = term(maxPoolPositionsFlop, { kernelPositions, outputElements });
  return layerOf({
    kind: "pooling",
    settings: `max ${settings}`,
    inputs: [spec.input],
    output,
    forward: [{ operationClass: "pooling", term: flop }],
    ...maxPoolBackward(outputElements),
  });
}

function average(subject: string, axes: readonly string[], spec: PoolingSpec): Layer {
  const { output, kernelPositions, settings } = pooled(subject, axes, spec);
  const flop = term(averagePoolPositionsFlop, { kernelPositions, outputElements: elements(output) });
  const work = { operationClass: "pooling", term: flop } as const;
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

function pooled(subject: string, axes: readonly string[], spec: MaxPoolingSpec) {
  const layout = ["batch", "channels", ...axes];
  const [batch = 0, channels = 0, ...sizes] = checkedShape(subject, "input", spec.input, layout);
  const window = slidingWindow(subject, sizes, { ...spec, stride: spec.stride ?? spec.kernel });
  return {
    output: [batch, channels, ...window.output],
    kernelPositions: elements(window.kernel),
    settings: window.settings,
  };
}
