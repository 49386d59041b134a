// Any of our values -> MIME bundle for a notebook cell, in Jupyter, VS Code, nbconvert and our own build.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { FlopbookError } from "../errors.js";
import { escapeHtml } from "../html.js";
import {
  displaySymbol,
  type FigureJson,
  type MimeBundle,
  mimeType,
  type NamedValueJson,
  type SourcesJson,
  type ValuesJson,
} from "../mime.js";
import { isQuantity, type Quantity } from "../numbers/quantity.js";
import { authorYear, type Source } from "../sources/source.js";

/** A value that says how it shows itself. */
export interface Displayable {
  readonly [displaySymbol]: () => MimeBundle;
}

/**
 * Shows a value as the output of the current cell: a quantity as a worked equation, a chart, a table, a verdict.
 * Under Jupyter a chart carries an SVG made by the command line, so that viewers without Vega show it too.
 * Outside a notebook the text form is printed.
 */
export function show(value: object): void {
  emit(bundleOf(value));
}

/**
 * Publishes named values: prose refers to them as {{name}}, the regression check compares them, their derivations
 * open on the page. `tolerance` is relative; 1e-9 when absent.
 */
export function publish(
  values: Readonly<Record<string, Quantity>>,
  options: { readonly tolerance?: number } = {},
): void {
  const named = Object.entries(values).map(([name, quantity]): NamedValueJson => {
    if (!isQuantity(quantity)) {
      throw new FlopbookError(
        `publish: "${name}" is not a quantity, got ${typeof quantity}; make it by a formula or given(value, source)`,
      );
    }
    const derivation = quantity.derivation();
    return options.tolerance === undefined
      ? { name, derivation }
      : { name, tolerance: options.tolerance, derivation };
  });
  const json: ValuesJson = { values: named };
  const lines = Object.entries(values).map(
    ([name, quantity]) => [name, quantity.text, quantity.label] as const,
  );
  const rows = lines.map((line) => `<tr>${line.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`);
  emit({
    [mimeType.values]: json,
    [mimeType.html]: `<table><thead><tr><th>name</th><th>value</th><th>meaning</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
    [mimeType.text]: lines.map(([name, text]) => `${name} = ${text}`).join("\n"),
  });
}

/** Hands documents to the page so that prose may cite them as [@id]; quantities bring their own. */
export function cite(...sources: readonly Source[]): void {
  const json: SourcesJson = { sources };
  const lines = sources.map((source) => `${authorYear(source)}. ${source.title}.`);
  emit({ [mimeType.sources]: json, [mimeType.text]: lines.join("\n") });
}

function bundleOf(value: object): MimeBundle {
  if (displaySymbol in value) return (value as Displayable)[displaySymbol]();
  if ("$schema" in value && String(value.$schema).includes("vega-lite")) return figure(value);
  throw new FlopbookError(
    `show: must be a quantity, formula, chart, table or verdict, got ${value.constructor?.name ?? typeof value}; make one of these first`,
  );
}

/** Title and caption stand outside the drawing: front ends without the report show them above it. */
function figure(spec: object): MimeBundle {
  const words = (spec as { usermeta?: { flopbook?: FigureJson } }).usermeta?.flopbook;
  const bundle: Record<string, unknown> = {
    [mimeType.vegaLite]: spec,
    [mimeType.text]: words ? `${words.title}. ${words.alt}` : "A Vega-Lite chart",
  };
  const svg = process.env.FLOPBOOK_ENGINE === undefined ? svgFallback(spec) : undefined;
  if (svg !== undefined) {
    // As an image, since some exporters strip the shapes out of inline SVG.
    const image = Buffer.from(svg).toString("base64");
    bundle[mimeType.html] =
      `${words === undefined ? "" : `<p><b>${escapeHtml(words.title)}</b><br>${escapeHtml(words.caption)}</p>`}<img alt="${escapeHtml(words?.alt ?? "chart")}" src="data:image/svg+xml;base64,${image}">`;
    bundle[mimeType.svg] = svg;
  }
  return bundle;
}

/** The chart drawn by `flopbook figure` in a process of its own, since Vega cannot be loaded in the kernel. */
function svgFallback(spec: object): string {
  const cli = fileURLToPath(new URL("../cli/main.js", import.meta.url));
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
  const { cache } = createRequire(import.meta.url);
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
