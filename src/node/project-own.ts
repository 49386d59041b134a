// The library's names with what the project around a notebook has of its own.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ownExports, ownModuleFiles } from "./own-module.js";
import { type OwnNames, withOwn } from "./own-names.js";

/**
 * The names of this library with what the project around `folder` has of its own, as its `package.json` names it. In a
 * notebook: `const { device, model } = await projectOwn()`.
 */
export async function projectOwn(
  folder: string = process.env.FLOPBOOK_FOLDER ?? process.cwd(),
): Promise<OwnNames> {
  return withOwn(await ownExports(ownModuleFiles(projectFolder(folder))));
}

/** The project as the command line sees it: the nearest folder upward with notebooks/ or a package.json. */
function projectFolder(folder: string): string {
  for (let place = resolve(folder); ; place = dirname(place)) {
    if (["notebooks", "package.json"].some((name) => existsSync(join(place, name)))) return place;
    if (dirname(place) === place) return folder;
  }
}
