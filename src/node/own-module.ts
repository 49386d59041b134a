// One's own devices, prices, models, file formats and renderers, from the modules that a project's package.json names.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Own } from "./own-names.js";
import { importedModule } from "./user-module.js";

/** What a module of one's own may export, by name or as its default. */
const exportNames = ["devices", "prices", "models", "importers", "renderers"] as const;

/** The exports of the modules, taken together. Renderers are for reports, which know what they are. */
export interface OwnExports extends Own {
  readonly renderers?: readonly unknown[];
}

const endings = /\.[cm]?[jt]s$/;

/**
 * Absolute paths of the modules that `"flopbook": { "own": ["./own.js"] }` of the `package.json` in `root` names; none
 * where it names none. Nothing of them is run. Errors (exit code 2) when the setting is no list of program files.
 */
export function ownModuleFiles(root: string): readonly string[] {
  const path = join(root, "package.json");
  if (!existsSync(path)) return [];
  let own: unknown;
  try {
    own = (JSON.parse(readFileSync(path, "utf8")) as { flopbook?: { own?: unknown } } | null)?.flopbook?.own;
  } catch {
    return []; // whoever needs that file says what is wrong with it
  }
  if (own === undefined) return [];
  if (Array.isArray(own) && own.every((file) => typeof file === "string" && endings.test(file)))
    return own.map((file) => resolve(root, file));
  throw new FlopbookError(
    `package.json: flopbook.own must be a list of .js or .ts files, got ${JSON.stringify(own)}; write "own": ["./own.js"]`,
    { exitCode: 2 },
  );
}

/** What the modules export, run in their order. Errors (exit code 2) name the file and what is wrong in it. */
export async function ownExports(files: readonly string[]): Promise<OwnExports> {
  let all: OwnExports = {};
  for (const file of files) all = joined(all, await exportsOf(file));
  return all;
}

async function exportsOf(file: string): Promise<OwnExports> {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  const exported = await importedModule(file);
  const { default: whole, ...named } = exported;
  if (whole !== undefined && (typeof whole !== "object" || whole === null))
    throw new FlopbookError(
      `${name}: the default export must be an object, got ${typeof whole}; write export default { devices, models }`,
    );
  const strange = Object.keys(whole ?? {}).find((key) => !exportNames.some((one) => one === key));
  if (strange !== undefined)
    throw new FlopbookError(
      `${name}: nothing of this name is taken, got "${strange}"${suggestion(strange, exportNames)}; known are ${exportNames.join(", ")}`,
    );
  const all = { ...named, ...whole } as Readonly<Record<string, unknown>>;
  const known = exportNames.filter((key) => all[key] !== undefined);
  if (known.length === 0)
    throw new FlopbookError(
      `${name}: must export ${exportNames.join(", ")}, one or more, got ${Object.keys(all).join(", ") || "nothing"}; write export const devices = [...]`,
    );
  for (const key of known)
    if (key === "prices" ? typeof all[key] !== "object" : !Array.isArray(all[key]))
      throw new FlopbookError(
        `${name}: ${key} must be ${key === "prices" ? "an object of lists" : "a list"}, got ${typeof all[key]}; correct it`,
      );
  return Object.fromEntries(known.map((key) => [key, all[key]]));
}

function joined(a: OwnExports, b: OwnExports): OwnExports {
  const prices = { ...a.prices, ...b.prices };
  const list = <Item>(one: readonly Item[] = [], other: readonly Item[] = []) => [...one, ...other];
  return {
    devices: list(a.devices, b.devices),
    models: list(a.models, b.models),
    importers: list(a.importers, b.importers),
    renderers: list(a.renderers, b.renderers),
    prices: {
      ...prices,
      rents: list(a.prices?.rents, b.prices?.rents),
      purchases: list(a.prices?.purchases, b.prices?.purchases),
      grids: list(a.prices?.grids, b.prices?.grids),
    },
  };
}
