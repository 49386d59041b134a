// One direction of one recurrent layer: RNN, GRU or LSTM unrolled over a sequence, the LSTM with a projection too.

import { FlopbookError } from "../../errors.js";
import type { Quantity } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import type { Citation } from "../../sources/source.js";
import { elementwise, perElement } from "../elementwise/work.js";
import { type Layer, layerOf, type Saved } from "../graph/layer.js";
import { type Term, term } from "../graph/term.js";
import { inputGradientProduct, matrix, weightGradientProduct } from "../matrix.js";
import { checkedShape, type Shape, wholeNumber } from "../shape/shape.js";
import { formula } from "../vocabulary.js";

const subject = "layers/recurrent";
const weightShapes = {
  source: sources.pytorch,
  place:
    "torch.nn.LSTM, weight_ih and weight_hh: one multiply-accumulate for each weight and token, counted here",
};

/** Multiply-accumulates of the gates: each reads the input and the state fed back. */
export const recurrentMac = formula({
  id: "layers.recurrent.mac",
  meaning: "Multiply-accumulates of a recurrent layer: every gate reads the input and the state",
  expression: "batch * sequence * gates * hiddenFeatures * (inputFeatures + stateFeatures)",
  result: "mac",
  inputs: ["batch", "sequence", "gates", "hiddenFeatures", "inputFeatures", "stateFeatures"],
  source: weightShapes,
});

/** Parameters of the gates. PyTorch has two bias vectors for each gate, texts have one. */
export const recurrentParameters = formula({
  id: "layers.recurrent.parameters",
  meaning: "Parameters of a recurrent layer: weights of input and state, and biases, for every gate",
  expression: "gates * hiddenFeatures * (inputFeatures + stateFeatures + biasVectors)",
  result: "parameters",
  inputs: ["gates", "hiddenFeatures", "inputFeatures", "stateFeatures", "biasVectors"],
  source: { source: sources.hochreiter1997, place: "with the gates of today's frameworks" },
});

/** Parameters of the gates and of the projection of the state. */
export const projectedRecurrentParameters = formula({
  id: "layers.recurrent.projected-parameters",
  meaning: "Parameters of a recurrent layer whose state is projected",
  expression:
    "gates * hiddenFeatures * (inputFeatures + stateFeatures + biasVectors) + hiddenFeatures * stateFeatures",
  result: "parameters",
  inputs: ["gates", "hiddenFeatures", "inputFeatures", "stateFeatures", "biasVectors"],
  source: { source: sources.sak2014, place: "section 2.1" },
});

/** Multiply-accumulates of the projection of the state. */
export const stateProjectionMac = formula({
  id: "layers.recurrent.projection-mac",
  meaning: "Multiply-accumulates of the projection of the hidden units onto the state",
  expression: "batch * sequence * hiddenFeatures * stateFeatures",
  result: "mac",
  inputs: ["batch", "sequence", "hiddenFeatures", "stateFeatures"],
  source: { source: sources.sak2014, place: "section 2.1" },
});

/** Multiply-accumulates for the gradient of the input. */
export const recurrentInputMac = formula({
  id: "layers.recurrent.input-mac",
  meaning: "Multiply-accumulates of the part of a recurrent layer that reads the input",
  expression: "batch * sequence * gates * hiddenFeatures * inputFeatures",
  result: "mac",
  inputs: ["batch", "sequence", "gates", "hiddenFeatures", "inputFeatures"],
  source: weightShapes,
});

/** Multiply-accumulates for the gradient through time: of every state but the first, which is given. */
export const throughTimeMac = formula({
  id: "layers.recurrent.through-time-mac",
  meaning: "Multiply-accumulates for the gradients of the states fed back: every one but the first",
  expression: "batch * (sequence - 1) * gates * hiddenFeatures * stateFeatures",
  result: "inputGradientMac",
  inputs: ["batch", "sequence", "gates", "hiddenFeatures", "stateFeatures"],
  source: {
    source: sources.goodfellow2016,
    place: "section 10.2.2; the initial state is given and needs no gradient",
  },
});

