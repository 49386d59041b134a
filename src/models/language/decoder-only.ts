// Decoder-only language models (GPT, Llama and kin) from a handful of sizes, as counted graphs.

import type { Origin } from "../../ground/source.js";
import {
  type ActivationFunction,
  type AttentionMask,
  attention,
  type CountedGraph,
  embedding,
  feedForward,
  type GraphBuilder,
  graphBuilder,
  layerNorm,
  linear,
  positions,
  residualAdd,
  type Stage,
  type Tensor,
} from "../../layers/index.js";
import { wholeNumber } from "../../layers/shape/shape.js";

const subject = "models/language/decoder-only";

export interface DecoderOnlySpec {
  readonly name?: string;
  /** Where the sizes come from; default: stated by the caller. */
  readonly origin?: Origin;
  readonly layers: number;
  readonly modelDim: number;
  readonly heads: number;
  /** Default: as many as `heads`. */
  readonly kvHeads?: number;
  /** Default: modelDim / heads, which then must be whole. */
  readonly headDim?: number;
  readonly ffnDim: number;
  /** Three matrices (SwiGLU and kin) in place of two; default true. */
  readonly gated?: boolean;
  /** Default "silu" when gated, else "gelu". */
  readonly activation?: ActivationFunction;
  readonly vocabulary: number;
  /** Whether the output projection is the embedding table; default false. */
  readonly tied?: boolean;
  /** Default "rms". */
  readonly norm?: "rms" | "layer";
  /** Normalisations after attention and feed-forward too, as in Gemma 2; default false. */
  readonly postNorms?: boolean;
  /** Normalised queries and keys, as in Qwen3; default false. */
  readonly queryKeyNorm?: boolean;
  /** A normalisation behind the table, as in BLOOM; default false. */
  readonly embeddingNorm?: boolean;
  /** Default "none". */
  readonly attentionBias?: "all" | "qkv" | "none";
  /** Default false. */
  readonly ffnBias?: boolean;
  /** "rotary", "none" (e.g. linear biases), or the rows of a learned table; default "rotary". */
  readonly positions?: "rotary" | "none" | number;
  /** Tokens of one sequence; default 2048. */
  readonly sequence?: number;
  /** Sequences; default 1. */
  readonly batch?: number;
  /** Whether attention counts all scores or the half that the causal mask leaves; default "full". */
  readonly mask?: AttentionMask;
}

/** A decoder-only model with every field present and checked. */
export type DecoderOnly = Required<DecoderOnlySpec>;

/** A decoder-only language model: tokens [batch, sequence] -> logits [batch, sequence, vocabulary]. No dropout. */
export function decoderOnly(spec: DecoderOnlySpec): CountedGraph {
  const net = toDecoderOnly(spec);
  const builder = graphBuilder({ name: net.name, origin: net.origin });
  let x = embedded(builder, net);
  const stage = builder.stage("layers");
  for (let i = 0; i < net.layers; i++) x = layer(stage, net, `layers.${i}`, x);
  const head = builder.stage("output");
  x = normed(head, net, "norm", x);
  const projection = linear({ input: x.shape, outputFeatures: net.vocabulary, bias: false });
  if (net.tied) head.addTied("output", projection, "table", x);
  else head.add("output", projection, x);
  return builder.graph();
}

function embedded(builder: GraphBuilder, net: DecoderOnly): Tensor {
  const tokens = builder.input("tokens", [net.batch, net.sequence], { bytesPerElement: 8 });
  const stage = builder.stage("embedding");
  let x = stage.add("table", embedding({ ...net, tokens: tokens.shape }), tokens);
  if (typeof net.positions === "number") {
    const table = positions({ input: x.shape, variant: "learned", rows: net.positions });
    x = stage.add("positions", table, x);
  }
  return net.embeddingNorm ? normed(stage, net, "embedding.norm", x) : x;
}

/** One layer: attention and feed-forward, each normalised before and added to what came in. */
function layer(stage: Stage, net: DecoderOnly, name: string, input: Tensor): Tensor {
  let x = normed(stage, net, `${name}.norm1`, input);
  x = attention(stage, {
    ...net,
    name: `${name}.attention`,
    input: x,
    bias: net.attentionBias,
    rotary: net.positions === "rotary",
  });
  if (net.postNorms) x = normed(stage, net, `${name}.attention.norm`, x);
  const between = stage.add(`${name}.attention.add`, residualAdd({ input: x.shape }), x, input);
  x = normed(stage, net, `${name}.norm2`, between);
  x = feedForward(stage, { ...net, name: `${name}.ffn`, input: x, bias: net.ffnBias });
  if (net.postNorms) x = normed(stage, net, `${name}.ffn.norm`, x);
  return stage.add(`${name}.ffn.add`, residualAdd({ input: x.shape }), x, between);
}

function normed(stage: Stage, net: DecoderOnly, name: string, input: Tensor): Tensor {
  return stage.add(name, layerNorm({ input: input.shape, variant: net.norm }), input);
}

/** The config with defaults filled in. Errors name the field. */
export function toDecoderOnly(spec: DecoderOnlySpec): DecoderOnly {
  const whole = (name: string, value: number) => wholeNumber(subject, name, value);
  const modelDim = whole("modelDim", spec.modelDim);
  const heads = whole("heads", spec.heads);
  const gated = spec.gated ?? true;
  const { positions = "rotary" } = spec;
  return {
    name: spec.name ?? "decoder-only transformer",
    origin: spec.origin ?? "sizes stated by the caller",
    layers: whole("layers", spec.layers),
    modelDim,
    heads,
    kvHeads: whole("kvHeads", spec.kvHeads ?? heads),
    headDim: whole("headDim", spec.headDim ?? modelDim / heads),
    ffnDim: whole("ffnDim", spec.ffnDim),
    gated,
    activation: spec.activation ?? (gated ? "silu" : "gelu"),
    vocabulary: whole("vocabulary", spec.vocabulary),
    tied: spec.tied ?? false,
    norm: spec.norm ?? "rms",
    postNorms: spec.postNorms ?? false,
    queryKeyNorm: spec.queryKeyNorm ?? false,
    embeddingNorm: spec.embeddingNorm ?? false,
    attentionBias: spec.attentionBias ?? "none",
    ffnBias: spec.ffnBias ?? false,
    positions: typeof positions === "number" ? whole("positions", positions) : positions,
    sequence: whole("sequence", spec.sequence ?? 2048),
    batch: whole("batch", spec.batch ?? 1),
    mask: spec.mask ?? "full",
  };
}
