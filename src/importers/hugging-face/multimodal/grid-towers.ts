// Towers of images of any size: GLM-4V, Kimi, MiniMax and Gemma 4.
import type { PatchTowerSpec } from "../../../models/multimodal/patch-tower.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Family } from "../family.js";
import { frames, gridKin, mergeSide } from "./grid-kin.js";
import { type TowerKin, type TowerSizes, towerFamily } from "./tower-kin.js";

/** Features in one token by a convolution, and a gated feed-forward behind it. */
const glm4v: TowerKin = {
  ...gridKin,
  modelDim: 1536,
  ffnDim: 13_696,
  layers: 24,
  heads: 12,
  patch: 14,
  activation: "silu",
  norm: "rms",
  gated: true,
  bias: false,
  positions: (keys, { patch }) => [Math.floor(keys.whole("image_size", 336) / patch[0]) ** 2],
  attention: (keys) => ({ bias: keys.flag("attention_bias", false), outputBias: false }),
  ffn: (keys) => keys.whole("out_hidden_size", 4096),
  parts: (keys) => {
    const width = keys.whole("out_hidden_size", 4096);
    return { ...glmParts(keys, width, keys.whole("intermediate_size", 13_696)), patchNorm: "rms" };
  },
};

const glmOcr: TowerKin = {
  ...gridKin,
  modelDim: 1024,
  ffnDim: 4096,
  layers: 24,
  patch: 14,
  activation: "silu",
  norm: "rms",
  gated: true,
  positions: () => [],
  attention: (keys) => {
    const bias = keys.flag("attention_bias", true);
    return { bias, outputBias: bias, queryKeyNorm: { style: "rms", over: "head" } };
  },
  block: (keys, { ffnDim, activation }) => ({
    mlp: { dim: ffnDim, activation, gated: true, bias: keys.flag("attention_bias", true) },
  }),
  parts: (keys) => {
    const width = keys.whole("out_hidden_size", 1536);
    return glmParts(keys, width, width * keys.whole("in_channels", 3));
  },
};

function glmParts(keys: ConfigKeys, width: number, ffnDim: number): Partial<PatchTowerSpec> {
  const side = mergeSide(keys);
  return {
    ...frames(keys),
    lastSteps: [
      { kind: "norm", name: "norm", style: "rms" },
      { kind: "convolution", name: "downsample", width, window: { kernel: side, stride: side } },
      { kind: "linear", name: "merger.proj", width, bias: false },
      { kind: "norm", name: "merger.norm", style: "layer" },
      { kind: "activation", name: "merger.activation", function: "gelu" },
      { kind: "mlp", name: "merger.mlp", mlp: { dim: ffnDim, activation: "silu", gated: true, bias: false } },
    ],
  };
}

/** Keys of the hub's code that name what the library's class has fixed, and of its projector. */
const kimiHubKeys = [
  "init_pos_emb_time",
  "merge_type",
  "mm_hidden_size",
  "mm_projector_type",
  "pos_emb_type",
  "projector_hidden_act",
  "projector_ln_eps",
  "text_hidden_size",
  "video_attn_type",
];

/** Its keys in the library's form, and in that of the hub's own code. */
const kimi: TowerKin = {
  ...gridKin,
  patch: 14,
  keys: {
    modelDim: ["hidden_size", "vt_hidden_size"],
    ffnDim: ["intermediate_size", "vt_intermediate_size"],
    layers: ["num_hidden_layers", "vt_num_hidden_layers"],
    heads: ["num_attention_heads", "vt_num_attention_heads"],
  },
  positions: (keys) => [
    keys.whole(["pos_emb_height", "init_pos_emb_height"], 64) *
      keys.whole(["pos_emb_width", "init_pos_emb_width"], 64),
  ],
  parts: () => ({ lastSteps: [{ kind: "norm", name: "norm", style: "layer" }] }),
  ignored: [...gridKin.ignored, "pos_emb_time", "merge_kernel_size", ...kimiHubKeys],
};

const minimax: TowerKin = {
  ...gridKin,
  modelDim: 1280,
  ffnDim: 5120,
  layers: 32,
  patch: 14,
  activation: "gelu",
  patchBias: false,
  positions: () => [],
  parts: (keys) => ({ ...frames(keys), entranceNorm: "layer" }),
  ignored: [...gridKin.ignored, "spatial_merge_size"],
};

/** The mean of neighbours, as a product with a matrix of weights. */
const gemma4: TowerKin = {
  modelDim: 768,
  ffnDim: 3072,
  layers: 16,
  heads: 12,
  patch: 16,
  image: undefined,
  activation: "gelu_pytorch_tanh",
  keys: { activation: "hidden_activation" },
  norm: "rms-float",
  gated: true,
  bias: false,
  patchBias: false,
  rotary: true,
  positions: (keys) => {
    const rows = keys.whole("position_embedding_size", 10_240);
    return [rows, rows];
  },
  attention: (keys, { heads }) => ({
    kvHeads: keys.whole("num_key_value_heads", heads),
    queryKeyNorm: { style: "rms-float", over: "head" },
    valueNorm: true,
  }),
  block: () => ({ arrangement: "around" }),
  parts: gemma4Parts,
  ignored: [
    "standardize",
    "global_head_dim",
    "attention_bias",
    "use_clipped_linears",
    "max_position_embeddings",
  ],
};

/** As many patches as give `default_output_length` tokens, on the grid nearest to a square, unless an image is given. */
function gemma4Parts(keys: ConfigKeys, { patch, image }: TowerSizes): Partial<PatchTowerSpec> {
  const side = keys.whole("pooling_kernel_size", 3);
  const tokens = keys.whole("default_output_length", 280);
  const asked = image[0] !== 16 * patch[0];
  let rows = Math.floor(Math.sqrt(tokens));
  while (tokens % rows !== 0) rows--;
  const usual = [rows * side * patch[0], (tokens / rows) * side * patch[1]] as const;
  return {
    ...(asked ? {} : { image: usual }),
    lastSteps: [{ kind: "average", name: "pooler", side, product: true }],
  };
}

/** Families by model type. */
export const gridTowers: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries({
    glm4v_vision: glm4v,
    glm4v_moe_vision: glm4v,
    glm_ocr_vision: glmOcr,
    kimi_k25_vision: kimi,
    minimax_m3_vl_vision: minimax,
    gemma4_vision: gemma4,
  } satisfies Record<string, TowerKin>).map(([type, kin]) => [type, towerFamily(kin)]),
);
