// Gemma 4: wider heads where attention sees everything, shared keys, experts beside a dense part, inputs of each layer.
import type { Tensor } from "../../../layers/index.js";
import { experts as mixtureOf } from "../../../models/language/blocks/experts.js";
import { mlp as feedForward } from "../../../models/language/blocks/mlp.js";
import type {
  AttentionSpec,
  BlockSpec,
  ExpertsSpec,
  MlpSpec,
  OwnSpec,
} from "../../../models/language/blocks/specs.js";
import type { Sketch } from "../../../models/sketch.js";
import type { ConfigKeys } from "../config-keys.js";
import { rotary } from "../decoder-parts.js";
import type { Family } from "../family.js";
import { type Row, rowFamilies, type Sizes } from "./row.js";
import { biasesBy, expertsOf, kindsOfLayers, plainRouter } from "./row-parts.js";

const full = "full_attention";
const sliding = "sliding_attention";

/** The kind of each layer; the last one sees everything whatever the list says. */
function kinds(keys: ConfigKeys, { layers }: Sizes) {
  const named = kindsOfLayers(keys, "layer_types", layers, [full, sliding], (i) =>
    (i + 1) % 6 === 0 ? full : sliding,
  );
  return named.map((kind, i) => (i === layers - 1 ? full : kind));
}

const gemma4: Row = {
  modelDim: 2304,
  layers: 30,
  heads: 8,
  kvHeads: 4,
  headDim: 256,
  ffnDim: 9216,
  vocabulary: 262_144,
  longest: 131_072,
  tied: true,
  activation: "gelu_pytorch_tanh",
  arrangement: "around",
  attention: (keys) => ({
    ...biasesBy("attention_bias")(keys),
    queryKeyNorm: { style: "rms", over: "head" },
    valueNorm: "rms-bare",
  }),
  other: attentions,
  softcap: (keys) => keys.number("final_logit_softcapping") !== undefined,
  block: blockOf,
  whole: (keys, sizes) => ({ scaled: true, ...perLayerInputs(keys, sizes) }),
  ignored: ["use_bidirectional_attention", "vocab_size_per_layer_input"],
};

/** Attention of each layer: its width, where it takes values from, and whose keys it reads. */
function attentions(keys: ConfigKeys, sizes: Sizes, counts: AttentionSpec) {
  const all = kinds(keys, sizes);
  const wide = keys.optionalWhole("global_head_dim") ?? 512;
  const fewer = keys.optionalWhole("num_global_key_value_heads");
  const same = keys.flag("attention_k_eq_v", false);
  const window = keys.whole("sliding_window", 512);
  const own = keys.within("per_layer_config");
  own.size();
  const shared = keys.whole("num_kv_shared_layers", 0, 0);
  const first = sizes.layers - shared;
  const slides: AttentionSpec = { ...counts, window, rotary: rotary(counts.headDim, { table: "sliding" }) };
  const sees: AttentionSpec = {
    ...counts,
    headDim: wide,
    kvHeads: same ? (fewer ?? counts.kvHeads) : counts.kvHeads,
    keysAsValues: same,
    rotary: rotary(wide),
  };
  return (layer: number): AttentionSpec => {
    const here = all[layer] === full ? sees : slides;
    if (shared === 0 || layer < first) return here;
    return { ...here, keysOf: all.slice(0, first).lastIndexOf(all[layer] ?? full) };
  };
}

/** Twice as wide a feed-forward where keys are shared, experts beside it, and what each layer reads besides. */
function blockOf(keys: ConfigKeys, sizes: Sizes) {
  const shared = keys.whole("num_kv_shared_layers", 0, 0);
  const wider = keys.flag("use_double_wide_mlp", false);
  const mixed = keys.flag("enable_moe_block", false);
  const inputs = keys.optionalWhole("hidden_size_per_layer_input", 0) ?? 256;
  return (block: BlockSpec, layer: number): BlockSpec => {
    const { mlp } = block;
    if (mlp.kind !== "dense") return block;
    const first = sizes.layers - shared;
    const dense = wider && layer >= first && first > 0 ? { ...mlp, dim: 2 * mlp.dim } : mlp;
    const fed = { ...block, mlp: mixed ? besideExperts(keys, dense) : dense };
    return inputs === 0 ? fed : { ...fed, after: gatedInput(dense, inputs, layer) };
  };
}

/** A dense part and experts, each normalised on both sides, added up. */
function besideExperts(keys: ConfigKeys, dense: MlpSpec): OwnSpec {
  const count = keys.whole("num_experts", 128);
  const mixture = expertsOf(keys, dense, {
    experts: count,
    active: 8,
    dim: 704,
    activeKey: "top_k_experts",
    router: { ...plainRouter, normalised: true, floatWeights: true, learned: count },
  });
  return {
    kind: "own",
    name: "a dense feed-forward beside experts",
    experts: mixture,
    build: (here, x, place) => bothParts(here, x, place.residual ?? x, { dense, mixture }),
  };
}

function bothParts(
  here: Sketch,
  x: Tensor,
  residual: Tensor,
  { dense, mixture }: { readonly dense: MlpSpec; readonly mixture: ExpertsSpec },
): Tensor {
  const { stage, run } = here;
  const first = here.norm("dense.norm", feedForward(stage, dense, here.name("dense"), x), "rms");
  const scaled = here.scale("router-scale", here.norm("router-norm", residual, "rms-bare"));
  const entering = here.norm("experts-norm", residual, "rms");
  const fed = mixtureOf(stage, run, mixture, here.name("experts"), entering, scaled);
  return here.add("sum", first, here.norm("experts-norm-after", fed, "rms"));
}

/** A gated input of the layer's own behind its sublayers. */
function gatedInput({ activation }: MlpSpec, width: number, layer: number): OwnSpec {
  return {
    kind: "own",
    name: "an input of each layer",
    build: (here, x, { beside }) => {
      if (beside === undefined) return x;
      const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
      const own = here.move("input", beside, [batch, tokens, width], `part of layer ${layer}`);
      const open = here.activation("open", here.linear("gate", x, width, false), activation);
      const up = here.linear("up", here.multiply("gated", open, own), modelDim, false);
      return here.add("add", x, here.norm("norm", up, "rms"));
    },
  };
}

/** A table of inputs for every layer, and the same from the embedded tokens: [batch, tokens, layers, width]. */
function perLayerInputs(keys: ConfigKeys, { layers }: Sizes) {
  const width = keys.optionalWhole("hidden_size_per_layer_input", 0) ?? 256;
  if (width === 0) return {};
  const rows = keys.whole("vocab_size_per_layer_input", 262_144);
  return {
    beside: (here: Sketch, embedded: Tensor, tokens: Tensor): Tensor => {
      const [batch = 1, length = 1] = tokens.shape;
      const shape = [batch, length, layers, width];
      const table = here.embedding("table", tokens, rows, layers * width);
      const projected = here.linear("projection", embedded, layers * width, false);
      const even = here.norm("norm", here.view("projection.layers", projected, shape), "rms");
      return here.add("sum", even, here.view("table.layers", table, shape));
    },
  };
}

/** Families by model type. */
export const gemma4Families: Readonly<Record<string, Family>> = rowFamilies({ gemma4_text: gemma4 });
