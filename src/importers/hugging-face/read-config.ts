// Reads a config.json: an object as it is, or a file.
import { FlopbookError } from "../../ground/errors.js";
import { baseName } from "../bytes/byte-source.js";
import type { Folder } from "../bytes/place.js";
import { type Reading, step } from "../bytes/steps.js";
import { type ConfigKeys, configKeys, isObject } from "./config-keys.js";
import { pythonJson } from "./python-json.js";

/** Far above any config; a larger file is something else. */
const largestFile = 16 * 1024 * 1024;

/** A config with its keys and a name for the graph. */
export interface ReadConfig {
  readonly name: string;
  readonly keys: ConfigKeys;
  /** The file that the keys were read from, by its own name. */
  readonly file?: string;
  /** The keys of ModelOpt's hf_quant_config.json, where one lies beside it. */
  readonly beside?: ConfigKeys;
}

/** The keys of a configuration in memory. Errors when it is no object. */
export function configOfKeys(config: Readonly<Record<string, unknown>>): ReadConfig {
  if (!isObject(config))
    throw new FlopbookError(`config: must be an object, got ${String(config)}; give its keys or a path`);
  const named = config._name_or_path;
  const name = typeof named === "string" && named !== "" ? named : String(config.model_type ?? "config");
  return { name, keys: configKeys("config", config) };
}

/** The keys of a config.json, and of hf_quant_config.json beside it. Errors when one is no JSON object. */
export function* readConfig(folder: Folder, file: string): Reading<ReadConfig> {
  const keys = yield* fileKeys(folder, file);
  const further = /config\.json$/.test(file) ? file.replace(/config\.json$/, "hf_quant_config.json") : "";
  const beside = further !== "" && folder.has(further) ? yield* fileKeys(folder, further) : undefined;
  return {
    name: nameOf(folder, file),
    keys,
    file: baseName(file),
    ...(beside === undefined ? {} : { beside }),
  };
}

function* fileKeys(folder: Folder, file: string): Reading<ConfigKeys> {
  const source = folder.open(file);
  const path = source.name;
  try {
    if (source.size > largestFile)
      throw new FlopbookError(`${path}: is no config.json, got ${source.size} bytes; give a config.json`);
    const values = parsed(path, yield* step(() => source.read(0, source.size)));
    if (!isObject(values))
      throw new FlopbookError(`${path}: must hold a JSON object, got another value; give a config.json`);
    return configKeys(path, values);
  } finally {
    source.close();
  }
}

/** The file's name, or its folder's where the file is just "config.json". */
function nameOf(folder: Folder, file: string): string {
  const name = baseName(file).replace(/(.)\.json$/, "$1");
  return name === "config" ? folder.name.replace(/^\.*$/, "config") : name;
}

function parsed(path: string, bytes: Uint8Array): unknown {
  try {
    return pythonJson(new TextDecoder().decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlopbookError(`${path}: is not JSON, got ${reason}; give a config.json`);
  }
}
