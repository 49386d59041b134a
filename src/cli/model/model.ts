// `flopbook model`: what a network costs, module by module; two of them side by side; as text, JSON, CSV or a report.
import { FlopbookError } from "../../ground/errors.js";
import { type FoundModel, type ModelSettings, ownImporters, ownModels } from "../../importers/index.js";
import { decoderSpecOf, type GraphSummary, graphSummary } from "../../models/index.js";
import { foundModel } from "../../node/found-model.js";
import type { OwnExports } from "../../node/own-module.js";
import { asUsage } from "../options.js";
import { projectExports } from "../own.js";
import type { Context, Terminal } from "../terminal.js";
import { plainSpaces } from "../text-table.js";
import { modelCard } from "./card.js";
import { comparison, comparisonJson } from "./comparison.js";
import { layersCsv } from "./csv.js";
import type { DeviceFit } from "./fit.js";
import { how } from "./how.js";
import type { BoundLayers } from "./roofline.js";
import type { ModelWords } from "./words.js";

/** Prints what the named models cost; returns 1 when `strict` and something is not counted. */
export async function run(names: readonly string[], words: ModelWords, context: Context): Promise<number> {
  const { terminal } = context;
  if (words.how) return told(names, terminal);
  checkTogether(names, words);
  const own = await projectExports(terminal.cwd);
  const found = foundModels(names, settingsOf(words), own, terminal);
  const [first] = found;
  if (words.report !== undefined && first !== undefined) {
    const { writeModelReport } = await import("./report.js");
    const reported = {
      word: names[0] ?? "",
      title: first.graph.name,
      dtype: words.dtype ?? first.graph.activations?.name ?? "fp32",
    };
    const code = await writeModelReport(reported, words.report, words, context);
    return Math.max(code, words.strict ? strictCode(found, terminal) : 0);
  }
  const again = (settings: ModelSettings) => foundOne(names[0] ?? "", settings, own, terminal);
  terminal.out(plainSpaces(await shown(found, words, { own, terminal, again })));
  return words.strict ? strictCode(found, terminal) : 0;
}

function foundModels(
  names: readonly string[],
  settings: ModelSettings,
  own: OwnExports,
  terminal: Terminal,
): readonly FoundModel[] {
  try {
    return names.map((name) => foundOne(name, settings, own, terminal));
  } catch (error) {
    const told = error instanceof FlopbookError && error.message.startsWith("resolution: ");
    throw told ? new FlopbookError(`--${error.message}`, { exitCode: 2, cause: error }) : asUsage(error);
  }
}

function foundOne(
  name: string,
  settings: ModelSettings,
  { models = [], importers = [] }: OwnExports,
  { cwd }: Terminal,
): FoundModel {
  return foundModel(name, settings, {
    cwd,
    models: ownModels(models),
    importers: ownImporters(importers),
  });
}

interface Ground {
  readonly own: OwnExports;
  readonly terminal: Terminal;
  /** Counts the first model again, with other settings. */
  readonly again: (settings: ModelSettings) => FoundModel;
}

async function shown(
  found: readonly FoundModel[],
  words: ModelWords,
  { own, terminal, again }: Ground,
): Promise<string> {
  const summaries = found.map(({ graph, kind }) =>
    graphSummary(graph, { kind, asStored: words.dtype === undefined }),
  );
  const [summary] = summaries;
  if (summary === undefined || summaries.length > 1)
    return words.json ? json(comparisonJson(summaries)) : comparison(summaries, terminal);
  if (words.csv) return layersCsv(summary);
  const roofline = await rooflineOf(found, words, own);
  const attention = await attentionOf(found, summary);
  const fit = await fitOf(found, words, { own, terminal, again });
  if (words.json)
    return json({
      ...summary,
      ...(attention === undefined ? {} : { attention }),
      ...(roofline === undefined ? {} : { roofline }),
      ...(fit === undefined ? {} : { fit }),
    });
  const { depth, counting } = words;
  return modelCard(summary, { depth, counting, attention, roofline, fit }, terminal);
}

