// Convolution operators, plain, transposed and quantized.
import { type Shape, sizedConvolution } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { KnownValue } from "../value.js";
import { slidOver, spreadOver, windowOf } from "./window.js";

interface Places {
  readonly weight: number;
  readonly bias: number;
  readonly transposed?: boolean;
  readonly quantized?: boolean;
  readonly type?: number;
}

/** Rules of the convolution operators. */
export const convolutionRules: Rules = {
  Conv: convolved({ weight: 1, bias: 2 }),
  ConvTranspose: convolved({ weight: 1, bias: 2, transposed: true }),
  ConvInteger: convolved({ weight: 1, bias: 99, quantized: true, type: 6 }),
  QLinearConv: convolved({ weight: 3, bias: 8, quantized: true }),
  QLinearConvTranspose: convolved({ weight: 3, bias: 8, quantized: true, transposed: true }),
  // The offsets move where the input is read; the products are those of a convolution.
  DeformConv: convolved({ weight: 1, bias: 3 }),
};

/** The rule for Conv and its kin. */
export function convolved(places: Places): Rule {
  return (call) => {
    const input = call.known(0);
    const weight = call.known(places.weight);
    const bias = call.optional(places.bias);
    const [batch = 0, channels = 0, ...sizes] = input.shape;
    const [first = 0, second = 0, ...kernel] = weight.shape;
    const groups = call.integer("group", 1);
    checkShapes(call, {
      input: input.shape,
      weight: weight.shape,
      groups,
      transposed: places.transposed === true,
    });
    const window = windowOf(call, sizes.length, kernel);
    const output = places.transposed
      ? [batch, second * groups, ...spreadOver(call, sizes, window)]
      : [batch, first, ...slidOver(call, sizes, window)];
    const layer = sizedConvolution({
      input: [batch, channels, ...sizes],
      output,
      kernel,
      groups,
      bias: bias !== undefined,
      transposed: places.transposed === true,
    });
    const reading = places.quantized === true ? "quantized weight" : "value";
    const options = {
      shape: output,
      reading,
      ...(places.type === undefined ? {} : { type: places.type }),
    } as const;
    return [placed(call, layer, { input, weight, bias }, options)];
  };
}

type Options = NonNullable<Parameters<Call["emit"]>[2]>;

/** A weight that is data (made by another part of the network) is a second input of the layer. */
function placed(
  call: Call,
  layer: ReturnType<typeof sizedConvolution>,
  values: { readonly input: KnownValue; readonly weight: KnownValue; readonly bias: KnownValue | undefined },
  options: Options,
): KnownValue {
  const { input, weight, bias } = values;
  if (weight.kind === "constant") return call.emit(layer, [input], { ...options, weights: [weight, bias] });
  const two = {
    ...layer,
    parameters: undefined,
    inputGradient: [...layer.inputGradient, layer.weightGradient],
    weightGradient: [],
    saved: [...layer.saved, { kind: "input", index: 1 } as const],
  };
  return call.emit(two, [input, weight], { ...options, weights: [bias] });
}

function checkShapes(
  call: Call,
  shapes: {
    readonly input: Shape;
    readonly weight: Shape;
    readonly groups: number;
    readonly transposed: boolean;
  },
): void {
  const { input, weight, groups, transposed } = shapes;
  const expected = transposed ? weight[0] : (weight[1] ?? 0) * groups;
  if (input.length >= 3 && input.length === weight.length && input[1] === expected && groups >= 1) return;
  throw call.problem(
    `input and weight must fit with ${groups} groups, got [${input.join(", ")}] and [${weight.join(", ")}]; the file is damaged or its input is`,
  );
}
