// Convolutions in all their spellings: plain, transposed, grouped, and sampled at offsets.
import { elements, sizedConvolution, type Work } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { asOutput } from "./product.js";

/** Rules of the convolutions. */
export const convolutionRules: Rules = {
  conv1d: convolved(() => false),
  conv2d: convolved(() => false),
  conv3d: convolved(() => false),
  conv_transpose1d: convolved(() => true),
  conv_transpose2d: convolved(() => true),
  conv_transpose3d: convolved(() => true),
  convolution: convolved((call) => call.flag("transposed", false)),
  _convolution: convolved((call) => call.flag("transposed", false)),
  _convolution_mode: convolved(() => false),
  mkldnn_convolution: convolved(() => false),
  thnn_conv2d: convolved(() => false),
  _slow_conv2d_forward: convolved(() => false),
  slow_conv3d: convolved(() => false),
  _conv_depthwise2d: convolved(() => false),
  conv_depthwise3d: convolved(() => false),
  slow_conv_dilated2d: convolved(() => false),
  slow_conv_transpose2d: convolved(() => true),
};

/** torchvision's convolution at learned offsets: the products are those of a convolution. */
export const deformRules: Rules = { deform_conv2d: convolved(() => false) };

/** Keeps its input where the weight wants a gradient, and a weight that was computed where the input does. */
function convolved(transposed: (call: Call) => boolean): Rule {
  return (call) => {
    const input = asOutput(call, call.optional("input") ?? call.tensor("self"), "input");
    const weight = asOutput(call, call.tensor("weight"), "weight");
    const bias = call.optional("bias");
    const offsets = [call.optional("offset"), call.optional("mask")].filter((value) => value !== undefined);
    const { forward, gradient } = convolutionWork(call, input, weight, transposed(call));
    return [
      call.emit({
        kind: transposed(call) ? "transposed-convolution" : "convolution",
        settings: settingsOf(weight, transposed(call)),
        inputs: [input, weight, bias, ...offsets],
        output: call.form(0),
        forward,
        gradients: [gradient, gradient, [], ...offsets.map(() => [])],
        saved: [input, weight, ...offsets],
      }),
    ];
  };
}

function settingsOf({ shape }: Value, transposed: boolean): string {
  const [first = 1, second = 1, ...kernel] = shape;
  const [from, to] = transposed ? [first, second] : [second, first];
  return `${kernel.join(" × ")}, ${from} → ${to}`;
}

/** Work by the convolution layer of known output size. */
function convolutionWork(
  call: Call,
  input: Value,
  weight: Value,
  transposed: boolean,
): { readonly forward: readonly Work[]; readonly gradient: readonly Work[] } {
  const output = call.form(0);
  if (elements(output.shape) === 0 || elements(input.shape) === 0) return { forward: [], gradient: [] };
  const [first = 1, second = 1, ...kernel] = weight.shape;
  const spatial = kernel.length;
  const batched = (shape: readonly number[]) => (shape.length === spatial + 1 ? [1, ...shape] : shape);
  const [batch = 1, channels = 1, ...sizes] = batched(input.shape);
  const groups = channels / second;
  const fits = transposed ? first === channels : Number.isInteger(groups) && groups >= 1;
  if (!fits || sizes.length !== spatial)
    throw call.problem(
      `input and weight must fit, got [${input.shape.join(", ")}] and [${weight.shape.join(", ")}]; the file is damaged`,
    );
  const layer = sizedConvolution({
    input: [batch, channels, ...sizes],
    output: batched(output.shape),
    kernel,
    groups: transposed ? call.number("groups", 1) : groups,
    bias: false,
    transposed,
  });
  return { forward: layer.forward, gradient: layer.weightGradient };
}
