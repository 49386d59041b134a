// The cell of a notebook as a screen: Jupyter's and VS Code's kernel, our own build, or the terminal outside of both.
import type * as ChildProcess from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { showGroup as showGroupOn, showLayers as showLayersOn } from "../catalogue/handbook/index.js";
import { type Screen, showingOn } from "../display/show.js";
import { FlopbookError } from "../ground/errors.js";
import { escapeHtml } from "../ground/html.js";
import { type FigureJson, type MimeBundle, mimeType } from "../ground/mime.js";
import type { Source } from "../ground/source.js";
import type { Quantity } from "../numbers/quantity.js";

/** Loads what only some calls need. */
const require = createRequire(import.meta.url);

const cell: Screen = { put: emit, isReport, drawn };
const showing = showingOn(cell);

/**
 * Shows a value as the output of the current cell: a quantity as a worked equation, a chart, a table, a verdict.
 * Under Jupyter a chart carries an SVG made by the command line, so that viewers without Vega show it too.
 * Outside a notebook the text form is printed.
 */
export function show(value: object): void {
  showing.show(value);
}

/**
 * Publishes named values: prose refers to them as {{name}}, the regression check compares them, their derivations
 * open on the page. `tolerance` is relative; 1e-9 when absent.
 */
export function publish(
  values: Readonly<Record<string, Quantity>>,
  options: { readonly tolerance?: number } = {},
): void {
  showing.publish(values, options);
}

/** Hands documents to the page so that prose may cite them as [@id]; quantities bring their own. */
export function cite(...sources: readonly Source[]): void {
  showing.cite(...sources);
}

/** Shows every formula of a group: words and symbols, then the formula with sample values in it and its result. */
export function showGroup(group: string): void {
  showGroupOn(group, showing);
}

/** Shows what every type of layer costs; activation functions, which differ by one number each, as a table. */
export function showLayers(): void {
  showLayersOn(showing);
}

function isReport(): boolean {
  return process.env.FLOPBOOK_ENGINE !== undefined;
}

/** The chart as an image; our own build draws it itself. */
function drawn(chart: object, words: FigureJson | undefined): MimeBundle {
  if (isReport()) return {};
  const svg = svgOf(chart);
  // As an image, since some exporters strip the shapes out of inline SVG.
  const image = Buffer.from(svg).toString("base64");
  const heading =
    words === undefined ? "" : `<p><b>${escapeHtml(words.title)}</b><br>${escapeHtml(words.caption)}</p>`;
  return {
    [mimeType.html]: `${heading}<img alt="${escapeHtml(words?.alt ?? "chart")}" src="data:image/svg+xml;base64,${image}">`,
    [mimeType.svg]: svg,
  };
}

/** The chart drawn by `flopbook figure` in a process of its own, since Vega cannot be loaded in the kernel. */
function svgOf(spec: object): string {
  const cli = fileURLToPath(new URL("../cli/main.js", import.meta.url));
  const { spawnSync } = require("node:child_process") as typeof ChildProcess;
  const run = spawnSync(process.execPath, [cli, "figure", "--standalone", "-"], {
    input: JSON.stringify(spec),
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (run.status !== 0) throw new FlopbookError(`show: the chart could not be drawn: ${run.stderr.trim()}`);
  return run.stdout;
}

interface DisplayData {
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
  readonly transient: MimeBundle;
}

/**
 * tslab's public display() takes one MIME type a call; its internal writer takes a whole bundle. The module is
 * looked up among the loaded ones, since the kernel may be another copy than ours.
 */
export function emit(data: MimeBundle): void {
  const tslab = loaded(/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/) as
    | { lastWriteDisplayData?: unknown }
    | undefined;
  const write = tslab?.lastWriteDisplayData;
  if (typeof write === "function") {
    sendAtOnce(loaded(/[\\/]zeromq[\\/]lib[\\/]index\.js$/) as ZeroMq | undefined);
    (write as (display: DisplayData, update: boolean) => void)({ data, metadata: {}, transient: {} }, false);
    return;
  }
  process.stdout.write(`${String(data[mimeType.text] ?? "")}\n`);
}

function loaded(file: RegExp): unknown {
  const { cache } = require;
  const key = Object.keys(cache).find((name) => file.test(name));
  return key === undefined ? undefined : cache[key]?.exports;
}

interface Publisher {
  sendTimeout: number;
  readonly send: (message: unknown) => Promise<void>;
}

interface ZeroMq {
  readonly Publisher?: { readonly prototype: Publisher };
}

/**
 * ZeroMQ puts every 513th message of a socket off to the next tick and refuses all that come before it has gone
 * ("Socket is busy writing"): a notebook with hundreds of displays fails in the middle of a cell. A send timeout of
 * zero sends each at once.
 */
function sendAtOnce(zeroMq: ZeroMq | undefined): void {
  const prototype = zeroMq?.Publisher?.prototype;
  if (prototype === undefined || Object.hasOwn(prototype, "send")) return;
  const { send } = prototype;
  Object.defineProperty(prototype, "send", {
    value(this: Publisher, message: unknown) {
      this.sendTimeout = 0;
      return send.call(this, message);
    },
  });
}
