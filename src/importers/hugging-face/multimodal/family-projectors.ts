// Projectors of single families, as steps on the tower's tokens.
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import { activationOf, layersJoined, selected, twoLayers } from "./projectors.js";
import type { Projection } from "./seeing-kin.js";

/** The projector of VipLLaVA. */
export const vipLlava = ({ keys, textWidth }: Projection): readonly TokenStep[] => [
  { kind: "leave-out", name: "patches", tokens: 1 },
  ...layersJoined(keys, "vision_feature_layers", [-2, -5, -8, -11, 6]),
  { kind: "norm", name: "norm", style: "layer" },
  ...twoLayers(
    { inner: textWidth, width: textWidth, bias: true },
    activationOf(keys, "projector_hidden_act", "gelu"),
  ),
];

/** The projector of PaliGemma. */
export const paligemma = ({ keys }: Projection): readonly TokenStep[] => [
  { kind: "linear", name: "linear", width: keys.whole("projection_dim", 2048), bias: true },
];

/** The projector of Gemma 3. */
export const gemma3 = ({ keys, features, textWidth }: Projection): readonly TokenStep[] => {
  const side = Math.round(Math.sqrt(keys.whole("mm_tokens_per_image", 256)));
  return [
    { kind: "average", name: "pool", side: Math.max(1, Math.floor(features.grid[0] / side)), product: false },
    { kind: "norm", name: "norm", style: "rms-plus-one" },
    { kind: "linear", name: "projection", width: textWidth, bias: false },
  ];
};

/** The projector of InternVL. */
export const internvl = ({ keys, textWidth }: Projection): readonly TokenStep[] => [
  ...selected(keys, "default"),
  ...layersJoined(keys, "vision_feature_layer", [-1]),
  { kind: "merge", name: "merge", side: Math.round(1 / (keys.number("downsample_ratio") ?? 0.5)) },
  { kind: "norm", name: "norm", style: "layer" },
  ...twoLayers(
    { inner: textWidth, width: textWidth, bias: true },
    activationOf(keys, "projector_hidden_act", "gelu"),
  ),
];

/** The projector of Idefics 3. */
export const idefics3 = ({ keys, textWidth }: Projection): readonly TokenStep[] => [
  { kind: "merge", name: "merge", side: keys.whole("scale_factor", 2) },
  { kind: "linear", name: "projection", width: textWidth, bias: false },
];

/** The projector of Llama 4. */
export const llama4 = ({ vision, width, textWidth }: Projection): readonly TokenStep[] => {
  const stated = vision.whole("vision_output_dim", 7680);
  return [
    ...(stated === width ? [] : [{ kind: "resize", name: "resize", width: stated } as const]),
    { kind: "linear", name: "linear", width: textWidth, bias: false },
  ];
};

/** The projector of LFM2-VL. */
export const lfm2 = ({ keys, textWidth }: Projection): readonly TokenStep[] => [
  { kind: "merge", name: "merge", side: keys.whole("downsample_factor", 2) },
  ...(keys.flag("projector_use_layernorm", true)
    ? [{ kind: "norm", name: "norm", style: "layer" } as const]
    : []),
  ...twoLayers(
    {
      inner: keys.whole("projector_hidden_size", 2560),
      width: textWidth,
      bias: keys.flag("projector_bias", true),
    },
    activationOf(keys, "projector_hidden_act", "gelu"),
  ),
];

/** The projector of Kimi K2.5. */
export const kimi = ({ vision, width, textWidth }: Projection): readonly TokenStep[] => {
  const [side = 2] = vision.wholes("merge_kernel_size") ?? [];
  return [
    { kind: "norm", name: "norm", style: "layer" },
    { kind: "merge", name: "merge", side },
    ...twoLayers({ inner: width * side * side, width: textWidth, bias: true }, "gelu"),
  ];
};

/** The projector of MiniMax M3. */
export const minimax = ({ keys, vision, textWidth }: Projection): readonly TokenStep[] => {
  const activation = activationOf(keys, "projector_hidden_act", "gelu");
  const inner = keys.whole("projector_hidden_size", 6144);
  const side = vision.whole("spatial_merge_size", 2);
  return [
    ...twoLayers({ inner, width: textWidth, bias: true }, activation),
    { kind: "merge", name: "merge", side },
    { kind: "linear", name: "merged1", width: inner, bias: true },
    { kind: "activation", name: "merged.activation", function: activation },
    { kind: "linear", name: "merged2", width: textWidth, bias: true },
  ];
};

/** The projector of Gemma 4. */
export const gemma4 = ({ textWidth }: Projection): readonly TokenStep[] => [
  { kind: "unit", name: "norm" },
  { kind: "linear", name: "projection", width: textWidth, bias: false },
];
