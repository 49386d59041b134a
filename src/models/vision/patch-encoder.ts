// A transformer over the patches of an image, in the variants that people train: registers, scales, rotary positions.
import type { CountedGraph, NormStyle, Tensor } from "../../layers/index.js";
import type { Run } from "../language/blocks/run.js";
import type { Sketch, SketchedMlp } from "../sketch.js";
import { clipNetwork, type ImageNetwork, type ImageNetworkSpec, imageNetwork } from "./image-network.js";
import { oneToken, type Size, someTokens, tokenMean, tokensOf, withTokens } from "./pieces.js";
import { biasTable } from "./score-bias.js";

/** A block of such a transformer. */
export interface PatchBlock {
  readonly norm: NormStyle;
  readonly heads: number;
  readonly bias: { readonly query: boolean; readonly key: boolean; readonly value: boolean };
  readonly outputBias: boolean;
  readonly rotary: boolean;
  /** Whether what each half adds is scaled by learned factors. */
  readonly layerScale: boolean;
  readonly mlp: SketchedMlp;
  /** Rows of a table of position biases, one table in every block; 0: none. */
  readonly biasRows: number;
}

/** Which tokens are looked at; "first-two": the first and a second classifier on the second. */
export type FeatureSource = "first" | "mean" | "first-and-mean" | "first-two";

/** What stands on the last tokens. */
export type PatchHead =
  | { readonly kind: "none" }
  /** A layer and a hyperbolic tangent on the first token. */
  | { readonly kind: "pooler"; readonly size: number }
  /** The first token, the mean of the patches, or both side by side, perhaps normalised. */
  | {
      readonly kind: "features" | "classes";
      readonly of: FeatureSource;
      readonly size: number;
      readonly norm: boolean;
    }
  /** Boxes and classes for each of the last tokens, from perceptrons of three layers. */
  | { readonly kind: "detection"; readonly queries: number; readonly classes: number };

export interface PatchEncoderSpec extends ImageNetworkSpec {
  /** Frames of a clip, and how many of them one patch spans; undefined: a single image. */
  readonly clip?: { readonly frames: number; readonly span: number } | undefined;
  readonly patch: Size;
  readonly patchBias: boolean;
  readonly modelDim: number;
  /** Learned tokens before the patches, by name. */
  readonly tokens: Readonly<Record<string, number>>;
  /** Learned tokens behind the patches. */
  readonly lastTokens: number;
  /** Elements of weights that are there and not used, such as a token that stands for a hidden patch. */
  readonly unused: Readonly<Record<string, number>>;
  /** Rows of the table of positions; 0: there is none. */
  readonly positions: number;
  /** Tables of positions of `positions` rows that are added once more before each block but the first. */
  readonly laterPositions: boolean;
  readonly firstNorm: NormStyle | undefined;
  readonly layers: number;
  readonly block: PatchBlock;
  /** Rows of a table of position biases that all blocks share; 0: none. */
  readonly sharedBiasRows: number;
  readonly lastNorm: NormStyle | undefined;
  readonly head: PatchHead;
}

/** The graph: images [batch, channels, height, width] -> what the head gives. */
export function patchEncoder(spec: PatchEncoderSpec, run: Run): CountedGraph {
  const body = (network: ImageNetwork) => {
    const start = network.stage("embedding");
    let x = embedded(start, spec, network.images);
    const layers = network.stage("layers");
    if (spec.sharedBiasRows > 0)
      layers.parameter("relative-positions", [spec.sharedBiasRows, spec.block.heads]);
    for (let i = 0; i < spec.layers; i++) {
      if (i > 0 && spec.laterPositions) x = layers.positions(`${i}.positions`, x, spec.positions);
      x = patchBlock(layers.within(String(i)), spec.block, x, spec.sharedBiasRows > 0);
    }
    const output = network.stage("output");
    if (spec.lastNorm !== undefined) x = output.norm("norm", x, spec.lastNorm);
    const logits = headed(output, spec, x);
    if (spec.head.kind === "classes" && logits !== undefined) network.classified(logits);
  };
  const { clip } = spec;
  return clip === undefined
    ? imageNetwork(spec, run, body)
    : clipNetwork({ ...spec, frames: clip.frames }, run, body);
}

