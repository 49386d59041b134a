// The encoder-decoder transformer of "Attention is all you need", as a counted graph.

import { FlopbookError } from "../../ground/errors.js";
import {
  type ActivationFunction,
  attention,
  type CountedGraph,
  type DropoutSetting,
  dropped,
  embedding,
  feedForward,
  type GraphBuilder,
  graphBuilder,
  layerNorm,
  linear,
  positions,
  residualAdd,
  type Stage,
  scale,
  softmax,
  type Tensor,
} from "../../layers/index.js";
import { wholeNumber } from "../../layers/shape/shape.js";
import { sources } from "../../sources/bibliography.js";
import type { Claim } from "../claim.js";
import type { ModelRecord } from "../record.js";

const subject = "models/language/encoder-decoder";

export interface EncoderDecoderSpec {
  /** Layers of the encoder and of the decoder; default 6. */
  readonly layers?: number;
  /** Default 1024, the paper's big model. */
  readonly modelDim?: number;
  /** Default 16. The width of a head is modelDim / heads, as in the paper. */
  readonly heads?: number;
  /** Default 4096. */
  readonly ffnDim?: number;
  /** Tokens in the shared vocabulary, default 37000; "none" leaves out tables and output, so that vectors go in. */
  readonly vocabulary?: number | "none";
  /** Whether both tables and the output projection are one matrix; default true, as in the paper. */
  readonly tied?: boolean;
  /** Tokens of a source sequence; default 20. */
  readonly sourceLength?: number;
  /** Tokens of a target sequence; default: as many as the source has. */
  readonly targetLength?: number;
  /** Sequences; default 1. */
  readonly batch?: number;
  /** Biases in the attention projections; default true, as in PyTorch. */
  readonly attentionBias?: boolean;
  /** A normalisation after the last layer of each stack, as in PyTorch's module; default false, as in the paper. */
  readonly finalNorms?: boolean;
  /** Default "relu". */
  readonly activation?: ActivationFunction;
  /** Whether the decoder's self-attention counts the half that its mask leaves; default "full". */
  readonly mask?: "full" | "causal";
  /** After embeddings, attention weights, the inner activation and every sublayer; default { rate: 0 }, none. */
  readonly dropout?: DropoutSetting;
}

/** An encoder-decoder transformer with every field present and checked. */
type EncoderDecoder = Required<EncoderDecoderSpec> & { readonly headDim: number };

/**
 * The transformer of Vaswani et al.: tokens [batch, sourceLength] and [batch, targetLength] -> probabilities
 * [batch, targetLength, vocabulary]. Cross-attention has targetLength queries and sourceLength keys.
 *
 * @example parameters(encoderDecoder()) // 214 million parameters
 */
export function encoderDecoder(spec: EncoderDecoderSpec = {}): CountedGraph {
  const net = toEncoderDecoder(spec);
  const name = `Transformer ${net.layers} + ${net.layers} layers, width ${net.modelDim}`;
  const builder = graphBuilder({ name, origin: { source: sources.vaswani2017, place: "Table 3" } });
  const source = embedded(builder, net, "source", net.sourceLength);
  const target = embedded(builder, net, "target", net.targetLength);
  const memory = encoded(builder.stage("encoder"), net, source);
  const decoded = decodedWith(builder.stage("decoder"), net, target, memory);
  if (net.vocabulary === "none") return builder.graph();
  const head = builder.stage("output");
  const projection = linear({ input: decoded.shape, outputFeatures: net.vocabulary, bias: false });
  const logits = net.tied
    ? head.addTied("output", projection, "source.table", decoded)
    : head.add("output", projection, decoded);
  head.add("softmax", softmax({ input: logits.shape }), logits);
  return builder.graph();
}

/**
 * The paper's big model: 6 layers, width 1024, 16 heads, feed-forward 4096.
 *
 * @example parameters(transformerBig()) // 214 million parameters
 */
export function transformerBig(spec: EncoderDecoderSpec = {}): CountedGraph {
  return encoderDecoder({ layers: 6, modelDim: 1024, heads: 16, ffnDim: 4096, ...spec });
}

/**
 * The paper's base model: 6 layers, width 512, 8 heads, feed-forward 2048.
 *
 * @example parameters(transformerBase()) // 63.1 million parameters
 */
export function transformerBase(spec: EncoderDecoderSpec = {}): CountedGraph {
  return encoderDecoder({ layers: 6, modelDim: 512, heads: 8, ffnDim: 2048, ...spec });
}

/** Table, scaling by the root of the width, sinusoidal positions; or vectors as they come. */
function embedded(
  builder: GraphBuilder,
  net: EncoderDecoder,
  side: "source" | "target",
  length: number,
): Tensor {
  const { batch, modelDim, vocabulary } = net;
  if (vocabulary === "none") return builder.input(side, [batch, length, modelDim]);
  const tokens = builder.input(`${side} tokens`, [batch, length], { bytesPerElement: 8 });
  const stage = builder.stage("embedding");
  const table = embedding({ tokens: tokens.shape, vocabulary, modelDim });
  const shared = side === "target" && net.tied;
  const rows = shared
    ? stage.addTied("target.table", table, "source.table", tokens)
    : stage.add(`${side}.table`, table, tokens);
  const scaled = stage.add(`${side}.scale`, scale({ input: rows.shape, by: "√modelDim" }), rows);
  const placed = stage.add(`${side}.positions`, positions({ input: scaled.shape, variant: "fixed" }), scaled);
  return dropped(stage, `${side}.dropout`, placed, net.dropout);
}

