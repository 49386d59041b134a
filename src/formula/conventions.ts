// Counting choices by name: each is a sentence that results carry and reports print.

/** Every convention. Add lines in alphabetical order; a sentence without a full stop. */
export const conventions = {
  "attention-products-left-out":
    "products of attention scores and values are not counted; they matter for long sequences",
  "backward-twice-forward":
    "backward is twice forward: one gradient for the inputs and one for the weights, each as costly as the forward pass",
  "bias-is-free": "additions of biases are not counted",
  "causal-half": "causal attention counts the half of the scores that the mask leaves",
  "chinchilla-twenty": "20 training tokens for each parameter",
  "each-tensor-moved-once":
    "each layer reads its inputs and parameters once and writes its output once; nothing is fused or cached",
  "embeddings-counted": "embedding tables count as parameters",
  "embeddings-not-counted": "embedding tables do not count as parameters",
  "fp32-state": "parameters, gradients and optimizer values are kept in FP32, 4 bytes each",
  "full-mask": "attention counts all scores, masked ones too",
  "mac-two-flop": "one multiply-accumulate is two operations, a multiplication and an addition",
  "matrix-products-only": "only matrix products and convolutions are counted",
  "no-recompute": "nothing is computed twice: activations are kept for the backward pass",
  "norm-seven": "a normalisation takes seven operations for each element",
  "one-product-per-gradient":
    "the gradient of the weights and that of the input each take one product of the forward's size",
  "operation-one-flop": "an elementary operation (add, multiply, compare, exponential) is one operation",
  "residual-one": "a residual addition takes one operation for each element",
  "softmax-five": "a softmax takes five operations for each element",
  "structured-sparsity-two-of-four": "two of every four weights are zero and are skipped",
  "three-passes": "a training step costs three forward passes: one forward, two backward",
  "six-n-d": "six operations for each parameter and token: two forward, four backward",
  "sixteen-bytes":
    "mixed precision with Adam keeps 16 bytes for each parameter: 2 weight, 2 gradient, 12 optimizer",
  "weight-update-left-out": "updating the weights is not counted: one update serves a whole batch",
} as const satisfies Readonly<Record<string, string>>;

export type ConventionName = keyof typeof conventions;
