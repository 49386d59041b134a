// The window of a convolution or pooling: kernel, strides, dilations, padding given or found, and output sizes.
import type { Shape } from "../../../layers/index.js";
import type { Call } from "../call.js";

export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begin of every spatial axis, then end of every one. */
  readonly pads: readonly number[];
  /** "NOTSET", "VALID", "SAME_UPPER" or "SAME_LOWER". */
  readonly autoPad: string;
  readonly roundsUp: boolean;
}

/** The window that a node's attributes describe; `kernel` where they leave it to the weights. */
export function windowOf(call: Call, rank: number, kernel: readonly number[] | undefined): Window {
  const each = (name: string, absent: number, least: number, length = rank) => {
    const given = call.integers(name) ?? [];
    if (given.length !== 0 && given.length !== length)
      throw call.problem(`"${name}" must have ${length} numbers, got ${given.length}; the file is damaged`);
    return Array.from({ length }, (_, i) => {
      const value = given[i] ?? absent;
      if (Number.isSafeInteger(value) && value >= least && value < 2 ** 31) return value;
      throw call.problem(
        `"${name}" must be whole numbers of at least ${least}, got ${value}; the file is damaged`,
      );
    });
  };
  const own =
    call.integers("kernel_shape") === undefined && kernel !== undefined ? kernel : each("kernel_shape", 1, 1);
  return {
    kernel: own,
    strides: each("strides", 1, 1),
    dilations: each("dilations", 1, 1),
    pads: each("pads", 0, -(2 ** 31), 2 * rank),
    autoPad: call.text("auto_pad", "NOTSET"),
    roundsUp: call.integer("ceil_mode", 0) === 1,
  };
}

/** Output sizes of a window that slides over `sizes`, by the rules of ONNX's Conv and pooling operators. */
export function slidOver(call: Call, sizes: Shape, window: Window): Shape {
  return sizes.map((size, i) => {
    const [stride = 1, kernel = 1, dilation = 1] = [window.strides[i], window.kernel[i], window.dilations[i]];
    if (window.autoPad.startsWith("SAME")) return Math.ceil(size / stride);
    const reach = dilation * (kernel - 1) + 1;
    const begin = window.autoPad === "VALID" ? 0 : (window.pads[i] ?? 0);
    const end = window.autoPad === "VALID" ? 0 : (window.pads[i + sizes.length] ?? 0);
    const steps = (size + begin + end - reach) / stride;
    const output = (window.roundsUp ? roundedUp(steps, size, begin, stride) : Math.floor(steps)) + 1;
    if (output >= 1) return output;
    throw call.problem(
      `kernel must fit into the padded input (${size} + ${begin + end}), got ${reach}; use a larger input`,
    );
  });
}

/** Rounding up must not start a window beyond the input and its padding (PyTorch's rule, ONNX's since opset 19). */
function roundedUp(steps: number, size: number, begin: number, stride: number): number {
  const up = Math.ceil(steps);
  return up * stride >= size + begin ? up - 1 : up;
}

/** Output sizes of a transposed convolution. */
export function spreadOver(call: Call, sizes: Shape, window: Window): Shape {
  const given = call.integers("output_shape")?.slice(-sizes.length);
  const added = call.integers("output_padding") ?? [];
  return sizes.map((size, i) => {
    const [stride = 1, kernel = 1, dilation = 1] = [window.strides[i], window.kernel[i], window.dilations[i]];
    const same = window.autoPad.startsWith("SAME");
    const padding =
      window.autoPad === "NOTSET" ? (window.pads[i] ?? 0) + (window.pads[i + sizes.length] ?? 0) : 0;
    const full = stride * (size - 1) + (added[i] ?? 0) + dilation * (kernel - 1) + 1 - padding;
    const output = given?.[i] ?? (same ? size * stride : full);
    if (output >= 1) return output;
    throw call.problem(
      `padding must leave some output, got ${padding} for an input of ${size}; the file is damaged`,
    );
  });
}
