// `flopbook reconcile`: which named convention gives a printed number, the nearest first, and how far each lies.
import { FlopbookError } from "../../ground/errors.js";
import type { OwnNames } from "../../node/index.js";
import { grouped, text } from "../../numbers/format.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { dimensionOf, dimensionText, unitFactor } from "../../numbers/units.js";
import { nearestConventions, nearestMemory, nearestPeaks, type TransformerShape } from "../../plan/index.js";
import { asUsage } from "../options.js";
import { projectNames } from "../own.js";
import { tokensOfStep } from "../plan/options.js";
import type { Context } from "../terminal.js";
import { plainSpaces } from "../text-table.js";
import { type ReconciledRow, type Reconciliation, reconciledText } from "./reconcile-text.js";

/** The options as the command line gives them. */
export interface ReconcileOptions {
  readonly model?: string;
  readonly device?: string;
  readonly per?: "token" | "step" | "run";
  readonly sequence?: number;
  readonly batch?: number;
  readonly tokens?: number;
  readonly peak?: true;
  readonly keep: number;
  readonly json?: true;
}

/** Prints the conventions by distance. */
export async function run(number: string, options: ReconcileOptions, { terminal }: Context): Promise<number> {
  try {
    const found = reconciled(number, options, await projectNames(terminal.cwd), terminal.cwd);
    terminal.out(
      options.json
        ? `${JSON.stringify(found, undefined, 2)}\n`
        : plainSpaces(reconciledText(found, options.keep)),
    );
    return 0;
  } catch (error) {
    throw asUsage(error);
  }
}

function reconciled(number: string, options: ReconcileOptions, names: OwnNames, cwd: string): Reconciliation {
  const { value, unit } = numberOf(number, options.peak === true);
  const base = value * unitFactor(unit);
  const dimension = dimensionText(dimensionOf(unit));
  if (dimension === "FLOP/s") return peaks(base, options, names);
  const shape = shapeOf(options, names, cwd);
  if (dimension === "byte") return memory(value, unit, shape);
  if (dimension === "FLOP" || unit === "1" || unit.endsWith("MAC"))
    return operations(base, unit.endsWith("MAC") ? "MAC" : unit === "1" ? "any" : "FLOP", shape, options);
  throw new FlopbookError(
    `reconcile: must be operations, bytes or a peak rate, got "${number}"; write 2.5e11, 112GB or 1979TFLOP/s`,
  );
}

/** More operations than anybody has printed, by far. */
const mostAsked = 1e40;

/** "2.5e11", "2.5e11 FLOP", "112GB", "1979TFLOP/s"; a bare number is operations, or with --peak FLOP/s. */
function numberOf(text: string, rate: boolean): { readonly value: number; readonly unit: string } {
  const [, digits = "", unit = ""] = /^\s*(\d[\d_]*\.?\d*(?:e[+-]?\d+)?)\s*(\S*)\s*$/i.exec(text) ?? [];
  const value = Number(digits.replaceAll("_", ""));
  if (digits === "" || !(value > 0 && value <= mostAsked))
    throw new FlopbookError(
      `reconcile: must be a positive number up to ${mostAsked}, with or without a unit, got "${text}"; write 2.5e11, 112GB or 1979TFLOP/s`,
    );
  return { value, unit: unit === "" ? (rate ? "FLOP/s" : "1") : unit };
}

function shapeOf({ model }: ReconcileOptions, { foundShape }: OwnNames, cwd: string): TransformerShape {
  if (model === undefined)
    throw new FlopbookError("--model: names what the number is about, got none; write --model llama3-8b");
  return foundShape(model, cwd);
}

function operations(
  value: number,
  unit: "FLOP" | "MAC" | "any",
  shape: TransformerShape,
  options: ReconcileOptions,
): Reconciliation {
  const { per = "token", sequence = shape.positionRows > 0 ? shape.positionRows : 2048 } = options;
  const rows = nearestConventions(value, shape, sequence, tokensOf(per, sequence, options))
    .filter(({ convention }) => unit === "any" || convention.unit === unit)
    .map(
      ({ name, words, convention, count, relativeDifference }): ReconciledRow => ({
        name: name === undefined ? null : `${name}${convention.unit === "MAC" ? ", in MAC" : ""}`,
        words,
        value: count.value,
        unit: count.unit,
        relativeDifference,
        convention,
      }),
    );
  return { about: `${shape.name}, sequence of ${grouped(sequence)} tokens, per ${per}`, value, rows };
}

function tokensOf(
  per: "token" | "step" | "run",
  sequence: number,
  options: ReconcileOptions,
): Quantity | undefined {
  if (per === "token") return undefined;
  const { batch, tokens } = options;
  if (per === "step" && batch !== undefined)
    return given(tokensOfStep(batch, sequence), "--batch times --sequence", {
      unit: "token",
      label: "tokens of a step",
    });
  if (per === "run" && tokens !== undefined)
    return given(tokens, "--tokens", { unit: "token", label: "tokens of the run" });
  const needed = per === "step" ? "--batch" : "--tokens";
  throw new FlopbookError(`${needed}: says how many a ${per} has, got none; add ${needed} with --per ${per}`);
}

function memory(value: number, unit: string, shape: TransformerShape): Reconciliation {
  const binary = /i[bB]/.test(unit) || /iB|ibyte/.test(unit);
  const giga = (value * unitFactor(unit)) / unitFactor(binary ? "GiB" : "GB");
  const rows = nearestMemory(giga, shape).map(
    ({ name, parameters, prefix, memory: bytes, relativeDifference }): ReconciledRow => ({
      name: `${name}; ${parameters === "as stored" ? "" : `${parameters}; `}in ${prefix}`,
      words: parameters,
      value: bytes.value,
      unit: "byte",
      shownIn: prefix,
      relativeDifference,
    }),
  );
  const { stored } = shape;
  const size =
    stored === undefined
      ? ""
      : `, stored as ${stored.name}: ${text(stored.bytes.all.value, "byte")}, ${text(stored.bitsPerWeight.value, "1")} bits per weight`;
  return { about: `${shape.name}${size}`, value: value * unitFactor(unit), rows };
}

function peaks(value: number, { device: name }: ReconcileOptions, { device }: OwnNames): Reconciliation {
  if (name === undefined)
    throw new FlopbookError("--device: names what the rate is of, got none; write --device h100-sxm");
  const found = device(name);
  const rows = nearestPeaks(value, found).map(
    ({ format, sparse, peak, relativeDifference }): ReconciledRow => ({
      name: `${format}, ${sparse ? "with structured sparsity" : "dense"}`,
      words: sparse ? "two of four weights are zero" : "",
      value: peak.value,
      unit: "FLOP/s",
      relativeDifference,
    }),
  );
  return { about: found.name, value, rows };
}
