// `flopbook verify`: the published files against the manifest, and against what a rebuild elsewhere gives.
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import { type HandedFile, verifyHanded } from "../../report/edition/handed.js";
import { type Verification, verifyReports } from "../../report/edition/verify.js";
import { tellFaults } from "../build/build.js";
import { projectRenderers } from "../own.js";
import { type Progress, progressDisplay } from "../progress.js";
import { chosenNotebooks, type Project, projectAround } from "../project.js";
import type { Context, Terminal } from "../terminal.js";

/** The options as the command line gives them. */
export interface VerifyWords {
  readonly published?: true;
  readonly manifest?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Verifies the named notebooks or files, or everything; returns 1 when a published byte is missing or did not come again. */
export async function run(
  names: readonly string[],
  words: VerifyWords,
  { terminal, signal }: Context,
): Promise<number> {
  const project = projectAround(terminal.cwd);
  const handed = names.filter((name) => /\.(?:pdf|html?|json)$/i.test(name));
  const notebooks = names.filter((name) => !handed.includes(name));
  const own = words.published ? undefined : await projectRenderers(terminal.cwd);
  const quiet = words.quiet === true || words.json === true || words.published === true;
  const progress = progressDisplay(terminal, { total: names.length, quiet });
  const common = {
    root: project.root,
    publishedOnly: words.published === true,
    ...(own === undefined ? {} : { own }),
    signal,
    step: progress.step,
    done: ({ name, status }: { name: string; status: string }) =>
      progress.done(name, "rebuilt", status !== "failed"),
  };
  try {
    const files: HandedFile[] = [];
    for (const name of handed)
      files.push(await verifyHanded({ ...common, ...handedOrder(name, words, project, terminal) }));
    if (handed.length > 0 && notebooks.length === 0)
      return told({ files, reports: undefined }, words, { terminal, progress });
    const { manifest } = words;
    const reports = await verifyReports({
      ...common,
      notebooks: chosenNotebooks(project, terminal.cwd, notebooks),
      complete: names.length === 0,
      publishedFolder: manifest === undefined ? project.reports : dirname(namedManifest(manifest, terminal)),
    });
    return told({ files, reports }, words, { terminal, progress });
  } finally {
    progress.finish();
  }
}

function handedOrder(name: string, words: VerifyWords, project: Project, terminal: Terminal) {
  const file = handedPath(name, project, terminal);
  return { file, manifestPath: manifestOf(file, words, project, terminal) };
}

/** A file where the command runs, else one of that name among the reports. */
function handedPath(name: string, { reports }: Project, { cwd }: Terminal): string {
  const [here, there] = [resolve(cwd, name), join(reports, name)];
  return !existsSync(here) && existsSync(there) ? there : here;
}

/** The manifest that a file is held to: the named one, else the one beside the file, else the project's. */
function manifestOf(
  file: string,
  { manifest }: VerifyWords,
  { reports }: Project,
  terminal: Terminal,
): string {
  if (manifest !== undefined) return namedManifest(manifest, terminal);
  const beside = join(dirname(file), "manifest.json");
  return existsSync(beside) ? beside : join(reports, "manifest.json");
}

function namedManifest(name: string, { cwd }: Terminal): string {
  const path = resolve(cwd, name);
  if (existsSync(path)) return path;
  throw new FlopbookError(`--manifest: there is no file ${name}; name the manifest.json of the reports`, {
    exitCode: 2,
  });
}

interface Found {
  readonly files: readonly HandedFile[];
  /** Undefined where only files were asked for. */
  readonly reports: Verification | undefined;
}

function told(
  { files, reports }: Found,
  words: VerifyWords,
  { terminal, progress }: { readonly terminal: Terminal; readonly progress: Progress },
): number {
  const { json, quiet } = words;
  progress.finish();
  const same = files.every((file) => file.same) && (reports?.same ?? true);
  if (json) {
    const { compared = [], differences = [] } = reports ?? {};
    const about =
      reports === undefined ? { files } : { compared, differences, ...(files.length > 0 ? { files } : {}) };
    terminal.out(`${JSON.stringify({ same, ...about }, undefined, 2)}\n`);
    return same ? 0 : 1;
  }
  for (const file of files) if (!file.same || !quiet) terminal.out(handedText(file, terminal));
  if (reports !== undefined) tellReports(reports, words, terminal);
  return same ? 0 : 1;
}

function handedText(
  { file, same, published, report, rebuilt, reasons, remarks }: HandedFile,
  { colors }: Terminal,
): string {
  const which = published === null || published === basename(file) ? "" : ` (${published})`;
  const also = remarks.map((remark) => `; ${remark}`).join("");
  if (!same) return `${colors.red("DIFFERS")} ${file}${which}: ${reasons.join("; ")}${also}\n`;
  const proof = rebuilt ? ", and a rebuild gives the same bytes" : "";
  return `${colors.green("same")} ${file}: the published bytes of the report ${report}${proof}${also}\n`;
}

function tellReports(
  { same, compared, differences, reports }: Verification,
  { quiet, published }: VerifyWords,
  terminal: Terminal,
): void {
  const { colors } = terminal;
  for (const report of reports) if (report.status === "failed") tellFaults(report, terminal);
  for (const { file, reasons } of differences)
    terminal.out(`${colors.red("DIFFERS")} ${file}: ${reasons.join("; ")}\n`);
  if (!same)
    terminal.out(
      `${differences.length} ${differences.length === 1 ? "difference" : "differences"} from the manifest\n`,
    );
  if (!same || quiet) return;
  const how = published
    ? "have the published bytes; nothing was rebuilt"
    : "are here and came out with the published bytes";
  terminal.out(`${colors.green(`${compared.length} files ${how}`)}\n`);
}
