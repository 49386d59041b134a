// Pooling of sequences and volumes: windows over one or three spatial dimensions.

import { sources } from "../../sources/bibliography.js";
import type { Layer } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { part } from "../graph/part.js";
import { positionDimensions, slidingPositions } from "../image-window.js";
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

const pooledElements = "batch * channels * outputPositions";
const pooled = {
  kind: "pooling",
  dimensions: ["batch", "channels", ...positionDimensions],
  defaults: slidingPositions.defaults,
  derived: { ...slidingPositions.derived, stride: "kernelPositions" },
  inputs: [["batch", "channels", "inputPositions"]],
  output: ["batch", "channels", "outputPositions"],
} as const;

/** Max pooling of sequences and volumes. */
export const maxPoolPositionsRecord = layerRecord({
  id: "max-pooling-1d-3d",
  meaning: "Largest value of each window of a sequence or volume; the indices of the maxima are kept",
  words: "maxpool1d maxpool3d",
  ...pooled,
  forward: { pooling: part(maxPoolPositionsFlop, { outputElements: pooledElements }) },
  ...maxPoolBackward(pooledElements),
});

const mean = { pooling: part(averagePoolPositionsFlop, { outputElements: pooledElements }) };

/** Average pooling of sequences and volumes. */
export const averagePoolPositionsRecord = layerRecord({
  id: "average-pooling-1d-3d",
  meaning: "Mean of each window of a sequence or volume",
  words: "avgpool1d avgpool3d",
  ...pooled,
  forward: mean,
  inputGradient: [mean],
  kept: [{ kind: "input", index: 0 }],
});

/**
 * Max pooling of sequences: [batch, channels, length]. Keeps its input and the 8-byte index of each maximum.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example maxPool1d({ input: [1, 64, 100], kernel: 2 }).output // [1, 64, 50]
 */
export function maxPool1d(spec: MaxPoolingSpec): Layer {
  return pool("max", maxPoolPositionsRecord, ["length"], spec);
}

/**
 * Max pooling of volumes: [batch, channels, depth, height, width]. Keeps its input and the indices. Errors on
 * sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example maxPool3d({ input: [1, 64, 8, 28, 28], kernel: 2 }).output // [1, 64, 4, 14, 14]
 */
export function maxPool3d(spec: MaxPoolingSpec): Layer {
  return pool("max", maxPoolPositionsRecord, ["depth", "height", "width"], spec);
}

/**
 * Average pooling of sequences: [batch, channels, length]. PyTorch keeps its input for the sizes. Errors on sizes
 * that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example averagePool1d({ input: [1, 64, 100], kernel: 2 }).output // [1, 64, 50]
 */
export function averagePool1d(spec: PoolingSpec): Layer {
  return pool("average", averagePoolPositionsRecord, ["length"], spec);
}

/**
 * Average pooling of volumes: [batch, channels, depth, height, width]. PyTorch keeps its input for the sizes.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example averagePool3d({ input: [1, 64, 8, 28, 28], kernel: 2 }).output // [1, 64, 4, 14, 14]
 */
export function averagePool3d(spec: PoolingSpec): Layer {
  return pool("average", averagePoolPositionsRecord, ["depth", "height", "width"], spec);
}

type PositionsRecord = typeof maxPoolPositionsRecord;

function pool(
  name: "max" | "average",
  record: PositionsRecord,
  axes: readonly string[],
  spec: MaxPoolingSpec,
): Layer {
  const subject = `layers/${name}-pool-${axes.length}d`;
  const layout = ["batch", "channels", ...axes];
  const [batch = 0, channels = 0, ...sizes] = checkedShape(subject, "input", spec.input, layout);
  const window = slidingWindow(subject, sizes, { ...spec, stride: spec.stride ?? spec.kernel });
  return record.bind(
    {
      batch,
      channels,
      inputPositions: elements(sizes),
      kernelPositions: elements(window.kernel),
      outputPositions: elements(window.output),
    },
    {
      settings: `${name} ${window.settings}`,
      inputs: [spec.input],
      output: [batch, channels, ...window.output],
    },
  );
}
