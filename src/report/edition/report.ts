// One executed notebook -> the files of its report, each rendered or printed only when something that shapes it changed.
import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { toldFault } from "../../disk/fault.js";
import { fileHash, sha256 } from "../../disk/hash.js";
import { readRegular } from "../../disk/regular-file.js";
import { writeTogether, writeWhole } from "../../disk/write.js";
import type { CellError } from "../../notebook/notebook.js";
import { type PathKind, pathKind } from "../path-kind.js";
import { browserLimits, toldWhenSlow } from "../pdf/deadline.js";
import type { Problem } from "../problem.js";
import { type BuildRecord, writeRecord } from "./cache.js";
import { fileKinds, fileName, leftBehind, removeLastGood, writeFailingPage } from "./files.js";
import type { ManifestOutput, ManifestReport } from "./manifest.js";
import {
  changedSince,
  isCurrent,
  keyOfPdf,
  type Plan,
  pdfIsCurrent,
  planOf,
  type ReportJob,
} from "./plan.js";
import type { Page } from "./steps.js";
import { failureText } from "./strays.js";

/** What became of one report. */
export interface ReportResult {
  readonly name: string;
  /** "unchanged": nothing was rendered, printed or written. */
  readonly status: "built" | "unchanged" | "failed";
  /** Absolute paths of the files that stand for the report now. */
  readonly files: readonly string[];
  /** Errors of cells; the page shows them where they happened. */
  readonly cellErrors: readonly CellError[];
  /** Faults of the page; errors among them fail the report. */
  readonly problems: readonly Problem[];
  /** Why there is no page or no PDF, as sentences. */
  readonly failures: readonly string[];
  /** What is no fault, but what a reader of the files should know, as sentences. */
  readonly remarks: readonly string[];
}

/** A result, and the entry for the manifest when the page is good. */
export interface BuiltReport {
  readonly result: ReportResult;
  readonly entry: Omit<ManifestReport, "tools"> | undefined;
}

/** Builds one report. Throws only what is no person's mistake, and the signal's reason. */
export async function buildReport(job: ReportJob): Promise<BuiltReport> {
  try {
    const unsteady = job.executed.notes?.filter(({ severity }) => severity === "error") ?? [];
    if (unsteady.length > 0) return { result: resultOf(job, "failed", [], []), entry: undefined };
    const plan = planOf(job);
    const known = plan.known;
    if (known !== undefined && isCurrent(job, plan, known)) {
      writeChanged([{ path: plan.paths.values, content: plan.valuesText }]);
      return goodReport(job, plan, "unchanged", known, []);
    }
    return await freshReport(job, plan);
  } catch (error) {
    job.signal?.throwIfAborted();
    return { result: resultOf(job, "failed", [], toldFault(error).split("\n")), entry: undefined };
  }
}

async function freshReport(job: ReportJob, plan: Plan): Promise<BuiltReport> {
  const { executed, formats, outputFolder, signal } = job;
  const { page, pictures, linked } = await pageOf(job, plan);
  signal?.throwIfAborted();
  const changed = changedSince(job, plan);
  if (changed.length > 0)
    return { result: resultOf(job, "failed", [], [changedText(changed)]), entry: undefined };
  const fails = executed.errors.length > 0 || page.problems.some(({ severity }) => severity === "error");
  if (fails) {
    const failing = { report: executed.name, html: page.html, published: job.published };
    writeFailingPage(outputFolder, failing);
    return { result: resultOf(job, "failed", page.problems, []), entry: undefined };
  }
  const html = formats.includes("html") ? [{ path: plan.paths.html, content: page.html }] : [];
  writeChanged([...html, { path: plan.paths.values, content: plan.valuesText }]);
  const record: BuildRecord = {
    htmlKey: plan.htmlKey,
    htmlHash: sha256(page.html),
    htmlBytes: Buffer.byteLength(page.html),
    notebook: relative(job.root, executed.path).split(sep).join("/"),
    pictures,
    linked,
    problems: page.problems,
  };
  const failures: string[] = [];
  const pdf = formats.includes("pdf") ? await pdfOf(job, plan, page.html, record, failures) : undefined;
  signal?.throwIfAborted();
  const kept = pdf ?? (plan.known?.htmlHash === record.htmlHash ? plan.known.pdf : undefined);
  const whole = kept === undefined ? record : { ...record, pdf: kept };
  writeRecord(plan.recordPath, whole);
  if (failures.length === 0) removeLastGood(outputFolder, executed.name);
  return goodReport(job, plan, failures.length > 0 ? "failed" : "built", whole, failures);
}

function changedText(paths: readonly string[]): string {
  return `${paths.join(", ")} changed while the report was made from it, and nothing was written; build again once it rests`;
}

interface MadePage {
  readonly page: Page;
  readonly pictures: BuildRecord["pictures"];
  readonly linked: Readonly<Record<string, PathKind>>;
}

