// Parts that rows share: biases by their keys, windows and experts by lists of layers, routers.
import type {
  AttentionSpec,
  ExpertsSpec,
  MlpSpec,
  RouterSpec,
} from "../../../models/language/blocks/specs.js";
import type { ConfigKeys, Key } from "../config-keys.js";
import type { Sizes } from "./row.js";

/** Biases of all projections by one key. */
export const biasesBy =
  (key: Key, fallback = false) =>
  (keys: ConfigKeys) => {
    const bias = keys.flag(key, fallback);
    return { queryBias: bias, outputBias: bias };
  };

/** Biases of queries, keys and values alone, by a key. */
export const queryBiasBy =
  (key: Key, fallback = false) =>
  (keys: ConfigKeys) => ({ queryBias: keys.flag(key, fallback), outputBias: false });

/** Normalised queries and keys, each head. */
export const headNorm = {
  queryKeyNorm: { style: "rms", over: "head" },
} as const satisfies Partial<AttentionSpec>;

/** Normalised queries and keys, all heads together. */
export const wholeNorm = {
  queryKeyNorm: { style: "rms", over: "all" },
} as const satisfies Partial<AttentionSpec>;

/** A bias of the feed-forward by a key. */
export const mlpBiasBy =
  (key: Key, fallback = false) =>
  (keys: ConfigKeys): Partial<MlpSpec> => ({ bias: keys.flag(key, fallback) });

/**
 * The kind of each layer: by a list where the config has one, else by the family's own rule. Errors where the list is
 * too short or has a kind that is not known.
 */
export function kindsOfLayers<Kind extends string>(
  keys: ConfigKeys,
  key: Key,
  layers: number,
  known: readonly Kind[],
  rule: (layer: number) => Kind,
): readonly Kind[] {
  const named = keys.texts(key);
  const name = typeof key === "string" ? key : (key[0] ?? "");
  if (named === undefined) return Array.from({ length: layers }, (_, i) => rule(i));
  if (named.length < layers) throw keys.wrong(name, `must name all ${layers} layers`, "give one for each");
  return named.slice(0, layers).map((one) => {
    const found = known.find((kind) => kind === one);
    if (found !== undefined) return found;
    throw keys.wrong(
      name,
      `must name ${known.join(" or ")} for each layer, and has "${one}"`,
      "this network cannot be counted by its config",
    );
  });
}

/** Windows of the layers that the config or the rule calls sliding. */
export const slidingBy =
  (window: number | undefined, rule: (layer: number, keys: ConfigKeys) => boolean) =>
  (keys: ConfigKeys, { layers }: Sizes) => {
    const kinds = kindsOfLayers(
      keys,
      "layer_types",
      layers,
      ["full_attention", "sliding_attention", "chunked_attention"],
      (i) => (rule(i, keys) ? "sliding_attention" : "full_attention"),
    );
    const length = keys.isNull("sliding_window")
      ? undefined
      : (keys.optionalWhole("sliding_window", 0) ?? window);
    return (layer: number) => (kinds[layer] === "sliding_attention" && length ? length : undefined);
  };

/** Layers with experts: by `mlp_layer_types`, else all from the first that `dense` leaves. */
export const sparseFrom =
  (dense: (keys: ConfigKeys) => number) =>
  (keys: ConfigKeys, { layers }: Sizes) => {
    const first = dense(keys);
    const kinds = kindsOfLayers(keys, "mlp_layer_types", layers, ["dense", "sparse"], (i) =>
      i < first ? "dense" : "sparse",
    );
    return (layer: number) => kinds[layer] === "sparse";
  };

/** A router over all experts, its product in the network's format. */
export const plainRouter: RouterSpec = {
  scores: "all",
  normalised: false,
  float: false,
  floatWeights: false,
  bias: false,
  grouped: undefined,
};

/** A router that works in FP32 with a correction of each expert that no gradient reaches, as in DeepSeek-V3. */
export const floatRouter: RouterSpec = { ...plainRouter, float: true, floatWeights: true, normalised: true };

/** What a mixture takes where the config says nothing. */
export interface MixtureDefaults {
  readonly experts: number;
  readonly active: number;
  /** Width of an expert. */
  readonly dim: number;
  readonly expertsKey?: Key;
  readonly activeKey?: Key;
  readonly dimKey?: Key;
  readonly router?: RouterSpec;
}

/** Experts without anything shared. */
export function expertsOf(keys: ConfigKeys, dense: MlpSpec, defaults: MixtureDefaults): ExpertsSpec {
  const common = ["num_local_experts", "num_experts", "n_routed_experts"];
  const count = keys.whole(defaults.expertsKey ?? common, defaults.experts);
  const active = keys.whole(
    defaults.activeKey ?? ["num_experts_per_tok", "num_experts_per_token"],
    defaults.active,
  );
  if (active > count)
    throw keys.wrong("num_experts_per_tok", `must be at most the ${count} experts`, "a token goes to some");
  const router = defaults.router ?? plainRouter;
  return {
    kind: "experts",
    experts: count,
    active,
    dim: keys.whole(defaults.dimKey ?? "moe_intermediate_size", defaults.dim),
    activation: dense.activation,
    bias: false,
    router: { ...router, normalised: keys.flag("norm_topk_prob", router.normalised) },
    shared: undefined,
    sharedGate: false,
  };
}

/** The same with what every token passes besides: as wide as `times` experts, by its key. */
export function withShared(
  keys: ConfigKeys,
  dense: MlpSpec,
  mixture: ExpertsSpec,
  shared: { readonly key: Key; readonly times: number },
): ExpertsSpec {
  const times = keys.whole(shared.key, shared.times, 0);
  return times === 0 ? mixture : { ...mixture, shared: { ...dense, dim: times * mixture.dim } };
}
