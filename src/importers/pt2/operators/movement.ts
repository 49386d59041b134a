// Operators that move values or see them another way: views, copies, joins, repetitions and new tensors.
import { elements, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { isChannelsLast, isContiguous, viewStrides } from "../strides.js";
import type { Value } from "../value.js";
import { copyOf, formOf, viewOf } from "./parts.js";
import { savedBy } from "./saves.js";

/** Always the same memory. */
const views =
  "view _unsafe_view transpose permute t T mT H mH numpy_T matrix_H adjoint swapaxes swapdims movedim moveaxis slice select narrow unsqueeze squeeze expand expand_as broadcast_to view_as diagonal unfold as_strided view_as_real view_as_complex real imag conj _conj _neg_view unflatten _reshape_alias lift squeeze_ linalg_diagonal positive";

/** The same memory where the strides allow, else a copy. */
const reshapes = "reshape flatten reshape_as ravel";

/** Several parts of one memory. */
const parts =
  "split split_with_sizes tensor_split chunk unbind hsplit vsplit dsplit unsafe_chunk unsafe_split unsafe_split_with_sizes broadcast_tensors meshgrid";

/** New memory without arithmetic, nothing kept. */
const copies =
  "lift_fresh_copy cat concat concatenate stack hstack vstack dstack column_stack row_stack repeat tile roll flip fliplr flipud rot90 tril triu constant_pad_nd pixel_shuffle pixel_unshuffle channel_shuffle native_channel_shuffle im2col col2im diag_embed diag block_diag cartesian_prod combinations view_copy permute_copy transpose_copy expand_copy slice_copy select_copy unsqueeze_copy squeeze_copy t_copy alias_copy as_strided_copy unfold_copy diagonal_copy view_as_real_copy view_as_complex_copy slice_scatter select_scatter diagonal_scatter as_strided_scatter _copy_from copy trace_copy upsample_nearest1d upsample_nearest2d upsample_nearest3d _upsample_nearest_exact1d _upsample_nearest_exact2d _upsample_nearest_exact3d vander fft_fftshift fft_ifftshift _reshape_copy _to_dense to_dense unfold_backward resize";

/** New tensors that no input gives values. */
const creators =
  "arange zeros ones full empty rand randn randint randperm eye linspace logspace scalar_tensor tril_indices triu_indices zeros_like ones_like full_like empty_like rand_like randn_like randint_like new_zeros new_ones new_full new_empty new_empty_strided empty_strided empty_permuted bernoulli multinomial normal poisson exponential uniform random hann_window hamming_window bartlett_window blackman_window kaiser_window fft_fftfreq fft_rfftfreq _efficientzerotensor fill zero log_normal geometric cauchy tensor dropout_mask complex_zeros bincount histc";

const each = (names: string, rule: Rule): Rules =>
  Object.fromEntries(names.split(" ").map((name): readonly [string, Rule] => [name, rule]));

/** Rules of the operators that move values. */
export const movementRules: Rules = {
  ...each(views, (call) => [seen(call)]),
  ...each(reshapes, (call) => [reshape(call)]),
  ...each(parts, partsOf),
  ...each(copies, (call) => [copyOf(call, call.all(), call.form(0), call.operator)]),
  ...each(creators, created),
  alias: (call) => [first(call)],
  clone: (call) => [cloned(call)],
  resolve_conj: (call) => [first(call)],
  resolve_neg: (call) => [first(call)],
  detach: detached,
  lift_fresh: (call) => [first(call)],
  contiguous: (call) => [contiguous(call)],
  to: converted,
  _to_copy: converted,
  type_as: converted,
  float: converted,
  copy_: written,
  copy: written,
  fill: written,
  zero: written,
  pad,
  reflection_pad1d: padding,
  reflection_pad2d: padding,
  reflection_pad3d: padding,
  replication_pad1d: padding,
  replication_pad2d: padding,
  replication_pad3d: padding,
  repeat_interleave: repeated,
  requires_grad: (call) => [first(call)],
};

function first(call: Call): Value {
  const [value] = call.all();
  if (value !== undefined) return value;
  throw call.problem("must have a tensor, got none; the file is damaged");
}

function seen(call: Call): Value {
  const value = first(call);
  const made = viewOf(call, value, call.form(0), call.operator);
  const repeats =
    call.operator === "expand" && elements(made.shape) > elements(value.shape) ? value : value.repeats;
  return repeats === undefined ? made : { ...made, repeats };
}

function reshape(call: Call): Value {
  const value = first(call);
  const output = call.form(0);
  if (sameAs(value.shape, output.shape)) return value;
  const strides = viewStrides(value.shape, value.strides, output.shape);
  const made =
    strides === undefined
      ? copyOf(call, [value], formOf(output.shape, output.type), call.operator)
      : viewOf(call, value, { ...output, strides }, call.operator);
  return value.repeats === undefined ? made : { ...made, repeats: value.repeats };
}

function sameAs(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function partsOf(call: Call): readonly Value[] {
  const values = call.all();
  return Array.from({ length: call.outputs }, (_, i) => {
    const value = values[Math.min(i, values.length - 1)] ?? first(call);
    return viewOf(call, value, call.form(i), call.operator, i === 0 ? undefined : `${i + 1}`);
  });
}

/** Random numbers and constants: shapes of other tensors are read, their values are not. */
function created(call: Call): readonly Value[] {
  if (call.inPlace) return written(call);
  return Array.from({ length: call.outputs }, (_, i) =>
    call.emit({
      kind: "copy",
      settings: call.operator,
      inputs: [],
      output: call.form(i),
      differentiable: false,
    }),
  );
}

/** Dropout that does not drop becomes a copy when a program is taken apart; the network itself has none there. */
function cloned(call: Call): Value {
  if (/dropout/.test(call.node.origin?.function ?? "")) return first(call);
  const value = first(call);
  const made = copyOf(call, [value], call.form(0), "clone");
  return value.repeats === undefined ? made : { ...made, repeats: value.repeats };
}

function detached(call: Call): readonly Value[] {
  const value = first(call);
  if (call.inPlace || !value.gradient) return [{ ...value, gradient: false }];
  return [
    call.emit({
      kind: "view",
      settings: "detached",
      inputs: [value],
      output: call.form(0),
      gradients: [[]],
      view: true,
      differentiable: false,
    }),
  ];
}

function contiguous(call: Call): Value {
  const value = first(call);
  const format = call.argument("memory_format");
  const lies =
    format?.kind === "memory format" && format.value !== 1 && format.value !== 4
      ? isChannelsLast(value.shape, value.strides)
      : isContiguous(value.shape, value.strides);
  return lies ? value : copyOf(call, [value], call.form(0), "copy in order");
}

/** Another element type or order in memory: a copy where something changes, else the same tensor. */
function converted(call: Call): readonly Value[] {
  const value = first(call);
  const output = call.form(0);
  const format = call.argument("memory_format");
  const ordered =
    format?.kind !== "memory format" || format.value === 4 || sameAs(value.strides, output.strides);
  const asked = call.operator === "_to_copy" || call.flag("copy", false);
  if (value.type === output.type && ordered && !asked) return [value];
  const settings = value.type === output.type ? "copy" : "other number format";
  return [copyOf(call, [value], output, settings)];
}

/** Values written into a tensor that is there: its memory, whose gradient is that of what was written. */
function written(call: Call): readonly Value[] {
  const self = first(call);
  const inputs = call.all();
  return [
    call.emit({
      kind: self.tensor === undefined ? "copy" : "view",
      settings: call.operator,
      inputs,
      output: call.form(0),
      gradients: inputs.map(() => []),
      view: self.tensor !== undefined,
    }),
  ];
}

/** Zeros or another number around a tensor keep nothing; its own values repeated or mirrored keep it. */
function pad(call: Call): readonly Value[] {
  const mode = call.text("mode", "constant");
  return mode === "constant" || mode === "circular"
    ? [copyOf(call, call.all(), call.form(0), `${mode} padding`)]
    : padding(call);
}

function padding(call: Call): readonly Value[] {
  const self = first(call);
  return [
    call.emit({
      kind: "copy",
      settings: "padding",
      inputs: [self],
      output: call.form(0),
      gradients: [[]],
      saved: savedBy(call, "self"),
    }),
  ];
}

/** A number repeats by a copy; a tensor of repetitions is looked up by indices. */
function repeated(call: Call): readonly Value[] {
  const output = call.form(0);
  const repeats = call.optional("repeats");
  if (repeats === undefined) return [copyOf(call, call.all(), output, "repeated")];
  const self = call.optional("self");
  if (self === undefined)
    return [
      call.emit({ kind: "copy", settings: "indices", inputs: [repeats], output, differentiable: false }),
    ];
  const count = elements(output.shape) / Math.max(1, elements(self.shape.slice(1)));
  return [
    call.emit({
      kind: "copy",
      settings: "repeated",
      inputs: [self, repeats],
      output,
      gradients: [[], []],
      saved: [{ label: "indices", elements: Math.round(count), bytesPerElement: 8 }],
    }),
  ];
}
