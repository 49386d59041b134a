// Which initializers of an ONNX file are parameters: the rule, since the file itself does not say.
//
// A parameter is a floating-point initializer that the counted computation reads, directly or through constant
// arithmetic (transposed, sliced, joined, cast). An integer initializer is one only where a quantized operator reads
// it as weight or bias. Not parameters: shapes and indices; values in Constant nodes, which exporters make; the mean
// and variance of a batch normalization and the scales and zero points of a quantization, which their operators never
// claim; what is only compared; tables that an exporter computed (`tables/`); the buffers below; and single numbers
// that code computes with, such as an epsilon. A single number is a parameter where it stands in the place of a weight
// or bias, under the name of a module's parameter, and in files of PyTorch under any name that the exporter did not
// give. A convolution with a normalization folded into it counts as it stands, with the bias that folding made.
import { elementType } from "./element-type.js";
import { isCreated, isNamedParameter, isPlainNumber } from "./names.js";
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
  "full_attention_inv_freq",
  "sliding_attention_inv_freq",
  "full_attention_original_inv_freq",
  "sliding_attention_original_inv_freq",
  "cos_cached",
  "sin_cached",
  "cos_cache",
  "sin_cache",
  "freqs_cis",
  "freqs_cos",
  "freqs_sin",
  "embed_positions",
  "embed_scale",
  "pe",
  "pixel_mean",
  "pixel_std",
  "mel_filters",
]);

/** How an operator reads an initializer. */
export type Reading = "value" | "quantized weight";

/** In which place an initializer is read: as a weight or bias, beside the result of a product, or anywhere. */
export type Claim = "weight" | "beside a product" | "none";

/** Whether this initializer is a parameter when an operator reads it so. `pytorch`: names are those of modules. */
export function isParameter(weight: Weight, reading: Reading, claim: Claim, pytorch: boolean): boolean {
  const { kind } = elementType(`tensor "${weight.name}"`, weight.type);
  if (kind !== "float" && !(kind === "integer" && reading === "quantized weight")) return false;
  const last =
    weight.name
      .split(/[./:]/)
      .filter((part) => part !== "" && part !== "0")
      .at(-1) ?? "";
  if (buffers.has(last)) return false;
  if (claim === "weight") return true;
  if (weight.elements > 1) return !pytorch || !isCreated(weight.name);
  if (isNamedParameter(weight.name)) return true;
  if (claim === "beside a product") return !isPlainNumber(weight.name);
  return pytorch && !isPlainNumber(weight.name);
}
