// Operators between real numbers and small integers. Scales and zero points are no parameters.
import { elementwiseOperation, perElement } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { elementType, floatType } from "../element-type.js";
import { type KnownValue, shown } from "../value.js";

const quantizing = perElement("divide + round + add + saturate");
const restoring = perElement("subtract + multiply");

/** Rules of the quantization operators. */
export const quantizationRules: Rules = {
  QuantizeLinear: (call) => {
    const [input, zero] = [call.known(0), call.optional(2)];
    return [each(call, input, "quantization", zero?.type ?? call.integer("output_dtype", 2) ?? 2)];
  },
  DequantizeLinear: (call) => {
    const [input, scale] = [call.known(0), call.known(1)];
    if (input.kind === "data") return [each(call, input, "restoring", scale.type)];
    // A weight in integers stays a weight: its operator reads it as real numbers, and it counts by its elements.
    return [{ ...input, type: scale.type, numbers: undefined, weights: input.weights.map(asReal) }];
  },
  DynamicQuantizeLinear: (call) => {
    const input = call.known(0);
    const scalar = (type: number) =>
      ({ kind: "constant", shape: [], type, numbers: undefined, weights: [] }) as const;
    return [each(call, input, "quantization", 2), scalar(1), scalar(2)];
  },
};

const real = new WeakMap<object, KnownWeight>();
type KnownWeight = Extract<KnownValue, { kind: "constant" }>["weights"][number];

/** The same weight read as real numbers; one object for each, so that it is owned once. */
function asReal(weight: KnownWeight): KnownWeight {
  const { bytes, kind } = elementType(`tensor "${weight.name}"`, weight.type);
  if (kind === "float" && bytes >= 1) return weight;
  const known = real.get(weight);
  if (known !== undefined) return known;
  const made = { ...weight, type: floatType, bits: weight.bits ?? 8 * bytes, origin: weight };
  real.set(weight, made);
  return made;
}

/** A layer that turns each element into a small integer, or back. */
export function each(call: Call, input: KnownValue, name: string, type: number): KnownValue {
  const layer = elementwiseOperation({
    name,
    inputs: [shown(input.shape)],
    output: shown(input.shape),
    forward: name === "quantization" ? quantizing : restoring,
    backward: [undefined],
  });
  return call.emit(layer, [input], { shape: input.shape, type });
}
