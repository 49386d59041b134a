// Configs of the vision transformer.

import type { BlockSpec } from "../../../models/language/blocks/specs.js";
import { imageEncoder } from "../../../models/language/image-encoder.js";
import type { ConfigKeys } from "../config-keys.js";
import { perHead } from "../decoder-parts.js";
import { type Asked, type Family, imageRunOf } from "../family.js";
import { headAttention, plainMlp, repeated } from "../gpt-blocks.js";
import { askedHead } from "../network-head.js";
import { pairOf } from "./image-keys.js";

/** Families by model type. */
export const visionTransformerFamilies: Readonly<Record<string, Family>> = {
  vit,
};

function blocks(
  keys: ConfigKeys,
  modelDim: number,
  parts: {
    readonly arrangement: BlockSpec["arrangement"];
    readonly rate: number;
    readonly dropout: number;
    readonly queryBias?: boolean;
    readonly softmax?: "float";
  },
): readonly BlockSpec[] {
  const heads = keys.whole("num_attention_heads", 12);
  const attention = headAttention({
    heads,
    headDim: perHead(keys, "hidden_size", modelDim, heads),
    queryBias: parts.queryBias ?? true,
    softmax: parts.softmax ?? "native",
    dropout: keys.rate("attention_probs_dropout_prob", parts.dropout),
  });
  const width = { key: "intermediate_size", fallback: 3072 };
  const block: BlockSpec = {
    arrangement: parts.arrangement,
    norm: "layer",
    attention,
    mlp: plainMlp(keys, width, { key: "hidden_act", fallback: "gelu" }),
    attentionDropout: parts.rate,
    mlpDropout: parts.rate,
  };
  return repeated(block, keys.count("num_hidden_layers", 12));
}

function vit(asked: Asked) {
  const { keys, input } = asked;
  const run = imageRunOf(asked);
  keys.ignore(["tie_word_embeddings"]);
  const modelDim = keys.whole("hidden_size", 768);
  const rate = keys.rate("hidden_dropout_prob", 0);
  const head = askedHead(keys, "classes");
  const made = pairOf(keys, "image_size", 224);
  const patch = pairOf(keys, "patch_size", 16);
  const image = input.resolution === undefined ? made : ([input.resolution, input.resolution] as const);
  const patches = ([height, width]: readonly [number, number]) =>
    Math.floor(height / patch[0]) * Math.floor(width / patch[1]);
  if (patches(image) < 1) throw keys.wrong("patch_size", "must fit into the image", "lower it");
  const stretched = {
    name: "image_size",
    what: "positions for another resolution",
    why: "the table of positions is stretched to more or fewer patches; that work is not counted",
  };
  const pooled = { kind: "pooler", size: keys.whole("pooler_output_size", modelDim) } as const;
  const spec = {
    name: asked.name,
    origin: asked.origin,
    channels: keys.whole("num_channels", 3),
    image,
    patch,
    positions: patches(made),
    modelDim,
    dropout: rate,
    blocks: vitBlocks(keys, modelDim, rate),
    head: head.kind === "classes" ? ({ kind: "classes", size: head.labels } as const) : pooled,
    notCounted: [...head.notCounted, ...(patches(image) === patches(made) ? [] : [stretched])],
  };
  return imageEncoder(spec, run);
}

function vitBlocks(keys: ConfigKeys, modelDim: number, rate: number): readonly BlockSpec[] {
  const queryBias = keys.flag("qkv_bias", true);
  return blocks(keys, modelDim, { arrangement: "before", rate, dropout: 0, queryBias, softmax: "float" });
}
