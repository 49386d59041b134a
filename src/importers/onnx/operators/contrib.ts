// Operators of com.microsoft that optimizers put in place of common chains.
import type { Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { Unknowable } from "../value.js";
import { activationRules } from "./activations.js";
import { channelsLast } from "./channels-last.js";
import { constantRules } from "./constants.js";
import { contribAttentionRules } from "./contrib-attention.js";
import { contribElementwiseRules } from "./contrib-elementwise.js";
import { contribNormRules } from "./contrib-norms.js";
import { convolutionRules } from "./convolution.js";
import { embeddingRules } from "./embeddings.js";
import { expertRules } from "./experts.js";
import { fusedProjectionRules } from "./fused-projections.js";
import { like, rearranged } from "./like.js";
import { matrixRules, swapped } from "./matrix.js";
import { movementRules } from "./movement.js";
import { packedWeightRules } from "./packed-weights.js";
import { poolingRules } from "./pooling.js";
import { product } from "./product.js";
import { quantizationRules } from "./quantization.js";
import { quantizedRules } from "./quantized.js";
import { contribStateRules } from "./recurrent-state.js";
import { resizeRules } from "./resize.js";
import { selectionRules } from "./selection.js";
import { spectrumRules } from "./spectrum.js";
import { copyOf } from "./view.js";

/** Rules of com.microsoft's operators. */
export const contribRules: Rules = {
  ...contribAttentionRules,
  ...contribElementwiseRules,
  ...contribNormRules,
  ...contribStateRules,
  ...embeddingRules,
  ...expertRules,
  ...fusedProjectionRules,
  ...packedWeightRules,
  ...quantizedRules,
  ...spectrumRules,
  FusedConv: fusedConvolution(like(convolutionRules, "Conv")),
  NhwcConv: channelsLast(like(convolutionRules, "Conv"), { weight: 1 }),
  NhwcFusedConv: channelsLast(fusedConvolution(like(convolutionRules, "Conv")), { weight: 1 }),
  NhwcMaxPool: channelsLast(like(poolingRules, "MaxPool")),
  MaxpoolWithMask: like(poolingRules, "MaxPool"),
  ConvTransposeWithDynamicPads: (call) => {
    if (call.optional(2) !== undefined) throw new Unknowable("its padding is an input");
    return like(convolutionRules, "ConvTranspose")(rearranged(call, [0, 1, 3]));
  },
  FusedGemm: activatedBy(like(matrixRules, "Gemm")),
  GemmFloat8: activatedBy(like(matrixRules, "Gemm")),
  GemmFastGelu: (call) => {
    const [left, right] = [call.known(0), call.known(1)];
    const factors = { left, right, leftShape: left.shape, rightShape: right.shape };
    const result = product(call, factors, { weights: [call.optional(2)], part: "product" });
    return like(activationRules, "Gelu")({ ...call, known: () => result });
  },
  FusedMatMul: turnedProduct,
  TransposeMatMul: turnedProduct,
  SparseToDenseMatMul: turnedProduct,
  FusedMatMulActivation: activatedBy(turnedProduct),
  QuantizeLinear: like(quantizationRules, "QuantizeLinear"),
  DequantizeLinear: like(quantizationRules, "DequantizeLinear"),
  GatherND: like(selectionRules, "GatherND"),
  Pad: like(selectionRules, "Pad"),
  Trilu: like(selectionRules, "Trilu"),
  Range: like(constantRules, "Range"),
  GridSample: like(resizeRules, "GridSample"),
  CropAndResize: (call) => {
    const [input, boxes] = [call.known(0), call.known(1)];
    const [height = 1, width = 1] = call.numbers(3);
    const shape = [boxes.shape[0] ?? 1, input.shape[1] ?? 1, height, width];
    return [copyOf(call, [input, boxes], shape, "crops")];
  },
  ExpandDims: (call) => like(movementRules, "Unsqueeze")(call),
  UnfoldTensor: (call) => {
    const input = call.known(0);
    const axis =
      call.integer("dim", -1) < 0 ? input.shape.length + call.integer("dim", -1) : call.integer("dim", -1);
    const [size, step] = [call.integer("size", 1), call.integer("step", 1)];
    const count = Math.floor(((input.shape[axis] ?? size) - size) / step) + 1;
    const shape: Shape = [...input.shape.map((one, i) => (i === axis ? count : one)), size];
    return [copyOf(call, [input], shape, "windows")];
  },
};

/** Product whose factors may be turned: their last two dimensions, or the batch before them. */
function turnedProduct(call: Call): ReturnType<Rule> {
  const [left, right] = [call.known(0), call.known(1)];
  const leftShape = factorShape(call, left.shape, "A");
  const rightShape = factorShape(call, right.shape, "B");
  return [product(call, { left, right, leftShape, rightShape })];
}

function factorShape(call: Call, shape: Shape, factor: "A" | "B"): Shape {
  // A batch between rows and columns, as in [rows, batch, columns], comes before both.
  const [first = 1, ...rest] = shape;
  const inFront = call.integer(`transBatch${factor}`, 0) === 1 && shape.length > 2;
  const ordered = inFront ? [...rest.slice(0, -1), first, ...rest.slice(-1)] : shape;
  return call.integer(`trans${factor}`, 0) === 1 && shape.length > 1 ? swapped(ordered) : ordered;
}

/** Names of activations that a fused operator does at its end. */
const atTheEnd: Readonly<Record<string, string>> = {
  Relu: "Relu",
  LeakyRelu: "LeakyRelu",
  Tanh: "Tanh",
  Sigmoid: "Sigmoid",
  Clip: "Clip",
  HardSigmoid: "HardSigmoid",
  HardSwish: "HardSwish",
  Gelu: "Gelu",
  Softmax: "Softmax",
  Elu: "Elu",
  QuickGelu: "Swish",
};

/** The rule with the activation that an attribute names. */
function activatedBy(rule: Rule): Rule {
  return (call) => {
    const [result] = rule(call);
    const name = call.text("activation", "");
    if (result === undefined || result.kind === "unknown" || name === "")
      return result === undefined ? [] : [result];
    const operator = Object.hasOwn(atTheEnd, name) ? atTheEnd[name] : undefined;
    if (operator === undefined) throw new Unknowable(`its activation "${name}" is not known here`);
    const emit: Call["emit"] = (layer, from, options) =>
      call.emit(layer, from, { ...options, part: "activation" });
    return like(activationRules, operator)({ ...call, inputs: [result], known: () => result, emit });
  };
}

/** A convolution, a sum with another tensor where it is given, and an activation. */
function fusedConvolution(rule: Rule): Rule {
  return activatedBy((call) => {
    const [result] = rule(call);
    const beside = call.optional(3);
    if (result === undefined || result.kind === "unknown" || beside === undefined)
      return result === undefined ? [] : [result];
    const inputs = [result, beside];
    const emit: Call["emit"] = (layer, from, options) => call.emit(layer, from, { ...options, part: "sum" });
    const known = (index: number) => inputs[index] ?? result;
    return like(contribElementwiseRules, "BiasAdd")({ ...call, inputs, known, emit });
  });
}
