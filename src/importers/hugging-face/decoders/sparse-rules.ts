// What rows of mixtures share: experts behind grouped routers, gates, heads by layer, scorers of blocks.
import type {
  AttentionSpec,
  ExpertsSpec,
  MlpSpec,
  OutputGate,
} from "../../../models/language/blocks/specs.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Row, Sizes } from "./row.js";
import { expertsOf, floatRouter, kindsOfLayers, plainRouter, slidingBy, withShared } from "./row-parts.js";

/** Experts as wide as the key of the dense part says; what all tokens pass besides is one matrix for gate and up. */
export function graniteExperts(keys: ConfigKeys, dense: MlpSpec): ExpertsSpec {
  const router = { ...plainRouter, scores: "chosen" } as const;
  const defaults = { experts: 8, active: 2, dim: 11_008, dimKey: "intermediate_size", router };
  const mixture = expertsOf(keys, dense, defaults);
  const width = keys.optionalWhole("shared_intermediate_size", 0) ?? 0;
  return width === 0 ? mixture : { ...mixture, shared: { ...dense, gate: "joint", dim: width } };
}

/** Sliding in three of four layers; only those turn. */
export const threeOfFour = {
  windows: slidingBy(4096, (layer) => (layer + 1) % 4 !== 0),
} as const satisfies Partial<Row>;

/** Experts behind a router in FP32 with a correction, in groups of which some are open; shared ones as wide as so many. */
export function groupedExperts(
  defaults: { readonly experts: number; readonly active: number; readonly dim: number },
  shared: { readonly key: string; readonly times: number },
) {
  return (keys: ConfigKeys, dense: MlpSpec): ExpertsSpec => {
    const groups = keys.optionalWhole("n_group") ?? 1;
    const open = keys.optionalWhole("topk_group") ?? 1;
    const grouped = groups > 1 ? { groups, open, bestOfEach: 2 } : undefined;
    const router = { ...floatRouter, grouped };
    return withShared(keys, dense, expertsOf(keys, dense, { ...defaults, router }), shared);
  };
}

/** A gate on the context by the key `gating`: of each head, or of each feature. */
export function gateBy(keys: ConfigKeys, activation?: OutputGate["activation"]): OutputGate {
  const gating = keys.raw("gating");
  const over = gating === undefined || gating === true || gating === "per-head" ? "head" : "feature";
  return activation === undefined ? { over } : { over, activation };
}

/** Other numbers of heads in layers that slide. */
export function slidingHeads(
  heads: (keys: ConfigKeys, counts: AttentionSpec) => Partial<AttentionSpec>,
  row: Pick<Row, "windows">,
) {
  return (keys: ConfigKeys, sizes: Sizes, counts: AttentionSpec) => {
    const window = row.windows?.(keys, sizes) ?? (() => undefined);
    const others = heads(keys, counts);
    return (layer: number): AttentionSpec =>
      window(layer) === undefined ? counts : { ...counts, ...others };
  };
}

/** Layers that score blocks of keys, by their kinds or by a list of ones and zeros. */
export function blockScorers(keys: ConfigKeys, { layers }: Sizes, counts: AttentionSpec) {
  const within = keys.within("sparse_attention_config");
  const listed = within.wholes("sparse_attention_freq");
  const kinds = kindsOfLayers(keys, "layer_types", layers, ["full_attention", "minimax_m3_sparse"], (i) =>
    (listed?.[i] ?? 0) === 0 ? "full_attention" : "minimax_m3_sparse",
  );
  const indexer = {
    heads: within.optionalWhole("sparse_num_index_heads") ?? keys.whole("index_n_heads", 4),
    headDim: within.optionalWhole("sparse_index_dim") ?? keys.whole("index_head_dim", 128),
    kept: within.optionalWhole("sparse_topk_blocks") ?? keys.whole("index_topk_blocks", 16),
    block: within.optionalWhole("sparse_block_size") ?? keys.whole("index_block_size", 128),
  };
  within.size();
  return (layer: number): AttentionSpec =>
    kinds[layer] === "minimax_m3_sparse" ? { ...counts, indexer } : counts;
}

/** Layers of the dense beginning slide by a pattern of their own. */
export function cohereSlides(layer: number, keys: ConfigKeys): boolean {
  const first = keys.whole("first_k_dense_replace", 0, 0);
  const before = keys.whole("prefix_dense_sliding_window_pattern", 1);
  const after = keys.whole("sliding_window_pattern", 4);
  return layer < first ? (layer + 1) % before !== 0 : (layer - first + 1) % after !== 0;
}