/** Values kept for every token beside the input, in vectors as wide as the hidden units. */
const keptByGated = formula({
  id: "layers.recurrent.kept-elements",
  meaning:
    "Elements that a gated recurrent layer keeps beside its input: hidden vectors and the state of each token",
  expression: "batch * sequence * (keptTensors * hiddenFeatures + stateFeatures)",
  result: "elements",
  inputs: ["batch", "sequence", "keptTensors", "hiddenFeatures", "stateFeatures"],
  source: {
    source: sources.pytorch,
    place: "torch.nn.LSTM and torch.nn.GRU: what saved-tensor hooks of version 1.13 report",
  },
});

const keptByPlain = formula({
  id: "layers.recurrent.kept-states",
  meaning:
    "Elements that a plain recurrent layer keeps beside its input: the first state and that of each token",
  expression: "batch * (sequence + 1) * hiddenFeatures",
  result: "elements",
  inputs: ["batch", "sequence", "hiddenFeatures"],
  source: { source: sources.pytorch, place: "torch.nn.RNN: what saved-tensor hooks of version 1.13 report" },
});

/** Formulas of this file, for the catalogue. */
export const recurrentFormulas = [
  recurrentMac,
  recurrentParameters,
  projectedRecurrentParameters,
  stateProjectionMac,
  recurrentInputMac,
  throughTimeMac,
  keptByGated,
  keptByPlain,
] as const;

interface Cell {
  readonly gates: 1 | 3 | 4;
  /** Element-wise operations for each hidden unit and token. */
  readonly forward: Quantity;
  readonly backward: Quantity;
  readonly source: Citation;
}

const cells = {
  rnn: {
    gates: 1,
    forward: perElement("add + tanh"),
    backward: perElement("add (gradient through time) + 2 multiply + subtract (g (1 - h h))"),
    source: { source: sources.cho2014, place: "section 2.1" },
  },
  gru: {
    gates: 3,
    forward: perElement(
      "2 add + 2 sigmoid (gates) + multiply + add + tanh (candidate) + subtract + 2 multiply + add (mixture)",
    ),
    backward: perElement(
      "2 subtract + 3 multiply (update) + 2 subtract + 3 multiply (candidate) + subtract + 3 multiply (reset) + multiply (candidate's product) + multiply + add (state)",
    ),
    source: { source: sources.cho2014, place: "section 2.3" },
  },
  lstm: {
    gates: 4,
    forward: perElement(
      "4 add + 3 sigmoid + tanh (gates) + 2 multiply + add (cell) + tanh + multiply (output)",
    ),
    backward: perElement(
      "subtract + 3 multiply (output gate) + 3 multiply + subtract + add (cell) + 3 subtract + 9 multiply (other gates) + multiply (cell before)",
    ),
    source: { source: sources.hochreiter1997, place: "with forget gates" },
  },
} as const satisfies Readonly<Record<string, Cell>>;

export type RecurrentKind = keyof typeof cells;

/** Names of the recurrent cells. */
export const recurrentKinds = Object.keys(cells) as readonly RecurrentKind[];

export interface RecurrentCellSpec {
  /** [batch, tokens, features]. */
  readonly input: Shape;
  readonly cell: RecurrentKind;
  readonly hiddenFeatures: number;
  /** Width of the state after a projection (LSTM only); absent: none. */
  readonly projection?: number;
  /** Bias vectors of each gate: "two" as PyTorch has them (default), "one" as texts count them, or "none". */
  readonly biases?: "two" | "one" | "none";
  /** Whether the input is copied (batch-first data in PyTorch); default false. */
  readonly copiesInput?: boolean;
}

const biasCounts = { none: 0, one: 1, two: 2 } as const;

