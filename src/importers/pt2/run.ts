// Runs the nodes of a graph in order: looks up the rule of each operator, and binds what comes out.
import { FlopbookError } from "../../ground/errors.js";
import { elements, graphBuilder, type NotCounted, type Tensor } from "../../layers/index.js";
import { argumentsOf } from "./arguments.js";
import { type Call, namesIn } from "./call.js";
import { keptOfPiece } from "./decomposed.js";
import { elementType } from "./element-type.js";
import { type Circumstances, type Emit, emitter, type Ledger } from "./emit.js";
import { ruleOf } from "./operators/index.js";
import type { FileGraph, FileNode, Size } from "./program.js";
import type { SizeOf } from "./sizes.js";
import { contiguousStrides } from "./strides.js";
import { type Form, shown, type Value } from "./value.js";

/** What stays the same over one run. */
export interface Run {
  readonly file: string;
  readonly ledger: Ledger;
  readonly sizeOf: SizeOf;
  readonly stageOf: (path: string) => string;
  readonly notCounted: NotCounted[];
  /** Nodes run so far, over all graphs. */
  readonly spent: { nodes: number };
  /** The call of a Python function that made a tensor. */
  readonly madeBy: Map<Tensor, string>;
  /** What has been written in place into a memory, in order, where a gradient goes with it. */
  readonly written: Map<number, Value[]>;
}

/** Names bound to values in one graph. */
interface Scope {
  readonly graph: FileGraph;
  readonly values: Map<string, Value>;
  /** How much had been written into a tensor's memory when its name was bound. */
  readonly versions: Map<string, number>;
  /** Path of the module around it, for nodes that say none. */
  readonly path: string;
  readonly circumstances: Circumstances;
}

/** More nodes than any program has; loops count their bodies once. */
const mostNodes = 2_000_000;

/** The tensors that a graph puts out for these inputs. */
export function runGraph(
  run: Run,
  graph: FileGraph,
  inputs: readonly Value[],
  within: { readonly path: string; readonly circumstances: Circumstances },
): readonly Value[] {
  const scope: Scope = { graph, values: new Map(), versions: new Map(), ...within };
  const names = graph.inputs.flatMap(namesIn);
  names.forEach((name, i) => {
    const value = inputs[i];
    if (value !== undefined) bind(run, scope, name, value);
  });
  for (const node of graph.nodes) runNode(run, scope, node);
  return graph.outputs.flatMap(namesIn).map((name) => lookedUp(run, scope, name));
}

function runNode(run: Run, scope: Scope, node: FileNode): void {
  if (++run.spent.nodes > mostNodes)
    throw new FlopbookError(
      `${run.file}: must have at most ${mostNodes} nodes, got more; the file is damaged`,
    );
  const names = node.outputs.flatMap(namesIn);
  const operator = operatorOf(node.target);
  if (names.length === 0 && operator.quiet) return;
  const call = callOf(run, scope, node, names);
  const rule = ruleOf(operator.space, call.operator);
  const results = rule === undefined ? unknown(call, node) : rule(call);
  names.forEach((name, i) => {
    const value = results[i] ?? call.emit(moved(call, i, "copy"));
    bind(run, scope, name, value);
  });
  if (call.inPlace) rewritten(run, scope, node, results[0]);
}

function bind({ written }: Run, { values, versions }: Scope, name: string, value: Value): void {
  values.set(name, value);
  const storage = value.tensor?.storage;
  if (storage !== undefined) versions.set(name, written.get(storage)?.length ?? 0);
}

/** After an operator in place, the name of its first tensor means the result, and other names of its memory follow. */
function rewritten(run: Run, scope: Scope, node: FileNode, result: Value | undefined): void {
  const [self] = node.inputs.flatMap(({ argument }) => namesIn(argument));
  if (self === undefined || result === undefined) return;
  const storage = result.tensor?.storage;
  if (storage !== undefined && result.gradient)
    run.written.set(storage, [...(run.written.get(storage) ?? []), result]);
  bind(run, scope, self, result);
  for (const name of node.outputs.flatMap(namesIn)) bind(run, scope, name, result);
}

/** "torch.ops.aten.add_.Tensor" in parts. */
function operatorOf(target: string): { space: string; name: string; quiet: boolean } {
  const parts = target.replace(/^torch\.ops\./, "").split(".");
  const [space = "", name = ""] = parts.length > 1 ? parts : ["", parts[0]];
  // What gives numbers, tests, or nothing costs nothing.
  return { space, name, quiet: space !== "higher_order" };
}

