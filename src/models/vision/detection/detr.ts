// Detection as a set: an encoder over the last features, a decoder over learned queries, a class and a box for each.
import type { Tensor } from "../../../layers/index.js";
import { attend } from "../../language/blocks/attend.js";
import type { ScoreSpec } from "../../language/blocks/specs.js";
import { sharedAmong } from "../../shared-weights.js";
import { plainScores, type Sketch } from "../../sketch.js";
import { threeLayers } from "../patch-encoder.js";
import { tokensOf } from "../pieces.js";
import { decoderBlock, encoderBlock, placed, plainCross, type QueryBlock } from "./query-blocks.js";

export interface DetrSpec {
  readonly modelDim: number;
  readonly queries: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly encoder: QueryBlock;
  readonly decoder: QueryBlock;
  /** Rows and columns of learned tables of positions; otherwise they are sines. */
  readonly learnedPositions: boolean;
  /** Whether the encoder is normalised once more at its end. */
  readonly encoderNorm: boolean;
  /** Whether queries and keys have layers of their own for contents and places. */
  readonly conditional: boolean;
  /** Classes of a query, with or without one for nothing; undefined: no head. */
  readonly classes: number | undefined;
}

/** Rows of a learned table of positions along one side of the features. */
const learnedRows = 50;

/** Queries behind the decoder, with their classes and boxes where there is a head. */
export function detr(stage: (name: string) => Sketch, spec: DetrSpec, features: Tensor): Tensor {
  const start = stage("projection");
  const projected = start.convolution("features", features, spec.modelDim, { kernel: 1 });
  if (spec.learnedPositions) start.parameter("positions", [2 * learnedRows, spec.modelDim / 2]);
  const encoder = stage("encoder");
  let memory = tokensOf(start, "tokens", projected);
  for (let i = 0; i < spec.encoderLayers; i++)
    memory = encoderBlock(encoder.within(String(i)), spec.encoder, memory);
  if (spec.encoderNorm) memory = encoder.norm("norm", memory);
  const queries = decoded(stage("decoder"), spec, memory);
  if (spec.classes !== undefined) {
    const head = stage("output");
    head.linear("classes", queries, spec.classes);
    threeLayers(head.within("boxes"), queries, 4);
  }
  return queries;
}

function decoded(s: Sketch, spec: DetrSpec, memory: Tensor): Tensor {
  const [batch = 1, , modelDim = 1] = memory.shape;
  const table = s.parameter("queries", [1, spec.queries, modelDim]);
  let x = s.move("queries.each", table, [batch, spec.queries, modelDim], "one copy for each sample");
  const places = x;
  if (spec.conditional) twoLayers(s.within("reference"), places, 2);
  for (let i = 0; i < spec.decoderLayers; i++) {
    const here = s.within(String(i));
    if (!spec.conditional) {
      x = decoderBlock(here, spec.decoder, x, plainCross(spec.decoder.heads, memory));
      continue;
    }
    // One perceptron scales the places of the queries in all blocks but the first.
    if (i > 0) twoLayers(sharedAmong(s, "scale", i - 1), x, modelDim);
    const { heads } = spec.decoder;
    x = decoderBlock(
      here,
      spec.decoder,
      x,
      (at, y) => conditionalCross(at, heads, { x: y, places, memory, first: i === 0 }),
      (at, y) => conditionalSelf(at, heads, y, places),
    );
  }
  return s.norm("norm", x);
}

/** A perceptron of two layers for every token. */
export function twoLayers(s: Sketch, x: Tensor, size: number, dim = x.shape.at(-1) ?? 1): Tensor {
  const inner = s.activation("activation", s.linear("layer1", x, dim), "relu");
  return s.linear("layer2", inner, size);
}

/** Queries attend to each other; contents and places have matrices of their own, whose results are added. */
export function conditionalSelf(s: Sketch, heads: number, x: Tensor, places: Tensor): Tensor {
  const modelDim = x.shape.at(-1) ?? 1;
  const both = (side: string) =>
    s.add(
      `${side}.sum`,
      s.linear(`${side}.content`, x, modelDim),
      s.linear(`${side}.place`, places, modelDim),
    );
  const scores: ScoreSpec = plainScores;
  const parts = {
    query: split(s, "query", heads, [both("query")]),
    key: split(s, "key", heads, [both("key")]),
    value: split(s, "value", heads, [s.linear("value", x, modelDim)]),
  };
  return s.linear("output", attend(s.stage, s.run, scores, s.path, parts), modelDim);
}

export interface ConditionalInputs {
  readonly x: Tensor;
  readonly places: Tensor;
  readonly memory: Tensor;
  /** In the first block places are added to the contents, too. */
  readonly first: boolean;
  /** Whether that holds for the keys; default: as for the queries. */
  readonly keyed?: boolean;
}

/** Queries attend to features by contents and places side by side. */
export function conditionalCross(
  s: Sketch,
  heads: number,
  { x, places, memory, first, keyed = first }: ConditionalInputs,
): Tensor {
  const modelDim = x.shape.at(-1) ?? 1;
  const content = (side: string, from: Tensor) => s.linear(`${side}.content`, from, modelDim);
  const keyPlace = s.linear("key.place", memory, modelDim);
  const query = content("query", x);
  const key = content("key", memory);
  const queryPlace = s.linear("query.sine", placed(s, "positions", x), modelDim);
  const started = first ? s.add("query.sum", query, s.linear("query.place", places, modelDim)) : query;
  const keys = keyed ? s.add("key.sum", key, keyPlace) : key;
  const parts = {
    query: split(s, "query", heads, [started, queryPlace]),
    key: split(s, "key", heads, [keys, keyPlace]),
    value: split(s, "value", heads, [s.linear("value", memory, modelDim)]),
  };
  return s.linear("output", attend(s.stage, s.run, plainScores, s.path, parts), modelDim);
}

/** Tensors side by side in every head: [batch, tokens, features] each -> [batch, heads, tokens, all features of a head]. */
function split(s: Sketch, side: string, heads: number, parts: readonly Tensor[]): Tensor {
  const [batch = 1, tokens = 1] = parts[0]?.shape ?? [];
  const all = parts.length === 1 ? parts[0] : s.concatenate(`${side}.joined`, parts, 2);
  if (all === undefined) throw new RangeError("attention: must have a part, got none");
  return s.view(`${side}.heads`, all, [batch, heads, tokens, (all.shape.at(-1) ?? 1) / heads]);
}
