// Operators that change the resolution of images: resizing, depth to space, grid sampling.
import { elementwiseOperation, perElement, type Shape } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { axisOf } from "../shape-rules.js";
import { type KnownValue, shown, Unknowable } from "../value.js";
import { axesOf, checkedSizes } from "./movement.js";
import { copyOf, viewOf } from "./view.js";

const bilinear = perElement("4 multiply + 3 add (neighbours)");
const cubic = perElement("16 multiply + 15 add (neighbours)");

/** Half a unit in the last of FP32's 24 bits. */
const fp32Rounding = 2 ** -24;

/** Rules of the operators that change resolution. */
export const resizeRules: Rules = {
  Resize: (call) => [interpolated(call, call.known(0), resizedShape(call))],
  Upsample: (call) => {
    const scales = call.inputs[1] === undefined ? (call.floats("scales") ?? []) : call.numbers(1);
    const input = call.known(0);
    return [interpolated(call, input, scaled(call, input.shape, scales))];
  },
  GridSample: (call) => {
    const [input, grid] = [call.known(0), call.known(1)];
    const shape = [...input.shape.slice(0, 2), ...grid.shape.slice(1, -1)];
    return [interpolated(call, input, shape, [input, grid])];
  },
  AffineGrid: (call) => {
    const size = checkedSizes(call, call.numbers(1));
    const [batch = 1, , ...positions] = size;
    return [copyOf(call, [call.known(0)], [batch, ...positions, positions.length], "affine grid")];
  },
  RoiAlign: (call) => {
    const [input, boxes] = [call.known(0), call.known(1)];
    const shape = [
      boxes.shape[0] ?? 1,
      input.shape[1] ?? 1,
      call.integer("output_height", 1),
      call.integer("output_width", 1),
    ];
    return [interpolated(call, input, checkedSizes(call, shape), [input, boxes])];
  },
  DepthToSpace: (call) => [viewOf(call, call.known(0), blocked(call, 1), "depth to space")],
  SpaceToDepth: (call) => [viewOf(call, call.known(0), blocked(call, -1), "space to depth")],
};

function interpolated(
  call: Call,
  input: KnownValue,
  shape: Shape,
  values: readonly KnownValue[] = [input],
): KnownValue {
  const mode = call.text("mode", "nearest");
  if (mode === "nearest" && values.length === 1) return copyOf(call, values, shape, "nearest neighbours");
  const layer = elementwiseOperation({
    name: `interpolation, ${mode}`,
    inputs: values.map((value) => shown(value.shape)),
    output: shown(shape),
    forward: mode === "cubic" || mode === "bicubic" ? cubic : bilinear,
    backward: values.map(() => bilinear),
  });
  return call.emit(layer, values, { shape });
}

/** The shape that sizes or scales give; an empty list of either is one that is left out. */
function resizedShape(call: Call): Shape {
  const { shape } = call.known(0);
  const rank = shape.length;
  const axes = (axesFromAttribute(call) ?? shape.map((_, i) => i)).map((axis) => axisOf(call, axis, rank));
  const [scalesAt, sizesAt] = call.opset < 11 ? [1, 99] : [2, 3];
  const sizes = filled(call, sizesAt);
  const result = [...shape];
  if (sizes !== undefined) {
    axes.forEach((axis, i) => {
      // A size that the file's own batch had before stays what it is now.
      const same = call.exported !== undefined && sizes[i] === call.exported.input(0)?.[axis];
      result[axis] = (same ? undefined : sizes[i]) ?? result[axis] ?? 1;
    });
    return checkedSizes(call, result);
  }
  const scales = filled(call, scalesAt);
  if (scales === undefined) throw new Unknowable("neither its sizes nor its scales are known");
  const whole = shape.map(() => 1);
  axes.forEach((axis, i) => {
    whole[axis] = scales[i] ?? 1;
  });
  return scaled(call, shape, whole);
}

function axesFromAttribute(call: Call): readonly number[] | undefined {
  return axesOf(call, 99);
}

function filled(call: Call, place: number): readonly number[] | undefined {
  const value = call.inputs[place];
  if (value === undefined || (value.kind === "constant" && value.shape[0] === 0)) return undefined;
  return call.numbers(place);
}

/** Sizes times scales, rounded down; scales are FP32, so that a hair below a whole number is that number. */
function scaled(call: Call, shape: Shape, scales: readonly number[]): Shape {
  return checkedSizes(
    call,
    shape.map((size, i) => Math.floor(size * (scales[i] ?? 1) * (1 + fp32Rounding))),
  );
}

/** The shape after blocks of channels become positions (1), or the other way about (-1). */
function blocked(call: Call, direction: 1 | -1): Shape {
  const block = call.integer("blocksize", 1);
  const [batch = 1, channels = 1, height = 1, width = 1] = call.known(0).shape;
  const shape =
    direction === 1
      ? [batch, channels / block ** 2, height * block, width * block]
      : [batch, channels * block ** 2, height / block, width / block];
  return checkedSizes(call, shape);
}
