// Runs the nodes of an ONNX graph over shapes: each operator's rule gives outputs and layers, and nothing is computed
// but small constants, the arithmetic of shapes.
import { FlopbookError } from "../../ground/errors.js";
import { graphBuilder } from "../../layers/index.js";
import { type Call, type PricedGraph, type Rule, type RunBody, readingCall } from "./call.js";
import { dimensionSize } from "./dimension.js";
import { addIdle, emitter, type Ledger } from "./emit.js";
import { exportedCall, noteInside } from "./exported-call.js";
import { foldedNumbers } from "./folding.js";
import { bindInitializers } from "./initializers.js";
import type { FileAttribute, FileFunction, FileGraph, FileNode } from "./model-file.js";
import { notCountedOutputs } from "./not-counted.js";
import { ruleOf } from "./operators/index.js";
import { type FlowGraph, Mismatch, patternSteps, type Step } from "./patterns/index.js";
import type { Run, Scope, Standing } from "./scope.js";
import { Unknowable, type Value } from "./value.js";

const mostNodes = 100_000;
const deepest = 24;

/** Runs nodes in the order of the file. Errors where one reads what nothing before it makes: a cycle, or damage. */
export function runNodes(run: Run, scope: Scope, graph: FlowGraph): void {
  for (const step of patternSteps(graph, run.attention)) runStep(run, scope, step);
}

/** Runs one node; a pattern whose shapes do not fit, node by node. */
function runStep(run: Run, scope: Scope, { node, place, whole }: Step): void {
  if (++run.spent.nodes > mostNodes)
    throw new FlopbookError(
      `${run.file}: must run at most ${mostNodes} nodes with all calls and loops, got more; split the model`,
    );
  const label = `${scope.prefix}${node.name === "" ? `${node.operator}_${place}` : node.name}`;
  const subject = `${run.file}: node "${label}" (${node.operator})`;
  const inputs = node.inputs.map((name) => (name === "" ? undefined : looked(scope, name, subject)));
  const standing: Standing = { node, label, subject, inputs };
  const outputs = guarded(run, subject, () =>
    whole === undefined ? nodeOutputs(run, scope, standing) : wholeOutputs(run, scope, standing, whole.rule),
  );
  if (outputs === undefined) {
    for (const part of whole?.parts ?? []) runStep(run, scope, part);
    return;
  }
  noteInside(run, scope, node, outputs);
  node.outputs.forEach((name, place) => {
    const why = `output ${place + 1} of "${label}" is not known`;
    const value = outputs[place] ?? { kind: "unknown", why };
    if (name !== "") scope.values.set(name, value);
    if (value.kind !== "unknown") run.noted?.set(scope.prefix + name, value.shape);
  });
}

/** The output of a pattern; undefined where its shapes do not fit. */
function wholeOutputs(run: Run, scope: Scope, standing: Standing, rule: Rule): readonly Value[] | undefined {
  try {
    return rule(callOf(run, scope, standing, standing.node.attributes));
  } catch (error) {
    if (error instanceof Mismatch) return undefined;
    throw error;
  }
}

function looked(scope: Scope, name: string, subject: string): Value {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const value = at.values.get(name);
    if (value !== undefined) return value;
  }
  throw new FlopbookError(
    `${subject}: must read what the file makes before it, got "${name}"; its nodes are in a cycle, out of order or damaged`,
  );
}

/** Errors of layers, told with the node that they were made for. */
function guarded<Result>(run: Run, subject: string, result: () => Result): Result {
  try {
    return result();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const placed = message.startsWith(run.file) ? message : `${subject}: ${message}`;
    if (placed === message && (run.hint === "" || message.endsWith(run.hint))) throw error;
    throw new FlopbookError(`${placed}${run.hint}`, { cause: error });
  }
}

function nodeOutputs(run: Run, scope: Scope, standing: Standing): readonly Value[] {
  const { node, label } = standing;
  const attributes = resolvedAttributes(node, scope.attributes);
  const called = run.model.functions.get(`${node.domain}:${node.operator}`);
  const rule = ruleOf(node.domain, node.operator);
  if (called !== undefined && rule === undefined)
    return runFunction(run, scope, called, standing, attributes);
  if (rule === undefined) {
    const domain = node.domain === "" ? "" : ` of ${node.domain}`;
    return notCountedOutputs(run, scope, standing, `operator ${node.operator}${domain} is not known here`);
  }
  const call = callOf(run, scope, standing, attributes);
  try {
    const outputs = rule(call);
    return outputs.map((value, i) => withNumbers(run, call, value, i));
  } catch (error) {
    if (!(error instanceof Unknowable)) throw error;
    return notCountedOutputs(run, scope, standing, `"${label}": ${error.message}`);
  }
}

