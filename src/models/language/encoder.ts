// Encoders of text (BERT, RoBERTa) as the transformers library runs them: three tables, blocks, and the usual heads.

import type { Origin } from "../../ground/source.js";
import {
  activation,
  type CountedGraph,
  dropped,
  embedding,
  type GraphBuilder,
  graphBuilder,
  linear,
  type NotCounted,
  outputProjection,
  positions,
  type Stage,
  type Tensor,
} from "../../layers/index.js";
import { block } from "./blocks/block.js";
import { lastOf, sequenceLoss, tokenLoss, withBias } from "./blocks/head.js";
import { activated } from "./blocks/mlp.js";
import { normed } from "./blocks/norm.js";
import type { Run } from "./blocks/run.js";
import type { BlockActivation, BlockSpec } from "./blocks/specs.js";

/** An encoder with every field present. */
export interface EncoderSpec {
  readonly name: string;
  readonly origin: Origin;
  readonly vocabulary: number;
  readonly modelDim: number;
  readonly positions: number;
  readonly types: number;
  /** Whether numbers of positions and types are made for each sequence, as in RoBERTa. */
  readonly perSequence: boolean;
  readonly dropout: number;
  readonly blocks: readonly BlockSpec[];
  readonly head: EncoderHead;
  readonly notCounted: readonly NotCounted[];
}

/** What stands on the features of the last layer. */
export interface EncoderHead {
  /** Masked tokens: a layer with this activation, a normalisation, and the table once more. */
  readonly masked: { readonly activation: BlockActivation; readonly tied: boolean } | undefined;
  /** A layer on the first token: with "classes" a classifier follows it, with "pre-training" a pair's two classes. */
  readonly pooler: "none" | "alone" | "pre-training" | "classes" | "classes-of-first";
  readonly labels: number;
  /** Before the classifier. */
  readonly dropout: number;
}

/** The graph: tokens [batch, sequence] -> what the head gives, and the loss on it. */
export function encoder(spec: EncoderSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const tokens = builder.input("tokens", [run.batch, run.sequence], { bytesPerElement: 8 });
  let x = embedded(builder.stage("embedding"), run, spec, tokens);
  const stage = builder.stage("layers");
  for (const [i, one] of spec.blocks.entries())
    x = block({ stage, run, name: `layers.${i}`, tables: undefined }, one, x);
  const { head } = spec;
  if (head.masked !== undefined) maskedTokens(builder, run, spec, x, tokens);
  if (head.pooler !== "none") pooled(builder, run, spec, x);
  return builder.graph();
}

function embedded(stage: Stage, run: Run, spec: EncoderSpec, tokens: Tensor): Tensor {
  const { vocabulary, modelDim } = spec;
  const words = stage.add(
    "embedding.table",
    embedding({ tokens: tokens.shape, vocabulary, modelDim }),
    tokens,
  );
  const added = (name: string, x: Tensor, rows: number, numbers: number) => {
    const kept = { kind: "own", label: "numbers", elements: numbers, bytesPerElement: 8 } as const;
    const table = {
      ...positions({ input: x.shape, variant: "learned", rows }),
      saved: numbers > 0 ? [kept] : [],
    };
    return stage.add(`embedding.${name}`, table, x);
  };
  const each = spec.perSequence ? run.batch * run.sequence : run.sequence;
  const typed = added("types", words, spec.types, each);
  const placed = added("positions", typed, spec.positions, spec.perSequence ? each : 0);
  const x = normed(stage, run, "layer", "embedding.norm", placed);
  return dropped(stage, "embedding.dropout", x, { rate: spec.dropout, mask: "value" });
}

/** Logits of every token, and the loss on them. */
function maskedTokens(builder: GraphBuilder, run: Run, spec: EncoderSpec, x: Tensor, tokens: Tensor): void {
  const { masked } = spec.head;
  if (masked === undefined) return;
  const stage = builder.stage("output");
  const layer = linear({ input: x.shape, outputFeatures: spec.modelDim });
  const inner = activated(
    stage,
    masked.activation,
    "output.activation",
    stage.add("output.transform", layer, x),
  );
  const ready = normed(stage, run, "layer", "output.norm", inner);
  const { vocabulary } = spec;
  const tied = masked.tied ? { tiedTo: "embedding.table" } : {};
  const logits = outputProjection(stage, {
    name: "output",
    input: ready,
    vocabulary,
    // An untied matrix has a bias of its own besides.
    bias: !masked.tied,
    ...tied,
  });
  tokenLoss(builder, "loss", withBias(stage, logits), tokens);
}

/** The first token's features through a layer and a hyperbolic tangent, and what classifies them. */
function pooled(builder: GraphBuilder, run: Run, spec: EncoderSpec, x: Tensor): void {
  const { pooler, labels, dropout: rate } = spec.head;
  const stage = builder.stage("output");
  const drop = (name: string, from: Tensor) => dropped(stage, name, from, { rate, mask: "value" });
  const picked = lastOf(stage, x);
  const first = pooler === "classes-of-first" ? drop("pooler.input-dropout", picked) : picked;
  const layer = linear({ input: first.shape, outputFeatures: spec.modelDim });
  const tanh = activation({ input: first.shape, function: "tanh" });
  const ready = stage.add("pooler.activation", tanh, stage.add("pooler", layer, first));
  if (pooler === "alone") return;
  const used = pooler === "pre-training" ? ready : drop("pooler.dropout", ready);
  const classes = linear({ input: used.shape, outputFeatures: labels });
  sequenceLoss(
    builder,
    run,
    stage.add("classes", classes, used),
    pooler === "pre-training" ? "pair-loss" : "loss",
  );
}
