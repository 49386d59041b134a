// What one report is made from, and whether the files that the last build left still stand for it.
import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileHash, folderHash, sha256 } from "../../disk/hash.js";
import { knownState } from "../../notebook/cache.js";
import type { ExecutedNotebook } from "../../notebook/notebook.js";
import type { ReportDate } from "../dates.js";
import { fontsKey } from "../fonts/sources.js";
import { flopbookFolder } from "../installed.js";
import { pathKind } from "../path-kind.js";
import type { Paper, Printer } from "../pdf/chrome.js";
import { namedValues } from "../values.js";
import { type BuildRecord, htmlKey, pdfKey, readRecord, recordPath } from "./cache.js";
import { type FileKind, type Format, fileName } from "./files.js";
import type { ManifestReport, Tools } from "./manifest.js";
import type { PageOrder, Steps } from "./steps.js";

/** Everything that one report is made from. */
export interface ReportJob {
  readonly executed: ExecutedNotebook;
  /** Path of the notebook in the project, with "/". */
  readonly notebookFile: string;
  readonly date: ReportDate;
  readonly root: string;
  readonly outputFolder: string;
  readonly cacheFolder: string;
  readonly useCache: boolean;
  readonly formats: readonly Format[];
  readonly template: string;
  readonly paper: Paper;
  readonly rebuild: string | undefined;
  readonly sources: Readonly<Record<string, string>>;
  readonly tools: Tools;
  readonly published: ManifestReport | undefined;
  readonly render: Steps["render"];
  /** What the browser of this machine is known by, before it is started. */
  readonly browserKey: string;
  readonly printer: () => Promise<Printer>;
  readonly printing: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly signal: AbortSignal | undefined;
  readonly say: (doing: string) => void;
}

/** What is known about a report before any work is done. */
export interface Plan {
  readonly valuesText: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly htmlKey: string;
  /** The last build's record, when it was made from the same inputs. */
  readonly known: BuildRecord | undefined;
  readonly recordPath: string;
  readonly paths: Readonly<Record<"html" | "pdf" | "values", string>>;
  readonly order: Omit<PageOrder, "readFile" | "kindOf">;
}

/** Reads what the last build left and computes the keys; neither renders nor writes. */
export function planOf(job: ReportJob): Plan {
  const { executed, notebookFile, outputFolder, template, root, tools, date, paper } = job;
  const values = namedValues(executed);
  const valuesText = `${JSON.stringify(values, undefined, 2)}\n`;
  const notebookHash = executed.sha256;
  const data = { ...dataHashes(job), ...job.sources };
  const inputs = { [notebookFile]: notebookHash, ...templateHashes(root, template), ...data };
  const shaping = {
    date,
    template,
    notebookFile,
    notebookHash,
    valuesHash: sha256(valuesText),
    tools,
    paper,
    rebuild: job.rebuild,
    data,
  };
  const fonts = fontsKey({ folder: dirname(executed.path), root, named: executed.frontMatter.fonts ?? [] });
  const key = htmlKey([{ ...executed, path: "", inputs: [], notes: [] }, inputs, shaping, fonts]);
  const path = recordPath(job.cacheFolder, root, outputFolder, executed.name);
  const record = job.useCache ? readRecord(path) : undefined;
  const file = (kind: FileKind) => join(outputFolder, fileName(executed.name, kind));
  return {
    valuesText,
    inputs,
    htmlKey: key,
    known: record?.htmlKey === key && picturesAreSame(job, record) ? record : undefined,
    recordPath: path,
    paths: { html: file("html"), pdf: file("pdf"), values: file("values") },
    order: { ...shaping, executed, root, valueCount: Object.keys(values).length },
  };
}

/** Pictures and links are known only once a page has been rendered; what was found is kept with it. */
function picturesAreSame({ root }: ReportJob, { pictures, linked = {} }: BuildRecord): boolean {
  return (
    Object.entries(pictures).every(([path, hash]) => fileHash(join(root, path)) === hash) &&
    Object.entries(linked).every(([path, kind]) => pathKind(join(root, path)) === kind)
  );
}

/** Files of the project that the cells read, as they were then, without code that packages and caches hold. */
function dataHashes({ root, executed }: ReportJob): Record<string, string> {
  const inside = (executed.inputs ?? [])
    .map(({ path, sha256 }) => [relative(root, path).split(sep).join("/"), sha256] as const)
    .filter(([path]) => !/^(\.\.|dist\/|node_modules\/|\.flopbook\/|reports\/|package\.json$|$)/.test(path));
  return Object.fromEntries(inside.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Files that are other now than when this report was made from them, by path from the project's root. */
export function changedSince({ root, executed, template }: ReportJob, plan: Plan): readonly string[] {
  const shown = (path: string) => relative(root, path).split(sep).join("/");
  const data = (executed.inputs ?? [])
    .filter(({ path, sha256, rewritten }) => !rewritten && knownState(path) !== sha256)
    .map(({ path }) => shown(path));
  const layout = Object.entries(templateHashes(root, template)).filter(
    ([name, hash]) => plan.inputs[name] !== hash,
  );
  return [...data, ...layout.map(([name]) => name)];
}

/** A template's hashes by path: its layout, and its fonts, which change for other reasons. */
function templateHashes(root: string, template: string): Record<string, string> {
  const homes = isAbsolute(template)
    ? [dirname(template)]
    : [root, flopbookFolder].map((home) => join(home, "templates"));
  const folder = homes.map((home) => join(home, basename(template))).find(existsSync);
  if (folder === undefined) return {}; // rendering says so, with the names that there are
  const name = `templates/${basename(template)}`;
  const ownFonts = existsSync(join(folder, "fonts"));
  const [fontName, fonts] = ownFonts
    ? [`${name}/fonts`, join(folder, "fonts")]
    : ["templates/default/fonts", join(flopbookFolder, "templates", "default", "fonts")];
  return { [name]: folderHash(folder, (path) => !path.startsWith("fonts/")), [fontName]: folderHash(fonts) };
}

/** True when every file that is asked for is there, byte for byte as it was built from these inputs. */
export function isCurrent(job: ReportJob, { paths }: Plan, known: BuildRecord): boolean {
  const html = !job.formats.includes("html") || fileHash(paths.html) === known.htmlHash;
  return html && (!job.formats.includes("pdf") || pdfIsCurrent(job, paths.pdf, known));
}

/** True when the PDF is there, byte for byte as it was printed from the known page. */
export function pdfIsCurrent(job: ReportJob, path: string, { pdf, htmlHash }: BuildRecord): boolean {
  return pdf !== undefined && pdf.key === keyOfPdf(job, htmlHash) && fileHash(path) === pdf.hash;
}

/** The key under which a PDF of the page with this hash is current. */
export function keyOfPdf({ paper, date, browserKey }: ReportJob, html: string): string {
  return pdfKey({ html, paper, date: date.seconds, browser: browserKey });
}
