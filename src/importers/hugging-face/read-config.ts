// Finds and parses a config.json: an object as it is, a file, or the folder that holds one.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { FlopbookError } from "../../errors.js";
import { fileSource } from "../byte-source.js";
import { type ConfigKeys, configKeys, isObject } from "./config-keys.js";

/** Far above any config; a larger file is something else. */
const largestFile = 16 * 1024 * 1024;

/** A config with its keys and a name for the graph. */
export interface ReadConfig {
  readonly name: string;
  readonly keys: ConfigKeys;
}

/** The keys of `config`. Errors when it is no file or no JSON object. */
export function readConfig(config: string | Readonly<Record<string, unknown>>): ReadConfig {
  if (typeof config !== "string") {
    if (!isObject(config))
      throw new FlopbookError(`config: must be an object, got ${String(config)}; give its keys or a path`);
    const named = config._name_or_path;
    const name = typeof named === "string" && named !== "" ? named : String(config.model_type ?? "config");
    return { name, keys: configKeys("config", config) };
  }
  const path = isFolder(config) ? join(config, "config.json") : config;
  const values = parsed(path);
  if (!isObject(values))
    throw new FlopbookError(`${path}: must hold a JSON object, got another value; give a config.json`);
  return { name: nameOf(path), keys: configKeys(path, values) };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** The file's name, or its folder's where the file is just "config.json". */
function nameOf(path: string): string {
  const file = basename(path, ".json");
  if (file !== "config") return file;
  return basename(dirname(path)).replace(/^\.*$/, "config");
}

/** "config.json", also of the folder that holds it. */
export function fileNameOf(config: string): string {
  return basename(isFolder(config) ? "config.json" : config);
}

function parsed(path: string): unknown {
  const source = fileSource(path);
  try {
    if (source.size > largestFile)
      throw new FlopbookError(`${path}: is no config.json, got ${source.size} bytes; give a config.json`);
    return JSON.parse(new TextDecoder().decode(source.read(0, source.size)));
  } catch (error) {
    if (error instanceof FlopbookError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlopbookError(`${path}: is not JSON, got ${reason}; give a config.json`);
  } finally {
    source.close();
  }
}
