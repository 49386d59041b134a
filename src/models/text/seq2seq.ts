// Encoder-decoders as the transformers library runs them (BART and its kin): two stacks, the second reads the first.

import type { Origin } from "../../ground/source.js";
import { type CountedGraph, embedding, graphBuilder, idle, type NotCounted } from "../../layers/index.js";
import type { Run } from "../language/blocks/run.js";
import { type EncoderHead, encoderHeads } from "../language/encoder-head.js";
import { type Stack, type StackPlace, stackFeatures } from "./encoder.js";

/** An encoder-decoder, or one half of it, with every field present. */
export interface Seq2SeqSpec {
  readonly name: string;
  readonly origin: Origin;
  readonly encoder: Stack | undefined;
  /** Reads as many target tokens as the encoder reads source tokens. */
  readonly decoder: Stack | undefined;
  /** On the features of the decoder, or of the encoder where there is none. */
  readonly heads: readonly EncoderHead[];
  /** Tables that the library's class builds and never reads. */
  readonly unread: readonly {
    readonly name: string;
    readonly vocabulary: number;
    readonly modelDim: number;
  }[];
  readonly notCounted: readonly NotCounted[];
}

const place = (side: string): StackPlace => ({
  entrance: side,
  layers: side,
  end: side,
  norm: `${side}.final-norm`,
  path: side,
});

/** The graph: source and target tokens [batch, sequence] alike -> what the heads give, and the loss on it. */
export function seq2seq(spec: Seq2SeqSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const read = (name: string) => builder.input(name, [run.batch, run.sequence], { bytesPerElement: 8 });
  let tokens = read("tokens");
  for (const { name, ...table } of spec.unread)
    builder.stage("embedding").add(name, idle(embedding({ tokens: tokens.shape, ...table })));
  let x =
    spec.encoder === undefined
      ? undefined
      : stackFeatures(builder, run, spec.encoder, place("encoder"), tokens);
  if (spec.decoder !== undefined) {
    if (x !== undefined) tokens = read("target tokens");
    x = stackFeatures(builder, run, spec.decoder, place("decoder"), tokens, x);
  }
  if (x !== undefined) encoderHeads(builder, run, spec.heads, x, tokens);
  return builder.graph();
}
