// Configs of DeBERTa in both versions: attention to content and to relative positions apart.
import type { BlockSpec, MlpSpec } from "../../../models/language/blocks/specs.js";
import {
  convolvedBeside,
  type DisentangledSpec,
  disentangledLayer,
  relativeTable,
} from "../../../models/text/disentangled-attention.js";
import type { Step } from "../../../models/text/encoder.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { repeated } from "../gpt-blocks.js";
import type { EncoderKind, EncoderSizes, Layers } from "./kind.js";

/** Kinds by model type. */
export const debertaKinds: Readonly<Record<string, (keys: ConfigKeys) => EncoderKind>> = {
  deberta: (keys) => deberta(keys, 1),
  "deberta-v2": (keys) => deberta(keys, 2),
};

function deberta(keys: ConfigKeys, version: 1 | 2): EncoderKind {
  const activation = keys.text("pooler_hidden_act", "gelu");
  const named = activationNamed(keys.subject, "pooler_hidden_act", activation);
  const legacy = keys.flag("legacy", true);
  keys.ignore(["pooler_hidden_size", "pooler_dropout", "cls_dropout"]);
  return {
    sizes:
      version === 1
        ? { vocabulary: 50_265, types: 0 }
        : { vocabulary: 128_100, modelDim: 1536, layers: 24, heads: 24, inner: 6144, types: 0 },
    fused: false,
    positions: keys.flag("position_biased_input", true) ? "table" : "none",
    table: { key: "embedding_size", fallback: "model" },
    projection: { place: "before-norm", bias: false, always: false },
    pooler: "none",
    sequence: { activation: named },
    choice: { activation: named },
    tokens: legacy ? { transform: "table", bias: "two" } : { transform: "model", bias: "one" },
    // The newer head always takes the table.
    alwaysTied: !legacy,
    shared: (_, sizes) => sharedRows(positionsOf(keys, sizes, version)),
    layers: (_, sizes, block) => layers(keys, sizes, block, version),
  };
}

/** What the keys say of relative positions. */
interface Positions {
  readonly modelDim: number;
  /** Rows of the table in each direction, undefined without relative positions. */
  readonly span: number | undefined;
  /** Whether only rows within the length of the text are used. */
  readonly cut: boolean;
  readonly normalised: boolean;
  readonly types: readonly string[];
}

function positionsOf(keys: ConfigKeys, { modelDim, positions }: EncoderSizes, version: 1 | 2): Positions {
  const types = keys.raw("pos_att_type");
  const listed =
    typeof types === "string" ? types.toLowerCase().split("|") : Array.isArray(types) ? types : [];
  const buckets = version === 2 ? (keys.number("position_buckets") ?? -1) : -1;
  const longest = keys.number("max_relative_positions") ?? -1;
  const norms = keys.text("norm_rel_ebd", "none");
  const relative = keys.flag("relative_attention", false);
  const span = buckets > 0 ? buckets : longest > 0 ? longest : positions;
  return {
    modelDim,
    span: relative ? span : undefined,
    cut: version === 1,
    normalised: version === 2 && norms.includes("layer_norm"),
    types: listed.map((one) => String(one).trim()),
  };
}

function sharedRows({ modelDim, span, cut, normalised }: Positions): Step | undefined {
  if (span === undefined) return undefined;
  return (here, tokens) => {
    const used = cut ? Math.min(span, here.run.sequence) : span;
    return relativeTable(2 * span, 2 * used, modelDim, normalised)(here, tokens);
  };
}

function layers(keys: ConfigKeys, sizes: EncoderSizes, block: BlockSpec, version: 1 | 2): Layers {
  const place = positionsOf(keys, sizes, version);
  const own = keys.optionalWhole("attention_head_size");
  if (own !== undefined && own !== sizes.headDim)
    throw keys.wrong(
      "attention_head_size",
      `must be hidden_size over the heads (${sizes.headDim})`,
      "leave it out",
    );
  const spec: DisentangledSpec = {
    heads: sizes.heads,
    headDim: sizes.headDim,
    joint: version === 1,
    contentToPosition: place.types.includes("c2p"),
    positionToContent: place.types.includes("p2c"),
    sharedProjections: version === 2 && keys.flag("share_att_key", false),
    talkingHeads: version === 1 && keys.flag("talking_head", false),
    mlp: block.mlp as MlpSpec,
    dropout: sizes.dropout,
    attentionDropout: sizes.attentionDropout,
  };
  const layer = disentangledLayer(spec);
  const list = repeated<Step>(layer, sizes.layers);
  const kernel = version === 2 ? keys.whole("conv_kernel_size", 0, 0) : 0;
  if (kernel === 0) return { list };
  const activation = activationNamed(keys.subject, "conv_act", keys.text("conv_act", "tanh"));
  const groups = keys.whole("conv_groups", 1);
  const window = { kernel, padding: Math.floor((kernel - 1) / 2), groups };
  return { list: [convolvedBeside(layer, window, activation), ...list.slice(1)] };
}
