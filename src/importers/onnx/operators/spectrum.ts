// Fourier transforms: counted as n log n operations of a fast one, for each transform of a tensor.
import { elements, elementwiseOperation, type Shape } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { axisOf } from "../shape-rules.js";
import { constant, type KnownValue, shown, Unknowable } from "../value.js";

/** Rules of com.microsoft's transforms. */
export const spectrumRules: Rules = {
  Rfft: (call) => {
    const { shape } = call.known(0);
    const [size = 1] = shape.slice(-1);
    return [transformed(call, [...shape.slice(0, -1), Math.floor(size / 2) + 1, 2], size)];
  },
  Irfft: (call) => {
    const { shape } = call.known(0);
    const size = 2 * ((shape.at(-2) ?? 2) - 1);
    return [transformed(call, [...shape.slice(0, -2), size], size)];
  },
};

/** Rules of ONNX's transforms and of the windows that go with them. */
export const ownSpectrumRules: Rules = {
  DFT: (call) => {
    const { shape } = call.known(0);
    const given =
      call.inputs[2] === undefined ? [call.integer("axis", call.opset < 20 ? 1 : -2)] : call.numbers(2);
    const axis = axisOf(call, given[0] ?? 1, shape.length);
    const [length = shape[axis] ?? 1] = call.numbers(1, []);
    const inverse = call.integer("inverse", 0) === 1;
    const oneSided = call.integer("onesided", 0) === 1;
    const size = oneSided && !inverse ? Math.floor(length / 2) + 1 : length;
    const sizes = shape.map((one, i) => (i === axis ? size : one));
    return [transformed(call, [...sizes.slice(0, -1), oneSided && inverse ? 1 : 2], length)];
  },
  STFT: (call) => {
    const { shape } = call.known(0);
    const [batch = 1, samples = 1] = shape;
    const [step = 1] = call.numbers(1);
    const length = call.inputs[3] === undefined ? (call.known(2).shape[0] ?? 1) : (call.numbers(3)[0] ?? 1);
    const frames = Math.floor((samples - length) / step) + 1;
    if (frames < 1) throw call.problem(`its signal must be as long as a frame (${length}), got ${samples}`);
    const bins = call.integer("onesided", 1) === 1 ? Math.floor(length / 2) + 1 : length;
    return [transformed(call, [batch, frames, bins, 2], length)];
  },
  HannWindow: window,
  HammingWindow: window,
  BlackmanWindow: window,
  MelWeightMatrix: (call) => {
    const [bins = 1] = call.numbers(0);
    const [length = 1] = call.numbers(1);
    return [constant([Math.floor(length / 2) + 1, bins], call.integer("output_datatype", 1))];
  },
};

function window(call: Call): readonly KnownValue[] {
  return [constant([call.numbers(0)[0] ?? 1], call.integer("output_datatype", 1))];
}

/** Transforms of `size` points: a butterfly takes a multiplication and two sums of complex numbers. */
function transformed(call: Call, shape: Shape, size: number): KnownValue {
  const input = call.known(0);
  if (size < 1 || elements(shape) === 0) throw new Unknowable("its transform has no points");
  const count = Math.max(1, Math.ceil(Math.log2(size)));
  const words = `${2 * count} multiply + ${3 * count} add (butterflies of each point)`;
  const layer = elementwiseOperation({
    name: `Fourier transform of ${size} points`,
    inputs: [shown(input.shape)],
    output: shown(shape),
    forward: words,
    backward: [words],
  });
  return call.emit(layer, [input], { shape });
}
