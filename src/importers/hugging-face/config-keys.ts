// Keys of a config.json, each checked where it is read; what nobody read is named afterwards.
import { FlopbookError } from "../../ground/errors.js";

/** A key, or the spellings of one, first match first. */
export type Key = string | readonly string[];

/** Largest size that a key may have: 32 bits, as in the frameworks that such files come from. */
const largestSize = 2 ** 31 - 1;

export interface ConfigKeys {
  /** The file, or "config" for an object: what errors begin with. */
  readonly subject: string;
  /** A size: a whole number of at least `least` (default 1); `fallback` where absent or null. */
  whole(key: Key, fallback: number, least?: number): number;
  /** The same, undefined where absent or null. */
  optionalWhole(key: Key, least?: number): number | undefined;
  /** A whole number up to 10000, as layers are counted. */
  count(key: Key, fallback: number): number;
  flag(key: Key, fallback: boolean): boolean;
  /** A probability from 0 to below 1. */
  rate(key: Key, fallback: number): number;
  /** Any finite number, undefined where absent or null. */
  number(key: Key): number | undefined;
  text(key: Key, fallback: string): string;
  texts(key: Key): readonly string[] | undefined;
  wholes(key: Key): readonly number[] | undefined;
  /** The keys within an object; absent or null: no keys. */
  within(key: Key): ConfigKeys;
  /** The value as it is, unchecked; undefined where absent. */
  raw(key: string): unknown;
  /** How many keys there are; they then count as read. */
  size(): number;
  /** Whether the key is there and null, which is not the same as a missing key where that has a default. */
  isNull(key: string): boolean;
  /** Marks keys as read that change no cost. */
  ignore(keys: readonly string[]): void;
  /** Keys that nobody has read, with those of objects within; of those only what `counts` accepts. */
  unread(counts?: (key: string, value: unknown) => boolean): readonly string[];
  /** The names that were asked for, whether they are there or not. */
  asked(): readonly string[];
  /** The keys, none of them read yet, with these values where one is missing, within objects too. */
  withDefaults(defaults: Readonly<Record<string, unknown>>): ConfigKeys;
  /** An error about a key: "file: key problem, got value; remedy". */
  wrong(key: string, problem: string, remedy: string): FlopbookError;
}

/** Looks keys up and remembers which were asked for. */
interface Finder {
  readonly values: Readonly<Record<string, unknown>>;
  readonly read: Set<string>;
  readonly wrong: ConfigKeys["wrong"];
}

/** The keys of an object that was read from `subject`; `defaults` stand where one is missing. */
export function configKeys(
  subject: string,
  own: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>> = {},
): ConfigKeys {
  const values = filledUp(own, defaults);
  const read = new Set<string>();
  const inner: ConfigKeys[] = [];
  const wrong = (key: string, problem: string, remedy: string) =>
    new FlopbookError(`${subject}: ${key} ${problem}, got ${shown(values[key])}; ${remedy}`);
  const finder: Finder = { values, read, wrong };
  const within = (key: Key) => {
    const name = typeof key === "string" ? key : (key[0] ?? "");
    const found = checked(finder, key, isObject, ["must be an object", "correct it"]) ?? {};
    const names = typeof key === "string" ? [key] : key;
    const here = names.find((one) => values[one] === found) ?? name;
    const keys = configKeys(`${subject}: ${here}`, objectOf(own[here]), objectOf(defaults[here]));
    inner.push(keys);
    return keys;
  };
  return {
    subject,
    ...sizes(finder),
    ...plainValues(finder),
    within,
    ...unchecked(values, read),
    unread: (counts = () => true) => [
      ...Object.keys(own).filter((key) => !read.has(key) && own[key] !== null && counts(key, own[key])),
      ...inner.flatMap((keys) => keys.unread(counts)),
    ],
    asked: () => [...read],
    withDefaults: (further) => configKeys(subject, own, filledUp(defaults, further)),
    wrong,
  };
}

