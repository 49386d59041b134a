// Counting choices by name: each is a sentence that results carry and reports print.

/**
 * Every convention. Add lines in alphabetical order; a sentence without a full stop.
 *
 * @example conventions["attention-products-left-out"] // "products of attention scores and values are not counted; they matter for long sequences"
 */
export const conventions = {
  "attention-products-left-out":
    "products of attention scores and values are not counted; they matter for long sequences",
  "backward-twice-forward":
    "the backward pass takes twice the operations of the forward pass: one gradient for the inputs and one for the weights, each as costly as the forward pass",
  "bias-is-free": "additions of biases are not counted",
  "byte-eight-bits": "a byte has eight bits",
  "causal-half": "causal attention counts the half of the scores that the mask leaves",
  "chinchilla-twenty": "20 training tokens per parameter",
  "constants-prepared":
    "numbers that are the same at every step, such as 1 − β or 2/n, are worked out before the run and not counted",
  "each-tensor-moved-once":
    "each layer reads its inputs and parameters once and writes its output once; nothing is fused or cached",
  "embeddings-counted": "embedding tables count as parameters",
  "embeddings-not-counted": "embedding tables do not count as parameters",
  "fp32-state": "parameters, gradients and optimizer values are kept in FP32, 4 bytes each",
  "full-mask": "attention counts all scores, masked ones too",
  "full-overlap": "arithmetic and data movement run at the same time: the longer of the two counts",
  "half-rounds-up": "a half is rounded up",
  "intermediate-written-and-read": "an intermediate tensor is written to memory once and read back once",
  "key-and-value": "keys and values are cached, one vector each for every token, layer and key-value head",
  "loss-reads-main-head":
    "the loss reads the main head only: auxiliary heads are counted in the forward pass and keep their tensors, as in training, but have no backward pass",
  "mac-two-flop": "one multiply-accumulate is two operations, a multiplication and an addition",
  "masks-as-wide-as-values":
    "a dropout mask is kept as wide as the values, as PyTorch does on a CPU; on a GPU it takes one byte per value",
  "matrix-products-only": "only matrix products and convolutions are counted",
  "no-overlap": "arithmetic and data movement follow one another: both times add up",
  "no-recompute": "nothing is computed twice: activations are kept for the backward pass",
  "norm-seven": "a normalisation takes seven operations per element",
  "one-product-per-gradient":
    "the gradient of the weights and that of the input each take one product of the size of the forward product",
  "operation-one-flop": "an elementary operation (add, multiply, compare, exponential) is one operation",
  "recomputed-scores":
    "attention in one kernel computes its scores again in the backward pass: five products in place of four",
  "residual-one": "a residual addition takes one operation per element",
  "scales-not-counted": "scales and zero points of quantized values are not counted",
  "scores-and-values":
    "attention takes two matrix products along the sequence: the scores, and the values weighted by them",
  "softmax-five": "a softmax takes five operations per element",
  "stability-inside-root": "the small number that prevents division by zero is added under the square root",
  "stability-outside-root": "the small number that prevents division by zero is added to the square root",
  "structured-sparsity-two-of-four": "two of every four weights are zero and are skipped",
  "three-passes": "a training step costs three forward passes: one forward, two backward",
  "six-n-d": "six operations per parameter and token: two forward, four backward",
  "sixteen-bytes":
    "mixed precision with Adam keeps 16 bytes per parameter: 2 weight, 2 gradient, 12 optimizer",
  "weight-update-left-out": "updating the weights is not counted: one update serves a whole batch",
  "weights-read-every-step": "every weight is read from memory once in every decoding step",
} as const satisfies Readonly<Record<string, string>>;

export type ConventionName = keyof typeof conventions;
