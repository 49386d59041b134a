// Forms of layers made of others: attention in its variants, feed-forward layers, separable convolutions.
import type { LayerFormSpec } from "./layer-form.js";

const tokens = ["batch", "sequence", "modelDim"];
const rows = "batch * sequence";
const scores = "batch * heads * sequence^2";
const queries = `${rows} * heads * headDim`;
const heads = ["batch", "heads", "sequence", "headDim"];
const separableMac =
  "batch * outputHeight * outputWidth * inputChannels * (kernelHeight * kernelWidth + outputChannels)";

/** Self-attention without biases or mask; `kvWidth` is the width of all keys where it is not that of all queries. */
function attentionForm(id: string, meaning: string, words: string, kvWidth?: string): LayerFormSpec {
  const alike = kvWidth === undefined;
  const weights = alike
    ? "4 * modelDim * heads * headDim"
    : `2 * modelDim * heads * headDim + 2 * modelDim * ${kvWidth}`;
  const kept = alike ? `4 * ${queries}` : `2 * ${queries} + 2 * ${rows} * ${kvWidth}`;
  const projections = `${rows} * ${alike ? weights : `(${weights})`}`;
  const product = `${scores} * headDim`;
  return {
    id,
    meaning,
    words: `${words} transformer self attention mha`,
    composite: true,
    inputs: [tokens],
    output: tokens,
    parameters: weights,
    forward: {
      matrix: `${projections} + 2 * ${product}`,
      softmax: `5 * ${scores}`,
      elementwise: queries,
    },
    weightGradient: { matrix: projections },
    inputGradient: {
      matrix: `${projections} + 4 * ${product}`,
      softmax: `4 * ${scores}`,
      elementwise: queries,
    },
    kept: `${rows} * modelDim + ${kept} + ${scores} + 1`,
  };
}

function feedForwardForm(id: string, meaning: string, words: string, gated: boolean): LayerFormSpec {
  const matrices = gated ? 3 : 2;
  const hidden = `${rows} * feedForwardDim`;
  const mac = `${matrices} * ${rows} * modelDim * feedForwardDim`;
  return {
    id,
    meaning,
    words: `${words} ffn mlp transformer`,
    composite: true,
    inputs: [tokens],
    output: tokens,
    parameters: `${matrices} * modelDim * feedForwardDim`,
    forward: {
      matrix: mac,
      activation: `${gated ? 5 : 1} * ${hidden}`,
      ...(gated ? { elementwise: hidden } : {}),
    },
    weightGradient: { matrix: mac },
    inputGradient: {
      matrix: mac,
      activation: `${gated ? 9 : 1} * ${hidden}`,
      ...(gated ? { elementwise: `2 * ${hidden}` } : {}),
    },
    kept: `${rows} * modelDim + ${gated ? 4 : 1} * ${hidden}`,
  };
}

export const compositeForms: readonly LayerFormSpec[] = [
  attentionForm("attention", "Multi-head attention of a sequence over itself", "multi-head"),
  attentionForm(
    "grouped-query-attention",
    "Grouped-query attention: several query heads share a head of keys and values",
    "gqa grouped query key value",
    "kvHeads * headDim",
  ),
  attentionForm(
    "multi-query-attention",
    "Multi-query attention: all query heads share one head of keys and values",
    "mqa multi query",
    "headDim",
  ),
  feedForwardForm("feed-forward", "Feed-forward layer with ReLU, without biases", "feed forward", false),
  feedForwardForm(
    "gated-feed-forward",
    "Gated feed-forward layer with SiLU (SwiGLU), without biases",
    "swiglu gate up down",
    true,
  ),
  {
    id: "fused-attention",
    meaning: "Attention in one kernel: scores never reach memory and are computed again backward",
    words: "flash attention sdpa",
    inputs: [heads, heads, heads],
    output: heads,
    forward: { matrix: `2 * ${scores} * headDim`, softmax: `5 * ${scores}` },
    inputGradient: { matrix: `5 * ${scores} * headDim`, softmax: `4 * ${scores}` },
    kept: `4 * ${queries} + batch * heads * sequence`,
  },
  {
    id: "output-projection",
    meaning: "Logits of every token; tied to the embedding it has no parameters of its own",
    words: "lm head unembedding",
    composite: true,
    inputs: [tokens],
    output: ["batch", "sequence", "vocabulary"],
    parameters: "modelDim * vocabulary",
    forward: { matrix: `${rows} * modelDim * vocabulary` },
    weightGradient: { matrix: `${rows} * modelDim * vocabulary` },
    inputGradient: { matrix: `${rows} * modelDim * vocabulary` },
    kept: `${rows} * modelDim`,
  },
  {
    id: "separable-convolution",
    meaning: "Depthwise separable convolution: each channel by itself, then a mixture of channels",
    words: "depthwise pointwise mobilenet",
    composite: true,
    inputs: [["batch", "inputChannels", "imageHeight", "imageWidth"]],
    output: ["batch", "outputChannels", "outputHeight", "outputWidth"],
    parameters:
      "inputChannels * kernelHeight * kernelWidth + inputChannels + inputChannels * outputChannels + outputChannels",
    forward: { matrix: separableMac },
    weightGradient: { matrix: separableMac },
    inputGradient: { matrix: separableMac },
    kept: "batch * inputChannels * (imageHeight * imageWidth + outputHeight * outputWidth)",
  },
];
