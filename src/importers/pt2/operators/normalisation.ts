// Normalisations: what they compute for each element, and the statistics that they keep beside their input.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { elementType, float32 } from "../element-type.js";
import type { Saving } from "../emit.js";
import type { Value } from "../value.js";
import { cast, formOf, inOrder, work } from "./parts.js";
import { bytesOf } from "./saves.js";

const forwardWords = "2 subtract + square + 2 add + divide + multiply";
const backwardWords = "4 multiply + 3 add + subtract";

/** Rules of the normalisations. */
export const normalisationRules: Rules = {
  layer_norm: layerNorm,
  native_layer_norm: layerNorm,
  group_norm: (call) => groupNorm(call, "num_groups"),
  native_group_norm: (call) => groupNorm(call, "group"),
  batch_norm: batchNorm((call) => call.flag("training", false)),
  native_batch_norm: batchNorm((call) => call.flag("training", false)),
  _native_batch_norm_legit: batchNorm((call) => call.flag("training", false)),
  _native_batch_norm_legit_functional: batchNorm((call) => call.flag("training", false)),
  _native_batch_norm_legit_no_training: batchNorm(() => false),
  _batch_norm_with_update: batchNorm(() => true),
  _batch_norm_with_update_functional: batchNorm(() => true),
  _batch_norm_no_update: batchNorm(() => false),
  cudnn_batch_norm: batchNorm((call) => call.flag("training", false)),
  miopen_batch_norm: batchNorm((call) => call.flag("training", false)),
  instance_norm: instanceNorm,
  rms_norm: rmsNorm,
  _fused_rms_norm: rmsNorm,
  _weight_norm: weightNorm,
  _weight_norm_interface: weightNorm,
  local_response_norm: (call) => normalised(call, call.tensor("input"), [call.tensor("input")], "layer-norm"),
};

/** One layer; statistics that come out beside it are small and depend on the same input. */
function normalised(
  call: Call,
  input: Value,
  saved: readonly Saving[],
  kind: "layer-norm" | "group-norm" | "batch-norm" | "rms-norm" | "instance-norm",
): readonly Value[] {
  const output = call.form(0);
  const count = elements(output.shape);
  const gradient = work(backwardWords, count, "normalisation");
  const others = ["weight", "bias", "running_mean", "running_var"].map((name) => call.optional(name));
  const ofScale = work("multiply + add", count, "normalisation");
  const result = call.emit({
    kind,
    settings: kind.replace("-", " "),
    inputs: [input, ...others],
    output,
    forward: work(forwardWords, count, "normalisation"),
    gradients: [gradient, ofScale, work("add", count, "normalisation")],
    saved,
  });
  const statistics = Array.from({ length: call.outputs - 1 }, (_, i) =>
    call.emit({
      kind: "reduction",
      settings: "statistics",
      inputs: [input],
      output: call.form(i + 1),
      differentiable: false,
      part: `${i + 2}`,
    }),
  );
  return [result, ...statistics];
}

/** Mean and reciprocal deviation of `count` groups. */
function statistics(count: number, bytesPerElement: number): Saving {
  return { label: "mean and reciprocal deviation", elements: 2 * count, bytesPerElement };
}

function layerNorm(call: Call): readonly Value[] {
  const input = call.tensor("input");
  const width = (call.numbers("normalized_shape") ?? []).reduce((all, size) => all * size, 1);
  const type = call.optional("weight")?.type ?? input.type;
  const rows = elements(input.shape) / Math.max(width, 1);
  return normalised(call, input, [input, statistics(rows, bytesOf(call, type))], "layer-norm");
}

function groupNorm(call: Call, groupsName: string): readonly Value[] {
  const given = call.tensor("input");
  const input = inOrder(call, given, "in order");
  const type = call.optional("weight")?.type ?? input.type;
  const groups = (input.shape[0] ?? 1) * call.number(groupsName, 1);
  return normalised(call, input, [input, statistics(groups, bytesOf(call, type))], "group-norm");
}

/** In training the statistics of the batch are kept, which are FP32 for narrower inputs; else only the input. */
function batchNorm(training: (call: Call) => boolean): Rule {
  return (call) => {
    const input = call.tensor("input");
    const measured = training(call) || call.optional("running_mean") === undefined;
    const width = Math.max(4, elementType(call.subject, input.type).bytes);
    const own = input.type === call.ledger.ownType && width === elementType(call.subject, input.type).bytes;
    const kept = statistics(input.shape[1] ?? 1, own ? call.ledger.width : width);
    return normalised(call, input, measured ? [input, kept] : [input], "batch-norm");
  };
}

/** A batch normalisation over the channels of all samples: statistics and the weights repeated for each sample. */
function instanceNorm(call: Call): readonly Value[] {
  const input = inOrder(call, call.tensor("input"), "in order");
  const channels = (input.shape[0] ?? 1) * (input.shape[1] ?? 1);
  const bytes = bytesOf(call, input.type);
  const measured = call.flag("use_input_stats", true);
  const weight: readonly Saving[] =
    call.optional("weight") === undefined
      ? []
      : [{ label: "weights of every sample", elements: channels, bytesPerElement: bytes }];
  const kept = measured ? [statistics(channels, bytes)] : [];
  return normalised(call, input, [input, ...weight, ...kept], "instance-norm");
}

/** In FP32: the input, the reciprocal root mean squares of its rows, and where there is a weight the normalised input. */
function rmsNorm(call: Call): readonly Value[] {
  const given = call.tensor("input");
  const { kind, bytes } = elementType(call.subject, given.type);
  const input = kind === "float" && bytes < 4 ? cast(call, given, float32, "FP32") : given;
  const width = (call.numbers("normalized_shape") ?? [input.shape.at(-1) ?? 1]).reduce(
    (all, size) => all * size,
    1,
  );
  const count = elements(input.shape);
  const form = formOf(input.shape, input.type);
  const each = bytesOf(call, input.type);
  const rows = {
    label: "reciprocal root mean squares",
    elements: count / Math.max(width, 1),
    bytesPerElement: each,
  };
  const weighted = call.optional("weight");
  const product = { label: "normalised input", elements: count, bytesPerElement: bytesOf(call, form.type) };
  return normalised(call, input, [input, rows, ...(weighted === undefined ? [] : [product])], "rms-norm");
}

/** A weight as its direction times a length: keeps both and the norms. */
function weightNorm(call: Call): readonly Value[] {
  const [direction, length] = [call.tensor("v"), call.tensor("g")];
  const output = call.form(0);
  const count = elements(output.shape);
  const norms = {
    label: "norms",
    elements: elements(length.shape),
    bytesPerElement: bytesOf(call, length.type),
  };
  const gradient = work("2 multiply + add", count, "normalisation");
  const made = call.emit({
    kind: "unit-norm",
    settings: "weight normalisation",
    inputs: [direction, length],
    output,
    forward: work("square + add + divide + multiply", count, "normalisation"),
    gradients: [gradient, gradient],
    saved: [direction, length, norms],
  });
  return [made];
}
