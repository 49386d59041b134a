// Heads of encoders of text by the class that a config names.
import type { BlockActivation } from "../../../models/language/blocks/specs.js";
import type { EncoderHead, HeadStep } from "../../../models/language/encoder-head.js";
import type { AskedHead, HeadKind } from "../network-head.js";
import type { EncoderKind, EncoderSizes, HeadPlace, Pooling, TokenHead } from "./kind.js";

/** Heads that encoders of the library have. */
export const encoderHeads: readonly HeadKind[] = [
  "none",
  "language",
  "pre-training",
  "classes",
  "token-classes",
  "span",
  "choice",
  "next-sentence",
];

const pooled: Pooling = { activation: "tanh" };
const pair = { kind: "classes", labels: 2, loss: "pair-loss" } as const;

/** The heads of the class that was asked for. */
export function textHeads(kind: EncoderKind, asked: AskedHead, place: HeadPlace): readonly EncoderHead[] {
  const heads = kind.heads?.(asked, place) ?? headsOfClass(kind, asked, place);
  const { pooler = "tanh" } = kind;
  const pools = heads.some(({ steps }) => steps.some(({ name }) => name === "pooler"));
  if (
    kind.alwaysPools !== true ||
    pools ||
    heads.some(({ steps }) => steps.some((step) => step.addsInput)) ||
    pooler === "none"
  )
    return heads;
  const alone = poolingStep({ activation: pooler }, place.sizes, 0);
  return [{ reads: "first", steps: [alone], gives: { kind: "features" } }, ...heads];
}

function headsOfClass(kind: EncoderKind, asked: AskedHead, place: HeadPlace): readonly EncoderHead[] {
  const { rate, sizes } = place;
  const { pooler = "tanh" } = kind;
  const pool = (drop: number): HeadStep[] =>
    pooler === "none" ? [] : [poolingStep({ activation: pooler }, sizes, drop)];
  switch (asked.kind) {
    case "language":
      return [tokenHead(kind.tokens ?? bertTokens, place)];
    case "pre-training":
      return (
        kind.preTraining?.(sizes) ?? [
          tokenHead(kind.tokens ?? bertTokens, place),
          { reads: "first", steps: pool(0), gives: pair },
        ]
      );
    case "classes":
      return [classifier(kind.sequence ?? pooled, place, asked.labels, ownLayer(kind))];
    case "choice":
      return [classifier(kind.choice ?? pooled, place, 1)];
    case "token-classes":
      return [{ reads: "each", steps: [], gives: { kind: "classes", labels: asked.labels, dropout: rate } }];
    case "span":
      return [{ reads: "each", steps: [], gives: { kind: "span", outputs: asked.labels } }];
    case "next-sentence":
      return [{ reads: "first", steps: pool(0), gives: { ...pair, loss: "loss" } }];
    default:
      return pooler === "none" ? [] : [{ reads: "first", steps: pool(0), gives: { kind: "features" } }];
  }
}

const bertTokens: TokenHead = { transform: "model", bias: "two" };

/** Logits of every token, mostly behind a layer with an activation and a normalisation. */
export function tokenHead(head: TokenHead, { sizes, vocabulary, tableDim, tied }: HeadPlace): EncoderHead {
  const wide = head.transform === "table" ? tableDim : sizes.modelDim;
  const step = {
    name: "output.transform",
    scope: "output",
    dim: typeof head.transform === "number" ? head.transform : wide,
    activation: head.activation ?? sizes.activation,
    bias: head.transformBias ?? true,
    norm: head.norm ?? "layer",
  } as const;
  return {
    reads: "each",
    steps: head.transform === "none" ? [] : [step],
    gives: { kind: "vocabulary", vocabulary, tiedTo: tied ? "embedding.table" : undefined, bias: head.bias },
  };
}

/** A classifier's own layer beside the one that every class of the kind has. */
const ownLayer = (kind: EncoderKind) =>
  kind.alwaysPools === true && kind.sequence !== undefined ? "classifier" : "pooler";

function classifier(
  pooling: Pooling | "none",
  { sizes, rate }: HeadPlace,
  labels: number,
  name = "pooler",
): EncoderHead {
  if (pooling === "none")
    return { reads: "first", steps: [], gives: { kind: "classes", labels, dropout: rate } };
  return {
    reads: pooling.reads ?? "first",
    steps: [{ ...poolingStep(pooling, sizes, rate), name }],
    gives: { kind: "classes", labels },
  };
}

function poolingStep(pooling: Pooling, sizes: EncoderSizes, rate: number): HeadStep {
  const activation: BlockActivation = pooling.activation === "hidden" ? sizes.activation : pooling.activation;
  return { name: "pooler", activation, dropout: [pooling.dropsBefore === true ? rate : 0, rate] };
}
