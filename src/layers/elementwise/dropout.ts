// Dropout: values are zeroed at random in training and the others scaled up; at inference it does nothing.

import { FlopbookError } from "../../ground/errors.js";
import { sources } from "../../sources/bibliography.js";
import type { Stage, Tensor } from "../graph/graph.js";
import { type Layer, layerOf } from "../graph/layer.js";
import { layerRecord } from "../graph/layer-record.js";
import type { Kept } from "../graph/record-spec.js";
import { anyShape, elements, type Shape } from "../shape/shape.js";
import { formula } from "../vocabulary.js";
import { elementwisePart, perElement } from "./work.js";

const subject = "layers/dropout";
const table = {
  source: sources.srivastava2014,
  place: "section 4: random number, comparison, mask and, in torch.nn.Dropout, scale; counted here",
};
const forwardCount = perElement("random number + compare + 2 multiply (mask, scale)", table);
const backwardCount = perElement("2 multiply (mask, scale)", {
  source: sources.srivastava2014,
  place: "section 5.1: the same mask and scale; counted here",
});

/** Probability that a value is kept: what the Bernoulli variable of the mask is drawn with. */
export const dropoutKeepProbability = formula({
  id: "layers.dropout.keep-probability",
  meaning: "Probability that dropout keeps a value",
  expression: "1 - dropoutRate",
  result: "keepProbability",
  inputs: ["dropoutRate"],
  source: {
    source: sources.srivastava2014,
    place: "section 4; there p itself is the probability of keeping",
  },
});

/** Factor on the weights at test time when training did not scale: the probability of keeping. */
export const dropoutTestScale = formula({
  id: "layers.dropout.test-scale",
  meaning: "Factor on the weights at test time, when training zeroed values without scaling the others",
  expression: "keepProbability",
  result: "weightScale",
  inputs: ["keepProbability"],
  source: { source: sources.srivastava2014, place: "section 4, figure 2" },
});

/** How the mask is kept: one byte a value (GPU kernels), packed bits, or as wide as the values (PyTorch on the CPU). */
export type DropoutMask = "byte" | "bit" | "value";

/** Dropout in training. */
export const dropoutRecord = layerRecord({
  id: "dropout",
  kind: "dropout",
  meaning: "Dropout in training; the mask has one byte an element",
  words: "regularizer mask",
  dimensions: ["elements"],
  inputs: [["elements"]],
  output: ["elements"],
  forward: { elementwise: elementwisePart(forwardCount, "elements") },
  inputGradient: [{ elementwise: elementwisePart(backwardCount, "elements") }],
  kept: [keptMask(1)],
  choices: { mask: { byte: {}, bit: { kept: [keptMask(1 / 8)] }, value: { kept: [keptMask()] } } },
});

function keptMask(bytesPerElement?: number): Kept {
  const own = { kind: "own", label: "mask", elements: "elements" } as const;
  return bytesPerElement === undefined ? own : { ...own, bytesPerElement };
}

export interface DropoutSpec {
  readonly input: Shape;
  /** Probability of dropping a value; with 0 there is no mask and no work. Default 0.1. */
  readonly rate?: number;
  /** Default "byte". */
  readonly mask?: DropoutMask;
}

/** Rate and mask of the dropout inside a composite layer. */
export type DropoutSetting = Omit<DropoutSpec, "input">;

/** `input` after dropout in a graph; the tensor itself where the rate is 0. */
export function dropped(stage: Stage, name: string, input: Tensor, setting: DropoutSetting): Tensor {
  return setting.rate === 0 ? input : stage.add(name, dropout({ input: input.shape, ...setting }), input);
}

/**
 * Dropout in training over a tensor of any shape. Keeps its mask only. Errors on sizes that are not whole numbers
 * from 1 on and on shapes that do not fit.
 *
 * @example dropout({ input: [8, 768] }).output // [8, 768]
 */
export function dropout(spec: DropoutSpec): Layer {
  const input = anyShape(subject, "input", spec.input);
  const rate = spec.rate ?? 0.1;
  if (!(rate >= 0 && rate < 1))
    throw new FlopbookError(
      `${subject}: rate must be at least 0 and below 1, got ${rate}; it is the probability of dropping a value`,
    );
  const actual = { settings: `rate ${rate}`, inputs: [input], output: input };
  if (rate === 0) return layerOf({ ...actual, kind: "dropout", inputGradient: [[]], view: true });
  return dropoutRecord.variant({ mask: spec.mask ?? "byte" }).bind({ elements: elements(input) }, actual);
}