function encoded(stage: Stage, net: EncoderDecoder, input: Tensor): Tensor {
  let x = input;
  for (let i = 0; i < net.layers; i++) {
    const name = `encoder.${i}`;
    x = sublayer(stage, net, `${name}.attention`, x, attend(stage, net, `${name}.attention`, x));
    x = sublayer(stage, net, `${name}.ffn`, x, feed(stage, net, `${name}.ffn`, x));
  }
  return net.finalNorms ? stage.add("encoder.norm", layerNorm({ input: x.shape }), x) : x;
}

function decodedWith(stage: Stage, net: EncoderDecoder, input: Tensor, memory: Tensor): Tensor {
  let x = input;
  for (let i = 0; i < net.layers; i++) {
    const name = `decoder.${i}`;
    const self = attention(stage, { ...heads(net), name: `${name}.attention`, input: x, mask: net.mask });
    x = sublayer(stage, net, `${name}.attention`, x, self);
    x = sublayer(stage, net, `${name}.cross`, x, attend(stage, net, `${name}.cross`, x, memory));
    x = sublayer(stage, net, `${name}.ffn`, x, feed(stage, net, `${name}.ffn`, x));
  }
  return net.finalNorms ? stage.add("decoder.norm", layerNorm({ input: x.shape }), x) : x;
}

/** Residual addition, then normalisation: the paper's order. */
function sublayer(stage: Stage, net: EncoderDecoder, name: string, input: Tensor, result: Tensor): Tensor {
  const output = dropped(stage, `${name}.add.dropout`, result, net.dropout);
  const added = stage.add(`${name}.add`, residualAdd({ input: output.shape }), output, input);
  return stage.add(`${name}.norm`, layerNorm({ input: added.shape }), added);
}

function attend(stage: Stage, net: EncoderDecoder, name: string, input: Tensor, memory = input): Tensor {
  return attention(stage, { ...heads(net), name, input, memory });
}

function heads(net: EncoderDecoder) {
  const { heads, headDim, dropout } = net;
  return { heads, headDim, dropout, bias: net.attentionBias ? "all" : "none" } as const;
}

function feed(stage: Stage, net: EncoderDecoder, name: string, input: Tensor): Tensor {
  const { ffnDim, activation, dropout } = net;
  return feedForward(stage, { name, input, ffnDim, activation, dropout });
}

function toEncoderDecoder(spec: EncoderDecoderSpec): EncoderDecoder {
  const whole = (name: string, value: number) => wholeNumber(subject, name, value);
  const modelDim = whole("modelDim", spec.modelDim ?? 1024);
  const heads = whole("heads", spec.heads ?? 16);
  const sourceLength = whole("sourceLength", spec.sourceLength ?? 20);
  const { vocabulary = 37_000 } = spec;
  if (modelDim % heads !== 0)
    throw new FlopbookError(
      `${subject}: heads must divide modelDim (${modelDim}), got ${heads}; choose a divisor`,
    );
  return {
    layers: whole("layers", spec.layers ?? 6),
    modelDim,
    heads,
    headDim: modelDim / heads,
    ffnDim: whole("ffnDim", spec.ffnDim ?? 4096),
    vocabulary: vocabulary === "none" ? vocabulary : whole("vocabulary", vocabulary),
    tied: spec.tied ?? true,
    sourceLength,
    targetLength: whole("targetLength", spec.targetLength ?? sourceLength),
    batch: whole("batch", spec.batch ?? 1),
    attentionBias: spec.attentionBias ?? true,
    finalNorms: spec.finalNorms ?? false,
    activation: spec.activation ?? "relu",
    mask: spec.mask ?? "full",
    dropout: spec.dropout ?? { rate: 0 },
  };
}

const table3 = { source: sources.vaswani2017, place: "Table 3, params" };
const loose = {
  tolerance: 0.035,
  reason: "the paper gives its vocabulary as about 37,000 and prints two or three digits",
} as const;

/** The paper's parameters of its two models. */
export const encoderDecoderClaims: readonly Claim[] = [
  { id: "transformer-base-parameters", stated: 65e6, graph: () => transformerBase() },
  { id: "transformer-big-parameters", stated: 213e6, graph: () => transformerBig() },
].map((claim) => ({ ...claim, about: "parameters", ...loose, source: table3 }));

/** The transformers of the paper by name. */
export const encoderDecoderModels: readonly ModelRecord[] = [
  {
    id: "transformer-base",
    family: "Transformer",
    reads: "tokens",
    graph: ({ batch = 1, sequence = 20 }) => transformerBase({ batch, sourceLength: sequence }),
  },
  {
    id: "transformer-big",
    family: "Transformer",
    reads: "tokens",
    graph: ({ batch = 1, sequence = 20 }) => transformerBig({ batch, sourceLength: sequence }),
  },
];
