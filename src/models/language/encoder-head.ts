// What stands on the last features of an encoder: layers on every token or on one, then logits and the loss on them.
import {
  dropped,
  type GraphBuilder,
  linear,
  type NormStyle,
  outputProjection,
  reduction,
  residualAdd,
  type Stage,
  type Tensor,
} from "../../layers/index.js";
import { lastOf, sequenceLoss, spanLoss, tokenLoss, withBias } from "./blocks/head.js";
import { activated } from "./blocks/mlp.js";
import { normed } from "./blocks/norm.js";
import type { Run } from "./blocks/run.js";
import type { BlockActivation } from "./blocks/specs.js";

/** A projection before the last one. */
export interface HeadStep {
  readonly name: string;
  /** Path of its activation and normalisation, default `name`. */
  readonly scope?: string;
  /** Default: as wide as its input. */
  readonly dim?: number;
  /** Default true. */
  readonly bias?: boolean;
  readonly activation?: BlockActivation;
  readonly norm?: NormStyle;
  /** Whether what the head reads is added before the normalisation; default false. */
  readonly addsInput?: boolean;
  /** Probabilities of dropping a value before it and after it; default 0. */
  readonly dropout?: readonly [number, number];
}

/** What a head gives in the end. */
export type HeadOutput =
  | { readonly kind: "features" }
  /** Classes of what is read, with a loss of this name. */
  | {
      readonly kind: "classes";
      readonly labels: number;
      /** Default true. */
      readonly bias?: boolean;
      /** Default "classes". */
      readonly name?: string;
      /** How classes of every token become those of the sequence; default: they do not. */
      readonly of?: "mean" | "one token";
      /** Default "loss". */
      readonly loss?: string;
      /** Probability of dropping a value before it; default 0. */
      readonly dropout?: number;
    }
  /** First and last token of an answer; the library's classes read two outputs of as many as there are labels. */
  | { readonly kind: "span"; readonly outputs: number }
  | {
      readonly kind: "vocabulary";
      readonly vocabulary: number;
      /** The table whose weights it uses; undefined: a matrix of its own. */
      readonly tiedTo: string | undefined;
      /** "one": a bias, "two": a matrix of its own has one besides. */
      readonly bias: "none" | "one" | "two";
      /** Whether logits are bounded by a hyperbolic tangent; default false. */
      readonly softcap?: boolean;
    };

/** One head with every field present. */
export interface EncoderHead {
  /** Which features it reads: of every token, of the first, or their mean. */
  readonly reads: "each" | "first" | "mean";
  readonly steps: readonly HeadStep[];
  readonly gives: HeadOutput;
}

/** The heads on features [batch, sequence, modelDim], each with its loss. */
export function encoderHeads(
  builder: GraphBuilder,
  run: Run,
  specs: readonly EncoderHead[],
  x: Tensor,
  tokens: Tensor,
): void {
  // Two heads that read the same token read it once.
  const seen = new Map<EncoderHead["reads"], Tensor>();
  for (const spec of specs) {
    const given = seen.get(spec.reads) ?? read(builder.stage("output"), spec, x);
    seen.set(spec.reads, given);
    encoderHead(builder, run, spec, given, tokens);
  }
}

function encoderHead(
  builder: GraphBuilder,
  run: Run,
  spec: EncoderHead,
  given: Tensor,
  tokens: Tensor,
): void {
  const stage = builder.stage("output");
  let ready = given;
  for (const step of spec.steps) ready = stepped(stage, run, step, ready, given);
  const { gives } = spec;
  if (gives.kind === "features") return;
  if (gives.kind === "vocabulary") tokenLoss(builder, "loss", vocabularyLogits(stage, gives, ready), tokens);
  else if (gives.kind === "span") spanLoss(builder, run, classes(stage, ready, { labels: gives.outputs }));
  else {
    const logits = classes(stage, ready, gives);
    if (gives.of !== undefined) {
      const whole = gives.of === "mean" ? averaged(stage, logits) : lastOf(stage, logits);
      sequenceLoss(builder, run, whole, gives.loss ?? "loss");
    } else if (spec.reads === "each") tokenLoss(builder, gives.loss ?? "loss", logits, tokens);
    else sequenceLoss(builder, run, logits, gives.loss ?? "loss");
  }
}

function read(stage: Stage, { reads }: EncoderHead, x: Tensor): Tensor {
  if (reads === "each") return x;
  return reads === "first" ? lastOf(stage, x) : averaged(stage, x);
}

/** The mean over the tokens: [batch, tokens, features] -> [batch, features]. */
function averaged(stage: Stage, x: Tensor): Tensor {
  const output = [x.shape[0] ?? 1, x.shape.at(-1) ?? 1];
  return stage.add(`${x.name}.mean`, reduction({ input: x.shape, output, function: "mean" }), x);
}

function stepped(stage: Stage, run: Run, step: HeadStep, x: Tensor, given: Tensor): Tensor {
  const { name, scope = name, dropout: [before, after] = [0, 0] } = step;
  const drop = (label: string, from: Tensor, rate: number) =>
    dropped(stage, `${scope}.${label}`, from, { rate, mask: "value" });
  const input = drop("input-dropout", x, before);
  const outputFeatures = step.dim ?? input.shape.at(-1) ?? 0;
  const layer = linear({ input: input.shape, outputFeatures, bias: step.bias ?? true });
  const flat = stage.add(name, layer, input);
  const active =
    step.activation === undefined ? flat : activated(stage, step.activation, `${scope}.activation`, flat);
  const sum =
    step.addsInput === true
      ? stage.add(`${scope}.add`, residualAdd({ input: given.shape }), active, given)
      : active;
  const ready = step.norm === undefined ? sum : normed(stage, run, step.norm, `${scope}.norm`, sum);
  return drop("dropout", ready, after);
}

function classes(
  stage: Stage,
  x: Tensor,
  spec: Pick<Extract<HeadOutput, { kind: "classes" }>, "labels" | "bias" | "name" | "dropout">,
): Tensor {
  const { name = "classes", dropout: rate = 0 } = spec;
  const ready = dropped(stage, `${name}.dropout`, x, { rate, mask: "value" });
  const layer = linear({ input: ready.shape, outputFeatures: spec.labels, bias: spec.bias ?? true });
  return stage.add(name, layer, ready);
}

function vocabularyLogits(
  stage: Stage,
  { vocabulary, tiedTo, bias, softcap }: Extract<HeadOutput, { kind: "vocabulary" }>,
  input: Tensor,
): Tensor {
  const tied = tiedTo === undefined ? {} : { tiedTo };
  const own = tiedTo === undefined && bias !== "none";
  const logits = outputProjection(stage, { name: "output", input, vocabulary, bias: own, ...tied });
  const apart = tiedTo === undefined ? bias === "two" : bias !== "none";
  const whole = apart ? withBias(stage, logits) : logits;
  return softcap === true ? activated(stage, "tanh", "output.softcap", whole) : whole;
}
