// Operators of com.microsoft on small integers: each computes what an operator of ONNX does, with scales beside it.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { activationRules } from "./activations.js";
import { channelsLast } from "./channels-last.js";
import { convolutionRules } from "./convolution.js";
import { elementwiseRules } from "./elementwise.js";
import { like, reading } from "./like.js";
import { matrixRules, swapped } from "./matrix.js";
import { poolingRules } from "./pooling.js";
import { product } from "./product.js";
import { each } from "./quantization.js";
import { recurrentRules } from "./recurrent.js";
import { reductionRules } from "./reductions.js";
import { selectionRules } from "./selection.js";

/** Rules of the operators on quantized values. */
export const quantizedRules: Rules = {
  MatMulInteger16: like(matrixRules, "MatMulInteger"),
  MulInteger: reading(like(elementwiseRules, "Mul"), [0, 2], { type: 6 }),
  ReduceSumInteger: like(reductionRules, "ReduceSum"),
  QLinearAdd: reading(like(elementwiseRules, "Add"), [0, 3], { reading: "quantized weight" }),
  QLinearMul: reading(like(elementwiseRules, "Mul"), [0, 3], { reading: "quantized weight" }),
  QLinearWhere: reading(like(elementwiseRules, "Where"), [0, 1, 4], { reading: "quantized weight" }),
  QLinearSigmoid: like(activationRules, "Sigmoid"),
  QLinearLeakyRelu: like(activationRules, "LeakyRelu"),
  QLinearSoftmax: like(activationRules, "Softmax"),
  QLinearReduceMean: reading(like(reductionRules, "ReduceMean"), [0]),
  QLinearConcat: joined,
  QLinearConv: channelsLast(like(convolutionRules, "QLinearConv"), { weight: 3, attribute: true }),
  QLinearConvTranspose: channelsLast(like(convolutionRules, "QLinearConvTranspose"), {
    weight: 3,
    attribute: true,
  }),
  QLinearAveragePool: channelsLast(like(poolingRules, "AveragePool"), { attribute: true }),
  QLinearGlobalAveragePool: channelsLast(like(poolingRules, "GlobalAveragePool"), { attribute: true }),
  QGemm: (call) => {
    const [left, right] = [call.known(0), call.known(3)];
    const leftShape = call.integer("transA", 0) === 1 ? swapped(left.shape) : left.shape;
    const rightShape = call.integer("transB", 0) === 1 ? swapped(right.shape) : right.shape;
    const scaled = call.optional(7) === undefined;
    const type = scaled ? call.known(1).type : left.type;
    return [
      product(
        call,
        { left, right, leftShape, rightShape },
        { ...quantized, type, weights: [call.optional(6)] },
      ),
    ];
  },
  MatMulIntegerToFloat: restored({ scale: 3, bias: 6 }),
  DynamicQuantizeMatMul: restored({ scale: 2, bias: 4 }),
  DynamicQuantizeLSTM: (call) => like(recurrentRules, "LSTM")(withReading(call)),
  QOrderedMatMul: (call) => {
    const [left, right] = [call.known(0), call.known(2)];
    const factors = { left, right, leftShape: left.shape, rightShape: right.shape };
    return [product(call, factors, { ...quantized, weights: [call.optional(5)] })];
  },
  QOrderedGelu: like(activationRules, "Gelu"),
  QuantizeWithOrder: (call) => [each(call, call.known(0), "quantization", 3)],
  DequantizeWithOrder: (call) => [each(call, call.known(0), "restoring", call.integer("to", 1))],
};

const quantized = { reading: "quantized weight" } as const;

/** A product of small integers whose result is real. */
function restored(places: { readonly scale: number; readonly bias: number }): Rule {
  return (call) => {
    const [left, right] = [call.known(0), call.known(1)];
    const factors = { left, right, leftShape: left.shape, rightShape: right.shape };
    const { type } = call.known(places.scale);
    return [product(call, factors, { ...quantized, type, weights: [call.optional(places.bias)] })];
  };
}

/** Every layer of a rule with its integer constants read as weights. */
function withReading(call: Call): Call {
  return { ...call, emit: (layer, from, options) => call.emit(layer, from, { ...options, ...quantized }) };
}

/** Tensors, each with its scale and zero point, joined along an axis. */
function joined(call: Call): ReturnType<Rule> {
  const places = call.inputs.flatMap((_, i) => (i >= 2 && (i - 2) % 3 === 0 ? [i] : []));
  const filled = places.filter((place) => elements(call.known(place).shape) > 0);
  return reading(like(selectionRules, "Concat"), filled, quantized)(call);
}
