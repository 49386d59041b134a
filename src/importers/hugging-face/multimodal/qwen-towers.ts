// Towers of Qwen's vision-language models, of any image size.
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { TowerBlock } from "../../../models/multimodal/tower-block.js";
import type { ConfigKeys } from "../config-keys.js";
import type { Family } from "../family.js";
import { frames, gridKin, mergeSide } from "./grid-kin.js";
import { type TowerKin, type TowerSizes, towerFamily } from "./tower-kin.js";

/** Merged neighbours through two matrices: as wide as they are, then as wide as the language model. */
function mergedSteps(
  name: string,
  first: readonly TokenStep[],
  inner: number,
  width: number,
): readonly TokenStep[] {
  return [
    ...first,
    { kind: "linear", name: `${name}.fc1`, width: inner, bias: true },
    { kind: "activation", name: `${name}.activation`, function: "gelu" },
    { kind: "linear", name: `${name}.fc2`, width, bias: true },
  ];
}

const qwen2: TowerKin = {
  ...gridKin,
  modelDim: 1280,
  layers: 32,
  patch: 14,
  activation: "quick_gelu",
  patchBias: false,
  keys: { modelDim: "embed_dim" },
  ffn: (keys, { modelDim }) => Math.floor(modelDim * (keys.number("mlp_ratio") ?? 4)),
  positions: () => [],
  parts: (keys, { modelDim }) => {
    const side = mergeSide(keys);
    const inner = modelDim * side * side;
    const first = [
      { kind: "norm", name: "merger.norm", style: "layer" },
      { kind: "merge", name: "merger.merge", side },
    ] as const;
    return {
      ...frames(keys),
      lastSteps: mergedSteps("merger", first, inner, keys.whole("hidden_size", 3584)),
    };
  },
};

/** Most layers attend within windows. */
const qwen25: TowerKin = {
  ...gridKin,
  modelDim: 3584,
  ffnDim: 3420,
  layers: 32,
  patch: 14,
  activation: "silu",
  norm: "rms",
  gated: true,
  patchBias: false,
  positions: () => [],
  each: windowed,
  parts: (keys, { modelDim }) => {
    const side = mergeSide(keys);
    const first = [
      { kind: "norm", name: "merger.norm", style: "rms" },
      { kind: "merge", name: "merger.merge", side },
    ] as const;
    const width = keys.whole("out_hidden_size", 3584);
    return { ...frames(keys), lastSteps: mergedSteps("merger", first, modelDim * side * side, width) };
  },
};

function windowed(block: TowerBlock, keys: ConfigKeys, sizes: TowerSizes): readonly TowerBlock[] {
  const full = keys.wholes("fullatt_block_indexes") ?? [7, 15, 23, 31];
  const side = mergeSide(keys);
  const window = Math.floor(keys.whole("window_size", 112) / side / sizes.patch[0]);
  const counts = new Map<number, number>();
  for (const rows of chunks(Math.floor(sizes.image[0] / sizes.patch[0] / side), window))
    for (const columns of chunks(Math.floor(sizes.image[1] / sizes.patch[1] / side), window)) {
      const tokens = rows * columns * side * side;
      counts.set(tokens, (counts.get(tokens) ?? 0) + 1);
    }
  const windows = [...counts].map(([tokens, count]) => ({ count, tokens }));
  const inside = { ...block, attention: { ...block.attention, windows } };
  return Array.from({ length: sizes.layers }, (_, layer) => (full.includes(layer) ? block : inside));
}

/** A length in pieces of at most `most`. */
function chunks(length: number, most: number): readonly number[] {
  return Array.from({ length: Math.ceil(length / most) }, (_, i) => Math.min(most, length - i * most));
}

/** The merged features of some layers are handed on besides. */
function qwen3(deepstack: readonly number[]): TowerKin {
  return {
    ...gridKin,
    positions: (keys) => [keys.whole("num_position_embeddings", 2304)],
    parts: (keys, { modelDim }) => {
      const side = mergeSide(keys);
      const width = keys.whole("out_hidden_size", 3584);
      const inner = modelDim * side * side;
      const merge = { kind: "merge", name: "merge", side } as const;
      const norm = { kind: "norm", name: "norm", style: "layer" } as const;
      const layers = deepstack.length > 0 ? (keys.wholes("deepstack_visual_indexes") ?? deepstack) : [];
      return {
        ...frames(keys),
        lastSteps: mergedSteps("merger", [norm, merge], inner, width),
        taps: layers.map((layer, i) => ({
          layer,
          name: `deepstack.${i}`,
          steps: mergedSteps("merger", [merge, norm], inner, width),
        })),
      };
    },
  };
}

/** Families by model type. */
export const qwenTowers: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries({
    qwen2_vl_vision: qwen2,
    qwen2_5_vl_vision: qwen25,
    exaone4_5_vision: {
      ...qwen25,
      attention: (keys) => ({ kvHeads: keys.whole("num_key_value_heads", 8) }),
    },
    qwen3_vl_vision: qwen3([8, 16, 24]),
    qwen3_vl_moe_vision: qwen3([8, 16, 24]),
    qwen3_5_vision: qwen3([]),
    qwen3_5_moe_vision: qwen3([]),
  } satisfies Record<string, TowerKin>).map(([type, kin]) => [type, towerFamily(kin)]),
);
