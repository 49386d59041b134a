// Where the fonts of a project are: packages that it installed, and files or packages that it names.
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { sha256 } from "../../disk/hash.js";
import { FlopbookError } from "../../ground/errors.js";
import { fontFacts } from "./font.js";
import { type Range, rangesOf } from "./ranges.js";

/** One font file of a package. */
export interface FontFile {
  readonly path: string;
  /** What the package calls this part of the font: "devanagari", "4". */
  readonly slice: string;
  /** Undefined for a file of all weights. */
  readonly weight: number | undefined;
  /** What the package says the file holds; undefined where it says nothing. */
  readonly ranges: readonly Range[] | undefined;
}

/** A font of the project: the files of one package, or one file that a notebook names. */
export interface FontSource {
  /** "@fontsource/noto-sans-sc", or the path that was given. */
  readonly name: string;
  /** "noto-sans-sc" */
  readonly id: string;
  readonly version: string;
  readonly files: readonly FontFile[];
  /** Named by the notebook or the project: looked at before all others. */
  readonly named: boolean;
}

/** Where fonts are looked for. */
export interface FontPlaces {
  /** Folder of the notebook, absolute. */
  readonly folder: string;
  /** Folder of the project, absolute. */
  readonly root: string;
  /** `fonts:` of the front matter: packages, or paths relative to the notebook. */
  readonly named: readonly string[];
}

const scopes = ["@fontsource", "@fontsource-variable"];
const fontFile = /\.(?:woff2?|[ot]tf)$/i;

/**
 * The fonts of a project, in the order in which they are asked: those that front matter and `package.json` name,
 * then `noto-*` packages in `node_modules`, nearest folder first, up to the project's own and never above it. Throws
 * FlopbookError for a named one that is not there.
 */
export function fontSources(places: FontPlaces): readonly FontSource[] {
  const { folder, root, named } = places;
  const folders = upward(folder, root);
  const given = [
    ...named.map((name) => ({ name, base: folder })),
    ...configured(root).map((name) => ({ name, base: root })),
  ];
  const first = joined(given.map(({ name, base }) => namedSource(name, base, folders, root)));
  const found = folders.flatMap((place) => scopes.flatMap((scope) => installed(place, scope)));
  const unique = new Map<string, FontSource>();
  for (const source of [...first, ...found]) if (!unique.has(source.name)) unique.set(source.name, source);
  return [...unique.values()];
}

/** What the project's fonts are known by: a page whose key holds this is made anew when a package comes or goes. */
export function fontsKey(places: FontPlaces): readonly string[] {
  try {
    return fontSources(places).map(({ name, version }) => `${name} ${version}`);
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    return [error.message];
  }
}

/** Folders from the notebook's up to the project's; of a notebook outside the project, the project's alone. */
function upward(folder: string, root: string): string[] {
  const inside = relative(root, folder);
  if (inside.startsWith("..")) return [root];
  const parts = inside === "" ? [] : inside.split(sep);
  return parts.map((_, i) => join(root, ...parts.slice(0, parts.length - i))).concat(root);
}

/** `"flopbook": { "fonts": [...] }` in the project's package.json. */
function configured(root: string): readonly string[] {
  const path = join(root, "package.json");
  if (!existsSync(path)) return [];
  let fonts: unknown;
  try {
    fonts = (JSON.parse(readFileSync(path, "utf8")) as { flopbook?: { fonts?: unknown } } | null)?.flopbook
      ?.fonts;
  } catch {
    return []; // whoever needs that file says what is wrong with it
  }
  if (fonts === undefined) return [];
  if (Array.isArray(fonts) && fonts.every((font) => typeof font === "string")) return fonts;
  throw new FlopbookError(
    `package.json: flopbook.fonts must be a list of packages and paths, got ${JSON.stringify(fonts)}`,
  );
}

