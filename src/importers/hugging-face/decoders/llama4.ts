// Llama 4: experts beside a shared one, attention in chunks, and layers that turn nothing.
import type { Family } from "../family.js";
import { turningLayers } from "./dense.js";
import { type Row, rowFamilies } from "./row.js";
import { biasesBy, expertsOf, kindsOfLayers, plainRouter } from "./row-parts.js";

const llama4: Row = {
  modelDim: 5120,
  layers: 48,
  heads: 40,
  kvHeads: 8,
  headDim: 128,
  ffnDim: 8192,
  vocabulary: 202_048,
  longest: 131_072,
  attention: biasesBy("attention_bias"),
  turns: turningLayers,
  windows: (keys, sizes) => {
    const turns = turningLayers(keys, sizes);
    const kinds = kindsOfLayers(
      keys,
      "layer_types",
      sizes.layers,
      ["full_attention", "chunked_attention"],
      (i) => (turns(i) ? "chunked_attention" : "full_attention"),
    );
    const chunk = keys.isNull("attention_chunk_size") ? undefined : keys.whole("attention_chunk_size", 8192);
    return (layer) => (kinds[layer] === "chunked_attention" ? chunk : undefined);
  },
  mixture: (keys, dense) => ({
    ...expertsOf(keys, dense, {
      experts: 16,
      active: 1,
      dim: 8192,
      dimKey: "intermediate_size",
      router: plainRouter,
    }),
    shared: dense,
    allRun: true,
  }),
  sparse: (keys, { layers }) => {
    const named = keys.wholes("moe_layers");
    const step = keys.whole("interleave_moe_layer_step", 1);
    const all = named ?? Array.from({ length: layers }, (_, i) => i).filter((i) => (i + 1) % step === 0);
    return (layer) => all.includes(layer);
  },
  block: (keys) => {
    const wide = keys.whole("intermediate_size_mlp", 16_384);
    const norm = keys.flag("use_qk_norm", true);
    return (block) => {
      const { mlp, attention } = block;
      const fed = mlp.kind === "dense" ? { ...mlp, dim: wide } : mlp;
      if (attention.kind !== "heads" || attention.rotary === undefined || !norm)
        return { ...block, mlp: fed };
      const even = { queryKeyNorm: { style: "rms-bare", over: "head" }, normAfterRotary: true } as const;
      return { ...block, mlp: fed, attention: { ...attention, ...even } };
    };
  },
  whole: (keys, { layers }) => {
    const step = keys.whole("interleave_moe_layer_step", 1);
    if (step > layers) return {};
    const why =
      "the library's class runs every expert over every token and weighs those that were not chosen by zero: that is counted; an engine that sends each token to its experts alone runs what the active parameters say";
    return { notCounted: [{ name: "experts", what: "routing", why }] };
  },
  ignored: ["attn_temperature_tuning", "floor_scale", "attn_scale", "for_llm_compressor"],
};

/** Families by model type. */
export const llama4Families: Readonly<Record<string, Family>> = rowFamilies({ llama4_text: llama4 });
