// Attention of DeBERTa: scores of content with content, of content with relative positions, and of positions with content.
import { dropped, linear, type Tensor } from "../../layers/index.js";
import { byHead } from "../language/blocks/attention.js";
import { mlp } from "../language/blocks/mlp.js";
import type { BlockActivation, MlpSpec } from "../language/blocks/specs.js";
import type { Sketch, Window } from "../sketch.js";
import type { Step } from "./encoder.js";

/** A layer with every field present. */
export interface DisentangledSpec {
  readonly heads: number;
  readonly headDim: number;
  /** One matrix for queries, keys and values with biases of queries and values only, as in the first version. */
  readonly joint: boolean;
  /** Scores of content with positions, of positions with content. */
  readonly contentToPosition: boolean;
  readonly positionToContent: boolean;
  /** Whether positions go through the matrices of queries and keys. */
  readonly sharedProjections: boolean;
  /** Whether scores and weights are mixed among the heads. */
  readonly talkingHeads: boolean;
  readonly mlp: MlpSpec;
  readonly dropout: number;
  readonly attentionDropout: number;
}

/** The table of relative positions, [2 × span, modelDim], of which the first layer's distances are looked up. */
export function relativeTable(rows: number, used: number, modelDim: number, normalised: boolean): Step {
  return (here) => {
    const table = here.parameter("relative-positions", [rows, modelDim]);
    const ready = normalised ? here.norm("relative-norm", table) : table;
    const part = rows === used ? ready : here.move("relative-part", ready, [used, modelDim], "rows in reach");
    return here.view("relative-rows", part, [1, used, modelDim]);
  };
}

/** One layer over [batch, tokens, modelDim]. */
export function disentangledLayer(spec: DisentangledSpec): Step {
  return (here, x, shared) => {
    const attended = attention(here.within("attention"), spec, x, shared);
    const first = summed(here, "attention", spec.dropout, attended, x);
    return summed(here, "mlp", spec.dropout, mlp(here.stage, spec.mlp, here.name("mlp"), first), first);
  };
}

/** A layer beside which a convolution reads the same input; their sum is normalised. */
export function convolvedBeside(layer: Step, window: Window, activation: BlockActivation): Step {
  return (here, x, shared) => {
    const attended = layer(here, x, shared);
    const [batch = 1, tokens = 1, features = 1] = x.shape;
    const columns = here.move("convolution.columns", x, [batch, features, tokens], "features first");
    const flat = here.convolution("convolution", columns, features, window);
    const rows = here.move("convolution.rows", flat, [batch, tokens, features], "tokens first");
    const active = here.activation("convolution.activation", rows, activation);
    return here.norm("convolution.norm", here.add("convolution.add", attended, active));
  };
}

/** Dropped, added to what came in, and normalised. */
export function summed(here: Sketch, part: string, rate: number, x: Tensor, input: Tensor): Tensor {
  const kept = dropped(here.stage, here.name(`${part}-dropout`), x, { rate, mask: "value" });
  return here.norm(`${part}-norm`, here.add(`${part}-add`, kept, input));
}

function attention(here: Sketch, spec: DisentangledSpec, x: Tensor, relative: Tensor | undefined): Tensor {
  const { heads } = spec;
  const [query, key, value] = spec.joint ? jointly(here, spec, x) : apart(here, spec, x);
  let scores = here.matmul("scores", query, key, true);
  if (relative !== undefined) {
    const ofPositions = (part: "key" | "query", bias: boolean) => positions(here, spec, relative, part, bias);
    if (spec.contentToPosition || spec.sharedProjections) {
      const keys = ofPositions("key", !spec.joint);
      if (spec.contentToPosition) scores = withBias(here, "content-to-position", query, keys, scores);
    }
    if (spec.positionToContent || spec.sharedProjections) {
      const queries = ofPositions("query", true);
      if (spec.positionToContent) scores = withBias(here, "position-to-content", key, queries, scores);
    }
  }
  const mixed = spec.talkingHeads ? mixedHeads(here, "talking-scores", scores) : scores;
  const weights = here.softmax("softmax", mixed);
  const drop = { rate: spec.attentionDropout, mask: "value" } as const;
  const kept = dropped(here.stage, here.name("dropout"), weights, drop);
  const used = spec.talkingHeads ? mixedHeads(here, "talking-weights", kept) : kept;
  const context = here.matmul("context", used, value);
  const [batch = 1, , tokens = 1, headDim = 1] = context.shape;
  const flat = here.move("joined", context, [batch, tokens, heads * headDim], "heads side by side");
  return here.linear("output", flat, x.shape.at(-1) ?? 0);
}

function apart(here: Sketch, spec: DisentangledSpec, x: Tensor): readonly [Tensor, Tensor, Tensor] {
  const side = (part: string) =>
    byHead(
      here.stage,
      here.name(`${part}.heads`),
      here.linear(part, x, spec.heads * spec.headDim),
      spec.heads,
    );
  return [side("query"), side("key"), side("value")];
}

function jointly(here: Sketch, spec: DisentangledSpec, x: Tensor): readonly [Tensor, Tensor, Tensor] {
  const { heads, headDim } = spec;
  const all = here.linear("joint", x, 3 * heads * headDim, false);
  const [batch = 1, tokens = 1] = x.shape;
  const side = (part: string, bias: boolean) => {
    const own = here.move(part, all, [batch, tokens, heads * headDim], "a part of the joint projection");
    const ready = bias ? here.positions(`${part}-bias`, own, 1) : own;
    return byHead(here.stage, here.name(`${part}.heads`), ready, heads);
  };
  return [side("query", true), side("key", false), side("value", true)];
}

/** Rows of relative positions as keys or queries, [batch, heads, rows, headDim]. */
function positions(
  here: Sketch,
  spec: DisentangledSpec,
  relative: Tensor,
  part: "key" | "query",
  bias: boolean,
): Tensor {
  const { heads, headDim } = spec;
  const name = `position-${part}`;
  const flat = spec.sharedProjections
    ? sharedLinear(here, name, part, relative, heads * headDim)
    : here.linear(name, relative, heads * headDim, bias);
  const split = byHead(here.stage, here.name(`${name}.heads`), flat, heads);
  const { batch } = here.run;
  const [, , rows = 1] = split.shape;
  return batch === 1
    ? split
    : here.move(`${name}.repeated`, split, [batch, heads, rows, headDim], "repeated");
}

/** The projection of content used for positions. */
function sharedLinear(here: Sketch, name: string, part: string, x: Tensor, outputFeatures: number): Tensor {
  const layer = linear({ input: x.shape, outputFeatures });
  return here.stage.addTied(here.name(name), layer, here.name(part), x);
}

/** Products of content and positions, each pair's picked out, added to the scores. */
function withBias(here: Sketch, name: string, content: Tensor, rows: Tensor, scores: Tensor): Tensor {
  const products = here.matmul(name, content, rows, true);
  const picked = here.move(`${name}.picked`, products, scores.shape, "the products of each pair's distance");
  return here.add(`${name}.add`, scores, picked);
}

/** Scores or weights mixed among the heads by a matrix. */
function mixedHeads(here: Sketch, name: string, x: Tensor): Tensor {
  const [batch = 1, heads = 1, queries = 1, keys = 1] = x.shape;
  const last = here.move(`${name}.heads-last`, x, [batch, queries, keys, heads], "heads last");
  const mixed = here.linear(name, last, heads, false);
  return here.move(`${name}.heads-first`, mixed, x.shape, "heads first");
}
