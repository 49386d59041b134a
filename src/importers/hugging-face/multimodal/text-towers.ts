// Text towers of two-tower networks, from the keys of a config: CLIP's, SigLIP's and those like BERT.
import { FlopbookError } from "../../../ground/errors.js";
import type { NormStyle } from "../../../layers/index.js";
import { type TextTowerSpec, textTower } from "../../../models/multimodal/text-tower.js";
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { TowerBlock } from "../../../models/multimodal/tower-block.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { perHead } from "../decoder-parts.js";
import { type Asked, type Family, runOf } from "../family.js";
import { projection } from "./projection.js";

/** Where text towers differ; sizes are the library's defaults. */
interface TextKin {
  readonly vocabulary: number;
  readonly modelDim: number;
  readonly ffnDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly rows: number;
  /** Rows of the table that are no positions of tokens, as RoBERTa's first two. */
  readonly spareRows?: number;
  readonly types?: number;
  readonly activation: string;
  readonly arrangement: TowerBlock["arrangement"];
  readonly norm?: NormStyle;
  readonly gated?: boolean;
  /** Biases of attention and feed-forward by key; default all. */
  readonly biases?: (keys: ConfigKeys) => { readonly attention: boolean; readonly mlp: boolean };
  readonly last?: (keys: ConfigKeys, sizes: TextSizes) => Partial<TextTowerSpec>;
}

interface TextSizes {
  readonly modelDim: number;
  readonly layers: number;
  readonly className: string | undefined;
}

const lastNorm: TokenStep = { kind: "norm", name: "norm", style: "layer" };
const first: TokenStep = { kind: "first", name: "first" };

const clip: TextKin = {
  vocabulary: 49_408,
  modelDim: 512,
  ffnDim: 2048,
  layers: 12,
  heads: 8,
  rows: 77,
  activation: "quick_gelu",
  arrangement: "before",
  last: (keys, { className }) => ({
    lastSteps: [lastNorm],
    ownSteps: [first, ...projection(keys, className)],
  }),
};

const siglip: TextKin = {
  ...clip,
  vocabulary: 32_000,
  modelDim: 768,
  ffnDim: 3072,
  heads: 12,
  rows: 64,
  activation: "gelu_pytorch_tanh",
  last: (keys, { modelDim }) => ({
    lastSteps: [lastNorm],
    ownSteps: [
      first,
      { kind: "linear", name: "head", width: keys.whole("projection_size", modelDim), bias: true },
    ],
  }),
};

const aimv2: TextKin = {
  ...clip,
  modelDim: 768,
  heads: 6,
  activation: "silu",
  norm: "rms",
  gated: true,
  biases: (keys) => ({ attention: keys.flag("qkv_bias", false), mlp: keys.flag("mlp_bias", false) }),
  last: () => ({ lastSteps: [{ kind: "norm", name: "norm", style: "rms" }], ownSteps: [first] }),
};

/** Tables of types and positions, normalised behind each sum. */
const bert: TextKin = {
  vocabulary: 30_522,
  modelDim: 768,
  ffnDim: 3072,
  layers: 12,
  heads: 12,
  rows: 512,
  types: 2,
  activation: "gelu",
  arrangement: "after-sum",
  last: () => ({ entranceNorm: "layer", ownSteps: [first] }),
};

/** A layer on the first token behind them. */
const pooled = (_: ConfigKeys, { modelDim }: TextSizes): Partial<TextTowerSpec> => ({
  entranceNorm: "layer",
  ownSteps: [
    first,
    { kind: "linear", name: "pooler", width: modelDim, bias: true },
    { kind: "activation", name: "pooler.activation", function: "tanh" },
  ],
});

const altclip: TextKin = {
  ...bert,
  vocabulary: 250_002,
  modelDim: 1024,
  ffnDim: 4096,
  layers: 24,
  heads: 16,
  rows: 514,
  spareRows: 2,
  types: 1,
  last: (keys) => ({
    entranceNorm: "layer",
    ownSteps: [
      { kind: "norm", name: "pre-norm", style: "layer" },
      { kind: "linear", name: "transformation", width: keys.whole("project_dim", 768), bias: true },
      first,
    ],
  }),
};

