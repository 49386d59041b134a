// What `doctor` says of the fonts that a project has for text which the report's own faces lack.
import { relative, sep } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import { fontFacts } from "../../report/fonts/font.js";
import { type FontSource, fontSources } from "../../report/fonts/sources.js";
import type { Project } from "../project.js";

interface FontsFinding {
  readonly subject: string;
  readonly status: "good" | "note" | "missing";
  readonly found: string;
  readonly meaning: string;
}

/** Each font with how many characters it holds; no fonts are no fault, since most reports need none. */
export function projectFontsFinding(project: Project): FontsFinding {
  const subject = "project fonts";
  try {
    const sources = fontSources({ folder: project.notebooks, root: project.root, named: [] });
    if (sources.length > 0) {
      const meaning = `${sources.map((source) => described(source, project)).join(", ")}.`;
      const found = sources.length === 1 ? "1 font" : `${sources.length} fonts`;
      return { subject, status: "good", found, meaning };
    }
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    return {
      subject,
      status: "missing",
      found: "a font that the project names is not there",
      meaning: error.message,
    };
  }
  const meaning =
    "Latin, Greek, Cyrillic, box drawing and common symbols need none; for other scripts and emoji install the package that a build names, such as `npm install @fontsource/noto-sans-sc`.";
  return { subject, status: "note", found: "none installed", meaning };
}

function described(source: FontSource, { root }: Project): string {
  const name = source.named
    ? relative(root, source.files[0]?.path ?? "")
        .split(sep)
        .join("/")
    : source.name;
  const codes = new Set<number>();
  for (const { path } of lightest(source)) for (const code of fontFacts(path).codes) codes.add(code);
  return `${source.name.startsWith("@") ? source.name : name} ${codes.size === 0 ? "has colours or bitmaps, which are not printed" : `holds ${codes.size} characters`}`;
}

/** One weight holds what the others do; of a sliced font the parts that are whole, unless there are only slices. */
function lightest({ files }: FontSource): FontSource["files"] {
  const weight = files.some((file) => file.weight === 400) ? 400 : files[0]?.weight;
  const same = files.filter((file) => file.weight === weight);
  const whole = same.filter(({ slice }) => !/^\d+$/.test(slice));
  return whole.length > 0 ? whole : same;
}
