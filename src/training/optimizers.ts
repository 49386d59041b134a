// Optimizers by explicit list: update rule, what each keeps, and what one update costs.

import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Citation } from "../ground/source.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { adafactorRule, factoredStateMemory } from "./adafactor.js";
import { adam8bitRule, adamRule, adamwRule, quantisedStateBytes } from "./adam.js";
import { adagradRule, rmspropRule } from "./adaptive.js";
import { lionRule } from "./lion.js";
import { operationsOf } from "./loss.js";
import { type CountedOperation, countedOperations } from "./operation-count.js";
import { momentumRule, nesterovRule, sgdRule } from "./sgd.js";
import { factoredUpdateFlop, stateBytes, type UpdateRule, updateFlop } from "./update-rule.js";

/** An optimizer: its rule, what it keeps between steps, and its usual constants. */
export interface Optimizer {
  readonly name: string;
  /** Values kept for each parameter: for Adafactor those of a large matrix: almost none. */
  readonly valuesPerParameter: 0 | 1 | 2;
  readonly rule: UpdateRule;
  /** Usual values of its constants. */
  readonly defaults: Readonly<Record<string, number>>;
  /** What it is known for. */
  readonly property: string;
  readonly source: Citation;
}

const moments = { firstMomentDecay: 0.9, secondMomentDecay: 0.999, stability: 1e-8 } as const;

/**
 * Optimizers by id.
 *
 * @example optimizers.adam.name // "Adam"
 */
export const optimizers = {
  sgd: {
    name: "SGD",
    valuesPerParameter: 0,
    rule: sgdRule,
    defaults: {},
    property: "keeps nothing",
    source: { source: sources.goodfellow2016, place: "algorithm 8.1" },
  },
  momentum: {
    name: "SGD with momentum",
    valuesPerParameter: 1,
    rule: momentumRule,
    defaults: { momentum: 0.9 },
    property: "accumulates gradients that agree",
    source: { source: sources.polyak1964, place: "eq. 9, with unit mass" },
  },
  nesterov: {
    name: "Nesterov",
    valuesPerParameter: 1,
    rule: nesterovRule,
    defaults: { momentum: 0.9 },
    property: "takes the gradient where the momentum leads",
    source: { source: sources.sutskever2013, place: "section 2" },
  },
  adagrad: {
    name: "AdaGrad",
    valuesPerParameter: 1,
    rule: adagradRule,
    defaults: { stability: 1e-8 },
    property: "its rate falls towards 0",
    source: { source: sources.duchi2011, place: "section 1" },
  },
  rmsprop: {
    name: "RMSProp",
    valuesPerParameter: 1,
    rule: rmspropRule,
    defaults: { secondMomentDecay: 0.9, stability: 1e-8 },
    property: "forgets old gradients, so that its rate does not fall to 0",
    source: { source: sources.hinton2012, place: "slide 29" },
  },
  adam: {
    name: "Adam",
    valuesPerParameter: 2,
    rule: adamRule,
    defaults: { ...moments, learningRate: 1e-3 },
    property: "momentum and RMSProp, without their bias at the start",
    source: { source: sources.kingma2015, place: "algorithm 1" },
  },
  adamw: {
    name: "AdamW",
    valuesPerParameter: 2,
    rule: adamwRule,
    defaults: { ...moments, learningRate: 1e-3, weightDecay: 1e-2 },
    property: "decay that the second moment does not distort",
    source: { source: sources.loshchilov2019, place: "algorithm 2" },
  },
  "adam-8bit": {
    name: "8-bit Adam",
    valuesPerParameter: 2,
    rule: adam8bitRule,
    defaults: { ...moments, learningRate: 1e-3 },
    property: "a byte per moment, and a scale per block of 2048",
    source: { source: sources.dettmers2022adam, place: "section 2" },
  },
  adafactor: {
    name: "Adafactor",
    valuesPerParameter: 0,
    rule: adafactorRule,
    defaults: { secondMomentDecay: 0.999, stability: 1e-30, clipLimit: 1 },
    property: "second moment by rows and columns",
    source: { source: sources.shazeer2018, place: "algorithm 4" },
  },
  lion: {
    name: "Lion",
    valuesPerParameter: 1,
    rule: lionRule,
    defaults: { firstMomentDecay: 0.9, secondMomentDecay: 0.99, learningRate: 1e-4 },
    property: "every parameter moves by the same amount",
    source: { source: sources.chen2023lion, place: "algorithm 2" },
  },
} as const satisfies Readonly<Record<string, Optimizer>>;