/** Every layer has attention to an image besides, which a text alone does not run. */
const blip: TextKin = {
  ...bert,
  vocabulary: 30_524,
  heads: 8,
  types: 0,
  last: (keys, sizes) => {
    const wide = keys.whole("encoder_hidden_size", 768);
    const { modelDim, layers } = sizes;
    const across = 2 * (modelDim * modelDim + modelDim) + 2 * (wide * modelDim + modelDim) + 2 * modelDim;
    const spec = pooled(keys, sizes);
    const unused = { kind: "unused", name: "cross-attention", shape: [layers, across] } as const;
    return { ...spec, lastSteps: keys.flag("is_decoder", true) ? [unused] : [] };
  },
};

/** The family of a kind of text towers. */
function family(kin: TextKin): Family {
  return (asked) => {
    const rows = asked.keys.whole("max_position_embeddings", kin.rows);
    const longest = rows - (kin.spareRows ?? 0);
    const run = runOf(asked, longest);
    if (run.sequence > longest)
      throw new FlopbookError(
        `${asked.keys.subject}: sequence must be at most ${longest} for its table of positions, got ${run.sequence}; shorten it`,
      );
    return textTower(specOf(asked, kin, rows), run);
  };
}

function specOf({ keys, name, origin }: Asked, kin: TextKin, rows: number): TextTowerSpec {
  const modelDim = keys.whole("hidden_size", kin.modelDim);
  const layers = keys.count("num_hidden_layers", kin.layers);
  const types = kin.types === undefined || kin.types === 0 ? [] : [keys.whole("type_vocab_size", kin.types)];
  const block = blockOf(keys, kin, modelDim);
  keys.ignore([
    "projection_dim",
    "vocab_size",
    "hidden_dropout_prob",
    "encoder_hidden_size",
    "label_smoothing",
    "tie_word_embeddings",
  ]);
  return {
    name,
    origin,
    vocabulary: keys.whole("vocab_size", kin.vocabulary),
    modelDim,
    tables: [...types, rows],
    entranceNorm: undefined,
    blocks: Array.from({ length: layers }, () => block),
    lastSteps: [],
    ownSteps: [],
    notCounted: [],
    ...kin.last?.(keys, { modelDim, layers, className: keys.texts("architectures")?.[0] }),
  };
}

function blockOf(keys: ConfigKeys, kin: TextKin, modelDim: number): TowerBlock {
  const heads = keys.whole("num_attention_heads", kin.heads);
  const activation = activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", kin.activation));
  const bias = kin.biases?.(keys) ?? { attention: true, mlp: true };
  const dim = keys.whole("intermediate_size", kin.ffnDim);
  const dropout = keys.rate(["attention_dropout", "attention_probs_dropout_prob"], 0);
  return {
    arrangement: kin.arrangement,
    norm: kin.norm ?? "layer",
    attention: {
      heads,
      headDim: perHead(keys, "hidden_size", modelDim, heads),
      bias: bias.attention,
      outputBias: bias.attention,
      scores: { softmax: "float", dropout },
    },
    mlp: { dim, activation, gated: kin.gated ?? false, bias: bias.mlp },
    dropout: kin.arrangement === "after-sum" ? keys.rate("hidden_dropout_prob", 0.1) : 0,
  };
}

/** Families by model type. */
export const textTowers: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries({
    clip_text_model: clip,
    metaclip_2_text_model: clip,
    clipseg_text_model: clip,
    owlvit_text_model: { ...clip, rows: 16 },
    owlv2_text_model: { ...clip, rows: 16 },
    groupvit_text_model: { ...clip, modelDim: 256, ffnDim: 1024, heads: 4 },
    siglip_text_model: siglip,
    siglip2_text_model: siglip,
    aimv2_text_model: aimv2,
    chinese_clip_text_model: bert,
    align_text_model: { ...bert, last: pooled },
    altclip_text_model: altclip,
    blip_text_model: blip,
  } satisfies Record<string, TextKin>).map(([type, kin]) => [type, family(kin)]),
);
