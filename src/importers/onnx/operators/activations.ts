// Activation operators, by the activation layer that they are.
import { type ActivationFunction, activation, dropout, softmax } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { booleanType } from "../element-type.js";
import { shown } from "../value.js";
import { viewOf } from "./view.js";

const named =
  (name: ActivationFunction): Rule =>
  (call) => {
    const input = call.known(0);
    return [
      call.emit(activation({ input: shown(input.shape), function: name }), [input], { shape: input.shape }),
    ];
  };

/** Softmax and its kin: the count does not depend on the axis. */
const softmaxRule: Rule = (call) => {
  const input = call.known(0);
  return [call.emit(softmax({ input: shown(input.shape) }), [input], { shape: input.shape })];
};

/** Rules of the activation operators. */
export const activationRules: Rules = {
  Relu: named("relu"),
  LeakyRelu: named("leaky-relu"),
  ThresholdedRelu: named("leaky-relu"),
  Shrink: named("leaky-relu"),
  Sigmoid: named("sigmoid"),
  Tanh: named("tanh"),
  HardSigmoid: named("hard-sigmoid"),
  HardSwish: named("hard-swish"),
  Swish: named("silu"),
  Elu: named("elu"),
  Celu: named("elu"),
  Selu: named("selu"),
  Softplus: named("softplus"),
  Softsign: named("softplus"),
  Mish: named("mish"),
  Gelu: (call) => named(call.text("approximate", "none") === "tanh" ? "gelu-tanh" : "gelu")(call),
  Clip: (call) => named(isRelu6(call) ? "relu6" : "hard-tanh")(call),
  Softmax: softmaxRule,
  LogSoftmax: softmaxRule,
  Hardmax: softmaxRule,
  Dropout: (call) => {
    const input = call.known(0);
    const mask = {
      kind: "constant",
      shape: input.shape,
      type: booleanType,
      numbers: undefined,
      weights: [],
    } as const;
    const rate = rateInTraining(call);
    if (rate === 0) return [viewOf(call, input, input.shape, "dropout at inference"), mask];
    const layer = dropout({ input: shown(input.shape), rate });
    return [call.emit(layer, [input], { shape: input.shape }), mask];
  },
};

function isRelu6(call: Call): boolean {
  const bound = (index: number, name: string) => {
    const value = call.inputs[index];
    return value?.kind === "constant" ? value.numbers?.[0] : call.float(name, Number.NaN);
  };
  return bound(1, "min") === 0 && bound(2, "max") === 6;
}

/** Dropout drops only where the file says that it trains. */
function rateInTraining(call: Call): number {
  const training = call.inputs[2];
  const on = training?.kind === "constant" && training.numbers?.[0] === 1;
  const given = call.inputs[1];
  const rate = given?.kind === "constant" ? (given.numbers?.[0] ?? 0.5) : call.float("ratio", 0.5);
  return on && rate >= 0 && rate < 1 ? rate : 0;
}
