// The tower of Llama 4: a class token read last, four neighbours in one token behind the blocks.
import type { PatchTowerSpec } from "../../../models/multimodal/patch-tower.js";
import type { ConfigKeys } from "../config-keys.js";
import type { TowerKin, TowerSizes } from "./tower-kin.js";

/** Features of a class token read last; four neighbours in one token behind the blocks. */
export const llama4Tower: TowerKin = {
  modelDim: 768,
  activation: "gelu",
  layers: 34,
  heads: 16,
  ffnDim: 5632,
  image: 448,
  patch: 14,
  patchBias: false,
  firstTokens: 1,
  rotary: true,
  parts: llama4Parts,
  ignored: [
    "vision_output_dim",
    "multi_modal_projector_bias",
    "projector_dropout",
    "vision_feature_select_strategy",
  ],
};

function llama4Parts(keys: ConfigKeys, { modelDim, ffnDim }: TowerSizes): Partial<PatchTowerSpec> {
  const side = Math.round(1 / (keys.number("pixel_shuffle_ratio") ?? 0.5));
  const output = keys.whole("projector_output_dim", 4096);
  const fits = modelDim * side * side === ffnDim;
  return {
    entranceNorm: "layer",
    lastSteps: [
      { kind: "norm", name: "norm", style: "layer" },
      { kind: "leave-out", name: "patches", tokens: 1 },
      { kind: "merge", name: "adapter.merge", side },
      ...(fits ? [] : [{ kind: "resize", name: "adapter.resize", width: ffnDim } as const]),
      { kind: "linear", name: "adapter.fc1", width: keys.whole("projector_input_dim", 4096), bias: false },
      { kind: "activation", name: "adapter.activation", function: "gelu" },
      { kind: "linear", name: "adapter.fc2", width: output, bias: false },
      { kind: "activation", name: "adapter.activation2", function: "gelu" },
    ],
    notCounted: fits
      ? []
      : [
          {
            name: "intermediate_size",
            what: "adapter that does not fit",
            why: `it reads ${ffnDim} features where ${side} × ${side} patches have ${modelDim * side * side}: the tower's parameters are counted, and it cannot run`,
          },
        ],
  };
}
