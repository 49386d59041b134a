// Layers with little memory: a gated short convolution, and linear attention that fades at a fixed rate.
import type { Tensor } from "../../layers/index.js";
import type { OwnSpec } from "../language/blocks/specs.js";
import { type Sketch, sketchAt } from "../sketch.js";
import { causalConvolution, chunksOf, steps } from "./parts.js";

/** A causal convolution between two gates, as in LFM2. */
export function shortConvolution(sizes: {
  readonly modelDim: number;
  readonly kernel: number;
  readonly bias: boolean;
}): OwnSpec {
  const { modelDim, kernel, bias } = sizes;
  return {
    kind: "own",
    name: "a gated short convolution",
    state: modelDim * (kernel - 1),
    build: (where, x) => {
      const here = sketchAt(where);
      const all = here.linear("in", x, 3 * modelDim, bias);
      const part = (name: string) => here.move(name, all, x.shape, "part");
      const entering = here.multiply("entering", part("first-gate"), part("values"));
      const mixed = causalConvolution(here, "convolution", entering, { kernel, bias });
      return here.linear("out", here.multiply("leaving", part("second-gate"), mixed), modelDim, bias);
    },
  };
}

export interface LightningSizes {
  readonly heads: number;
  readonly headDim: number;
  /** Tokens that are treated at once. */
  readonly block: number;
}

/** Linear attention whose state fades at a rate of each head, as in MiniMax-01. */
export function lightningAttention(sizes: LightningSizes): OwnSpec {
  const { heads, headDim } = sizes;
  return {
    kind: "own",
    name: "linear attention (lightning)",
    state: heads * headDim * headDim,
    build: (where, x) => lightning(sketchAt(where), sizes, x),
  };
}

function lightning(here: Sketch, { heads, headDim, block }: LightningSizes, x: Tensor): Tensor {
  const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
  const length = Math.min(block, tokens);
  const rows = batch * chunksOf(tokens, length);
  const all = here.activation("active", here.linear("joint", x, 3 * heads * headDim, false), "silu");
  const part = (name: string) => here.move(name, all, [rows, heads, length, headDim], "in blocks");
  const [query, key, value] = [part("query"), part("key"), part("value")];
  const scores = steps(here, "scores.faded", "multiply", here.matmul("scores", query, key, true));
  const within = here.matmul("within", scores, value);
  const turned = here.view("key.turned", steps(here, "key.faded", "multiply", key), [
    rows,
    heads,
    headDim,
    length,
  ]);
  const state = here.matmul("state", turned, value);
  const across = here.matmul("across", steps(here, "query.faded", "multiply", query), state);
  const sum = here.add("sum", within, across);
  const flat = here.move("joined", sum, [batch, tokens, heads * headDim], "heads joined");
  const even = here.norm("norm", flat, "rms");
  const open = here.activation("gate.open", here.linear("gate", x, heads * headDim, false), "sigmoid");
  return here.linear("out", here.multiply("gated", open, even), modelDim, false);
}
