// What the project has of its own, devices and the like, as its package.json names it; its modules run when asked for.

import { fileHash } from "../disk/hash.js";
import { type OwnExports, ownExports, ownModuleFiles } from "../node/own-module.js";
import type { OwnNames } from "../node/own-names.js";
import { checkedRenderers, type OwnRenderers } from "../report/outputs/own.js";
import { asUsage, asUsageOf } from "./options.js";
import { projectAround } from "./project.js";

/** What the project's modules export; empty, and nothing is run, where it names none. Mistakes are usage errors. */
export async function projectExports(cwd: string): Promise<OwnExports> {
  try {
    return await ownExports(ownModuleFiles(projectAround(cwd).root));
  } catch (error) {
    throw asUsage(error);
  }
}

/** The project's renderers with the modules that they come from; undefined where it has none. */
export async function projectRenderers(cwd: string): Promise<OwnRenderers | undefined> {
  const { renderers = [] } = await projectExports(cwd);
  if (renderers.length === 0) return undefined;
  const files = ownModuleFiles(projectAround(cwd).root);
  return {
    renderers: asUsageOf(() => checkedRenderers(renderers)),
    files: files.map((path) => ({ path, sha256: fileHash(path) ?? "" })),
  };
}

/** The names of the library with the project's own behind them. Mistakes in a module are usage errors. */
export async function projectNames(cwd: string): Promise<OwnNames> {
  const own = await projectExports(cwd);
  const { withOwn } = await import("../node/own-names.js");
  try {
    return withOwn(own);
  } catch (error) {
    throw asUsage(error);
  }
}
