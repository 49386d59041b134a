// What a network costs as text: a table by module, totals, what is not counted and why, conventions.

import { shapeText } from "../../layers/index.js";
import { type GraphSummary, type PassSummary, parameterParts } from "../../models/index.js";
import { grouped, text } from "../../numbers/format.js";
import { escapedName } from "../door.js";
import type { Terminal } from "../terminal.js";
import { wrapped } from "../text-table.js";
import type { ModelAttention } from "./attention.js";
import { type DeviceFit, fitWords } from "./fit.js";
import { activationWords, formatTable, storedWords } from "./formats.js";
import type { BoundLayers } from "./roofline.js";
import { type ModuleTableOptions, moduleTable } from "./table.js";

/** Widest line of a card, and the column that its facts begin at. */
const widest = 100;
const indent = 14;

interface CardOptions extends ModuleTableOptions {
  readonly attention?: ModelAttention | undefined;
  readonly fit?: DeviceFit | undefined;
}

/** The whole card, between 70 and 100 columns wide, 100 in a pipe; depth 0 leaves out the table. */
export function modelCard(summary: GraphSummary, options: CardOptions, terminal: Terminal): string {
  const { bold, dim, yellow } = terminal.colors;
  const width = terminal.interactive ? Math.max(70, Math.min(widest, terminal.columns)) : widest;
  const inputs = summary.inputs.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(", ");
  const fact = ([name, words]: readonly [string, string]) =>
    `${name.padEnd(indent)}${wrapped(words, width - indent, " ".repeat(indent))}\n`;
  return [
    `${bold(escapedName(summary.name))}  ${escapedName(inputs)}\n`,
    `${dim(wrapped(summary.source, width))}\n\n`,
    options.depth === 0 ? "" : `${moduleTable(summary, options, width, dim)}\n`,
    ...totals(summary, options).map(fact),
    ...(summary.stored === undefined ? [] : [indented(formatTable(summary.stored))]),
    ...left(summary).map((line) => (summary.notCounted.length === 0 ? fact(line) : yellow(fact(line)))),
    ...summary.conventions.map((words, at) => dim(fact([at === 0 ? "conventions" : "", words]))),
  ].join("");
}

/** A table between the facts, with a line of space on both sides. */
function indented(table: string): string {
  return table === "" ? "" : `\n${table.replace(/^(?=.)/gm, "  ")}\n`;
}

function totals(
  summary: GraphSummary,
  { roofline, attention, fit }: CardOptions,
): readonly (readonly [string, string])[] {
  const { parameters, forward, backward, savedForBackward, movedBytes } = summary;
  const [stored, activations] = [storedWords(summary), activationWords(summary)];
  const { total, active, byPart, bytes } = parameters;
  const parts = parameterParts.filter((part) => byPart[part] > 0);
  const split = parts.map((part) => `${part.replace("_", " ")} ${grouped(byPart[part])}`).join(", ");
  return [
    ["parameters", `${grouped(total)} (${text(bytes, "byte")}): ${split}`],
    ...(stored === undefined ? [] : [["stored", stored] as const]),
    ...(activations === undefined ? [] : [["activations", activations] as const]),
    ...(active === total ? [] : [["active", `${grouped(active)} per token`] as const]),
    ["forward", passText(forward)],
    ...(attention === undefined ? [] : [["attention", attention.text] as const]),
    ["backward", passText(backward)],
    ["kept", `${text(savedForBackward.bytes, "byte")}; ${savedForBackward.convention}`],
    ["moved", `${text(movedBytes, "byte")} in the forward pass`],
    ...(roofline === undefined ? [] : [["roofline", rooflineText(roofline)] as const]),
    ...(fit === undefined
      ? []
      : fitWords(fit, roofline?.device ?? "the device").map(
          (line, at) => [at === 0 ? "fits" : "", line] as const,
        )),
  ];
}

function passText({ mac, matrixFlop, flop }: PassSummary): string {
  return `${text(mac, "MAC", { digits: 4 })} = ${text(matrixFlop, "FLOP", { digits: 4 })} in matrix products and convolutions; ${text(flop, "FLOP", { digits: 4 })} with all other operations`;
}

function rooflineText({ device, format, ridge, seconds, memoryBoundLayers, layers }: BoundLayers): string {
  return `at least ${text(seconds, "s")} forward on ${device} in ${format}: ${memoryBoundLayers} of ${layers.length} layers are bound by memory (below ${text(ridge, "FLOP/byte")}), the rest by arithmetic`;
}

function left({ notCounted }: GraphSummary): readonly (readonly [string, string])[] {
  if (notCounted.length === 0) return [["not counted", "nothing: every layer is counted"]];
  return notCounted.map(({ name, what, why }, at) => [
    at === 0 ? "not counted" : "",
    `${name} (${what}): ${why}`,
  ]);
}
