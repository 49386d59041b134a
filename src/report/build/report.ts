// One executed notebook -> the files of its report, each rendered or printed only when something that shapes it changed.
import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { FlopbookError } from "../../errors.js";
import type { CellError } from "../../notebook/notebook.js";
import { readRegular } from "../../regular-file.js";
import { fileHash, sha256 } from "../hash.js";
import { browserLimits, toldWhenSlow } from "../pdf/deadline.js";
import type { Problem } from "../problem.js";
import { writeWhole } from "../write.js";
import { type BuildRecord, writeRecord } from "./cache.js";
import { fileKinds, fileName, removeLastGood, setGoodAside } from "./files.js";
import type { ManifestOutput, ManifestReport } from "./manifest.js";
import { isCurrent, keyOfPdf, type Plan, pdfIsCurrent, planOf, type ReportJob } from "./plan.js";
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
}

/** A result, and the entry for the manifest when the page is good. */
export interface BuiltReport {
  readonly result: ReportResult;
  readonly entry: Omit<ManifestReport, "tools"> | undefined;
}

/** Builds one report. Throws only what is no person's mistake, and the signal's reason. */
export async function buildReport(job: ReportJob): Promise<BuiltReport> {
  try {
    const plan = planOf(job);
    const known = plan.known;
    if (known !== undefined && isCurrent(job, plan, known)) {
      await writeIfOther(plan.paths.values, plan.valuesText);
      return goodReport(job, plan, "unchanged", known, []);
    }
    return await freshReport(job, plan);
  } catch (error) {
    job.signal?.throwIfAborted();
    if (!(error instanceof FlopbookError)) throw error;
    return { result: resultOf(job, "failed", [], [error.message]), entry: undefined };
  }
}

async function freshReport(job: ReportJob, plan: Plan): Promise<BuiltReport> {
  const { executed, formats, outputFolder, signal } = job;
  const { page, pictures } = await pageOf(job, plan);
  signal?.throwIfAborted();
  const fails = executed.errors.length > 0 || page.problems.some(({ severity }) => severity === "error");
  if (fails) {
    await setGoodAside(outputFolder, executed.name, job.published);
    await writeWhole(plan.paths.html, page.html);
    return { result: resultOf(job, "failed", page.problems, []), entry: undefined };
  }
  if (formats.includes("html")) await writeIfOther(plan.paths.html, page.html);
  await writeIfOther(plan.paths.values, plan.valuesText);
  const record: BuildRecord = {
    htmlKey: plan.htmlKey,
    htmlHash: sha256(page.html),
    htmlBytes: Buffer.byteLength(page.html),
    pictures,
    problems: page.problems,
  };
  const failures: string[] = [];
  const pdf = formats.includes("pdf") ? await pdfOf(job, plan, page.html, record, failures) : undefined;
  signal?.throwIfAborted();
  const kept = pdf ?? (plan.known?.htmlHash === record.htmlHash ? plan.known.pdf : undefined);
  const whole = kept === undefined ? record : { ...record, pdf: kept };
  await writeRecord(plan.recordPath, whole);
  if (failures.length === 0) await removeLastGood(outputFolder, executed.name);
  else await setGoodAside(outputFolder, executed.name, job.published, ["pdf"]);
  return goodReport(job, plan, failures.length > 0 ? "failed" : "built", whole, failures);
}

interface MadePage {
  readonly page: Page;
  readonly pictures: BuildRecord["pictures"];
}

/** The page: read back when the last build's still stands, else rendered. */
async function pageOf(job: ReportJob, { known, paths, order }: Plan): Promise<MadePage> {
  if (known !== undefined && fileHash(paths.html) === known.htmlHash) {
    const page = { html: readFileSync(paths.html, "utf8"), problems: known.problems };
    return { page, pictures: known.pictures };
  }
  job.say("page");
  const pictures: Record<string, string> = {};
  const readFile = (path: string) => {
    const bytes = readRegular(path, basename(path));
    pictures[relative(job.root, path).split(sep).join("/")] = sha256(bytes);
    return bytes;
  };
  return { page: await job.render({ ...order, readFile }), pictures };
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
      await writeWhole(paths.pdf, bytes);
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
  return { result: resultOf(job, status, record.problems, failures), entry };
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

function resultOf(
  { executed, outputFolder }: ReportJob,
  status: ReportResult["status"],
  problems: readonly Problem[],
  failures: readonly string[],
): ReportResult {
  const files = fileKinds.map((kind) => join(outputFolder, fileName(executed.name, kind))).filter(existsSync);
  return { name: executed.name, status, files, cellErrors: executed.errors, problems, failures };
}

/** A report of which there is nothing but the reason. */
export function failedReport(name: string, failure: string): ReportResult {
  return { name, status: "failed", files: [], cellErrors: [], problems: [], failures: [failure] };
}

async function writeIfOther(path: string, text: string): Promise<void> {
  if (fileHash(path) !== sha256(text)) await writeWhole(path, text);
}
