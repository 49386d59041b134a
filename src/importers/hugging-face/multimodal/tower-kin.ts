// Towers that see, from the keys of a config: what their kinds share, and where each differs.
import type { NormStyle } from "../../../layers/index.js";
import { type PatchTowerSpec, patchTower } from "../../../models/multimodal/patch-tower.js";
import type { TowerBlock } from "../../../models/multimodal/tower-block.js";
import type { SketchedAttention } from "../../../models/sketch.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys, Key } from "../config-keys.js";
import { perHead } from "../decoder-parts.js";
import { type Asked, type Family, imageRunOf } from "../family.js";

/** Where the kinds of towers differ; sizes are the library's defaults. */
export interface TowerKin {
  readonly modelDim: number;
  readonly ffnDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly patch: number;
  /** Side of an image; undefined: 16 patches a side, of a network that takes any size. */
  readonly image: number | undefined;
  readonly activation: string;
  readonly norm?: NormStyle;
  /** Default: a layer of two matrices. */
  readonly gated?: boolean;
  /** Biases; default true. */
  readonly bias?: boolean;
  /** Default true. */
  readonly patchBias?: boolean;
  /** Learned tokens before the patches; default 0. */
  readonly firstTokens?: number;
  /** Rows of tables of positions, where not one a patch and first token. */
  readonly positions?: (keys: ConfigKeys, sizes: TowerSizes) => readonly number[];
  readonly rotary?: boolean;
  readonly keys?: Partial<Record<"modelDim" | "ffnDim" | "layers" | "heads" | "activation", Key>>;
  /** Inner features of the feed-forward, where the key is not it. */
  readonly ffn?: (keys: ConfigKeys, sizes: Pick<TowerSizes, "modelDim">) => number;
  readonly attention?: (keys: ConfigKeys, sizes: TowerSizes) => Partial<SketchedAttention>;
  /** One block for each layer, where they differ. */
  readonly each?: (block: TowerBlock, keys: ConfigKeys, sizes: TowerSizes) => readonly TowerBlock[];
  readonly block?: (keys: ConfigKeys, sizes: TowerSizes) => Partial<TowerBlock>;
  readonly parts?: (keys: ConfigKeys, sizes: TowerSizes) => Partial<PatchTowerSpec>;
  /** Keys that change nothing here. */
  readonly ignored?: readonly string[];
}

/** Sizes that the parts of a tower are made of. */
export interface TowerSizes {
  readonly modelDim: number;
  readonly ffnDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
  readonly activation: ReturnType<typeof activationNamed>;
  readonly norm: NormStyle;
  readonly image: readonly [number, number];
  readonly patch: readonly [number, number];
  /** Patches of the image that the tables were made for. */
  readonly made: readonly [number, number];
  readonly className: string | undefined;
}

/** The family of a kind of towers. */
export function towerFamily(kin: TowerKin): Family {
  return (asked) => patchTower(towerSpec(asked, kin), imageRunOf(asked));
}

function towerSpec(asked: Asked, kin: TowerKin): PatchTowerSpec {
  const { keys, name, origin } = asked;
  const sizes = towerSizes(asked, kin);
  const { modelDim, norm } = sizes;
  const firstTokens = kin.firstTokens ?? 0;
  const [rows, columns] = sizes.made;
  const block: TowerBlock = {
    arrangement: "before",
    norm,
    attention: attentionOf(keys, kin, sizes),
    mlp: {
      dim: sizes.ffnDim,
      activation: sizes.activation,
      gated: kin.gated ?? false,
      bias: kin.bias ?? true,
    },
    ...kin.block?.(keys, sizes),
  };
  keys.ignore([...(kin.ignored ?? []), ...towerKeys]);
  return {
    name,
    origin,
    channels: keys.whole(["num_channels", "in_channels", "in_chans"], 3),
    image: sizes.image,
    patch: sizes.patch,
    frames: 1,
    patchBias: kin.patchBias ?? true,
    modelDim,
    patchNorm: undefined,
    firstTokens,
    positions: kin.positions?.(keys, sizes) ?? [rows * columns + firstTokens],
    entranceNorm: undefined,
    blocks: kin.each?.(block, keys, sizes) ?? Array.from({ length: sizes.layers }, () => block),
    lastSteps: [],
    ownSteps: [],
    taps: [],
    notCounted: [],
    ...kin.parts?.(keys, sizes),
  };
}

/** Keys of towers that change no count. */
const towerKeys = [
  "projection_dim",
  "vocab_size",
  "norm_eps",
  "rope_theta",
  "hidden_dropout_prob",
  "dropout",
];

function towerSizes({ keys, input }: Asked, kin: TowerKin): TowerSizes {
  const key = kin.keys ?? {};
  const modelDim = keys.whole(key.modelDim ?? "hidden_size", kin.modelDim);
  const heads = keys.whole(key.heads ?? ["num_attention_heads", "num_heads"], kin.heads);
  const stated = keys.optionalWhole("head_dim");
  const patch = sides(keys, "patch_size", kin.patch);
  const made = sides(keys, "image_size", kin.image ?? 16 * patch[0]);
  const { resolution } = input;
  const usual: readonly [number, number] = kin.image === undefined ? [16 * patch[0], 16 * patch[1]] : made;
  const image: readonly [number, number] = resolution === undefined ? usual : [resolution, resolution];
  const activationKey = key.activation ?? "hidden_act";
  const name = keys.text(activationKey, kin.activation);
  const grid = [Math.floor(made[0] / patch[0]), Math.floor(made[1] / patch[1])] as const;
  if (image[0] < patch[0] || image[1] < patch[1])
    throw keys.wrong("patch_size", "must fit into the image", "lower it, or raise the resolution");
  return {
    modelDim,
    ffnDim: kin.ffn?.(keys, { modelDim }) ?? keys.whole(key.ffnDim ?? "intermediate_size", kin.ffnDim),
    layers: keys.count(key.layers ?? ["num_hidden_layers", "depth"], kin.layers),
    heads,
    headDim: stated ?? perHead(keys, "hidden_size", modelDim, heads),
    activation: activationNamed(keys.subject, String(activationKey), name),
    norm: kin.norm ?? "layer",
    image,
    patch,
    made: grid,
    className: keys.texts("architectures")?.[0],
  };
}

function attentionOf(keys: ConfigKeys, kin: TowerKin, sizes: TowerSizes): SketchedAttention {
  const { heads, headDim } = sizes;
  return {
    heads,
    headDim,
    bias: kin.bias ?? true,
    outputBias: kin.bias ?? true,
    rotary: kin.rotary ?? false,
    scores: { softmax: "float", dropout: keys.rate("attention_dropout", 0) },
    ...kin.attention?.(keys, sizes),
  };
}

/** Height and width, from one number or two. */
export function sides(keys: ConfigKeys, key: string, fallback: number): readonly [number, number] {
  if (!Array.isArray(keys.raw(key))) {
    const size = keys.whole(key, fallback);
    return [size, size];
  }
  const [height, width = height] = keys.wholes(key) ?? [];
  if (height === undefined || width === undefined || height < 1 || width < 1)
    throw keys.wrong(key, "must be one size or two", "give height and width");
  return [height, width];
}
