// Graphs inside nodes: gradients switched off, autocast, checkpoints, branches and loops. What is assumed is said.
import { elements } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import type { Circumstances } from "../emit.js";
import type { FileGraph } from "../program.js";
import { contiguousStrides } from "../strides.js";
import type { Value } from "../value.js";
import { copyOf, viewOf } from "./parts.js";
import { trips } from "./trips.js";

/** Rules of torch's higher-order operators. */
export const controlRules: Rules = {
  wrap_with_set_grad_enabled: (call) =>
    inside(call, { recording: call.circumstances.recording && flags(call)[0] !== false }),
  wrap_with_autocast: (call) => inside(call, {}),
  autocast: (call) => inside(call, {}),
  wrap: (call) => inside(call, {}),
  wrap_inductor_compiled_regions: (call) => inside(call, {}),
  invoke_subgraph: (call) => inside(call, {}),
  strict_mode: (call) => inside(call, {}),
  hints_wrapper: (call) => inside(call, {}),
  run_const_graph: (call) => inside(call, {}),
  autograd_function_apply: (call) => inside(call, {}),
  custom_function_call: (call) => inside(call, {}),
  tag_activation_checkpoint: checkpointed,
  wrap_activation_checkpoint: checkpointed,
  cond: branches,
  cond_op: branches,
  while_loop: loop,
  map: mapped,
  map_impl: mapped,
  scan: scanned,
  associative_scan: scanned,
};

function graphs(call: Call): readonly FileGraph[] {
  return call.node.inputs.flatMap(({ argument }) => (argument.kind === "graph" ? [argument.graph] : []));
}

function flags(call: Call): readonly boolean[] {
  return call.node.inputs.flatMap(({ argument }) => (argument.kind === "flag" ? [argument.value] : []));
}

function graphOf(call: Call, index = 0): FileGraph {
  const graph = graphs(call)[index];
  if (graph !== undefined) return graph;
  throw call.problem("must have a graph, got none; the file is damaged");
}

function inside(call: Call, changed: Partial<Circumstances>): readonly Value[] {
  return call.runBody(graphOf(call), call.all(), changed);
}

/** A checkpoint keeps what goes into it; backward runs it again. */
function checkpointed(call: Call): readonly Value[] {
  const inputs = call.all();
  const kept = inputs.map((value, i) => {
    const wanted = call.circumstances.recording && inputs.some(({ gradient }) => gradient);
    if (value.tensor === undefined || !wanted || call.circumstances.recomputed) return value;
    const seen = call.emit({
      kind: "view",
      settings: "kept for the checkpoint",
      inputs: [value, ...inputs.filter((one) => one.gradient && one !== value).slice(0, 1)],
      output: value,
      gradients: [[]],
      saved: [value],
      view: true,
      part: `input ${i + 1}`,
    });
    return { ...seen, gradient: value.gradient || seen.gradient };
  });
  return call.runBody(graphOf(call), kept, { recomputed: true });
}

/** The costlier branch is counted; the parameters of both count. */
function branches(call: Call): readonly Value[] {
  const operands = operandsOf(call);
  const [first, second] = [graphOf(call, 0), graphOf(call, 1)];
  const [a, b] = [call.macOf(first, operands), call.macOf(second, operands)];
  call.leaveOut(
    "a branch that is not taken",
    `its condition depends on data; the ${a >= b ? "first" : "second"} branch is counted, the costlier of the two (${a} and ${b} multiply-accumulates), and the parameters of both`,
  );
  return call.runBody(a >= b ? first : second, operands);
}

/** Without the condition, which may be a tensor or a symbolic truth. */
function operandsOf(call: Call): readonly Value[] {
  const [condition] = call.node.inputs;
  return condition?.argument.kind === "tensor" ? call.all().slice(1) : call.all();
}

/** The body runs as often as a counter in the program says; where that depends on data it is counted once. */
function loop(call: Call): readonly Value[] {
  const [condition, body] = [graphOf(call, 0), graphOf(call, 1)];
  const carried = call.all();
  const known = trips(condition, body, carried);
  call.leaveOut(
    "turns of a loop",
    known === undefined
      ? "how often it turns depends on data; its body is counted once"
      : `how often it turns is counted by its counter: ${known} times, from the number in the program or in its example inputs`,
  );
  if (known === 0) return carried.slice(0, call.outputs);
  const times = call.circumstances.times * (known ?? 1);
  const unknown = carried.map(({ number: _, ...value }) => value);
  return call.runBody(body, unknown, { times });
}

/** The body once for every element along the first dimension. */
function mapped(call: Call): readonly Value[] {
  const body = graphOf(call);
  const groups = call.node.inputs.filter(
    ({ argument }) => argument.kind === "tensors" || argument.kind === "tensor",
  );
  const [first] = groups;
  const count = first?.argument.kind === "tensors" ? first.argument.names.length : 1;
  const values = call.all();
  const sequences = values.slice(0, count);
  return repeatedBody(call, body, [], sequences, values.slice(count));
}

/** The body once for every element; what it carries goes from turn to turn. */
function scanned(call: Call): readonly Value[] {
  const body = graphOf(call);
  const lists = call.node.inputs.flatMap(({ argument }) =>
    argument.kind === "tensors" ? [argument.names.length] : [],
  );
  const [carriedCount = 0, sequenceCount = 0] = call.operator === "scan" ? lists : [0, lists[0] ?? 0];
  const values = call.all();
  const carried = values.slice(0, carriedCount);
  const sequences = values.slice(carriedCount, carriedCount + sequenceCount);
  if (call.operator === "associative_scan")
    call.leaveOut(
      "a parallel scan",
      "its body is counted once for every element, not for every level of the tree",
    );
  return repeatedBody(call, body, carried, sequences, values.slice(carriedCount + sequenceCount));
}

function repeatedBody(
  call: Call,
  body: FileGraph,
  carried: readonly Value[],
  sequences: readonly Value[],
  others: readonly Value[],
): readonly Value[] {
  const turns = sequences[0]?.shape[0] ?? 1;
  const slices = sequences.map((value, i) => {
    const shape = value.shape.slice(1);
    const output = { shape, strides: value.strides.slice(1), type: value.type };
    return viewOf(call, value, output, "one of a sequence", `sequence ${i + 1}`);
  });
  const pair = call.operator === "associative_scan" ? [...slices, ...slices] : [...carried, ...slices];
  const times = call.circumstances.times * turns;
  const results = call.runBody(body, [...pair, ...others], { times });
  return results.map((value, i) => {
    if (i < carried.length) return value;
    const shape = [turns, ...value.shape];
    if (elements(shape) === 0) return value;
    return copyOf(
      call,
      [value],
      { shape, strides: contiguousStrides(shape), type: value.type },
      "every turn",
      `turns ${i + 1}`,
    );
  });
}
