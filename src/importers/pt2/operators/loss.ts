// Loss functions that are one operator.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Saving } from "../emit.js";
import type { Value } from "../value.js";
import { work } from "./parts.js";
import { bytesOf, savedBy } from "./saves.js";

type Row = readonly [names: string, forward: string, backward: string, saves: string];

const rows: readonly Row[] = [
  ["mse_loss", "subtract + square + add", "subtract + 2 multiply", "self, target"],
  ["l1_loss", "subtract + absolute value + add", "multiply", "self, target"],
  [
    "smooth_l1_loss huber_loss soft_margin_loss",
    "subtract + absolute value + square + add",
    "subtract + 2 multiply",
    "self, target",
  ],
  ["binary_cross_entropy", "2 logarithm + 2 multiply + add", "subtract + 2 divide", "self, target, weight"],
  [
    "binary_cross_entropy_with_logits",
    "exponential + logarithm + 2 multiply + 2 add",
    "sigmoid + subtract + multiply",
    "self, target, weight, pos_weight",
  ],
  ["kl_div", "logarithm + subtract + multiply + add", "multiply", "self for target, target"],
  [
    "nll_loss nll_loss_nd nll_loss2d nll_loss_forward nll_loss2d_forward",
    "add",
    "divide",
    "self, target, weight",
  ],
  [
    "multi_margin_loss multilabel_margin_loss_forward multilabel_margin_loss hinge_embedding_loss margin_ranking_loss cosine_embedding_loss triplet_margin_loss poisson_nll_loss gaussian_nll_loss",
    "subtract + compare + add",
    "multiply",
    "self, input, input1, input2, target, anchor, positive, negative",
  ],
  [
    "ctc_loss _ctc_loss",
    "2 exponential + 3 add + logarithm",
    "2 exponential + 3 multiply",
    "log_probs, targets",
  ],
  [
    "cdist _cdist_forward _pdist_forward pdist _euclidean_dist",
    "subtract + square + add",
    "subtract + 2 multiply",
    "x1, x2, self, result",
  ],
];

/** Rules of the losses. */
export const lossRules: Rules = {
  ...Object.fromEntries(
    rows.flatMap(([names, forward, backward, saves]) =>
      names
        .split(" ")
        .map((name): readonly [string, Rule] => [name, (call) => lossOf(call, forward, backward, saves)]),
    ),
  ),
  cross_entropy_loss: crossEntropy,
  cosine_similarity: (call) => [compared(call, { whole: 2, rows: 4, inputs: true })],
  pairwise_distance: (call) => [compared(call, { whole: 1, rows: 1, inputs: false })],
};

/** Losses whose parts PyTorch computes one by one: what they keep is not told part by part here. */
const inParts =
  /^(multi_margin|multilabel_margin|hinge_embedding|margin_ranking|cosine_embedding|triplet_margin|poisson_nll|gaussian_nll|ctc_loss|_ctc_loss)/;

function lossOf(call: Call, forward: string, backward: string, saves: string): readonly Value[] {
  const inputs = call.all();
  const count = Math.max(...inputs.map(({ shape }) => elements(shape)), 0);
  if (inParts.test(call.operator))
    call.leaveOut(`operator aten.${call.operator}`, "what its parts keep is taken as its inputs alone");
  return Array.from({ length: call.outputs }, (_, i) =>
    call.emit({
      kind: "loss",
      settings: call.operator.replace(/_/g, " ").trim(),
      inputs,
      output: call.form(i),
      forward: i === 0 ? work(forward, count) : [],
      gradients: inputs.map(() => (i === 0 ? work(backward, count) : [])),
      saved: i === 0 ? [...savedBy(call, saves), ...sumOfWeights(call)] : [],
      ...(i === 0 ? {} : { part: `${i + 1}`, differentiable: false }),
    }),
  );
}

/** Log-softmax and the likelihood of the labels: keeps the one, the labels, and the sum of their weights. */
function crossEntropy(call: Call): readonly Value[] {
  const [logits, target] = [call.tensor("self"), call.tensor("target")];
  const count = elements(logits.shape);
  const bytes = bytesOf(call, logits.type);
  return [
    call.emit({
      kind: "loss",
      settings: "cross-entropy",
      inputs: [logits, target, call.optional("weight")],
      output: call.form(0),
      forward: work("compare + subtract + exponential + add + logarithm + subtract", count, "softmax"),
      gradients: [work("exponential + subtract + multiply", count, "softmax"), []],
      saved: [
        { label: "log-softmax", elements: count, bytesPerElement: bytes },
        target,
        { label: "sum of weights", elements: 1, bytesPerElement: bytes },
      ],
    }),
  ];
}

/** What a likelihood divides by. */
function sumOfWeights(call: Call): readonly Saving[] {
  const [self] = call.all();
  return self !== undefined && call.operator.startsWith("nll_loss")
    ? [{ label: "sum of weights", elements: 1, bytesPerElement: bytesOf(call, self.type) }]
    : [];
}

interface Compared {
  /** Tensors of the inputs' size, and numbers for each row, that are made on the way and kept. */
  readonly whole: number;
  readonly rows: number;
  readonly inputs: boolean;
}

/** Rows of two tensors compared: keeps normalised rows or differences, and their norms. */
function compared(call: Call, { whole, rows, inputs }: Compared): Value {
  const [first, second] = [call.tensor("x1"), call.tensor("x2")];
  const output = call.form(0);
  const count = Math.max(elements(first.shape), elements(second.shape));
  const own = (label: string, size: number): Saving => ({
    label,
    elements: size,
    bytesPerElement: bytesOf(call, first.type),
  });
  const gradient = work("6 multiply", count);
  return call.emit({
    kind: "loss",
    settings: call.operator.replace(/_/g, " "),
    inputs: [first, second],
    output,
    forward: work("3 multiply + 3 add", count),
    gradients: [gradient, gradient],
    saved: [
      ...(inputs ? [first, second] : []),
      own("normalised rows or differences", whole * count),
      own("norms", rows * elements(output.shape)),
    ],
  });
}
