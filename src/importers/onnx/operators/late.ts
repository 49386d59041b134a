// Operators that ONNX has had since opset 18 or that few files hold: gates, folding of columns, crops, losses.
import { elements, elementwiseOperation, type Shape } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { elementType } from "../element-type.js";
import { axisOf } from "../shape-rules.js";
import { type KnownValue, shown } from "../value.js";
import { checkedSizes } from "./movement.js";
import { copyOf, viewOf } from "./view.js";

/** Rules of the later and rarer operators of ONNX. */
export const lateRules: Rules = {
  SwiGLU: (call) => {
    const values = [call.known(0), call.known(1)];
    return [
      counted(call, values, call.known(0).shape, "sigmoid + 2 multiply (gate by its sigmoid by the value)"),
    ];
  },
  BitCast: (call) => {
    const input = call.known(0);
    const type = call.integer("to", input.type);
    const bytes = (one: number) => elementType("value", one).bytes;
    const shape = input.shape.map((size, i) =>
      i === input.shape.length - 1 ? (size * bytes(input.type)) / bytes(type) : size,
    );
    return [viewOf(call, input, checkedSizes(call, shape), "bits under another type", { type })];
  },
  CenterCropPad: (call) => {
    const input = call.known(0);
    const sizes = call.numbers(1);
    const axes = (call.integers("axes") ?? input.shape.map((_, i) => i)).map((axis) =>
      axisOf(call, axis, input.shape.length),
    );
    const shape = [...input.shape];
    axes.forEach((axis, i) => {
      shape[axis] = sizes[i] ?? shape[axis] ?? 1;
    });
    return [copyOf(call, [input], checkedSizes(call, shape), "crop or pad")];
  },
  Col2Im: (call) => {
    const input = call.known(0);
    const [image, block] = [call.numbers(1), call.numbers(2)];
    const [batch = 1, columns = 1] = input.shape;
    const shape = checkedSizes(call, [batch, columns / elements(block), ...image]);
    return [counted(call, [input], shape, "add (overlapping columns)")];
  },
  MaxUnpool: (call) => {
    const values = [call.known(0), call.known(1)];
    const [batch = 1, channels = 1, ...sizes] = call.known(0).shape;
    const kernel = call.integers("kernel_shape") ?? [];
    const strides = call.integers("strides") ?? sizes.map(() => 1);
    const pads = call.integers("pads") ?? [];
    const spread = sizes.map(
      (size, i) =>
        (size - 1) * (strides[i] ?? 1) + (kernel[i] ?? 1) - (pads[i] ?? 0) - (pads[i + sizes.length] ?? 0),
    );
    const shape = call.inputs[2] === undefined ? [batch, channels, ...spread] : call.numbers(2);
    return [copyOf(call, values, checkedSizes(call, shape), "maxima in their places", { keeps: 1 })];
  },
  MaxRoiPool: (call) => {
    const [input, boxes] = [call.known(0), call.known(1)];
    const shape = [boxes.shape[0] ?? 1, input.shape[1] ?? 1, ...(call.integers("pooled_shape") ?? [1, 1])];
    return [counted(call, [input, boxes], checkedSizes(call, shape), "compare (largest of each part)")];
  },
  Multinomial: (call) => {
    const input = call.known(0);
    const shape: Shape = [input.shape[0] ?? 1, call.integer("sample_size", 1)];
    return [copyOf(call, [input], checkedSizes(call, shape), "samples", { type: call.integer("dtype", 6) })];
  },
  SoftmaxCrossEntropyLoss: (call) => {
    const scores = call.known(0);
    const words = "exponential + 2 add + divide + logarithm (softmax and its logarithm)";
    const logs = counted(call, [scores], scores.shape, words, "log softmax");
    return [lossOf(call, logs), logs];
  },
  NegativeLogLikelihoodLoss: (call) => [lossOf(call, call.known(0))],
};

/** The loss of each target, or of all of them. */
function lossOf(call: Call, logs: KnownValue): KnownValue {
  const targets = call.known(1);
  const shape = call.text("reduction", "mean") === "none" ? targets.shape : [];
  return copyOf(call, [logs, targets], shape, "loss", { type: logs.type, keeps: 1 });
}

/** One kernel over some values, whose operations for each element of the output are those of the words. */
function counted(
  call: Call,
  values: readonly KnownValue[],
  shape: Shape,
  words: string,
  part?: string,
): KnownValue {
  const layer = elementwiseOperation({
    name: call.node.operator,
    inputs: values.map((value) => shown(value.shape)),
    output: shown(shape),
    forward: words,
    backward: values.map(() => words),
    saved: values.map((_, index) => ({ kind: "input", index }) as const),
  });
  return call.emit(layer, values, { shape, ...(part === undefined ? {} : { part }) });
}
