// The loss of a classifier or language model on its logits, as a layer: what it keeps is often the largest tensor.
import { elementwisePart, perElement } from "./elementwise/work.js";
import type { Layer, Saved } from "./graph/layer.js";
import { layerRecord } from "./graph/layer-record.js";
import { anyShape, elements, type Shape } from "./shape/shape.js";

/** Maximum, subtract, exp, sum, logarithm's share and subtraction. */
const forwardCount = perElement("compare + subtract + exponential + add + subtract (log-softmax)");
const backwardCount = perElement(
  "exponential (of the kept values) + subtract (the label's one) + multiply (scale)",
);

/** Cross-entropy of logits and labels. */
export const crossEntropyRecord = layerRecord({
  id: "cross-entropy",
  kind: "loss",
  meaning: "Mean cross-entropy of logits and labels",
  words: "loss nll log softmax",
  dimensions: ["batch", "sequence", "rows", "vocabulary"],
  derived: { rows: "batch * sequence" },
  inputs: [["rows", "vocabulary"], ["rows"]],
  output: ["1"],
  forward: { softmax: elementwisePart(forwardCount, "rows * vocabulary") },
  inputGradient: [{ softmax: elementwisePart(backwardCount, "rows * vocabulary") }],
  kept: [
    { kind: "own", label: "log-probabilities", elements: "rows * vocabulary" },
    { kind: "input", index: 1 },
    { kind: "own", label: "labels counted", elements: "1" },
  ],
});

export interface CrossEntropySpec {
  /** [..., classes]. */
  readonly logits: Shape;
  /** Shape of the class numbers. */
  readonly labels: Shape;
  /** Whether the labels are kept as a copy, as when a causal model shifts them; default: the tensor itself. */
  readonly shifted?: boolean;
  /** Width of what it keeps, e.g. 4 where 16-bit logits are turned to FP32; default: as the activations. */
  readonly bytesPerElement?: number;
}

/**
 * Mean cross-entropy: logits and labels -> one number. Keeps the log-probabilities, the labels and their count.
 * Errors on sizes that are not whole numbers from 1 on and on shapes that do not fit.
 *
 * @example crossEntropy({ logits: [8, 1000], labels: [8] }).output // [1]
 */
export function crossEntropy(spec: CrossEntropySpec): Layer {
  const logits = anyShape("layers/cross-entropy", "logits", spec.logits);
  const labels = anyShape("layers/cross-entropy", "labels", spec.labels);
  const classes = logits.at(-1) ?? 1;
  const layer = crossEntropyRecord.bind(
    { rows: elements(logits) / classes, vocabulary: classes },
    { settings: `cross-entropy over ${classes}`, inputs: [logits, labels] },
  );
  return { ...layer, saved: layer.saved.map((one) => keptAs(one, spec, labels)) };
}

function keptAs(saved: Saved, { shifted, bytesPerElement }: CrossEntropySpec, labels: Shape): Saved {
  if (saved.kind === "own") return bytesPerElement === undefined ? saved : { ...saved, bytesPerElement };
  return shifted === true
    ? { kind: "own", label: "shifted labels", elements: shiftedLabels(labels), bytesPerElement: 8 }
    : saved;
}

/** Labels are padded by one and cut: with one sequence the cut is a view of the padded row. */
function shiftedLabels(labels: Shape): number {
  const count = elements(labels);
  return labels[0] === 1 ? count + 1 : count;
}