function namedSource(name: string, base: string, folders: readonly string[], root: string): FontSource {
  if (fontFile.test(name)) return { ...fileSource(name, base, root), named: true };
  const home = folders.map((place) => join(place, "node_modules", name)).find(existsSync);
  if (home === undefined)
    throw new FlopbookError(
      `fonts: no package or font file of this name, got "${name}"; npm install ${name}, or correct the name`,
    );
  const source = packageSource(home, name);
  if (source === undefined)
    throw new FlopbookError(
      `fonts: ${name} holds no font files as packages of @fontsource do; name a font file (.woff2, .ttf, .otf)`,
    );
  return { ...source, named: true };
}

function fileSource(name: string, base: string, root: string): FontSource {
  const path = resolve(base, name);
  if (!existsSync(path))
    throw new FlopbookError(`fonts: no such file, got "${name}"; paths are relative to the notebook`);
  if (relative(realpathSync(root), realpathSync(path)).startsWith(".."))
    throw new FlopbookError(`fonts: a file outside the project, got "${name}"; copy it into the project`);
  const { family, weight, axes, codes } = fontFacts(path);
  if (codes.size === 0)
    throw new FlopbookError(
      `fonts: a font of colours or bitmaps, which a browser prints as blank paper, got "${name}"; name one with outlines, such as @fontsource/noto-emoji`,
    );
  const file = { path, slice: "whole", weight: "wght" in axes ? undefined : weight, ranges: undefined };
  return { name, id: family, version: sha256(readFileSync(path)), files: [file], named: true };
}

/** Named files of one family are one font in several weights. */
function joined(sources: readonly FontSource[]): FontSource[] {
  const fonts = new Map<string, FontSource>();
  for (const source of sources) {
    const key = source.name.includes("/") && !fontFile.test(source.name) ? source.name : source.id;
    const known = fonts.get(key);
    const more = known?.files.some(({ path }) => path === source.files[0]?.path) ? [] : source.files;
    fonts.set(
      key,
      known === undefined
        ? source
        : { ...known, version: known.version + source.version, files: [...known.files, ...more] },
    );
  }
  return [...fonts.values()];
}

function installed(place: string, scope: string): FontSource[] {
  const folder = join(place, "node_modules", scope);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((id) => id.startsWith("noto-"))
    .sort()
    .flatMap((id) => packageSource(join(folder, id), `${scope}/${id}`) ?? []);
}

/** A package as @fontsource lays it out: files/<id>-<slice>-<weight>-normal.woff2, and unicode.json with ranges. */
function packageSource(home: string, name: string): FontSource | undefined {
  const id = name.split("/").at(-1) ?? name;
  const files = existsSync(join(home, "files")) ? readdirSync(join(home, "files")).sort() : [];
  const ranges = readRanges(home);
  const parts = files.flatMap((file): FontFile[] => {
    const match = /^(.*)-(\d+|wght)-normal\.woff2$/.exec(file);
    if (match === null || !file.startsWith(`${id}-`)) return [];
    const slice = (match[1] ?? "").slice(id.length + 1);
    const weight = match[2] === "wght" ? undefined : Number(match[2]);
    return [{ path: join(home, "files", file), slice, weight, ranges: ranges.get(slice) }];
  });
  if (parts.length === 0) return undefined;
  return { name, id, version: versionOf(home), files: parts, named: false };
}

function readRanges(home: string): ReadonlyMap<string, readonly Range[]> {
  const path = join(home, "unicode.json");
  if (!existsSync(path)) return new Map();
  let all: Record<string, string>;
  try {
    all = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  } catch {
    return new Map(); // every file is opened then
  }
  return new Map(
    Object.entries(all).map(([slice, ranges]) => [slice.replace(/^\[|\]$/g, ""), rangesOf(ranges)]),
  );
}

function versionOf(home: string): string {
  const path = join(home, "package.json");
  return existsSync(path) ? String(JSON.parse(readFileSync(path, "utf8")).version ?? "") : "";
}
