// Language models that hear, by model type: their parts and what stands between them.
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { Family } from "../family.js";
import { activationOf, twoLayers } from "./projectors.js";
import { type Projection, type SeeingKin, seeingFamily } from "./seeing-kin.js";

const linear = ({ textWidth }: Projection): readonly TokenStep[] => [
  { kind: "linear", name: "linear", width: textWidth, bias: true },
];

const two = ({ keys, textWidth }: Projection): readonly TokenStep[] =>
  twoLayers(
    { inner: textWidth, width: textWidth, bias: keys.flag("projector_bias", true) },
    activationOf(keys, "projector_hidden_act", "gelu"),
  );

/** As many tokens in a row side by side as have the width of the tower's feed-forward. */
function joined(bias: boolean, inner: (textWidth: number) => number) {
  return ({ keys, vision, width, textWidth }: Projection): readonly TokenStep[] => [
    {
      kind: "join",
      name: "join",
      tokens: Math.max(1, Math.round(vision.whole("intermediate_size", 5120) / width)),
    },
    ...twoLayers(
      { inner: inner(textWidth), width: textWidth, bias },
      activationOf(keys, "projector_hidden_act", "gelu"),
    ),
  ];
}

const text = (type: string, missing: Readonly<Record<string, unknown>> = {}) => ({
  type,
  missing: { model_type: type, ...missing },
});

const voxtralText = {
  vocab_size: 131_072,
  hidden_size: 3072,
  intermediate_size: 8192,
  num_hidden_layers: 30,
  num_key_value_heads: 8,
  max_position_embeddings: 131_072,
  head_dim: 128,
};
const glmAsrText = {
  vocab_size: 59_264,
  hidden_size: 2048,
  intermediate_size: 6144,
  num_hidden_layers: 28,
  num_attention_heads: 16,
  num_key_value_heads: 4,
  max_position_embeddings: 8192,
  head_dim: 128,
};

const kins: Readonly<Record<string, SeeingKin>> = {
  qwen2_audio: {
    hears: true,
    vision: { type: "qwen2_audio_encoder" },
    text: text("qwen2"),
    tied: false,
    projector: linear,
  },
  audioflamingo3: {
    hears: true,
    vision: { type: "audioflamingo3_encoder" },
    text: text("qwen2"),
    tied: false,
    projector: two,
  },
  voxtral: {
    hears: true,
    vision: { type: "voxtral_encoder" },
    text: text("llama", voxtralText),
    tied: false,
    projector: joined(false, (width) => width),
  },
  glmasr: {
    hears: true,
    vision: { type: "glmasr_encoder" },
    text: text("llama", glmAsrText),
    tied: true,
    projector: joined(true, (width) => 2 * width),
  },
};

/** Families by model type. */
export const hearingFamilies: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries(kins).map(([type, kin]) => [type, seeingFamily(kin)]),
);
