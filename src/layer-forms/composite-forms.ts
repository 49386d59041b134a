// Forms of layers made of others: feed-forward layers, mixtures of experts, separable convolutions.
import type { LayerFormSpec } from "./layer-form.js";

const tokens = ["batch", "sequence", "modelDim"];
const rows = "batch * sequence";
const copies = "batch * sequence * activeExperts";
const routed = `${rows} * experts`;
const expertsMac = `${routed} * modelDim + 3 * ${copies} * modelDim * feedForwardDim`;
const separableMac =
  "batch * outputHeight * outputWidth * inputChannels * (kernelHeight * kernelWidth + outputChannels)";

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
  feedForwardForm("feed-forward", "Feed-forward layer with ReLU, without biases", "feed forward", false),
  feedForwardForm(
    "gated-feed-forward",
    "Gated feed-forward layer with SiLU (SwiGLU), without biases",
    "swiglu gate up down",
    true,
  ),
  {
    id: "mixture-of-experts",
    meaning: "Mixture of gated experts (SwiGLU): a router sends each token to some of them",
    words: "moe router gate top-k mixtral switch",
    composite: true,
    inputs: [tokens],
    output: tokens,
    parameters: "modelDim * experts + 3 * experts * modelDim * feedForwardDim",
    forward: {
      matrix: expertsMac,
      softmax: `5 * ${routed}`,
      activation: `5 * ${copies} * feedForwardDim`,
      elementwise: `${rows} * activeExperts * (experts - 1) + ${copies} * feedForwardDim + 2 * ${copies} * modelDim`,
    },
    weightGradient: { matrix: expertsMac },
    inputGradient: {
      matrix: expertsMac,
      softmax: `4 * ${routed}`,
      activation: `9 * ${copies} * feedForwardDim`,
      elementwise: `2 * ${copies} * feedForwardDim + 4 * ${copies} * modelDim`,
    },
    kept: `${rows} * modelDim + ${routed} + ${copies} * (2 * modelDim + 4 * feedForwardDim + 3)`,
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
