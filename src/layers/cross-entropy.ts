// The loss of a classifier or language model on its logits, as a layer: what it keeps is often the largest tensor.
import { elementwise, perElement } from "./elementwise/work.js";
import { type Layer, layerOf, type Saved } from "./graph/layer.js";
import { anyShape, elements, type Shape } from "./shape/shape.js";

/** Maximum, subtract, exp, sum, logarithm's share and subtraction. */
const forwardCount = perElement("compare + subtract + exponential + add + subtract (log-softmax)");
const backwardCount = perElement(
  "exponential (of the kept values) + subtract (the label's one) + multiply (scale)",
);

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

/** Mean cross-entropy: logits and labels -> one number. Keeps the log-probabilities, the labels and their count. */
export function crossEntropy(spec: CrossEntropySpec): Layer {
  const logits = anyShape("layers/cross-entropy", "logits", spec.logits);
  const labels = anyShape("layers/cross-entropy", "labels", spec.labels);
  const count = elements(logits);
  const wide = spec.bytesPerElement === undefined ? {} : { bytesPerElement: spec.bytesPerElement };
  const kept: Saved =
    spec.shifted === true
      ? { kind: "own", label: "shifted labels", elements: shiftedLabels(labels), bytesPerElement: 8 }
      : { kind: "input", index: 1 };
  return layerOf({
    kind: "loss",
    settings: `cross-entropy over ${logits.at(-1)}`,
    inputs: [logits, labels],
    output: [1],
    forward: elementwise("softmax", forwardCount, count),
    inputGradient: [elementwise("softmax", backwardCount, count), []],
    saved: [
      { kind: "own", label: "log-probabilities", elements: count, ...wide },
      kept,
      { kind: "own", label: "labels counted", elements: 1, ...wide },
    ],
  });
}

/** Labels are padded by one and cut: with one sequence the cut is a view of the padded row. */
function shiftedLabels(labels: Shape): number {
  const count = elements(labels);
  return labels[0] === 1 ? count + 1 : count;
}