/** Values that are no sizes, each of its kind. */
function plainValues(
  finder: Finder,
): Pick<ConfigKeys, "flag" | "rate" | "number" | "text" | "texts" | "wholes"> {
  return {
    flag: (key, fallback) =>
      checked(finder, key, isFlag, ["must be true or false", "give one of them"]) ?? fallback,
    rate: (key, fallback) =>
      checked(finder, key, isRate, ["must be at least 0 and below 1", "it is a probability"]) ?? fallback,
    number: (key) => checked(finder, key, isNumber, ["must be a number", "correct it"]),
    text: (key, fallback) => checked(finder, key, isText, ["must be text", "put it in quotes"]) ?? fallback,
    texts: (key) => checked(finder, key, areTexts, ["must be a list of texts", "correct the list"]),
    wholes: (key) => checked(finder, key, areWholes, ["must be a list of whole numbers", "correct it"]),
  };
}

/** `values`, and `defaults` where a key is missing, within objects too. */
function filledUp(
  values: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged = Object.entries(defaults).map(([key, fallback]) => {
    if (!Object.hasOwn(values, key)) return [key, fallback];
    const value = values[key];
    return [key, isObject(value) && isObject(fallback) ? filledUp(value, fallback) : value];
  });
  return { ...values, ...Object.fromEntries(merged) };
}

/** Reads without checks: the caller judges. */
function unchecked(
  values: Finder["values"],
  read: Set<string>,
): Pick<ConfigKeys, "raw" | "size" | "isNull" | "ignore"> {
  return {
    raw: (key) => {
      read.add(key);
      return Object.hasOwn(values, key) ? values[key] : undefined;
    },
    size: () => {
      for (const key of Object.keys(values)) read.add(key);
      return Object.keys(values).length;
    },
    isNull: (key) => Object.hasOwn(values, key) && values[key] === null,
    ignore: (keys) => {
      for (const key of keys) read.add(key);
    },
  };
}

/** Sizes that the library's own configs write as null for "as usual". */
const nullable = new Set([
  "n_inner",
  "num_key_value_heads",
  "rotary_dim",
  "q_lora_rank",
  "sliding_window",
  "n_group",
  "topk_group",
  "n_shared_experts",
  "intermediate_size_mlp",
  "max_window_layers",
  "word_embed_proj_dim",
  "moe_latent_size",
  "prefix_dense_intermediate_size",
]);

function sizes(finder: Finder): Pick<ConfigKeys, "whole" | "optionalWhole" | "count"> {
  /** The key, where it does not stand there as null while a size is needed. */
  const given = (key: Key): Key => {
    const names = typeof key === "string" ? [key] : key;
    const { values, wrong } = finder;
    const empty = names.find((name) => Object.hasOwn(values, name) && values[name] === null);
    const filled = names.some((name) => Object.hasOwn(values, name) && values[name] !== null);
    if (empty !== undefined && !filled && !nullable.has(empty))
      throw wrong(empty, "must be a whole number", "give a size, or leave the key out for the library's own");
    return key;
  };
  const size = (key: Key, least: number, most: number) =>
    checked(finder, key, wholeWithin(least, most), [
      `must be a whole number from ${least} to ${most}`,
      "give a size",
    ]);
  return {
    whole: (key, fallback, least = 1) => size(given(key), least, largestSize) ?? fallback,
    optionalWhole: (key, least = 1) => size(key, least, largestSize),
    count: (key, fallback) => size(given(key), 1, 10_000) ?? fallback,
  };
}

/** The value of a key that `good` accepts; undefined where absent or null. */
function checked<Value>(
  { values, read, wrong }: Finder,
  key: Key,
  good: (value: unknown) => value is Value,
  [problem, remedy]: readonly [string, string],
): Value | undefined {
  const names = typeof key === "string" ? [key] : key;
  for (const name of names) read.add(name);
  const name = names.find((one) => Object.hasOwn(values, one) && values[one] !== null);
  if (name === undefined) return undefined;
  const value = values[name];
  if (!good(value)) throw wrong(name, problem, remedy);
  return value;
}

const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isRate = (value: unknown): value is number => isNumber(value) && value >= 0 && value < 1;
const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const areWholes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every(wholeWithin(0, largestSize));

/** Whether a value is an object with keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const objectOf = (value: unknown) => (isObject(value) ? value : {});

function wholeWithin(least: number, most: number) {
  return (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
