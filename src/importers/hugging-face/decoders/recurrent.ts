// Decoders of recurrences other than Mamba's: RWKV-4 and RecurrentGemma.

import { gatedRecurrence } from "../../../models/state-space/gated-recurrence.js";
import { channelMix, timeMix } from "../../../models/state-space/rwkv.js";
import { activationNamed } from "../activation-names.js";
import type { Row } from "./row.js";
import { biasesBy } from "./row-parts.js";

export const rwkv: Row = {
  modelDim: 4096,
  layers: 32,
  heads: 1,
  ffnDim: 1,
  vocabulary: 50_277,
  longest: 1024,
  norm: "layer",
  spelled: { longest: ["context_length", "max_position_embeddings"], ffnDim: "ffn_dim" },
  other: (keys, { modelDim }) => {
    const mix = timeMix({ modelDim, innerDim: keys.optionalWhole("attention_hidden_size") ?? modelDim });
    return () => mix;
  },
  block: (keys, { modelDim }) => {
    const mlp = channelMix({ modelDim, dim: keys.optionalWhole("intermediate_size") ?? 4 * modelDim });
    return (block) => ({ ...block, mlp });
  },
  whole: () => ({ embeddingNorm: "layer" }),
  ignored: ["rescale_every"],
};

const recurrent = "recurrent";

export const recurrentGemma: Row = {
  modelDim: 2560,
  layers: 26,
  heads: 10,
  floorHeadDim: true,
  ffnDim: 7680,
  vocabulary: 256_000,
  longest: 8192,
  tied: true,
  activation: "gelu_pytorch_tanh",
  norm: "rms-plus-one",
  turnedShare: 0.5,
  attention: (keys) => ({ ...biasesBy("attention_bias")(keys), outputBias: true }),
  other: (keys, { modelDim }, attention) => {
    const pattern = keys.texts("block_types") ?? [recurrent, recurrent, "attention"];
    const strange = pattern.find((kind) => kind !== recurrent && kind !== "attention");
    if (strange !== undefined || pattern.length === 0)
      throw keys.wrong("block_types", "must name recurrent or attention", "name each layer of the pattern");
    const innerDim = keys.optionalWhole("lru_width") ?? modelDim;
    const { heads } = attention;
    if (innerDim % heads !== 0)
      throw keys.wrong(
        "lru_width",
        `must be a multiple of the ${heads} heads`,
        "each head has a gate of its own",
      );
    const key = "hidden_activation";
    const activation = activationNamed(keys.subject, key, keys.text(key, "gelu_pytorch_tanh"));
    const layer = gatedRecurrence({
      modelDim,
      innerDim,
      heads,
      kernel: keys.whole("conv1d_width", 4),
      activation,
    });
    return (i) => (pattern[i % pattern.length] === recurrent ? layer : attention);
  },
  mlp: (keys) => ({ dim: Math.floor(keys.whole("intermediate_size", 7680) / 2), bias: true }),
  windows: (keys) => {
    const window = keys.whole(["attention_window_size", "sliding_window"], 2048);
    return () => window;
  },
  softcap: () => true,
  whole: () => ({ scaled: true }),
  ignored: ["w_init_variance_scale", "final_w_init_variance_scale", "logits_soft_cap"],
};
