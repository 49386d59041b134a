// Attention to the last tokens and to compressed earlier ones, keys and values in one, as in DeepSeek-V4.
import type { Tensor } from "../../layers/index.js";
import { attend } from "../language/blocks/attend.js";
import type { OwnSpec, ScoreSpec } from "../language/blocks/specs.js";
import { type Sketch, sketchAt } from "../sketch.js";
import { learnedStep, steps } from "./parts.js";

export interface CompressedAttention {
  readonly heads: number;
  readonly headDim: number;
  readonly queryRank: number;
  readonly outputGroups: number;
  readonly outputRank: number;
  readonly window: number;
  readonly scores: ScoreSpec;
  /** Tokens that become one; undefined: the window is all that is seen. */
  readonly ratio: number | undefined;
  /** A scorer of the compressed tokens, which then overlap. */
  readonly scorer: { readonly heads: number; readonly headDim: number; readonly kept: number } | undefined;
}

/** Attention with one key for all heads, which is the value too. */
export function compressedAttention(spec: CompressedAttention): OwnSpec {
  return {
    kind: "own",
    name: "attention to compressed tokens",
    build: (where, x) => layer(sketchAt(where), spec, x),
  };
}

function layer(here: Sketch, spec: CompressedAttention, x: Tensor): Tensor {
  const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
  const { heads, headDim, outputGroups: groups, outputRank } = spec;
  const low = here.norm(
    "query.compressed.norm",
    here.linear("query.compressed", x, spec.queryRank, false),
    "rms",
  );
  const split = here.view("query.heads", here.linear("query", low, heads * headDim, false), [
    batch,
    heads,
    tokens,
    headDim,
  ]);
  const query = turned(here, "query.rotary", here.norm("query.norm", split, "rms-bare"));
  const single = here.norm("key.norm", here.linear("key", x, headDim, false), "rms");
  const near = turned(here, "key.rotary", here.view("key.heads", single, [batch, 1, tokens, headDim]));
  const key = withCompressed(here, spec, { x, low, near });
  const context = attend(here.stage, here.run, spec.scores, here.path, { query, key, value: key });
  const back = turned(here, "context.rotary", context);
  const channels = here.view("output.channels", back, [batch, heads * headDim, tokens]);
  const down = here.convolution("output.down", channels, groups * outputRank, {
    kernel: 1,
    groups,
    bias: false,
  });
  const joined = here.view("output.joined", down, [batch, tokens, groups * outputRank]);
  return here.linear("output", joined, modelDim, false);
}

function turned(here: Sketch, part: string, x: Tensor): Tensor {
  return steps(here, part, "2 multiply + add", x);
}

/** The near keys and those of compressed tokens. */
function withCompressed(
  here: Sketch,
  spec: CompressedAttention,
  { x, low, near }: { readonly x: Tensor; readonly low: Tensor; readonly near: Tensor },
): Tensor {
  const [batch = 1, tokens = 1] = x.shape;
  const { ratio, scorer, headDim } = spec;
  if (ratio === undefined) return near;
  const overlap = scorer !== undefined;
  const windows = Math.floor(tokens / ratio);
  const far = compressor(here.within("compressor"), x, { ratio, dim: headDim, overlap });
  if (scorer !== undefined) scored(here.within("scorer"), { x, low, ratio, scorer });
  if (windows === 0 || far === undefined) return near;
  const ready = here.view("compressor.heads", far, [batch, 1, windows, headDim]);
  return here.concatenate("key.all", [near, ready], 2);
}

/** Tokens weighed and added up, so many to one: [batch, windows, dim]; undefined where there are fewer than that. */
function compressor(
  here: Sketch,
  x: Tensor,
  { ratio, dim, overlap }: { readonly ratio: number; readonly dim: number; readonly overlap: boolean },
): Tensor | undefined {
  const [batch = 1, tokens = 1] = x.shape;
  const width = overlap ? 2 * dim : dim;
  const values = here.linear("value", x, width, false);
  const gate = here.linear("gate", x, width, false);
  const placed = learnedStep(here, "gate.placed", gate, {
    name: "bias of each place",
    parameters: ratio * width,
    forward: "add + exponential + divide",
  });
  const weighed = steps(here, "weighed", "multiply + add", values, placed);
  const windows = Math.max(1, Math.floor(tokens / ratio));
  const sums = here.move("sums", weighed, [batch, windows, dim], "sum of each window");
  const even = here.norm("norm", sums, "rms");
  return tokens < ratio ? undefined : turned(here, "rotary", even);
}

/** Scores of the compressed tokens by small heads, which choose those that a query sees. */
function scored(
  here: Sketch,
  spec: {
    readonly x: Tensor;
    readonly low: Tensor;
    readonly ratio: number;
    readonly scorer: { readonly heads: number; readonly headDim: number; readonly kept: number };
  },
): void {
  const [batch = 1, tokens = 1] = spec.x.shape;
  const { heads, headDim } = spec.scorer;
  const far = compressor(here, spec.x, { ratio: spec.ratio, dim: headDim, overlap: true });
  const flat = here.linear("query", spec.low, heads * headDim, false);
  const query = turned(here, "query.rotary", here.view("query.heads", flat, [batch, heads, tokens, headDim]));
  const weights = here.linear("weights", spec.x, heads, false);
  if (far === undefined) return;
  const key = here.view("key.heads", far, [batch, 1, far.shape[1] ?? 1, headDim]);
  const scores = here.activation("relu", here.matmul("scores", query, key, true), "relu");
  steps(
    here,
    "sum",
    "multiply + add",
    scores,
    here.view("weights.heads", weights, [batch, heads, tokens, 1]),
  );
}
