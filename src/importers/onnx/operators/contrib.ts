// Operators of com.microsoft that optimizers put in place of common chains.
import { embedding, layerNorm } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { type KnownValue, shown } from "../value.js";
import { activationRules } from "./activations.js";
import { contribAttentionRules } from "./attention.js";
import { convolutionRules } from "./convolution.js";
import { elementwiseRules } from "./elementwise.js";
import { matrixRules, swapped } from "./matrix.js";
import { normalisationRules } from "./normalisation.js";
import { poolingRules } from "./pooling.js";
import { product } from "./product.js";
import { quantizationRules } from "./quantization.js";
import { copyOf } from "./view.js";

/** A rule of ONNX's own operators that a contributed one follows. */
function like(rules: Rules, name: string): Rule {
  const rule = rules[name];
  if (rule === undefined) throw new RangeError(`no rule for ${name}`);
  return rule;
}

const sum = like(elementwiseRules, "Add");

/** Rules of com.microsoft's operators. */
export const contribRules: Rules = {
  ...contribAttentionRules,
  Gelu: like(activationRules, "Gelu"),
  FastGelu: biased(like(activationRules, "Gelu")),
  BiasGelu: biased(like(activationRules, "Gelu")),
  QuickGelu: like(activationRules, "Swish"),
  FusedConv: like(convolutionRules, "Conv"),
  FusedGemm: like(matrixRules, "Gemm"),
  MatMulInteger16: like(matrixRules, "MatMulInteger"),
  QLinearAdd: (call) => [copyOf(call, [call.known(0), call.known(3)], call.known(0).shape, "quantized sum")],
  QLinearAveragePool: like(poolingRules, "AveragePool"),
  QLinearGlobalAveragePool: like(poolingRules, "GlobalAveragePool"),
  QuantizeLinear: like(quantizationRules, "QuantizeLinear"),
  DequantizeLinear: like(quantizationRules, "DequantizeLinear"),
  LayerNormalization: like(normalisationRules, "LayerNormalization"),
  SimplifiedLayerNormalization: like(normalisationRules, "RMSNormalization"),
  SkipLayerNormalization: skipped("layer"),
  SkipSimplifiedLayerNormalization: skipped("rms"),
  FusedMatMul: (call) => {
    const [left, right] = [call.known(0), call.known(1)];
    const leftShape = call.integer("transA", 0) === 1 ? swapped(left.shape) : left.shape;
    const rightShape = call.integer("transB", 0) === 1 ? swapped(right.shape) : right.shape;
    return [product(call, { left, right, leftShape, rightShape })];
  },
  MatMulNBits: (call) => {
    const input = call.known(0);
    const [inner, columns] = [call.integer("K", 1), call.integer("N", 1)];
    const shape = { left: input, right: { ...call.known(1), shape: [inner, columns] } };
    const options = { reading: "quantized weight" } as const;
    return [product(call, { ...shape, leftShape: input.shape, rightShape: [inner, columns] }, options)];
  },
  EmbedLayerNormalization: embedded,
  RotaryEmbedding: (call) => [
    copyOf(call, [call.known(0)], call.known(0).shape, "rotary positions", { keeps: 0 }),
  ],
};

/** A bias added before the function that follows. */
function biased(rule: Rule): Rule {
  return (call) => (call.inputs.length < 2 ? rule(call) : rule({ ...call, known: () => sumOf(call) }));
}

function sumOf(call: Call, parts: readonly number[] = [0, 1], part = "sum"): KnownValue {
  const inputs = parts.map((place) => call.known(place));
  const emit: Call["emit"] = (layer, from, options) => call.emit(layer, from, { ...options, part });
  const [value] = sum({ ...call, inputs, known: (i) => inputs[i] ?? call.known(i), emit });
  if (value === undefined || value.kind === "unknown")
    throw call.problem("its sum must be known, got nothing");
  return value;
}

/** The sum of input, skip connection and bias, normalised. */
function skipped(variant: "layer" | "rms"): Rule {
  return (call) => {
    const bias = variant === "layer" ? 4 : 3;
    const parts = call.optional(bias) === undefined ? [0, 1] : [0, 1, bias];
    const added = sumOf(call, parts);
    const layer = layerNorm({ input: shown(added.shape), variant });
    const weights = variant === "layer" ? [call.optional(2), call.optional(3)] : [call.optional(2)];
    const output = call.emit(layer, [added], { shape: added.shape, weights });
    const unknown = { kind: "unknown", why: "statistics of a fused normalisation" } as const;
    return [output, unknown, unknown, added];
  };
}

/** Words, positions and segments looked up, added and normalised. */
function embedded(call: Call): readonly KnownValue[] {
  const tokens = call.known(0);
  const tables = [2, 3, 4].map((place) => call.optional(place)).filter((table) => table !== undefined);
  const looked = tables.map((table, i) => {
    const [vocabulary = 1, modelDim = 1] = table.shape;
    const layer = embedding({ tokens: shown(tokens.shape), vocabulary, modelDim });
    const shape = [...tokens.shape, modelDim];
    return call.emit(layer, [tokens], { shape, type: table.type, weights: [table], part: `table ${i + 1}` });
  });
  const all = { ...call, inputs: looked, known: (i: number) => looked[i] ?? call.known(i) };
  const added = sumOf(
    all,
    looked.map((_, i) => i),
  );
  const layer = layerNorm({ input: shown(added.shape) });
  return [call.emit(layer, [added], { shape: added.shape, weights: [call.optional(5), call.optional(6)] })];
}
