// Which notebooks get no report because its files would take the place of another's.
import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { readRecord, recordPath } from "./cache.js";
import { fileKinds, fileName, lastGoodName } from "./files.js";
import { type Manifest, notebookOf } from "./manifest.js";

/** A notebook that is to be built. */
export interface NamedNotebook {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** Where reports go, and what lies there. */
export interface ReportPlace {
  readonly root: string;
  readonly outputFolder: string;
  readonly cacheFolder: string;
  readonly before: Manifest | undefined;
}

/**
 * Why notebooks are refused, by path: another notebook of this build, or one whose report lies there already and that
 * still exists, has the same file names. A notebook that was moved takes its report along.
 */
export function nameConflicts(
  notebooks: readonly NamedNotebook[],
  place: ReportPlace,
): ReadonlyMap<string, string> {
  const owners = publishedOwners(place);
  const owned = (one: NamedNotebook) => owners.find(({ path }) => path === one.path);
  return new Map(
    notebooks.flatMap((one) => {
      const rivals = [...owners, ...notebooks].filter(
        (other) => other.path !== one.path && share(one.name, other.name),
      );
      const rival = rivals.find((other) => owned(other) !== undefined) ?? rivals[0];
      if (rival === undefined || owned(one) !== undefined) return [];
      return [[one.path, refusal(one, rival, place)] as const];
    }),
  );
}

function refusal(one: NamedNotebook, rival: NamedNotebook, { root, outputFolder }: ReportPlace): string {
  const shown = (path: string) => relative(root, path).split(sep).join("/");
  const page = shown(join(outputFolder, fileName(rival.name, "html")));
  const why = one.name === rival.name ? "" : ", whose name is the same file on many disks";
  return (
    `${shown(one.path)}: not built, ${page} is the report of ${shown(rival.path)}${why}; ` +
    "rename one of the two, or build it into another folder with --output-dir"
  );
}

/** Whether two reports have a file in common, on disks too that do not tell case or the two spellings of accents. */
function share(one: string, other: string): boolean {
  const files = (name: string) =>
    fileKinds.flatMap((kind) => [fileName(name, kind), lastGoodName(name, kind)]).map(folded);
  const others = new Set(files(other));
  return files(one).some((file) => others.has(file));
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** Notebooks that still exist and whose reports lie in the folder, as the manifest or our own record says. */
function publishedOwners({ root, outputFolder, cacheFolder, before }: ReportPlace): NamedNotebook[] {
  return Object.entries(before?.reports ?? {}).flatMap(([name, report]) => {
    const recorded = readRecord(recordPath(cacheFolder, root, outputFolder, name))?.notebook;
    const listed = notebookOf(name, report);
    const inside = listed?.includes("/") ? listed : (recorded ?? listed);
    const path = inside === undefined ? undefined : join(root, inside);
    return path !== undefined && existsSync(path) ? [{ name, path }] : [];
  });
}
