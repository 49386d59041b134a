// DeepSeek-V4: attention to compressed tokens, several residual streams, experts in every layer.
import { compressedAttention } from "../../../models/state-space/compressed-attention.js";
import { hyperConnections, streamEnds } from "../../../models/state-space/hyper-connections.js";
import type { ConfigKeys } from "../config-keys.js";
import { scores } from "../decoder-parts.js";
import type { Family } from "../family.js";
import { type Row, rowFamilies, type Sizes } from "./row.js";
import { expertsOf, floatRouter, kindsOfLayers, withShared } from "./row-parts.js";

const sparse = "compressed_sparse_attention";
const heavy = "heavily_compressed_attention";
const sliding = "sliding_attention";

/** The kind of each layer: by name, or by how many tokens become one. */
function kinds(keys: ConfigKeys, { layers }: Sizes) {
  const ratios = keys.wholes("compress_ratios");
  return kindsOfLayers(keys, "layer_types", layers, [sparse, heavy, sliding], (i) => {
    if (ratios === undefined) return i >= 2 && i % 2 === 1 ? sparse : heavy;
    const ratio = ratios[i] ?? 0;
    return ratio === 0 ? sliding : ratio >= 64 ? heavy : sparse;
  });
}

const row: Row = {
  modelDim: 4096,
  layers: 43,
  heads: 64,
  headDim: 512,
  kvHeads: 1,
  ffnDim: 2048,
  vocabulary: 129_280,
  longest: 1_048_576,
  attention: () => ({ rotary: undefined }),
  other: (keys, sizes, counts) => {
    const all = kinds(keys, sizes);
    const rates = keys.within("compress_rates");
    const [few, many] = [rates.whole(sparse, 4), rates.whole(heavy, 128)];
    const base = {
      heads: counts.heads,
      headDim: counts.headDim,
      queryRank: keys.whole("q_lora_rank", 1024),
      outputGroups: keys.whole("o_groups", 8),
      outputRank: keys.whole("o_lora_rank", 1024),
      window: keys.whole("sliding_window", 128),
      scores: scores({ sinks: true, softmax: "native", fused: "steps", copiedContext: true }),
    };
    const scorer = {
      heads: keys.whole("index_n_heads", 64),
      headDim: keys.whole("index_head_dim", 128),
      kept: keys.whole("index_topk", 512),
    };
    const attentions = {
      [sliding]: compressedAttention({ ...base, ratio: undefined, scorer: undefined }),
      [heavy]: compressedAttention({ ...base, ratio: many, scorer: undefined }),
      [sparse]: compressedAttention({ ...base, ratio: few, scorer }),
    };
    return (layer) => attentions[all[layer] ?? heavy];
  },
  mixture: (keys, dense) => {
    const mixture = expertsOf(keys, dense, { experts: 256, active: 6, dim: 2048, router: floatRouter });
    return withShared(keys, dense, mixture, { key: "n_shared_experts", times: 1 });
  },
  block: (keys) => {
    const streams = hyperConnections(connections(keys));
    return (block) => ({ ...block, streams });
  },
  whole: (keys) => ({ streams: streamEnds(connections(keys)) }),
  ignored: [
    "hc_eps",
    "num_hash_layers",
    "attention_bias",
    "mlp_layer_types",
    "compress_rope_theta",
    "qk_rope_head_dim",
    "partial_rotary_factor",
    "expert_dtype",
    "topk_method",
    "intermediate_size",
    "index_share_for_mtp_iteration",
  ],
};

function connections(keys: ConfigKeys) {
  return { streams: keys.whole("hc_mult", 4), rounds: keys.whole("hc_sinkhorn_iters", 20) };
}

/** Families by model type. */
export const deepseekV4Families: Readonly<Record<string, Family>> = rowFamilies({ deepseek_v4: row });
