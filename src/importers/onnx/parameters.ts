// Which initializers of an ONNX file are parameters: the rule, since the file itself does not say.
//
// A parameter is a floating-point initializer that the counted computation reads, directly or through constant
// arithmetic (transposed, sliced, joined, cast). An integer initializer is one only where a quantized operator reads
// it as weight or bias. Not parameters: shapes and indices; values in Constant nodes, which exporters make; the mean
// and variance of a batch normalization and the scales and zero points of a quantization, which their operators never
// claim; single numbers that nobody claims under a name that no module gave, such as an epsilon; and the buffers below.
// Claimed is what stands in the place of a weight or bias: a factor of a product, the bias of a Gemm or convolution,
// what is added to or multiplied with a product's result, whatever its size and name. A convolution
// with a normalization folded into it counts as it stands, with the bias that folding made.
import { elementType } from "./element-type.js";
import type { Weight } from "./value.js";

/** Last parts of the names under which PyTorch, torchvision and transformers register float buffers. */
const buffers: ReadonlySet<string> = new Set([
  "running_mean",
  "running_var",
  "moving_mean",
  "moving_variance",
  "relative_coords_table",
  "relative_position_index",
  "attn_mask",
  "causal_mask",
  "masked_bias",
  "inv_freq",
  "original_inv_freq",
  "cos_cached",
  "sin_cached",
  "embed_positions",
  "pe",
]);

/** How an operator reads an initializer. */
export type Reading = "value" | "quantized weight";

/** Names that frameworks give to parameters, also where no module's name stands before them. */
const parameterNames = /(?:^|[./])(weight|bias|kernel|gamma|beta)$/i;
const moduleNames = /^[^:]*[a-z_]\w*\.[a-z_]\w*$/i;

/** Whether this initializer is a parameter when an operator reads it so, in the place of a weight where `claimed`. */
export function isParameter(weight: Weight, reading: Reading, claimed: boolean): boolean {
  const { kind } = elementType(`tensor "${weight.name}"`, weight.type);
  if (kind !== "float") return kind === "integer" && reading === "quantized weight";
  const last =
    weight.name
      .split(/[./:]/)
      .filter((part) => part !== "" && part !== "0")
      .at(-1) ?? "";
  if (buffers.has(last)) return false;
  return weight.elements > 1 || claimed || parameterNames.test(weight.name) || moduleNames.test(weight.name);
}