/**
 * One direction of one recurrent layer: [batch, tokens, features] -> [batch, tokens, state]. Keeps its input, and
 * for each token the state before it and what its gates need. The gradient through time counts among the weights'.
 */
export function recurrentCell(spec: RecurrentCellSpec): Layer {
  const layout = ["batch", "tokens", "features"];
  const [batch = 0, sequence = 0, inputFeatures = 0] = checkedShape(subject, "input", spec.input, layout);
  const cell = cellOf(spec);
  const hiddenFeatures = wholeNumber(subject, "hiddenFeatures", spec.hiddenFeatures);
  const stateFeatures = wholeNumber(subject, "projection", spec.projection ?? hiddenFeatures);
  const projected = spec.projection !== undefined;
  const { gates } = cell;
  const widths = { gates, hiddenFeatures, inputFeatures, stateFeatures };
  const products = [term(recurrentMac, { batch, sequence, ...widths })];
  if (projected) products.push(term(stateProjectionMac, { batch, sequence, hiddenFeatures, stateFeatures }));
  const throughTime = term(throughTimeMac, { batch, sequence, gates, hiddenFeatures, stateFeatures });
  const inputMac = term(recurrentInputMac, { batch, sequence, gates, hiddenFeatures, inputFeatures });
  const count = batch * sequence * hiddenFeatures;
  const biasVectors = biasCounts[spec.biases ?? "two"];
  const parameters = projected ? projectedRecurrentParameters : recurrentParameters;
  return layerOf({
    kind: "recurrent",
    settings: `${spec.cell}, ${inputFeatures} → ${projected ? `${hiddenFeatures} → ${stateFeatures}` : hiddenFeatures}`,
    inputs: [spec.input],
    output: [batch, sequence, stateFeatures],
    parameters: term(parameters, { ...widths, biasVectors }),
    forward: [...products.map(matrix), ...elementwise("activation", cell.forward, count)],
    weightGradient: [
      ...products.map((mac) => matrix(term(weightGradientProduct, { mac }))),
      ...(sequence > 1 ? [matrix(throughTime)] : []),
      ...products.slice(1).map((mac) => matrix(term(inputGradientProduct, { mac }))),
      ...elementwise("activation", cell.backward, count),
    ],
    inputGradient: [[matrix(term(inputGradientProduct, { mac: inputMac }))]],
    saved: savedBy(spec, { batch, sequence, hiddenFeatures, stateFeatures }),
  });
}

interface Widths {
  readonly batch: number;
  readonly sequence: number;
  readonly hiddenFeatures: number;
  readonly stateFeatures: number;
}

function savedBy(spec: RecurrentCellSpec, widths: Widths): readonly Saved[] {
  const { batch, sequence, hiddenFeatures } = widths;
  // GRU: three gates, their product terms and the state; LSTM: four gates, cell and its tanh, and a projection's input.
  const keptTensors = spec.projection === undefined ? 6 : 7;
  const kept: Term =
    spec.cell === "rnn"
      ? term(keptByPlain, { batch, sequence, hiddenFeatures })
      : term(keptByGated, { ...widths, keptTensors });
  const copied = {
    kind: "own",
    label: "input, time first",
    elements: batch * sequence * (spec.input[2] ?? 0),
  } as const;
  return [
    spec.copiesInput === true ? copied : { kind: "input", index: 0 },
    { kind: "own", label: "gates and states", elements: kept.value },
  ];
}

function cellOf(spec: RecurrentCellSpec): Cell {
  if (!Object.hasOwn(cells, spec.cell))
    throw new FlopbookError(
      `${subject}: unknown cell, got "${String(spec.cell)}"; use ${recurrentKinds.join(", ")}`,
    );
  if (spec.projection !== undefined && spec.cell !== "lstm")
    throw new FlopbookError(
      `${subject}: only an LSTM has a projection, got ${spec.projection} for "${spec.cell}"; leave it out`,
    );
  return cells[spec.cell];
}
