// Recurrent networks: one operator for all layers, directions and tokens.
import { type Layer, type RecurrentKind, recurrentCell } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Saving } from "../emit.js";
import type { Value } from "../value.js";
import { fusedLstmSaved } from "./fused-lstm.js";
import { formOf, inOrder, permuted, viewOf } from "./parts.js";
import { bytesOf } from "./saves.js";

/** Rules of the recurrent operators. */
export const recurrentRules: Rules = {
  lstm: network("lstm"),
  gru: network("gru"),
  rnn_tanh: network("rnn"),
  rnn_relu: network("rnn"),
};

interface Network {
  readonly kind: RecurrentKind;
  readonly layers: number;
  readonly directions: number;
  readonly batchFirst: boolean;
  readonly parameters: readonly Value[];
  readonly perDirection: number;
}

function network(kind: RecurrentKind): Rule {
  return (call) => {
    const parameters = call.tensors("params").filter((value) => value !== undefined);
    const layers = call.number("num_layers", 1);
    const directions = call.flag("bidirectional", false) ? 2 : 1;
    const perDirection = parameters.length / Math.max(1, layers * directions);
    if (!Number.isInteger(perDirection) || perDirection < 2)
      throw call.problem(
        `must have weights for ${layers} layers in ${directions} directions, got ${parameters.length} tensors; the file is damaged`,
      );
    const all = {
      kind,
      layers,
      directions,
      batchFirst: call.flag("batch_first", false),
      parameters,
      perDirection,
    };
    let value = call.tensor("input");
    if (call.argument("batch_sizes") !== undefined)
      call.leaveOut(
        "packed sequences",
        "the steps of a packed sequence are counted as one sequence of all its tokens",
      );
    const [rows = 1, width = 1] = value.shape;
    if (value.shape.length === 2) value = { ...value, shape: [rows, 1, width], strides: [width, width, 1] };
    for (let i = 0; i < layers; i++) value = layerOf(call, all, value, i);
    const output = viewOf(call, value, call.form(0), "output", "output");
    return [output, ...states(call, value)];
  };
}

/** The state after the last token, of every layer. */
function states(call: Call, value: Value): readonly Value[] {
  return Array.from({ length: Math.max(0, call.outputs - 1) }, (_, i) =>
    call.emit({
      kind: "copy",
      settings: "last state",
      inputs: [value],
      output: call.form(i + 1),
      gradients: [[]],
      part: `state ${i + 1}`,
    }),
  );
}

/** One layer: its directions, and their states side by side. */
function layerOf(call: Call, network: Network, input: Value, index: number): Value {
  const { directions, batchFirst } = network;
  const seen = batchFirst && index === 0 ? permuted(input, [1, 0, 2]) : input;
  const outputs = Array.from({ length: directions }, (_, d) => direction(call, network, seen, index, d));
  const [first] = outputs;
  if (first === undefined) throw call.problem("must have a direction, got none; the file is damaged");
  if (directions === 1) return first;
  const [tokens = 1, batch = 1, state = 1] = first.shape;
  return call.emit({
    kind: "concatenation",
    settings: "both directions",
    inputs: outputs,
    output: formOf([tokens, batch, directions * state], first.type),
    gradients: outputs.map(() => []),
    part: `${index}.joined`,
  });
}

function direction(call: Call, network: Network, input: Value, index: number, d: number): Value {
  const { kind, directions, perDirection, parameters } = network;
  const start = (index * directions + d) * perDirection;
  const weights = parameters.slice(start, start + perDirection);
  const [tokens = 1, batch = 1, features = 1] = input.shape;
  const [own, fed] = weights;
  const gates = kind === "lstm" ? 4 : kind === "gru" ? 3 : 1;
  const hidden = (own?.shape[0] ?? gates) / gates;
  const state = fed?.shape[1] ?? hidden;
  const layer = recurrentCell({
    input: [batch, tokens, features],
    cell: kind,
    hiddenFeatures: hidden,
    biases: perDirection >= 4 ? "two" : "none",
    ...(state === hidden ? {} : { projection: state }),
  });
  const part = `${index}${directions === 1 ? "" : d === 0 ? ".forward" : ".backward"}`;
  const fused = kind === "lstm" && state === hidden;
  const ordered = fused ? input : inOrder(call, input, `${part}.time first`);
  const sizes = { tokens, batch, features, hidden };
  return call.emit({
    kind: "recurrent",
    settings: `${layer.settings}, ${tokens} steps`,
    inputs: [ordered, ...weights],
    output: formOf([tokens, batch, state], input.type),
    forward: layer.forward,
    gradients: [inputWork(layer), ...weights.map((_, i) => (i === 0 ? layer.weightGradient : []))],
    saved: [ordered, ...(fused ? fusedLstmSaved(call, input, sizes) : ownSaved(call, layer, input))],
    part,
  });
}

function inputWork({ inputGradient }: Layer) {
  return inputGradient[0] ?? [];
}

/** What the steps keep, as the layer of this network counts it. */
function ownSaved(call: Call, layer: Layer, input: Value): readonly Saving[] {
  return layer.saved.flatMap((one) =>
    one.kind === "own"
      ? [{ label: one.label, elements: one.elements, bytesPerElement: bytesOf(call, input.type) }]
      : [],
  );
}