function embedded(s: Sketch, spec: PatchEncoderSpec, images: Tensor): Tensor {
  const kernel = spec.clip === undefined ? spec.patch : [spec.clip.span, ...spec.patch];
  const window = { kernel, stride: kernel, bias: spec.patchBias };
  let x = tokensOf(s, "tokens", s.convolution("patches", images, spec.modelDim, window));
  for (const [name, count] of Object.entries(spec.tokens)) x = withTokens(s, name, x, count);
  for (const [name, elements] of Object.entries(spec.unused)) s.parameter(name, [1, elements]);
  if (spec.lastTokens > 0) x = behind(s, x, spec.lastTokens);
  if (spec.positions > 0) x = s.positions("positions", x, spec.positions);
  return spec.firstNorm === undefined ? x : s.norm("norm", x, spec.firstNorm);
}

function behind(s: Sketch, x: Tensor, count: number): Tensor {
  const [batch = 1, , features = 1] = x.shape;
  const learned = s.parameter("last-tokens", [1, count, features]);
  const each = s.move("last-tokens.each", learned, [batch, count, features], "one copy for each sample");
  return s.concatenate("last-tokens.joined", [x, each]);
}

/** Attention and perceptron, each behind a normalisation. */
export function patchBlock(s: Sketch, block: PatchBlock, x: Tensor, sharedBias = false): Tensor {
  const { heads, bias, outputBias, rotary } = block;
  const table = block.biasRows > 0 ? { scores: biasTable(s, block.biasRows, heads) } : {};
  const shared = sharedBias ? { scores: biasTable(s, 0, heads) } : {};
  const attended = s.attention("attention", s.norm("attention-norm", x, block.norm), {
    heads,
    bias,
    outputBias,
    rotary,
    ...table,
    ...shared,
  });
  const scaled = (part: string, y: Tensor) => (block.layerScale ? s.scale(part, y) : y);
  const middle = s.add("attention-add", scaled("attention-scale", attended), x);
  const fed = s.mlp("mlp", s.norm("mlp-norm", middle, block.norm), block.mlp);
  return s.add("mlp-add", scaled("mlp-scale", fed), middle);
}

function headed(s: Sketch, spec: PatchEncoderSpec, x: Tensor): Tensor | undefined {
  const { head } = spec;
  if (head.kind === "none") return undefined;
  if (head.kind === "pooler") {
    const pooled = s.linear("pooler", oneToken(s, "first", x), head.size);
    return s.activation("pooler.activation", pooled, "tanh");
  }
  if (head.kind === "detection") {
    const queries = someTokens(s, "queries", x, head.queries);
    threeLayers(s.within("classes"), queries, head.classes);
    return threeLayers(s.within("boxes"), queries, 4);
  }
  const features = featuresOf(s, spec, head.of, x);
  const ready = head.norm ? s.norm("features.norm", features) : features;
  if (head.kind === "features") return ready;
  if (head.of === "first-two") {
    const second = s.linear("distilled-classes", oneToken(s, "second", x), head.size);
    return s.add("mean", s.linear("classes", ready, head.size), second);
  }
  return s.linear("classes", ready, head.size);
}

function featuresOf(s: Sketch, spec: PatchEncoderSpec, of: FeatureSource, x: Tensor): Tensor {
  if (of === "first" || of === "first-two") return oneToken(s, "first", x);
  const before = Object.values(spec.tokens).reduce((all, count) => all + count, 0);
  const patches = someTokens(s, "patches", x, (x.shape[1] ?? 1) - before - spec.lastTokens);
  const mean = tokenMean(s, "mean", patches);
  if (of === "mean") return mean;
  return s.concatenate("features", [oneToken(s, "first", x), mean], 1);
}

/** A perceptron of three layers for every token. */
export function threeLayers(s: Sketch, x: Tensor, size: number, dim = x.shape.at(-1) ?? 1): Tensor {
  const first = s.activation("activation1", s.linear("layer1", x, dim), "relu");
  return s.linear("layer3", s.activation("activation2", s.linear("layer2", first, dim), "relu"), size);
}
