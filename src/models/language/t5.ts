// The encoder-decoder T5 as the transformers library runs it: relative positions, one loss over the targets.

import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  dropped,
  embedding,
  type GraphBuilder,
  graphBuilder,
  linear,
  type NotCounted,
  outputProjection,
  residualAdd,
  type Stage,
  scale,
  type Tensor,
} from "../../layers/index.js";
import { attend } from "./blocks/attend.js";
import { byHead } from "./blocks/attention.js";
import { tokenLoss } from "./blocks/head.js";
import { mlp } from "./blocks/mlp.js";
import { normed } from "./blocks/norm.js";
import { relativePositions } from "./blocks/relative-positions.js";
import type { Run } from "./blocks/run.js";
import type { MlpSpec, ScoreSpec } from "./blocks/specs.js";
import { type EncoderHead, encoderHeads } from "./encoder-head.js";

/** T5 with every field present. */
export interface T5Spec {
  readonly name: string;
  readonly origin: Origin;
  readonly vocabulary: number;
  readonly modelDim: number;
  readonly heads: number;
  readonly headDim: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  /** Rows of the table of relative positions in each stack. */
  readonly buckets: number;
  /** Whether every layer has such a table, as in UMT5, or the first one for all. */
  readonly positionsInEachLayer: boolean;
  readonly mlp: MlpSpec;
  readonly dropout: number;
  readonly tied: boolean;
  /** Logits of every target token, as most have. */
  readonly languageHead: boolean;
  /** Other heads on the last features. */
  readonly otherHeads: readonly EncoderHead[];
  /** Whether there is a decoder. */
  readonly decoder: boolean;
  readonly notCounted: readonly NotCounted[];
}

/** The graph: source and target tokens [batch, sequence] alike -> logits and the loss on them. */
export function t5(spec: T5Spec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const shape = [run.batch, run.sequence];
  const source = builder.input("tokens", shape, { bytesPerElement: 8 });
  const memory = stack(builder, run, spec, "encoder", source);
  const target = spec.decoder ? builder.input("target tokens", shape, { bytesPerElement: 8 }) : source;
  const last = spec.decoder ? stack(builder, run, spec, "decoder", target, memory) : memory;
  encoderHeads(builder, run, spec.otherHeads, last, target);
  if (spec.languageHead) languageHead(builder, spec, last, source);
  return builder.graph();
}

function languageHead(builder: GraphBuilder, spec: T5Spec, last: Tensor, source: Tensor): void {
  const output = builder.stage("output");
  const scaled = spec.tied
    ? output.add("output.scale", { ...scale({ input: last.shape, by: "1 / √modelDim" }), saved: [] }, last)
    : last;
  const tied = spec.tied ? { tiedTo: "encoder.table" } : {};
  const logits = outputProjection(output, {
    name: "output",
    input: scaled,
    vocabulary: spec.vocabulary,
    ...tied,
  });
  tokenLoss(builder, "loss", logits, source);
}

type Side = "encoder" | "decoder";

/** Table, layers and final normalisation of one side. */
function stack(
  builder: GraphBuilder,
  run: Run,
  spec: T5Spec,
  side: Side,
  tokens: Tensor,
  memory?: Tensor,
): Tensor {
  const entrance = builder.stage("embedding");
  const table = embedding({ tokens: tokens.shape, vocabulary: spec.vocabulary, modelDim: spec.modelDim });
  const rows =
    side === "encoder"
      ? entrance.add("encoder.table", table, tokens)
      : entrance.addTied("decoder.table", table, "encoder.table", tokens);
  let x = drop(entrance, spec, `${side}.embedding-dropout`, rows);
  const stage = builder.stage(side);
  if (!spec.positionsInEachLayer) positionTable(stage, run, spec, side, tokens);
  const layers = side === "encoder" ? spec.encoderLayers : spec.decoderLayers;
  for (let i = 0; i < layers; i++) {
    const name = `${side}.${i}`;
    if (spec.positionsInEachLayer) positionTable(stage, run, spec, name, tokens);
    x = attention(stage, run, spec, `${name}.attention`, x);
    if (memory !== undefined) x = attention(stage, run, spec, `${name}.cross-attention`, x, memory);
    x = feedForward(stage, run, spec, name, x);
  }
  return drop(stage, spec, `${side}.dropout`, normed(stage, run, "rms-short", `${side}.norm`, x));
}

/** The table of relative positions, looked up for every pair of tokens and added to the scores. */
function positionTable(stage: Stage, run: Run, spec: T5Spec, name: string, tokens: Tensor): void {
  // A call for a fused kernel fills the bias where the mask hides, which keeps the mask.
  const table = { buckets: spec.buckets, heads: spec.heads, keptMask: run.kernel === "fused" };
  relativePositions(stage, run, `${name}.relative-positions`, table, tokens);
}

function attention(stage: Stage, run: Run, spec: T5Spec, name: string, x: Tensor, memory?: Tensor): Tensor {
  const ready = normed(stage, run, "rms-short", `${name}-norm`, x);
  const outputFeatures = spec.heads * spec.headDim;
  const project = (side: "query" | "key" | "value", from: Tensor) => {
    const flat = stage.add(
      `${name}.${side}`,
      linear({ input: from.shape, outputFeatures, bias: false }),
      from,
    );
    return byHead(stage, `${name}.${side}.heads`, flat, spec.heads);
  };
  const seen = memory ?? ready;
  const parts = { query: project("query", ready), key: project("key", seen), value: project("value", seen) };
  const context = attend(stage, run, scores(spec, memory !== undefined), name, parts);
  const output = linear({ input: context.shape, outputFeatures: spec.modelDim, bias: false });
  const dropping = drop(stage, spec, `${name}-dropout`, stage.add(`${name}.output`, output, context));
  return stage.add(`${name}-add`, residualAdd({ input: x.shape }), dropping, x);
}

/** Scores with a learned bias keep a fused kernel from running; those over the source have a mask only. */
function scores(spec: T5Spec, cross: boolean): ScoreSpec {
  return {
    softmax: "native",
    softcap: false,
    sinks: false,
    dropout: spec.dropout,
    floatScores: false,
    fused: cross ? "masked" : "steps",
    window: undefined,
    copiedContext: false,
    keptMask: false,
  };
}

function feedForward(stage: Stage, run: Run, spec: T5Spec, name: string, x: Tensor): Tensor {
  const ready = normed(stage, run, "rms-short", `${name}.mlp-norm`, x);
  const fed = drop(stage, spec, `${name}.mlp-dropout`, mlp(stage, spec.mlp, `${name}.mlp`, ready));
  return stage.add(`${name}.mlp-add`, residualAdd({ input: x.shape }), fed, x);
}

function drop(stage: Stage, spec: T5Spec, name: string, x: Tensor): Tensor {
  return dropped(stage, name, x, { rate: spec.dropout, mask: "value" });
}
