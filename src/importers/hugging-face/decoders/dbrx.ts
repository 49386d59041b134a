// DBRX: experts in each layer, one projection for queries, keys and values, and keys of its own names.
import { activationNamed } from "../activation-names.js";
import type { Family } from "../family.js";
import { type Row, rowFamilies } from "./row.js";
import { plainRouter } from "./row-parts.js";

const dbrx: Row = {
  modelDim: 2048,
  layers: 24,
  heads: 16,
  ffnDim: 3584,
  vocabulary: 32_000,
  longest: 2048,
  norm: "layer-scale",
  spelled: { modelDim: "d_model", layers: "n_layers", heads: "n_heads", longest: "max_seq_len" },
  attention: (keys, counts) => {
    const own = keys.within("attn_config");
    own.ignore(["rope_theta", "model_type", "clip_qkv"]);
    const kvHeads = own.whole("kv_n_heads", 1);
    if (counts.heads % kvHeads !== 0)
      throw own.wrong("kv_n_heads", `must divide n_heads (${counts.heads})`, "choose a divisor");
    return { kvHeads, joint: true, dropout: own.rate("attn_pdrop", 0) };
  },
  mixture: (keys) => {
    const own = keys.within("ffn_config");
    own.ignore(["model_type", "moe_jitter_eps", "moe_loss_weight", "hidden_size"]);
    const experts = own.whole("moe_num_experts", 4);
    const active = own.whole("moe_top_k", 1);
    if (active > experts)
      throw own.wrong("moe_top_k", `must be at most the ${experts} experts`, "a token goes to some");
    const normalised = !own.isNull("moe_normalize_expert_weights");
    own.ignore(["moe_normalize_expert_weights"]);
    const name = own.within("ffn_act_fn").text("name", "silu");
    return {
      kind: "experts",
      experts,
      active,
      dim: own.whole("ffn_hidden_size", 3584),
      activation: activationNamed(own.subject, "ffn_act_fn", name),
      bias: false,
      router: { ...plainRouter, normalised },
      shared: undefined,
      sharedGate: false,
    };
  },
  block: (keys) => {
    const rate = keys.rate("resid_pdrop", 0);
    return (block) => ({ ...block, attentionDropout: rate, mlpDropout: rate });
  },
  whole: (keys) => {
    const own = keys.within("attn_config");
    const clipped = own.number("clip_qkv") !== undefined;
    own.size();
    const why = "clipping keeps a further copy of the projections for the backward pass";
    return {
      embeddingDropout: keys.rate("emb_pdrop", 0),
      notCounted: clipped ? [{ name: "clip_qkv", what: "clipped projections", why }] : [],
    };
  },
};

/** Families by model type. */
export const dbrxFamilies: Readonly<Record<string, Family>> = rowFamilies({ dbrx });
