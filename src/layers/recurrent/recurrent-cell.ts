// One direction of one recurrent layer: RNN, GRU or LSTM unrolled over a sequence, the LSTM with a projection too.

import { FlopbookError } from "../../ground/errors.js";
import type { Citation } from "../../ground/source.js";
import type { Quantity } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { elementwisePart, perElement } from "../elementwise/work.js";
import type { Layer, Saved } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import { type Part, part } from "../graph/part.js";
import { inputGradientProduct, weightGradientProduct } from "../matrix.js";
import { checkedShape, elements, type Shape, wholeNumber } from "../shape/shape.js";
import {
  keptByGated,
  keptByPlain,
  projectedRecurrentParameters,
  recurrentInputMac,
  recurrentMac,
  recurrentParameters,
  stateProjectionMac,
  throughTimeMac,
} from "./recurrent-formulas.js";

const subject = "layers/recurrent";
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
    forward: perElement("4 add + 3 sigmoid + tanh (gates) + 2 multiply + add (cell) + tanh + multiply"),
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

/** A record for each cell, and one for the LSTM with a projection. */
export const recurrentRecords = {
  rnn: cellRecord("rnn"),
  gru: cellRecord("gru"),
  lstm: cellRecord("lstm"),
  "lstm-projection": cellRecord("lstm", "stateFeatures"),
} as const;

/** One direction of one layer; the gradient through time counts among the weights'. */
function cellRecord(name: RecurrentKind, stateFeatures = "hiddenFeatures") {
  const cell = cells[name];
  const projected = stateFeatures === "stateFeatures";
  const of = { gates: String(cell.gates), stateFeatures };
  const products = [
    part(recurrentMac, of),
    ...(projected ? [part(stateProjectionMac, { stateFeatures })] : []),
  ];
  const units = "batch * sequence * hiddenFeatures";
  const inputMac = part(recurrentInputMac, { gates: of.gates });
  return layerRecord({
    id: projected ? "lstm-projection" : name,
    kind: "recurrent",
    meaning: projected
      ? "One direction of a layer of LSTM cells whose state is projected to fewer features"
      : `One direction of a recurrent layer of ${name.toUpperCase()} cells; twice that when bidirectional`,
    words: `recurrent bidirectional cell gates ${projected ? "projected" : ""}`,
    dimensions: ["batch", "sequence", "inputFeatures", "hiddenFeatures", "stateFeatures", "biasVectors"],
    defaults: { biasVectors: 2 },
    inputs: [["batch", "sequence", "inputFeatures"]],
    output: ["batch", "sequence", stateFeatures],
    parameters: part(projected ? projectedRecurrentParameters : recurrentParameters, of),
    forward: { matrix: products, activation: elementwisePart(cell.forward, units) },
    weightGradient: {
      matrix: [
        ...products.map((mac) => part(weightGradientProduct, { mac })),
        part(throughTimeMac, of),
        ...products.slice(1).map((mac) => part(inputGradientProduct, { mac })),
      ],
      activation: elementwisePart(cell.backward, units),
    },
    inputGradient: [{ matrix: part(inputGradientProduct, { mac: inputMac }) }],
    kept: [
      { kind: "input", index: 0 },
      { kind: "own", label: "gates and states", elements: keptStates(name, stateFeatures) },
    ],
  });
}

/** GRU: three gates, their product terms and the state; LSTM: four gates, cell and its tanh, and a projection's input. */
function keptStates(name: RecurrentKind, stateFeatures: string): Part {
  if (name === "rnn") return part(keptByPlain);
  return part(keptByGated, { keptTensors: stateFeatures === "stateFeatures" ? "7" : "6", stateFeatures });
}

/**
 * One direction of one recurrent layer: [batch, tokens, features] -> [batch, tokens, state]. Keeps its input, and
 * for each token the state before it and what its gates need. The gradient through time counts among the weights'.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example recurrentCell({ input: [8, 35, 650], cell: "lstm", hiddenFeatures: 650 }).output // [8, 35, 650]
 */
export function recurrentCell(spec: RecurrentCellSpec): Layer {
  const layout = ["batch", "tokens", "features"];
  const [batch = 0, sequence = 0, inputFeatures = 0] = checkedShape(subject, "input", spec.input, layout);
  checkCell(spec);
  const hiddenFeatures = wholeNumber(subject, "hiddenFeatures", spec.hiddenFeatures);
  const stateFeatures = wholeNumber(subject, "projection", spec.projection ?? hiddenFeatures);
  const projected = spec.projection !== undefined;
  const biasVectors = biasCounts[spec.biases ?? "two"];
  const layer = recurrentRecords[projected ? "lstm-projection" : spec.cell].bind(
    { batch, sequence, inputFeatures, hiddenFeatures, stateFeatures, biasVectors },
    {
      settings: `${spec.cell}, ${inputFeatures} → ${projected ? `${hiddenFeatures} → ${stateFeatures}` : hiddenFeatures}`,
    },
  );
  if (spec.copiesInput !== true) return layer;
  const copied: Saved = { kind: "own", label: "input, time first", elements: elements(spec.input) };
  return { ...layer, saved: layer.saved.map((one) => (one.kind === "input" ? copied : one)) };
}

function checkCell(spec: RecurrentCellSpec): void {
  if (!Object.hasOwn(cells, spec.cell))
    throw new FlopbookError(
      `${subject}: unknown cell, got "${String(spec.cell)}"; use ${recurrentKinds.join(", ")}`,
    );
  if (spec.projection !== undefined && spec.cell !== "lstm")
    throw new FlopbookError(
      `${subject}: only an LSTM has a projection, got ${spec.projection} for "${spec.cell}"; leave it out`,
    );
}
