// The bibliography of a notebook: BibTeX and CSL-JSON files that its front matter names, read into the page's references.
import { resolve } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import type { Problems } from "../problem.js";
import { faultOfPlace, type ProjectFiles } from "../project-file.js";
import { bibtexFile } from "./bibtex.js";
import { cslEntries } from "./csl-json.js";
import { type Entry, sourceOf } from "./entry.js";
import type { References } from "./references.js";

/** Where the files lie, and who hears of what they hold. */
interface Reader extends ProjectFiles {
  readonly references: Pick<References, "know">;
  readonly problems: Problems;
}

/** Not a cell: problems here point at the front matter. */
const frontMatter = { cell: undefined, line: undefined };

/** Makes the documents of these files citable. A source that a cell hands over comes before one of the same key here. */
export function readBibliography(paths: readonly string[], page: Reader): void {
  for (const path of paths) {
    try {
      for (const entry of entriesOf(path, page)) page.references.know(sourceOf(entry));
    } catch (error) {
      if (!(error instanceof FlopbookError)) throw error;
      page.problems.error(frontMatter, error.message);
    }
  }
}

function entriesOf(path: string, page: Reader): readonly Entry[] {
  const subject = `bibliography ${path}`;
  if (!/\.(?:bib|json)$/i.test(path))
    throw new FlopbookError(
      `${subject}: a .bib file (BibTeX) or a .json file (CSL JSON) is needed; export it as one`,
    );
  const text = textOf(path, subject, page);
  if (/\.json$/i.test(path)) return cslEntries(text, subject);
  const { entries, repeated } = bibtexFile(text, subject);
  for (const key of new Set(repeated))
    page.problems.warning(frontMatter, `${subject}: the key ${key} stands twice; the first entry counts`);
  return entries;
}

function textOf(path: string, subject: string, page: Reader): string {
  const file = resolve(page.folder, path);
  const fault = faultOfPlace(file, page);
  if (fault !== undefined) throw new FlopbookError(`${subject}: ${fault}`);
  try {
    return Buffer.from(page.readFile(file)).toString("utf8");
  } catch (cause) {
    throw new FlopbookError(`${subject}: cannot be read; check the path, which is relative to the notebook`, {
      cause,
    });
  }
}
