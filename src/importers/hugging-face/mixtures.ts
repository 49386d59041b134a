// Configs of mixtures of experts over heads: Mixtral, Qwen2-MoE, Qwen3-MoE, GPT-OSS.
import type {
  AttentionSpec,
  BlockSpec,
  ExpertsSpec,
  MlpSpec,
  RouterSpec,
} from "../../models/language/blocks/specs.js";
import { activationNamed } from "./activation-names.js";
import type { ConfigKeys } from "./config-keys.js";
import { heads, rotary, scores, windows } from "./decoder-parts.js";
import { type Asked, decoderGraph, type Family } from "./family.js";
import { languageHead } from "./gpt-blocks.js";

/** Families by model type. */
export const mixtureFamilies: Readonly<Record<string, Family>> = {
  mixtral,
  qwen2_moe: qwen2Moe,
  qwen3_moe: qwen3Moe,
  gpt_oss: gptOss,
};

/** A router over all experts, its product in the network's format. */
const router: RouterSpec = {
  scores: "all",
  normalised: false,
  float: false,
  floatWeights: false,
  bias: false,
  grouped: undefined,
};

function mixtral(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", 4096);
  const mlp: ExpertsSpec = {
    ...experts(keys, { experts: 8, active: 2 }, ["num_local_experts", "num_experts"]),
    dim: keys.whole("intermediate_size", 14_336),
    activation: gate(keys).activation,
    router: { ...router, normalised: true, floatWeights: true },
  };
  const attention = headsOf(keys, modelDim, { heads: 32, kvHeads: 8 }, false);
  const window = keys.optionalWhole("sliding_window", 0) || undefined;
  const layers = keys.count("num_hidden_layers", 32);
  const blocks = windows(keys, layers, window, () => true).map((one) =>
    block({ ...attention, window: one }, mlp),
  );
  const head = languageHead(keys, { vocabulary: 32_000, tied: false });
  const parts = { modelDim, blocks, finalNorm: "rms" as const, ...head };
  return decoderGraph(asked, parts, keys.whole("max_position_embeddings", 131_072));
}

function qwen2Moe(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", 2048);
  const dense = gate(keys);
  const mlp: ExpertsSpec = {
    ...experts(keys, { experts: 60, active: 4 }, "num_experts"),
    dim: keys.whole("moe_intermediate_size", 1408),
    activation: dense.activation,
    router: { ...router, normalised: keys.flag("norm_topk_prob", false) },
    shared: { ...dense, dim: keys.whole("shared_expert_intermediate_size", 5632) },
    sharedGate: true,
  };
  const bias = keys.flag("qkv_bias", true);
  const counts = headsOf(keys, modelDim, { heads: 16, kvHeads: 16 }, false);
  const attention = { ...counts, queryBias: bias };
  const used = keys.flag("use_sliding_window", false);
  const last = keys.whole("max_window_layers", 28, 0);
  const slides = (layer: number) => used && layer % 2 === 0 && layer < last;
  const sizes = { modelDim, layers: keys.count("num_hidden_layers", 24), ffnDim: 5632, longest: 32_768 };
  return sparse(asked, sizes, attention, { dense, mlp, slides });
}

function qwen3Moe(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", 2048);
  const dense = gate(keys);
  const mlp: ExpertsSpec = {
    ...experts(keys, { experts: 128, active: 8 }, ["num_experts", "num_local_experts"]),
    dim: keys.whole("moe_intermediate_size", 768),
    activation: dense.activation,
    router: { ...router, normalised: keys.flag("norm_topk_prob", false) },
  };
  const bias = keys.flag("attention_bias", false);
  const attention: AttentionSpec = {
    ...headsOf(keys, modelDim, { heads: 32, kvHeads: 4 }, bias),
    queryKeyNorm: { style: "rms", over: "head" },
  };
  const used = keys.flag("use_sliding_window", false);
  const sizes = { modelDim, layers: keys.count("num_hidden_layers", 24), ffnDim: 6144, longest: 32_768 };
  return sparse(asked, sizes, attention, { dense, mlp, slides: () => used });
}