/** The page: read back when the last build's still stands, else rendered. */
async function pageOf(job: ReportJob, { known, paths, order }: Plan): Promise<MadePage> {
  if (known !== undefined && fileHash(paths.html) === known.htmlHash) {
    const page = { html: readFileSync(paths.html, "utf8"), problems: known.problems };
    return { page, pictures: known.pictures, linked: known.linked ?? {} };
  }
  job.say("page");
  const pictures: Record<string, string> = {};
  const linked: Record<string, PathKind> = {};
  const inProject = (path: string) => relative(job.root, path).split(sep).join("/");
  const readFile = (path: string) => {
    const bytes = readRegular(path, basename(path));
    pictures[inProject(path)] = sha256(bytes);
    return bytes;
  };
  const kindOf = (path: string) => {
    const kind = pathKind(path);
    linked[inProject(path)] = kind;
    return kind;
  };
  return { page: await job.render({ ...order, readFile, kindOf }), pictures, linked };
}

/** Seconds after which somebody who waits is told what for. */
const patience = 10;

/** The printed report, or undefined with the reason in `failures`: a page stands without its PDF. */
async function pdfOf(
  job: ReportJob,
  plan: Plan,
  html: string,
  record: BuildRecord,
  failures: string[],
): Promise<BuildRecord["pdf"]> {
  const { known, paths } = plan;
  if (known !== undefined && pdfIsCurrent(job, paths.pdf, known)) return known.pdf;
  try {
    return await job.printing(async () => {
      const waiting = () => job.say(`waiting for the browser; given up after ${browserLimits.start} s`);
      const printer = await toldWhenSlow(patience, waiting, job.printer);
      job.signal?.throwIfAborted();
      job.say("PDF");
      const { printPdf } = await import("../pdf/pdf.js");
      const slow = () =>
        job.say(`still printing; a printing that takes over ${browserLimits.print} s is given up`);
      const { bytes, pages, producer } = await toldWhenSlow(patience, slow, () =>
        printPdf(html, { printer, paper: job.paper, date: job.date.seconds }),
      );
      job.signal?.throwIfAborted();
      writeWhole(paths.pdf, bytes);
      const browser = `${printer.version} (${printer.found.label})`;
      const made = { paper: job.paper, pages, browser, producer };
      return { key: keyOfPdf(job, record.htmlHash), hash: sha256(bytes), bytes: bytes.length, record: made };
    });
  } catch (error) {
    job.signal?.throwIfAborted();
    failures.push(failureText(error));
    return undefined;
  }
}

function goodReport(
  job: ReportJob,
  plan: Plan,
  status: ReportResult["status"],
  record: BuildRecord,
  failures: readonly string[],
): BuiltReport {
  const { executed, date, template } = job;
  const { parameters } = executed;
  const outputs = outputsOf(job, plan, record);
  const inputs = { ...plan.inputs, ...record.pictures };
  const from = executed.outputsFrom === undefined ? {} : { outputsFrom: executed.outputsFrom };
  const entry = { date: date.day, template: basename(template), parameters, inputs, outputs, ...from };
  const left = leftBehind(job.outputFolder, executed.name, Object.keys(outputs)).map(
    (name) => `${name} is of an earlier build, not of this page; build it again, or remove it`,
  );
  const saved =
    fileHash(executed.path) === executed.sha256
      ? []
      : [
          `${job.notebookFile} was saved while it was built, and the report shows what it said before; build again`,
        ];
  const remarks = [...left, ...saved];
  return { result: resultOf(job, status, record.problems, failures, remarks), entry };
}

/** What the manifest says of the files: those of this build, and a published PDF whose page has not changed. */
function outputsOf(
  { executed, published }: ReportJob,
  plan: Plan,
  record: BuildRecord,
): Record<string, ManifestOutput> {
  const [html, values, pdf] = fileKinds.map((kind) => fileName(executed.name, kind)) as [
    string,
    string,
    string,
  ];
  const samePage = published?.outputs[html]?.sha256 === record.htmlHash;
  const before = samePage ? published?.outputs[pdf] : undefined;
  const printed =
    record.pdf === undefined
      ? before
      : { sha256: record.pdf.hash, bytes: record.pdf.bytes, pdf: record.pdf.record };
  const written = fileHash(plan.paths.html) === record.htmlHash; // not for `--to pdf`
  return {
    ...(written ? { [html]: { sha256: record.htmlHash, bytes: record.htmlBytes } } : {}),
    [values]: { sha256: sha256(plan.valuesText), bytes: Buffer.byteLength(plan.valuesText) },
    ...(printed === undefined ? {} : { [pdf]: printed }),
  };
}

/** What differs from run to run, beside the faults of the page: it is told, and no page shows it. */
function runProblems({ name, notes = [] }: ReportJob["executed"]): readonly Problem[] {
  return notes.map((note) => ({ ...note, notebook: name, line: undefined }));
}

/** A report that is not made at all, and why. */
export function refusedReport(name: string, why: string): ReportResult {
  return { name, status: "failed", files: [], cellErrors: [], problems: [], failures: [why], remarks: [] };
}

function resultOf(
  { executed, outputFolder }: ReportJob,
  status: ReportResult["status"],
  problems: readonly Problem[],
  failures: readonly string[],
  remarks: readonly string[] = [],
): ReportResult {
  const { name, errors: cellErrors } = executed;
  const files = fileKinds.map((kind) => join(outputFolder, fileName(name, kind))).filter(existsSync);
  const told = [...problems, ...runProblems(executed)];
  return { name, status, files, cellErrors, problems: told, failures, remarks };
}

/** Writes those of the files that do not lie there already, all or none. */
function writeChanged(files: readonly { readonly path: string; readonly content: string }[]): void {
  writeTogether(files.filter(({ path, content }) => fileHash(path) !== sha256(content)));
}
