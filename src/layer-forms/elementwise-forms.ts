// Forms of layers that go over tensors element by element: activations, pooling, joins, tables.
import { type ActivationFunction, activationFunctions, activationOperations } from "../layers/index.js";
import type { LayerFormSpec } from "./layer-form.js";
import { normalisationForms } from "./normalisation-forms.js";

const same = { inputs: [["elements"]], output: ["elements"] } as const;
const image = ["batch", "channels", "imageHeight", "imageWidth"];
const pixels = "batch * channels * imageHeight * imageWidth";
const pooled = ["batch", "channels", "outputHeight", "outputWidth"];
const pooledElements = "batch * channels * outputHeight * outputWidth";
const tokens = ["batch", "sequence", "modelDim"];
const width = "batch * sequence * modelDim";

const other: Readonly<Partial<Record<ActivationFunction, string>>> = { silu: "swish", gelu: "erf" };

/** The operations of each function for one element are those of the layer itself. */
const activationForms = activationFunctions.map((name): LayerFormSpec => {
  const { forward, backward } = activationOperations(name);
  return {
    id: name,
    meaning: `Activation function ${name}, element by element`,
    words: `nonlinearity ${other[name] ?? ""}`,
    ...same,
    forward: { activation: `${forward.value} * elements` },
    inputGradient: { activation: `${backward.value} * elements` },
    kept: "elements",
  };
});

const poolingForms: readonly LayerFormSpec[] = [
  {
    id: "max-pooling",
    meaning: "Largest value of each window; the indices of the maxima are kept",
    words: "maxpool",
    inputs: [image],
    output: pooled,
    forward: { pooling: `(kernelHeight * kernelWidth - 1) * ${pooledElements}` },
    inputGradient: { pooling: pooledElements },
    kept: `${pixels} + ${pooledElements}`,
  },
  {
    id: "average-pooling",
    meaning: "Mean of each window",
    words: "avgpool",
    inputs: [image],
    output: pooled,
    forward: { pooling: `kernelHeight * kernelWidth * ${pooledElements}` },
    inputGradient: { pooling: `kernelHeight * kernelWidth * ${pooledElements}` },
    kept: pixels,
  },
  {
    id: "adaptive-average-pooling",
    meaning: "Mean of windows that cover the input, as many as asked for",
    words: "avgpool global",
    inputs: [image],
    output: pooled,
    forward: { pooling: "windowElements" },
    inputGradient: { pooling: "windowElements" },
    kept: pixels,
  },
  {
    id: "adaptive-max-pooling",
    meaning: "Largest value of windows that cover the input, as many as asked for",
    words: "maxpool global",
    inputs: [image],
    output: pooled,
    forward: { pooling: `windowElements - ${pooledElements}` },
    inputGradient: { pooling: pooledElements },
    kept: `${pixels} + ${pooledElements}`,
  },
];

const joiningForms: readonly LayerFormSpec[] = [
  {
    id: "softmax",
    meaning: "Softmax over the last dimension",
    ...same,
    forward: { softmax: "5 * elements" },
    inputGradient: { softmax: "4 * elements" },
    kept: "elements",
  },
  {
    id: "dropout",
    meaning: "Dropout in training; the mask has one byte an element",
    words: "regularizer mask",
    ...same,
    forward: { elementwise: "4 * elements" },
    inputGradient: { elementwise: "2 * elements" },
    kept: "elements",
  },
  {
    id: "residual-add",
    meaning: "Sum of a branch and what passes it by",
    words: "skip shortcut addition",
    inputs: [["elements"], ["elements"]],
    output: ["elements"],
    forward: { residual: "elements" },
    inputGradient: { residual: "elements" },
  },
  {
    id: "gated-linear-unit",
    meaning: "Gated linear unit (GLU) over two halves, with a sigmoid",
    words: "swiglu geglu reglu gate",
    inputs: [["2 * elements"]],
    output: ["elements"],
    forward: { activation: "4 * elements", elementwise: "elements" },
    inputGradient: { activation: "3 * elements", elementwise: "2 * elements" },
    kept: "2 * elements",
  },
  {
    id: "concatenation",
    meaning: "Concatenation of two tensors; no operations, new memory",
    words: "concat cat join dense block",
    inputs: [["elements"], ["elementsEach"]],
    output: ["elements + elementsEach"],
  },
  {
    id: "view",
    meaning: "Another shape of the same memory: reshape, transpose, rearrangement by named shapes",
    words: "einops rearrange permute flatten squeeze",
    ...same,
    view: true,
  },
  {
    id: "embedding",
    meaning: "Look-up of a row for each token; reads only those rows",
    words: "table lookup",
    inputs: [["batch", "sequence"]],
    output: tokens,
    parameters: "vocabulary * modelDim",
    parametersRead: width,
    weightGradient: { elementwise: width },
    kept: "batch * sequence",
  },
  {
    id: "positions-learned",
    meaning: "Learned positional encoding: a row of a table is added to each token",
    words: "positional embedding encodings",
    inputs: [tokens],
    output: tokens,
    parameters: "tableRows * modelDim",
    parametersRead: width,
    forward: { elementwise: width },
    weightGradient: { elementwise: width },
  },
  {
    id: "positions-fixed",
    meaning: "Sinusoidal positional encoding: constants are added to each token",
    words: "positional encodings sinusoids",
    inputs: [tokens],
    output: tokens,
    forward: { elementwise: width },
  },
  {
    id: "positions-rotary",
    meaning: "Rotary positional encoding (RoPE): queries or keys are turned",
    words: "positional encodings rope",
    inputs: [["batch", "heads", "sequence", "headDim"]],
    output: ["batch", "heads", "sequence", "headDim"],
    forward: { elementwise: "3 * batch * heads * sequence * headDim" },
    inputGradient: { elementwise: "3 * batch * heads * sequence * headDim" },
  },
  {
    id: "cross-entropy",
    meaning: "Mean cross-entropy of logits and labels",
    words: "loss nll log softmax",
    inputs: [["rows", "vocabulary"], ["rows"]],
    output: ["1"],
    forward: { softmax: "5 * rows * vocabulary" },
    inputGradient: { softmax: "3 * rows * vocabulary" },
    kept: "rows * vocabulary + rows + 1",
  },
];

export const elementwiseForms: readonly LayerFormSpec[] = [
  ...activationForms,
  ...normalisationForms,
  ...poolingForms,
  ...joiningForms,
];
