// What stands on the last features of a network: logits of every token, classes of a sequence, and the loss on them.
import {
  activation,
  crossEntropy,
  type GraphBuilder,
  linear,
  outputProjection,
  partOfTensor,
  positions,
  type Stage,
  type Tensor,
} from "../../../layers/index.js";
import { inFloat, type Run } from "./run.js";

/** A head with every field present. */
export type HeadSpec =
  | { readonly kind: "none" }
  | {
      readonly kind: "language";
      readonly vocabulary: number;
      readonly tied: boolean;
      readonly bias: boolean;
      /** Whether logits are bounded by a hyperbolic tangent. */
      readonly softcap: boolean;
    }
  | {
      /** Beside the language head, classes of one token of each sequence: GPT's choice among endings. */
      readonly kind: "double";
      readonly vocabulary: number;
      readonly tied: boolean;
      readonly bias: boolean;
      readonly softcap: boolean;
      readonly labels: number;
    }
  /** Classes of the last token of each sequence, or of every token. */
  | { readonly kind: "classes"; readonly labels: number }
  | { readonly kind: "token-classes"; readonly labels: number }
  /** The first and the last token of an answer. */
  | { readonly kind: "span" };

/** The head and its loss in stages of their own, "output" and "loss". */
export function head(builder: GraphBuilder, run: Run, spec: HeadSpec, x: Tensor, tokens: Tensor): void {
  if (spec.kind === "none") return;
  const stage = builder.stage("output");
  const each = (outputFeatures: number, bias: boolean) =>
    stage.add("output", linear({ input: x.shape, outputFeatures, bias }), x);
  if (spec.kind === "classes") {
    sequenceLoss(builder, run, lastToken(stage, each(spec.labels, false)));
  } else if (spec.kind === "token-classes") {
    tokenLoss(builder, "loss", each(spec.labels, true), tokens);
  } else if (spec.kind === "span") {
    spanLoss(builder, run, each(2, true));
  } else {
    languageLogits(builder, run, spec, x, tokens);
    if (spec.kind === "double") choice(builder, run, spec.labels, x);
  }
}

type LanguageHead = Extract<HeadSpec, { readonly vocabulary: number }>;

function languageLogits(
  builder: GraphBuilder,
  run: Run,
  spec: LanguageHead,
  x: Tensor,
  tokens: Tensor,
): void {
  const stage = builder.stage("output");
  const tied = spec.tied ? { tiedTo: "embedding.table" } : {};
  const { vocabulary } = spec;
  const bias = spec.bias && !spec.tied;
  const product = outputProjection(stage, { name: "output", input: x, vocabulary, bias, ...tied });
  const logits = spec.bias && spec.tied ? withBias(stage, product) : product;
  const bounded = spec.softcap
    ? stage.add("output.softcap", activation({ input: logits.shape, function: "tanh" }), logits)
    : logits;
  causalLoss(builder, run, bounded, tokens);
}

/** A bias for each token of the vocabulary beside a tied matrix. Added within the product: no memory. */
export function withBias(stage: Stage, logits: Tensor): Tensor {
  const vocabulary = logits.shape.at(-1) ?? 1;
  const table = positions({ input: logits.shape, variant: "learned", rows: 1 });
  const settings = `bias of ${vocabulary}`;
  return stage.add(
    "output.bias",
    { ...table, settings, view: true, forward: [], weightGradient: [] },
    logits,
  );
}

/** The loss of a causal language model: FP32 logits against the tokens moved by one. */
function causalLoss(builder: GraphBuilder, run: Run, logits: Tensor, tokens: Tensor): void {
  const stage = builder.stage("loss");
  const wide = inFloat(stage, run, "loss.logits", logits);
  const layer = crossEntropy({ logits: wide.shape, labels: tokens.shape, shifted: true, bytesPerElement: 4 });
  stage.add("loss", layer, wide, tokens);
}

/** The loss of a model that predicts tokens in their places, in the network's own format. */
export function tokenLoss(builder: GraphBuilder, name: string, logits: Tensor, tokens: Tensor): void {
  const layer = crossEntropy({ logits: logits.shape, labels: tokens.shape });
  builder.stage("loss").add(name, layer, logits, tokens);
}

/** The loss of a classifier of whole sequences or images. */
export function sequenceLoss(builder: GraphBuilder, run: Run, logits: Tensor, name = "loss"): void {
  const labels = builder.input(name === "loss" ? "labels" : `${name} labels`, [run.batch], {
    bytesPerElement: 8,
  });
  const layer = crossEntropy({ logits: logits.shape, labels: labels.shape });
  builder.stage("loss").add(name, layer, logits, labels);
}

/** Classes of the token that stands for a sequence. */
function choice(builder: GraphBuilder, run: Run, labels: number, x: Tensor): void {
  const stage = builder.stage("output");
  const picked = lastToken(stage, x);
  const layer = linear({ input: picked.shape, outputFeatures: labels });
  sequenceLoss(builder, run, stage.add("output.choice", layer, picked), "choice-loss");
}

/** The loss on where an answer begins and ends: [batch, tokens, 2], each a choice among the tokens. */
export function spanLoss(builder: GraphBuilder, run: Run, logits: Tensor): void {
  const [batch = 1, tokens = 1] = logits.shape;
  const stage = builder.stage("output");
  for (const side of ["start", "end"]) {
    const half = partOfTensor({ input: logits.shape, output: [batch, tokens] });
    sequenceLoss(builder, run, stage.add(`${logits.name}.${side}`, half, logits), `${side}-loss`);
  }
}

/** The classes at the last token of each sequence, which may be shorter than the batch: its numbers are kept. */
function lastToken(stage: Stage, x: Tensor): Tensor {
  const output = [x.shape[0] ?? 1, x.shape.at(-1) ?? 1];
  const numbers = {
    kind: "own",
    label: "numbers",
    elements: 2 * (x.shape[0] ?? 1),
    bytesPerElement: 8,
  } as const;
  const layer = {
    ...partOfTensor({ input: x.shape, output }),
    kind: "copy",
    view: false,
    saved: [numbers],
  } as const;
  return stage.add(`${x.name}.position`, layer, x);
}

/** The features of one position of each sequence: [batch, tokens, features] -> [batch, features]. */
export function lastOf(stage: Stage, x: Tensor): Tensor {
  const output = [x.shape[0] ?? 1, x.shape.at(-1) ?? 1];
  return stage.add(`${x.name}.position`, partOfTensor({ input: x.shape, output }), x);
}
