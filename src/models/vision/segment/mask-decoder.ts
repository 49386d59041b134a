// SAM's decoder: tokens of masks and prompts attend to an image and it to them, then every token draws a mask.
import { matmul, type Tensor } from "../../../layers/index.js";
import type { BlockActivation } from "../../language/blocks/specs.js";
import type { Sketch } from "../../sketch.js";
import { placed } from "../detection/query-blocks.js";
import { channelNorm, gridOf, oneToken, sizeOf, tokensOf } from "../pieces.js";

export interface MaskDecoderSpec {
  readonly dim: number;
  readonly heads: number;
  readonly layers: number;
  readonly mlpDim: number;
  readonly activation: BlockActivation;
  readonly narrowing: number;
  readonly masks: number;
  readonly scoreDepth: number;
  readonly scoreDim: number;
  readonly points: number;
  /** Features of a place, out of a table of two rows. */
  readonly placeFeatures: number;
  readonly promptEmbeddings: number;
  readonly maskChannels: number;
}

/** Masks out of features [batch, dim, height, width] and `points` points. */
export function maskDecoder(stage: (name: string) => Sketch, spec: MaskDecoderSpec, features: Tensor): void {
  const prompt = stage("prompt");
  const { dim } = spec;
  const [batch = 1] = features.shape;
  const [height, width] = sizeOf(features);
  const table = prompt.parameter("places", [1, 1, 2, spec.placeFeatures]);
  const placesOf = (part: string, count: number) => {
    const coordinates = prompt.move(`${part}.coordinates`, features, [1, 1, count, 2], "coordinates");
    const layer = matmul({ left: coordinates.shape, right: table.shape });
    prompt.stage.add(prompt.name(`${part}.places`), layer, coordinates, table);
  };
  placesOf("image", height * width);
  // One more token fills up where no box is given.
  placesOf("points", batch * (spec.points + 1));
  unusedPrompts(prompt, spec);
  const s = stage("mask decoder");
  const learned = s.parameter("tokens", [1 + spec.masks, dim]);
  const count = 1 + spec.masks + spec.points + 1;
  const tokens = s.move("all-tokens", learned, [batch, count, dim], "tokens of score, masks and points");
  const [read, seen] = twoWay(s, spec, tokens, tokensOf(s, "image", features));
  drawn(s, spec, read, gridOf(s, "image.grid", seen, [height, width]));
}

/** Weights of prompts: points and boxes are told apart by them, masks are not given here. */
function unusedPrompts(s: Sketch, { dim, promptEmbeddings, maskChannels }: MaskDecoderSpec): void {
  s.parameter("kinds", [promptEmbeddings + 2, dim]);
  const quarter = Math.floor(maskChannels / 4);
  // Two windows of 2 × 2, a layer on channels, two normalisations.
  const first = quarter * 4 + quarter + 2 * quarter;
  const second = maskChannels * quarter * 4 + maskChannels + 2 * 4 * quarter;
  s.parameter("mask-embedding", [first + second + maskChannels * dim + dim]);
}

/** Tokens and image after attending to each other. */
function twoWay(s: Sketch, spec: MaskDecoderSpec, tokens: Tensor, image: Tensor): readonly [Tensor, Tensor] {
  const { heads, dim } = spec;
  const narrow = { heads, headDim: dim / spec.narrowing / heads };
  let [queries, keys] = [tokens, image];
  for (let i = 0; i < spec.layers; i++) {
    const here = s.within(String(i));
    const own = here.attention("own", i === 0 ? queries : placed(here, "own.places", queries), { heads });
    queries = here.norm("norm1", i === 0 ? own : here.add("own.add", own, queries));
    const told = { ...narrow, memory: placed(here, "keys.places", keys) };
    const seen = here.attention("to-image", placed(here, "queries.places", queries), told);
    queries = here.norm("norm2", here.add("to-image.add", seen, queries));
    const mlp = { dim: spec.mlpDim, activation: spec.activation };
    queries = here.norm("norm3", here.add("mlp.add", here.mlp("mlp", queries, mlp), queries));
    const back = { ...narrow, memory: placed(here, "back.places", queries) };
    const changed = here.attention("to-tokens", placed(here, "image.places", keys), back);
    keys = here.norm("norm4", here.add("to-tokens.add", changed, keys));
  }
  const last = { ...narrow, memory: placed(s, "last.places", keys) };
  const seen = s.attention("last", placed(s, "last.queries", queries), last);
  return [s.norm("last.norm", s.add("last.add", seen, queries)), keys];
}

/** A mask for each of its tokens out of the enlarged image, and a score for each mask. */
function drawn(s: Sketch, spec: MaskDecoderSpec, tokens: Tensor, image: Tensor): void {
  const { dim, masks } = spec;
  const [batch = 1] = image.shape;
  const [quarter, eighth] = [Math.floor(dim / 4), Math.floor(dim / 8)];
  const twice = { kernel: 2, stride: 2 };
  const first = channelNorm(s, "large.norm", s.transposedConvolution("large.1", image, quarter, twice));
  const wide = s.transposedConvolution(
    "large.2",
    s.activation("large.activation", first, "gelu"),
    eighth,
    twice,
  );
  const large = s.activation("large.activation2", wide, "gelu");
  const each = Array.from({ length: masks }, (_, i) => {
    const here = s.within(`mask.${i}`);
    const made = perceptron(here, oneToken(here, "token", tokens), { inner: dim, output: eighth, layers: 3 });
    return here.view("row", made, [batch, 1, 1, eighth]);
  });
  const rows = s.concatenate("mask.rows", each, 2);
  const [height, width] = sizeOf(large);
  const places = s.view("large.places", large, [batch, 1, eighth, height * width]);
  s.matmul("masks", rows, places);
  const score = s.within("score");
  perceptron(score, oneToken(score, "token", tokens), {
    inner: spec.scoreDim,
    output: masks,
    layers: spec.scoreDepth,
  });
}

function perceptron(
  s: Sketch,
  x: Tensor,
  { inner, output, layers }: { readonly inner: number; readonly output: number; readonly layers: number },
): Tensor {
  let y = s.activation("0.activation", s.linear("0", x, inner), "relu");
  for (let i = 1; i < layers - 1; i++)
    y = s.activation(`${i}.activation`, s.linear(String(i), y, inner), "relu");
  return s.linear(String(Math.max(1, layers - 1)), y, output);
}
