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
import type { Run } from "./blocks/run.js";
import type { MlpSpec, ScoreSpec } from "./blocks/specs.js";

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
  readonly mlp: MlpSpec;
  readonly dropout: number;
  readonly tied: boolean;
  /** Without it the decoder's features are the output. */
  readonly languageHead: boolean;
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
  if (!spec.decoder) return builder.graph();
  const target = builder.input("target tokens", shape, { bytesPerElement: 8 });
  const last = stack(builder, run, spec, "decoder", target, memory);
  if (!spec.languageHead) return builder.graph();
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
  return builder.graph();
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
  relativePositions(stage, run, spec, side, tokens);
  const layers = side === "encoder" ? spec.encoderLayers : spec.decoderLayers;
  for (let i = 0; i < layers; i++) {
    const name = `${side}.${i}`;
    x = attention(stage, run, spec, `${name}.attention`, x);
    if (memory !== undefined) x = attention(stage, run, spec, `${name}.cross-attention`, x, memory);
    x = feedForward(stage, run, spec, name, x);
  }
  return drop(stage, spec, `${side}.dropout`, normed(stage, run, "rms-short", `${side}.norm`, x));
}

/** The table of relative positions, looked up for every pair of tokens and added to the scores of every layer. */
function relativePositions(stage: Stage, run: Run, spec: T5Spec, side: Side, tokens: Tensor): void {
  const pairs = run.sequence * run.sequence;
  const table = embedding({ tokens: tokens.shape, vocabulary: spec.buckets, modelDim: spec.heads });
  const numbers = { kind: "own", label: "distances", elements: pairs, bytesPerElement: 8 } as const;
  const mask = { kind: "own", label: "mask", elements: pairs, bytesPerElement: 1 } as const;
  // A call for a fused kernel fills the bias where the mask hides, which keeps the mask.
  const saved = run.kernel === "fused" ? [numbers, mask] : [numbers];
  const output = [1, spec.heads, run.sequence, run.sequence];
  stage.add(
    `${side}.relative-positions`,
    { ...table, output, saved, parameterElementsRead: spec.buckets * spec.heads },
    tokens,
  );
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
