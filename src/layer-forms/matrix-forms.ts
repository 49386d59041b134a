// Forms of layers whose work is products of matrices: linear, convolutions, recurrence, experts.
import type { LayerFormSpec } from "./layer-form.js";

const linearMac = "rows * inputFeatures * outputFeatures";
const image = ["batch", "inputChannels", "imageHeight", "imageWidth"];
const positions = ["batch", "inputChannels", "inputPositions"];
const outputPositions = ["batch", "outputChannels", "outputPositions"];
const convolutionMac =
  "batch * outputHeight * outputWidth * outputChannels * (inputChannels / groups) * kernelHeight * kernelWidth";
const depthwiseMac = "batch * channels * outputHeight * outputWidth * kernelHeight * kernelWidth";
const positionsMac = "batch * outputPositions * outputChannels * (inputChannels / groups) * kernelPositions";
const transposedMac = "batch * inputPositions * outputChannels * (inputChannels / groups) * kernelPositions";
const positionsParameters = "outputChannels * (inputChannels / groups) * kernelPositions + outputChannels";
const productMac = "batch * heads * rows * innerDim * columns";

const projectionMac = "batch * sequence * hiddenFeatures * stateFeatures";
const projectedMac = `4 * batch * sequence * hiddenFeatures * (inputFeatures + stateFeatures) + ${projectionMac}`;

/** Every product costs its size once forward, once for the weights' gradient and once for the input's. */
const threeProducts = (mac: string) => ({
  forward: { matrix: mac },
  weightGradient: { matrix: mac },
  inputGradient: { matrix: mac },
});

export const matrixForms: readonly LayerFormSpec[] = [
  {
    id: "linear",
    meaning: "Fully connected layer over rows: all positions of the batch",
    words: "dense fc projection perceptron",
    inputs: [["rows", "inputFeatures"]],
    output: ["rows", "outputFeatures"],
    parameters: "inputFeatures * outputFeatures + outputFeatures",
    ...threeProducts(linearMac),
    kept: "rows * inputFeatures",
  },
  {
    id: "matmul",
    meaning: "Product of two activations for each head, as in attention",
    words: "gemm bmm einsum matrix product",
    inputs: [
      ["batch", "heads", "rows", "innerDim"],
      ["batch", "heads", "innerDim", "columns"],
    ],
    output: ["batch", "heads", "rows", "columns"],
    forward: { matrix: productMac },
    inputGradient: { matrix: `2 * ${productMac}` },
    kept: "batch * heads * rows * innerDim + batch * heads * innerDim * columns",
  },
  {
    id: "convolution",
    meaning: "Convolution of images, grouped or not, dilated or not",
    words: "conv2d grouped dilated pointwise 1x1",
    inputs: [image],
    output: ["batch", "outputChannels", "outputHeight", "outputWidth"],
    parameters: "outputChannels * (inputChannels / groups) * kernelHeight * kernelWidth + outputChannels",
    ...threeProducts(convolutionMac),
    kept: "batch * inputChannels * imageHeight * imageWidth",
  },
  {
    id: "convolution-1d-3d",
    meaning: "Convolution of sequences or volumes, by its positions",
    words: "conv1d conv3d video audio",
    inputs: [positions],
    output: outputPositions,
    parameters: positionsParameters,
    ...threeProducts(positionsMac),
    kept: "batch * inputChannels * inputPositions",
  },
  {
    id: "depthwise-convolution",
    meaning: "Convolution of each channel by itself",
    words: "depthwise grouped mobilenet",
    inputs: [["batch", "channels", "imageHeight", "imageWidth"]],
    output: ["batch", "channels", "outputHeight", "outputWidth"],
    parameters: "channels * kernelHeight * kernelWidth + channels",
    ...threeProducts(depthwiseMac),
    kept: "batch * channels * imageHeight * imageWidth",
  },
  {
    id: "transposed-convolution",
    meaning: "Transposed convolution: every input position spreads over a kernel",
    words: "deconvolution upsampling",
    inputs: [positions],
    output: outputPositions,
    parameters: positionsParameters,
    ...threeProducts(transposedMac),
    kept: "batch * inputChannels * inputPositions",
  },
  ...(
    [
      ["rnn", 1, 6, 4],
      ["gru", 3, 21, 17],
      ["lstm", 4, 30, 22],
    ] as const
  ).map(([cell, gates, forward, backward]) => recurrent(cell, gates, forward, backward)),
  {
    id: "lstm-projection",
    meaning: "One direction of a layer of LSTM cells whose state is projected to fewer features",
    words: "recurrent bidirectional cell gates projected",
    inputs: [["batch", "sequence", "inputFeatures"]],
    output: ["batch", "sequence", "stateFeatures"],
    parameters: "4 * hiddenFeatures * (inputFeatures + stateFeatures + 2) + hiddenFeatures * stateFeatures",
    forward: { matrix: projectedMac, activation: "30 * batch * sequence * hiddenFeatures" },
    weightGradient: {
      matrix: `${projectedMac} + ${projectionMac} + 4 * batch * (sequence - 1) * hiddenFeatures * stateFeatures`,
      activation: "22 * batch * sequence * hiddenFeatures",
    },
    inputGradient: { matrix: "4 * batch * sequence * hiddenFeatures * inputFeatures" },
    kept: "batch * sequence * (inputFeatures + 7 * hiddenFeatures + stateFeatures)",
  },
  {
    id: "expert-linear",
    meaning: "A linear layer in every expert, each row through one of them",
    words: "moe mixture of experts",
    inputs: [["rows", "inputFeatures"]],
    output: ["rows", "outputFeatures"],
    parameters: "experts * (inputFeatures * outputFeatures + outputFeatures)",
    ...threeProducts(linearMac),
    kept: "rows * inputFeatures",
  },
];

/** One direction of one layer; the gradient through time counts among the weights'. */
function recurrent(cell: string, gates: number, forward: number, backward: number): LayerFormSpec {
  const state = "hiddenFeatures";
  const mac = `${gates} * batch * sequence * ${state} * (inputFeatures + ${state})`;
  const throughTime = `${gates} * batch * (sequence - 1) * ${state} * ${state}`;
  const tokens = `batch * sequence * ${state}`;
  const keptStates = cell === "rnn" ? `batch * (sequence + 1) * ${state}` : `7 * ${tokens}`;
  return {
    id: cell,
    meaning: `One direction of a recurrent layer of ${cell.toUpperCase()} cells; twice that when bidirectional`,
    words: "recurrent bidirectional cell gates",
    inputs: [["batch", "sequence", "inputFeatures"]],
    output: ["batch", "sequence", state],
    parameters: `${gates} * ${state} * (inputFeatures + ${state} + 2)`,
    forward: { matrix: mac, activation: `${forward} * ${tokens}` },
    weightGradient: { matrix: `${mac} + ${throughTime}`, activation: `${backward} * ${tokens}` },
    inputGradient: { matrix: `${gates} * batch * sequence * ${state} * inputFeatures` },
    kept: `batch * sequence * inputFeatures + ${keptStates}`,
  };
}
