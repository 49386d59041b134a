// Keys that every config of a network of images has: sizes, channels, and what another resolution changes.
import type { ConfigKeys } from "../config-keys.js";
import { type Asked, imageRunOf } from "../family.js";
import { type AskedHead, askedHead } from "../network-head.js";

/** Height and width, from one number or two. */
export function pairOf(keys: ConfigKeys, key: string, fallback: number): readonly [number, number] {
  const value = keys.raw(key);
  if (!Array.isArray(value)) {
    const size = keys.whole(key, fallback);
    return [size, size];
  }
  const [height, width] = keys.wholes(key) ?? [];
  if (height === undefined || width === undefined || height < 1 || width < 1)
    throw keys.wrong(key, "must be one size or two", "give height and width");
  return [height, width];
}

/** A list of whole numbers, or the fallback. */
export function listOf(keys: ConfigKeys, key: string, fallback: readonly number[]): readonly number[] {
  return keys.wholes(key) ?? fallback;
}

/** A list of numbers with fractions, or the fallback. */
export function numbersOf(keys: ConfigKeys, key: string, fallback: readonly number[]): readonly number[] {
  const value = keys.raw(key);
  if (value === undefined || value === null) return fallback;
  if (!Array.isArray(value) || !value.every((one): one is number => typeof one === "number"))
    throw keys.wrong(key, "must be a list of numbers", "correct it");
  return value;
}

/** A list of flags, or the fallback. */
export function flagsOf(keys: ConfigKeys, key: string, fallback: readonly boolean[]): readonly boolean[] {
  const value = keys.raw(key);
  if (value === undefined || value === null) return fallback;
  if (!Array.isArray(value) || !value.every((one): one is boolean => typeof one === "boolean"))
    throw keys.wrong(key, "must be a list of true and false", "correct it");
  return value;
}

/** What all such networks take from their config and from what was asked. */
export function imageBasis(
  asked: Asked,
  defaults: {
    readonly image: number;
    readonly fallback?: "classes" | "none";
    /** Whether the config names the size of an image; default true. */
    readonly sized?: boolean;
    /** Classes with heads that the family knows besides classifiers. */
    readonly classes?: readonly string[];
  },
) {
  const { keys, input } = asked;
  const run = imageRunOf(asked);
  const made =
    defaults.sized === false
      ? ([defaults.image, defaults.image] as const)
      : pairOf(keys, "image_size", defaults.image);
  const image = input.resolution === undefined ? made : ([input.resolution, input.resolution] as const);
  const head = askedHead(keys, defaults.fallback ?? "classes");
  keys.ignore(["tie_word_embeddings", "encoder_stride", ...backboneKeys]);
  const spec = {
    name: asked.name,
    origin: asked.origin,
    channels: keys.whole("num_channels", 3),
    image,
    notCounted: defaults.classes?.includes(head.className ?? "") === true ? [] : head.notCounted,
  };
  return { run, made, head, spec };
}

export type ImageBasis = ReturnType<typeof imageBasis>;

/** Which feature maps a backbone hands on, which costs nothing. */
const backboneKeys = [
  "out_features",
  "out_indices",
  "stage_names",
  "reshape_hidden_states",
  "apply_layernorm",
  "drop_path_rate",
  "semantic_loss_ignore_index",
];

/** What is said of a table of positions that is stretched to another resolution. */
export const stretched = {
  name: "image_size",
  what: "positions for another resolution",
  why: "the table of positions is stretched to more or fewer patches; that work is not counted",
};

/** Whether the class is the bare network, or one whose head is not known here. */
export function isBare(head: AskedHead): boolean {
  return head.kind !== "classes";
}