/** Loads the planner, which knows what windows leave, for networks that tokens go into only. */
async function attentionOf([first]: readonly FoundModel[], summary: GraphSummary) {
  if (first === undefined || decoderSpecOf(first.graph) === undefined) return undefined;
  const { modelAttention } = await import("./attention.js");
  return modelAttention(first.graph, summary);
}

/** Loads the hardware only when a device is named. */
async function rooflineOf(
  [first]: readonly FoundModel[],
  { device: name, dtype }: ModelWords,
  { devices = [] }: OwnExports,
): Promise<BoundLayers | undefined> {
  if (first === undefined || name === undefined) return undefined;
  const { boundLayers } = await import("./roofline.js");
  const { device, ownDevices } = await import("../../hardware/index.js");
  try {
    const format = dtype ?? first.graph.activations?.name ?? "fp32";
    return boundLayers(first.graph, device(name, ownDevices(devices)), format);
  } catch (error) {
    throw asUsage(error);
  }
}

/** What fits on the device that is named. */
async function fitOf(
  [first]: readonly FoundModel[],
  words: ModelWords,
  { own: { devices = [] }, again }: Ground,
): Promise<DeviceFit | undefined> {
  if (first === undefined || words.device === undefined) return undefined;
  const { deviceFit } = await import("./fit.js");
  const { device, ownDevices } = await import("../../hardware/index.js");
  const chosen = device(words.device, ownDevices(devices));
  return deviceFit(first.graph, settingsOf(words), chosen, (settings) => again(settings).graph);
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function strictCode(found: readonly FoundModel[], { err }: Terminal): number {
  const left = found.flatMap(({ graph }) =>
    graph.notCounted.map(({ name, what, why }) => `${graph.name}: ${name} (${what}) is not counted: ${why}`),
  );
  for (const line of left) err(`flopbook: ${line}\n`);
  return left.length === 0 ? 0 : 1;
}

/** The settings that were given, under the library's names. */
function settingsOf(words: ModelWords): ModelSettings {
  const { batch, sequence, resolution, images, audio, steps, dtype, attention, dim } = words;
  return {
    ...(batch === undefined ? {} : { batch }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(images === undefined ? {} : { images }),
    ...(audio === undefined ? {} : { audio }),
    ...(steps === undefined ? {} : { steps }),
    ...(dtype === undefined ? {} : { dtype }),
    ...(attention === undefined ? {} : { attention }),
    ...(dim === undefined ? {} : { dims: dimensions(dim) }),
  };
}

const mostDimension = 1e9;

/** ["batch=8", "past=0"] by name; 0 is the size of an empty past. */
function dimensions(words: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name, size = ""] = /^([^=]+)=(\d{1,10})$/.exec(word) ?? [];
      if (name === undefined || Number(size) > mostDimension)
        throw usage(
          `--dim: must be name=size with a whole size from 0 to ${mostDimension}, got "${word}"; write --dim batch=8`,
        );
      return [name.trim(), Number(size)];
    }),
  );
}

/** How a network becomes a file; about no model in particular. */
function told(names: readonly string[], { out }: Terminal): number {
  if (names.length > 0)
    throw usage(`--how: is about no model in particular, got ${names.join(" ")}; leave it out`);
  out(how());
  return 0;
}

function checkTogether(names: readonly string[], words: ModelWords): void {
  if (names.length === 0)
    throw usage("model: must be a name or a file, got none; name one, or see `flopbook model --how`");
  const { json, csv, device, report } = words;
  const several = names.length > 1;
  if (report !== undefined && (json || csv))
    throw usage("--report: writes a file of its own, got --json or --csv too; choose one");
  if (several && report !== undefined) throw usage("--report: is about one model, got several; name one");
  if (json && csv) throw usage("--csv: is another form of --json, got both; choose one");
  if (several && csv) throw usage("--csv: lists the layers of one model, got several; name one");
  if (several && device !== undefined)
    throw usage("--device: puts one model under a roofline, got several; name one");
}

function usage(message: string): FlopbookError {
  return new FlopbookError(message, { exitCode: 2 });
}
