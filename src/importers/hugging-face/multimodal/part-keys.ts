// The keys of a part of a network, such as `vision_config`, with what its place within the whole says about it.
import { type ConfigKeys, configKeys, isObject } from "../config-keys.js";

type Values = Readonly<Record<string, unknown>>;

/** What the whole says about a part. */
export interface PartOf {
  /** Keys of the part where the config says nothing about it. */
  readonly missing?: Values;
  /** Keys that it may leave out. */
  readonly defaults?: Values;
  /** Keys that the whole decides, whatever the part states. */
  readonly decided?: Values;
}

/** The keys under `name`; whoever reads them reports what is left. */
export function partKeys(keys: ConfigKeys, name: string, of: PartOf = {}): ConfigKeys {
  const given = keys.raw(name);
  const own = isObject(given) ? given : (of.missing ?? {});
  return configKeys(`${keys.subject}: ${name}`, { ...own, ...of.decided }, of.defaults);
}

/** Whether the config says anything about a part. */
export function hasPart(keys: ConfigKeys, name: string): boolean {
  return isObject(keys.raw(name));
}