function callOf(run: Run, scope: Scope, node: FileNode, names: readonly string[]): Call {
  const { space, name } = operatorOf(node.target);
  const inPlace = space === "aten" && /[^_]_$/.test(name);
  const operator = inPlace ? name.slice(0, -1) : name;
  const path = node.path ?? scope.path;
  const named = operator.replace(/^_+|_+$/g, "") || operator;
  const label = path === "" ? named : `${path}.${named}`;
  const subject = `${run.file}: ${label}`;
  const { circumstances } = scope;
  return {
    node,
    operator,
    inPlace,
    subject,
    ledger: run.ledger,
    circumstances,
    ...argumentsOf(node, subject, {
      value: (tensor) => lookedUp(run, scope, tensor),
      number: (symbol) => numberOf(run, scope, symbol),
    }),
    outputs: names.length,
    form: (index) => formOf(run, scope.graph, names[index] ?? "", subject),
    emit: pieceEmitter(run, node, operator, emitter(run.ledger, circumstances, label, run.stageOf(path))),
    runBody: (graph, values, changed = {}) =>
      runGraph(run, graph, values, { path, circumstances: { ...circumstances, ...changed } }),
    macOf: (graph, values) => macOf(run, graph, values, { path, circumstances }),
    isConstant: ({ tensor }) => tensor !== undefined && run.ledger.constants.has(tensor),
    leaveOut: (what, why) => void run.notCounted.push({ name: label, what, why }),
  };
}

/** Notes which call of a function made a tensor, and keeps what the function keeps where it was taken apart. */
function pieceEmitter({ madeBy }: Run, { origin }: FileNode, operator: string, emit: Emit): Emit {
  if (origin === undefined) return emit;
  return (emission) => {
    const maker = (value: Value) => (value.tensor === undefined ? undefined : madeBy.get(value.tensor));
    const saved = keptOfPiece(operator, origin, emission, maker) ?? [];
    const made = emit({ ...emission, saved });
    if (made.tensor !== undefined) madeBy.set(made.tensor, origin.call);
    return made;
  };
}

/** The costlier of two graphs is found by counting each aside, in a graph that is thrown away. */
function macOf(
  run: Run,
  graph: FileGraph,
  values: readonly Value[],
  within: { readonly path: string; readonly circumstances: Circumstances },
): number {
  const spent = { mac: 0 };
  const builder = graphBuilder({ name: "aside", origin: run.file });
  const ledger: Ledger = {
    ...run.ledger,
    builder,
    owners: new Map(),
    names: new Map(),
    constants: new Set(),
    spent,
  };
  runGraph({ ...run, ledger, notCounted: [], madeBy: new Map(), written: new Map() }, graph, values, within);
  return spent.mac;
}

function lookedUp(run: Run, scope: Scope, name: string): Value {
  const value = scope.values.get(name);
  if (value === undefined)
    throw new FlopbookError(
      `${run.file}: tensor "${name.slice(0, 80)}" must be made before it is read, got none; the file is damaged`,
    );
  const writes = value.tensor === undefined ? undefined : run.written.get(value.tensor.storage);
  const since = writes?.slice(scope.versions.get(name) ?? 0) ?? [];
  if (since.length === 0) return value;
  const label = scope.path === "" ? "written" : `${scope.path}.written`;
  const made = emitter(
    run.ledger,
    scope.circumstances,
    label,
    run.stageOf(scope.path),
  )({
    kind: "view",
    settings: "after a part was written in place",
    inputs: [value, ...since],
    output: value,
    view: true,
  });
  bind(run, scope, name, made);
  return made;
}

function numberOf(run: Run, scope: Scope, name: string): number | undefined {
  const size = scope.graph.numbers.get(name);
  return size === undefined ? undefined : run.sizeOf(size);
}

/** Shape, strides and type of a tensor as the file has them. */
export function formOf(run: Pick<Run, "sizeOf">, graph: FileGraph, name: string, subject: string): Form {
  const facts = graph.tensors.get(name);
  if (facts === undefined)
    throw new FlopbookError(
      `${subject}: tensor "${name.slice(0, 80)}" must have a shape in the file, got none; the file is damaged`,
    );
  const shape = facts.sizes.map((size) => count(run, size, subject));
  elementType(subject, facts.type);
  const strides = facts.strides.map((size) => count(run, size, subject));
  return {
    shape,
    strides: strides.length === shape.length ? strides : contiguousStrides(shape),
    type: facts.type,
  };
}

function count(run: Pick<Run, "sizeOf">, size: Size, subject: string): number {
  const value = run.sizeOf(size);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new FlopbookError(
    `${subject}: a size must be a whole number, got ${value}; the sizes given do not fit the program`,
  );
}

/** An operator without a rule: its outputs have the shapes of the file, and it is named. */
function unknown(call: Call, node: FileNode): readonly Value[] {
  call.leaveOut(
    `operator ${node.target.replace(/^torch\.ops\./, "")}`,
    "no rule is known for what it computes and keeps; the layers behind it count with the shapes in the file",
  );
  return Array.from({ length: call.outputs }, (_, i) =>
    call.emit(moved(call, i, `not counted: ${call.operator}`)),
  );
}

function moved(call: Call, index: number, settings: string) {
  const output = call.form(index);
  const inputs = call.all().filter(({ shape }) => elements(shown(shape)) > 0);
  return {
    kind: "copy",
    settings,
    inputs,
    output,
    ...(index === 0 ? {} : { part: `${index + 1}` }),
  } as const;
}