/** The value with its numbers, where it is a small constant made of small constants. */
function withNumbers(run: Run, call: Call, value: Value, index: number): Value {
  if (value.kind !== "constant" || value.numbers !== undefined) return value;
  const numbers = foldedNumbers(call, value, index);
  run.spent.numbers += numbers?.length ?? 0;
  if (run.spent.numbers > 20_000_000)
    throw new FlopbookError(
      `${run.file}: must compute fewer than 20 million constants, got more; simplify the model before`,
    );
  return numbers === undefined ? value : { ...value, numbers };
}

function resolvedAttributes(
  node: FileNode,
  outer: ReadonlyMap<string, FileAttribute> | undefined,
): ReadonlyMap<string, FileAttribute> {
  if (outer === undefined) return node.attributes;
  const entries = [...node.attributes].flatMap(([name, attribute]): [string, FileAttribute][] => {
    if (attribute.reference === undefined) return [[name, attribute]];
    const given = outer.get(attribute.reference);
    return given === undefined ? [] : [[name, given]];
  });
  return new Map(entries);
}

function callOf(
  run: Run,
  scope: Scope,
  { node, label, subject, inputs }: Standing,
  attributes: ReadonlyMap<string, FileAttribute>,
): Call {
  const runBody: RunBody = (graph, values, { times = 1 } = {}) =>
    runGraph(timed(run, times), graph, values, inner(scope, graph, `${label}/`));
  return {
    ...readingCall(node, subject, inputs, attributes),
    opset: run.model.opsets.get("") ?? 1,
    exported: exportedCall(run, scope, node),
    emit: emitter(run.ledger, label, run.stageOf(node)),
    runBody,
    attention: run.attention,
    declared: (index) => {
      const shape = scope.declared.get(node.outputs[index] ?? "")?.shape;
      return shape?.map((size) => (typeof size === "string" ? dimensionSize(size, run.sizes) : size));
    },
    priced: (graphs, values) => pricedGraphs(run, scope, graphs, values),
    idle: (weights, part) =>
      addIdle(run.ledger, weights, { name: `${label}.${part}`, stage: run.stageOf(node) }),
    leaveOut: (why) => {
      run.notCounted.push({ name: label, what: `operator ${node.operator}`, why });
    },
  };
}

function timed(run: Run, times: number): Run {
  return times === 1 ? run : { ...run, ledger: { ...run.ledger, times: run.ledger.times * times } };
}

function inner(scope: Scope, graph: FileGraph, prefix: string): Scope {
  if (scope.depth >= deepest)
    throw new FlopbookError(
      `graphs and functions must nest at most ${deepest} deep, got more; the file is damaged or recursive`,
    );
  return {
    values: new Map(),
    outer: scope,
    declared: graph.values,
    attributes: scope.attributes,
    prefix,
    depth: scope.depth + 1,
  };
}

/** Binds initializers and inputs, runs the nodes, and returns the outputs. */
export function runGraph(
  run: Run,
  graph: FileGraph,
  inputs: readonly Value[],
  scope: Scope,
): readonly Value[] {
  bindInitializers(run, scope, graph);
  graph.inputs.forEach(({ name }, i) => {
    const value = inputs[i];
    if (value !== undefined) scope.values.set(name, value);
  });
  const outputs = graph.outputs.map(({ name }) => name);
  runNodes(run, scope, { nodes: graph.nodes, outputs, initializers: graph.initializers });
  return outputs.map((name) => looked(scope, name, `${run.file}: output "${name}"`));
}

function runFunction(
  run: Run,
  scope: Scope,
  called: FileFunction,
  { label, inputs }: Standing,
  given: ReadonlyMap<string, FileAttribute>,
): readonly Value[] {
  const empty: FileGraph = {
    name: called.name,
    nodes: [],
    initializers: [],
    inputs: [],
    outputs: [],
    values: new Map(),
  };
  const attributes = new Map([...called.attributes, ...given]);
  const body: Scope = { ...inner(scope, empty, `${label}/`), outer: undefined, attributes };
  called.inputs.forEach((name, i) => {
    const value = inputs[i];
    if (value !== undefined) body.values.set(name, value);
  });
  runNodes(run, body, { ...called, initializers: [] });
  return called.outputs.map((name) => looked(body, name, `${run.file}: function ${called.name}`));
}

/** Counts each graph aside, on copies: what it multiplies, and which parameters nothing before it has. */
function pricedGraphs(
  run: Run,
  scope: Scope,
  graphs: readonly FileGraph[],
  values: readonly Value[] = [],
): readonly PricedGraph[] {
  return graphs.map((graph) => {
    const ledger: Ledger = {
      ...run.ledger,
      builder: graphBuilder({ name: graph.name, origin: run.file }),
      owners: new Map(),
      names: new Set(),
      spent: { mac: 0 },
    };
    runGraph({ ...run, ledger, notCounted: [], noted: undefined }, graph, values, inner(scope, graph, ""));
    const fresh = [...ledger.owners].filter(([origin]) => !run.ledger.owners.has(origin));
    const weights = fresh.map(([, { weight }]) => weight);
    return { graph, mac: ledger.spent.mac, weights };
  });
}
