// Several residual streams in place of one (hyper-connections): a layer reads a mixture and writes to all of them.
import type { Tensor } from "../../layers/index.js";
import type { StreamsSpec, Where } from "../language/blocks/specs.js";
import { type Sketch, sketchAt } from "../sketch.js";
import { learnedStep, steps } from "./parts.js";

export interface HyperConnections {
  readonly streams: number;
  /** Rounds that bring the mixture of streams to rows and columns that add up to 1. */
  readonly rounds: number;
}

/** The weights of a mixture, from all streams of a token together: [batch, tokens, count]. */
function weights(here: Sketch, x: Tensor, count: number, scales: number): Tensor {
  const [batch = 1, tokens = 1, streams = 1, modelDim = 1] = x.shape;
  const flat = here.view("flat", x, [batch, tokens, streams * modelDim]);
  const even = here.norm("norm", flat, "rms-bare");
  const mixed = here.linear("weights", even, count, false);
  const forward = "multiply + add + sigmoid";
  return learnedStep(here, "weights.scaled", mixed, { name: "scaled", parameters: count + scales, forward });
}

/** Sum of the streams by weights: [batch, tokens, modelDim]. */
function mixture(here: Sketch, x: Tensor, by: Tensor): Tensor {
  const [batch = 1, tokens = 1, streams = 1, modelDim = 1] = x.shape;
  const own = here.move("read.weights", by, [batch, tokens, streams, 1], "part");
  const weighed = steps(here, "read.weighed", "multiply + add", x, own);
  return here.move("read", weighed, [batch, tokens, modelDim], "sum of the streams");
}

/** How blocks read and write the streams. */
export function hyperConnections({ streams, rounds }: HyperConnections): StreamsSpec {
  const count = (2 + streams) * streams;
  return {
    count: streams,
    read: (where, x) => {
      const here = sketchAt(where);
      const all = weights(here, x, count, 3);
      return { x: mixture(here, x, all), write: all };
    },
    write: (where, x, result, all) => {
      const here = sketchAt(where);
      const [batch = 1, tokens = 1, , modelDim = 1] = x.shape;
      const square = here.move("mix.weights", all, [batch, tokens, streams, streams], "part");
      const even = steps(here, "mix.even", `${2 * rounds} add + ${2 * rounds} divide`, square);
      const mixed = here.matmul("mix", even, x);
      const spread = here.move("write.weights", all, [batch, tokens, streams, 1], "part");
      const wide = here.move("write.result", result, [batch, tokens, 1, modelDim], "one for all streams");
      return steps(here, "write", "multiply + add", mixed, spread, wide);
    },
  };
}

/** The streams at the beginning, all alike, and what becomes of them at the end: a mixture. */
export function streamEnds({ streams }: HyperConnections) {
  return {
    spread: (where: Where, x: Tensor): Tensor => {
      const here = sketchAt(where);
      const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
      return here.move("spread", x, [batch, tokens, streams, modelDim], "repeated for each stream");
    },
    gathered: (where: Where, x: Tensor): Tensor => {
      const here = sketchAt(where);
      return mixture(here, x, weights(here, x, streams, 1));
    },
  };
}