/** Experts in every so many layers, dense feed-forward in the others. */
function sparse(
  asked: Asked,
  sizes: {
    readonly modelDim: number;
    readonly layers: number;
    readonly ffnDim: number;
    readonly longest: number;
  },
  attention: AttentionSpec,
  kinds: {
    readonly dense: MlpSpec;
    readonly mlp: ExpertsSpec;
    readonly slides: (layer: number) => boolean;
  },
) {
  const { keys } = asked;
  const step = keys.whole("decoder_sparse_step", 1);
  const only = keys.wholes("mlp_only_layers") ?? [];
  const dense = { ...kinds.dense, dim: keys.whole("intermediate_size", sizes.ffnDim) };
  const window = keys.optionalWhole("sliding_window", 0) ?? 4096;
  const blocks = windows(keys, sizes.layers, window || undefined, kinds.slides).map((one, i) =>
    block({ ...attention, window: one }, only.includes(i) || (i + 1) % step !== 0 ? dense : kinds.mlp),
  );
  const head = languageHead(keys, { vocabulary: 151_936, tied: false });
  const parts = { modelDim: sizes.modelDim, blocks, finalNorm: "rms" as const, ...head };
  return decoderGraph(asked, parts, keys.whole("max_position_embeddings", sizes.longest));
}

function gptOss(asked: Asked) {
  const { keys } = asked;
  const modelDim = keys.whole("hidden_size", 2880);
  keys.text("hidden_act", "silu");
  const mlp: ExpertsSpec = {
    ...experts(keys, { experts: 128, active: 4 }, ["num_local_experts", "num_experts"]),
    dim: keys.whole("intermediate_size", 2880),
    activation: "clamped-swish",
    bias: true,
    router: { ...router, scores: "chosen", bias: true },
  };
  const counts = heads(keys, modelDim, { heads: 64, kvHeads: 8, headDim: 64 });
  const bias = keys.flag("attention_bias", true);
  const attention: AttentionSpec = {
    ...headsOf(keys, modelDim, { heads: 64, kvHeads: 8, headDim: 64 }, bias),
    rotary: rotary(counts.headDim, { tables: "pair" }),
    softmax: "native",
    sinks: true,
    fused: "none",
  };
  const layers = keys.count("num_hidden_layers", 36);
  const length = keys.isNull("sliding_window")
    ? undefined
    : keys.whole("sliding_window", 128, 0) || undefined;
  const blocks = windows(keys, layers, length, (layer) => layer % 2 === 0).map((window) =>
    block({ ...attention, window }, mlp, "rms-float"),
  );
  const head = languageHead(keys, { vocabulary: 201_088, tied: false });
  const parts = { modelDim, blocks, finalNorm: "rms-float" as const, ...head };
  return decoderGraph(asked, parts, keys.whole("max_position_embeddings", 131_072));
}

function block(attention: AttentionSpec, mlp: BlockSpec["mlp"], norm: BlockSpec["norm"] = "rms"): BlockSpec {
  return { arrangement: "before", norm, attention, mlp, attentionDropout: 0, mlpDropout: 0 };
}

function headsOf(
  keys: ConfigKeys,
  modelDim: number,
  defaults: { readonly heads: number; readonly kvHeads: number; readonly headDim?: number },
  bias: boolean,
): AttentionSpec {
  const counts = heads(keys, modelDim, defaults);
  return {
    kind: "heads",
    ...counts,
    joint: false,
    copiedParts: false,
    queryBias: bias,
    outputBias: bias,
    rotary: rotary(counts.headDim),
    queryKeyNorm: undefined,
    ...scores({ dropout: keys.rate("attention_dropout", 0) }),
  };
}

/** Experts without anything shared. */
function experts(
  keys: ConfigKeys,
  defaults: { readonly experts: number; readonly active: number },
  key: string | readonly string[],
) {
  const count = keys.whole(key, defaults.experts);
  const active = keys.whole(["num_experts_per_tok", "num_experts_per_token"], defaults.active);
  if (active > count)
    throw keys.wrong("num_experts_per_tok", `must be at most the ${count} experts`, "a token goes to some");
  return {
    kind: "experts",
    experts: count,
    active,
    bias: false,
    shared: undefined,
    sharedGate: false,
  } as const;
}

/** A gated feed-forward without biases, its width still open. */
function gate(keys: ConfigKeys): MlpSpec {
  const activation = activationNamed(keys.subject, "hidden_act", keys.text("hidden_act", "silu"));
  return { kind: "dense", dim: 1, activation, gate: "separate", bias: false, dropout: 0 };
}
