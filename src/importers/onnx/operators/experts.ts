// Mixtures of experts as one operator of com.microsoft: every token passes through its best `k` experts.
import {
  type ActivationFunction,
  activation,
  broadcastProduct,
  combine,
  dispatch,
  elements,
  expertLinear,
  gatedLinearUnit,
  type Shape,
  softmax,
} from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { type KnownValue, shown } from "../value.js";
import { storedBits, unpackedWeight } from "./packed-weights.js";

/** Rules of the mixtures of experts. */
export const expertRules: Rules = {
  MoE: (call) => [mixture(call, { places: [2, 4, 6], biases: [3, 5, 7] })],
  QMoE: (call) => {
    const bits = bitsOf(call);
    return [mixture(call, { places: [2, 5, 8], biases: [4, 7, 10], bits })];
  },
};

interface MixturePlaces {
  /** First layer, second layer, and the one beside the first. */
  readonly places: readonly [number, number, number];
  readonly biases: readonly [number, number, number];
  /** Bits of a weight; absent: weights are as they stand. */
  readonly bits?: number;
}

function bitsOf(call: Call): number {
  const kind = call.text("quant_type", "int");
  if (kind.startsWith("fp8")) return 8;
  return kind.includes("fp4") ? 4 : call.integer("expert_weight_bits", 4);
}

interface Matrices {
  readonly value: KnownValue;
  readonly bias: KnownValue | undefined;
  readonly experts: number;
  readonly outputs: number;
}

const activations: Readonly<Record<string, ActivationFunction>> = {
  relu: "relu",
  gelu: "gelu",
  silu: "silu",
};

/** Router, copies of the tokens, the experts' layers on them, and the weighted sum. */
function mixture(call: Call, places: MixturePlaces): KnownValue {
  const [input, scores] = [call.known(0), call.known(1)];
  const [width = 1] = input.shape.slice(-1);
  const tokens = elements(input.shape) / width;
  const [experts = 1] = scores.shape.slice(-1);
  const chosen = Math.min(experts, Math.max(1, call.integer("k", 1)));
  const rows = tokens * chosen;
  const probabilities = call.emit(softmax({ input: shown(scores.shape) }), [scores], {
    shape: scores.shape,
    part: "softmax",
  });
  const sending = dispatch({ input: shown(input.shape), scores: scores.shape, rows, activeExperts: chosen });
  const copies = call.emit(sending, [input, probabilities], { shape: [rows, width], part: "dispatch" });
  const second = matricesOf(call, places, 1, { outputs: width });
  const first = matricesOf(call, places, 0, { inputs: width });
  const run = { call, chosen };
  const active = activated(run, places, copies, { first, inner: innerOf(second, width) });
  const result = through(run, active, second, "fc2");
  const adding = combine({ input: result.shape, scores: scores.shape, output: shown(input.shape) });
  return call.emit(adding, [result, probabilities], { shape: input.shape });
}

/** The experts' first layers and what they make of them: an activation, or a gate and a product. */
function activated(
  run: { readonly call: Call; readonly chosen: number },
  places: MixturePlaces,
  copies: KnownValue,
  { first, inner }: { readonly first: Matrices; readonly inner: number },
): KnownValue {
  const { call } = run;
  const name = call.text("activation_type", "relu");
  const hidden = through(run, copies, first, "fc1");
  const shape: Shape = [hidden.shape[0] ?? 1, inner];
  if (first.outputs === 2 * inner) {
    const layer = gatedLinearUnit({ input: hidden.shape, function: activations[name] ?? "silu" });
    return call.emit(layer, [hidden], { shape, part: "activation" });
  }
  if (name === "identity") return hidden;
  const layer = activation({ input: hidden.shape, function: activations[name] ?? "silu" });
  const active = call.emit(layer, [hidden], { shape: hidden.shape, part: "activation" });
  if (call.optional(places.places[2]) === undefined) return active;
  const beside = matricesOf(call, places, 2, { inputs: copies.shape[1] ?? 1 });
  const values = through(run, copies, beside, "fc3");
  const product = broadcastProduct({ input: shape, factor: shape });
  return call.emit(product, [active, values], { shape, part: "gate" });
}

/** One linear layer in every expert. */
function through(
  { call, chosen }: { readonly call: Call; readonly chosen: number },
  input: KnownValue,
  { value, bias, experts, outputs }: Matrices,
  part: string,
): KnownValue {
  const layer = expertLinear({
    input: input.shape,
    experts,
    outputFeatures: outputs,
    bias: bias !== undefined,
    activeExperts: chosen,
  });
  return call.emit(layer, [input], { shape: layer.output, weights: [value, bias], part });
}

/** The matrices of one of the layers, [experts, outputs, inputs] or, as earlier versions had it, with both swapped. */
function matricesOf(
  call: Call,
  places: MixturePlaces,
  index: 0 | 1 | 2,
  known: { readonly inputs?: number; readonly outputs?: number },
): Matrices {
  const value = call.known(places.places[index]);
  const bias = call.optional(places.biases[index]);
  const [experts = 1, before = 1, last = 1] = value.shape;
  const pack = places.bits === undefined ? 1 : Math.max(1, storedBits(value) / places.bits);
  const count = experts * before * last * pack;
  const side = known.inputs ?? known.outputs ?? 1;
  const other = count / experts / side;
  const outputs = known.outputs ?? other;
  if (value.shape.length !== 3 || !Number.isInteger(other))
    throw call.problem(
      `weights of experts must be [experts, outputs, inputs] with ${side} features, got [${value.shape.join(", ")}]; the file is damaged`,
    );
  const whole =
    places.bits === undefined ? value : unpackedWeight(value, [experts, before, last * pack], places.bits);
  return { value: whole, bias, experts, outputs };
}

function innerOf({ value, experts }: Matrices, width: number): number {
  return elements(value.shape) / experts / width;
}
