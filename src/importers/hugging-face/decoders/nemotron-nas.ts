// Nemotron-NAS (DeciLM): Llama whose layers a search has thinned, each with heads and a width of its own, or without.
import { linear, type NotCounted } from "../../../layers/index.js";
import type { AttentionSpec, BlockSpec, MlpSpec, OwnSpec } from "../../../models/language/blocks/specs.js";
import { activationNamed } from "../activation-names.js";
import { type ConfigKeys, configKeys } from "../config-keys.js";
import type { Family } from "../family.js";
import { llama } from "./dense-rules.js";
import { type Row, rowFamilies, type Sizes } from "./row.js";
import { biasesBy, mlpBiasBy } from "./row-parts.js";

const none = { kind: "none" } as const;

/** One matrix in the place of a sublayer, as wide as the model. */
const matrix: OwnSpec = {
  kind: "own",
  name: "linear",
  build: ({ stage, path }, x) =>
    stage.add(
      `${path}.linear`,
      linear({ input: x.shape, outputFeatures: x.shape.at(-1) ?? 0, bias: false }),
      x,
    ),
};

/** The keys of each layer: its attention and its feed-forward. */
function layersOf(keys: ConfigKeys, { layers }: Sizes): readonly ConfigKeys[] {
  const listed = keys.raw("block_configs");
  if (!Array.isArray(listed) || listed.length !== layers)
    throw keys.wrong(
      "block_configs",
      `must be a list of all ${layers} layers`,
      "give attention and ffn of each",
    );
  return listed.map((one: unknown, i) => {
    if (typeof one !== "object" || one === null)
      throw keys.wrong("block_configs", `must have an object for layer ${i}`, "give its attention and ffn");
    return configKeys(`${keys.subject}: block_configs[${i}]`, { ...one });
  });
}

/** Errors on parts that make another network of a layer. */
function refuseParts(keys: ConfigKeys, names: readonly string[]): void {
  for (const name of names) {
    const value = keys.raw(name);
    if (value !== undefined && value !== null && value !== false)
      throw keys.wrong(name, "is not known in a layer", "this network cannot be counted by its config");
  }
}

/** The width of a feed-forward: stated, or two thirds of a multiple of the model's, rounded up to whole 256s. */
function innerWidth(keys: ConfigKeys, modelDim: number): number {
  const multiple = keys.number("ffn_mult");
  const stated = keys.optionalWhole("intermediate_size");
  if (stated !== undefined) return stated;
  if (multiple === undefined || multiple <= 0)
    throw keys.wrong("ffn_mult", "must be a number above 0", "or say no_op or replace_with_linear");
  return Math.max(1, Math.ceil(Math.trunc((2 * multiple * modelDim) / 3) / 256)) * 256;
}

function attentionOf(keys: ConfigKeys, counts: AttentionSpec): BlockSpec["attention"] {
  refuseParts(keys, ["mamba", "llama4"]);
  if (keys.flag("no_op", false)) return none;
  if (keys.flag("replace_with_linear", false)) return matrix;
  const shared = keys.optionalWhole("n_heads_in_group");
  const kvHeads = keys.optionalWhole("num_key_value_heads");
  const group = shared ?? (kvHeads === undefined ? undefined : counts.heads / kvHeads);
  if (group === undefined || counts.heads % group !== 0)
    throw keys.wrong("n_heads_in_group", `must divide the ${counts.heads} heads`, "choose a divisor");
  const sinks = keys.optionalWhole("num_sink_tokens", 0) ?? 0;
  const window = keys.optionalWhole("window_length");
  return { ...counts, kvHeads: counts.heads / group, window: sinks > 0 ? undefined : window };
}

function feedForwardOf(keys: ConfigKeys, dense: MlpSpec, modelDim: number): BlockSpec["mlp"] {
  refuseParts(keys, ["moe"]);
  if (keys.flag("no_op", false)) return none;
  if (keys.flag("replace_with_linear", false)) return matrix;
  if (!keys.flag("gated", true))
    throw keys.wrong("gated", "must be true", "this network cannot be counted by its config");
  const named = keys.text("hidden_act", "");
  const activation = named === "" ? dense.activation : activationNamed(keys.subject, "hidden_act", named);
  return { ...dense, activation, dim: innerWidth(keys, modelDim) };
}

/** Keys of a layer that are read above, or that say how a window is kept while a text is written. */
const known = [
  "ffn_mult",
  "gated",
  "hidden_act",
  "intermediate_size",
  "n_heads_in_group",
  "no_op",
  "num_key_value_heads",
  "replace_with_linear",
  "unshifted_sink",
  "use_prefill_window_in_sink_attention",
  "window_length",
];

/** What the counts leave out of a part of a layer. */
function leftOutOf(keys: ConfigKeys, name: string): readonly NotCounted[] {
  const reasons: Readonly<Record<string, readonly [string, string]>> = {
    num_sink_tokens: ["sink tokens beside a window", "every token is counted as seen"],
    sparsify: ["sparse weights", "all weights are counted"],
  };
  const [what, why] = ["key of a layer", "if it changes the network, the counts miss that"];
  keys.ignore(known);
  return keys
    .unread((_, value) => value !== false && value !== 0)
    .map((key) => {
      const reason = reasons[key] ?? [what, why];
      return { name: `${name}.${key}`, what: reason[0], why: reason[1] };
    });
}

const row: Row = {
  ...llama,
  // No key of the whole model: each layer says its own.
  spelled: { ffnDim: [] },
  ignored: ["intermediate_size"],
  attention: biasesBy("attention_bias"),
  mlp: mlpBiasBy("mlp_bias"),
  block: (keys, sizes) => {
    const layers = layersOf(keys, sizes);
    return (block, i) => {
      const { attention, mlp } = block;
      const here = layers[i];
      if (here === undefined || attention.kind !== "heads" || mlp.kind !== "dense") return block;
      return {
        ...block,
        attention: attentionOf(here.within("attention"), attention),
        mlp: feedForwardOf(here.within("ffn"), mlp, sizes.modelDim),
      };
    };
  },
  whole: (keys, sizes) => ({
    notCounted: layersOf(keys, sizes).flatMap((here, i) =>
      ["attention", "ffn"].flatMap((part) => leftOutOf(here.within(part), `block_configs[${i}].${part}`)),
    ),
  }),
};

/** Families by model type. */
export const nasFamilies: Readonly<Record<string, Family>> = rowFamilies({ "nemotron-nas": row });