export type OptimizerId = keyof typeof optimizers;

/** An optimizer by id. Errors on an unknown name, with the nearest. */
export function optimizerOf(id: OptimizerId): Optimizer {
  if (Object.hasOwn(optimizers, id)) return optimizers[id];
  const known = Object.keys(optimizers);
  throw new FlopbookError(
    `optimizers: unknown optimizer, got "${String(id)}"${suggestion(String(id), known)}; known are ${known.join(", ")}`,
  );
}

/**
 * Values that an optimizer keeps for each parameter. Errors on an unknown name, with the nearest.
 *
 * @example optimizerValues("adam") // 2
 */
export function optimizerValues(id: OptimizerId): Quantity {
  const { name, valuesPerParameter, source } = optimizerOf(id);
  return given(valuesPerParameter, source, { label: `values that ${name} keeps per parameter` });
}

/** The itemised operations of one update. */
export function optimizerOperations(id: OptimizerId): readonly CountedOperation[] {
  return countedOperations(optimizerOf(id).rule);
}

/** A matrix of parameters. */
export interface MatrixShape {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Operations of one update of `parameters`, counted over the update rule. Adafactor works on matrices: give it
 * the shape of one instead. Errors on a shape where a number is needed, and the other way round.
 *
 * @example optimizerFlop("adam", 7e9) // 98.0 GFLOP/step
 */
export function optimizerFlop(id: OptimizerId, parameters: Quantity | number | MatrixShape): Quantity {
  const { name, rule } = optimizerOf(id);
  const operationsPerParameter = operationsOf(rule, "element", `operations of ${name} per parameter`);
  const operationsPerStep = operationsOf(rule, "step", `operations of ${name} once a step`);
  if (isMatrix(parameters) !== (id === "adafactor"))
    throw new FlopbookError(
      `optimizers/${id}: needs ${id === "adafactor" ? "the rows and columns of a matrix" : "the number of parameters"}, got ${isMatrix(parameters) ? JSON.stringify(parameters) : String(parameters)}; pass ${id === "adafactor" ? "{ rows, columns }" : "a count"}`,
    );
  if (!isMatrix(parameters)) return updateFlop({ operationsPerParameter, parameters, operationsPerStep });
  return factoredUpdateFlop({
    operationsPerParameter,
    ...parameters,
    operationsPerRow: operationsOf(rule, "row", `operations of ${name} per row`),
    operationsPerColumn: operationsOf(rule, "column", `operations of ${name} per column`),
    operationsPerStep,
  });
}

/**
 * Bytes that an optimizer keeps for each parameter, in FP32 or, for 8-bit Adam, in codes and scales.
 *
 * @example optimizerStateBytes("adam") // 8 bytes/parameter
 */
export function optimizerStateBytes(id: Exclude<OptimizerId, "adafactor">): Quantity {
  if (id !== "adam-8bit") return stateBytes({ optimizerValues: optimizerValues(id) });
  const place = { source: sources.dettmers2022adam, place: "section 2.1: one byte a value, blocks of 2048" };
  return quantisedStateBytes({
    optimizerValues: optimizerValues(id),
    bytesPerElement: given({ value: 1, unit: "byte/element" }, place),
    quantisationBlock: given(2048, place),
  });
}

/** Bytes that Adafactor keeps for one matrix. */
export function adafactorState(shape: MatrixShape): Quantity {
  return factoredStateMemory(shape);
}

function isMatrix(parameters: Quantity | number | MatrixShape): parameters is MatrixShape {
  return typeof parameters === "object" && "rows" in parameters;
}
