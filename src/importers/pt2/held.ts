// The inputs of a program as values: parameters and buffers, which are held anyway, and data, which comes in.
import { elements, type NotCounted } from "../../layers/index.js";
import { tensorNames } from "./call.js";
import { elementType } from "./element-type.js";
import { parametersOf, uniqueName } from "./emit.js";
import type { InputRole, Program } from "./program.js";
import { formOf, type Run } from "./run.js";
import { type Form, type Held, shown, type Value } from "./value.js";

/** Values of the graph's inputs in their order. Names of one parameter share it; hidden ties are said. */
export function heldValues(run: Run, program: Program): readonly Value[] {
  const roles = new Map(program.inputs.map((role) => [role.name, role]));
  const hidden = tiesHidden(program);
  const shared = new Map<string, Held>();
  const values = program.graph.inputs.flatMap((argument): readonly Value[] => {
    if (argument.kind !== "tensor") return [];
    const { name } = argument;
    const form = formOf(run, program.graph, name, `${run.file}: input ${name}`);
    const role = roles.get(name) ?? { kind: "data", name, path: name };
    if (role.kind === "data" || role.kind === "constant")
      return [dataValue(run, role, form, program.examples.get(name))];
    const place = hidden ? undefined : program.places.get(role.path);
    const key = place === undefined ? role.path : `${role.kind} ${place} ${form.shape.join("x")}`;
    const held = shared.get(key) ?? heldOf(run, role, form);
    shared.set(key, held);
    const trainable = role.kind === "parameter" && program.graph.tensors.get(name)?.trainable === true;
    return [{ ...form, gradient: trainable, tensor: undefined, held: [held] }];
  });
  if (hidden) run.notCounted.push(...hiddenTies(program, values));
  return values;
}

/** A program exported with fake tensors puts every weight at one place: which are tied cannot be read from it. */
function tiesHidden({ places, inputs }: Program): boolean {
  const stored = inputs.flatMap(({ kind, path }) => (kind === "parameter" ? (places.get(path) ?? []) : []));
  return stored.length > 1 && new Set(stored).size === 1;
}

/**
 * A program reads a tied parameter under one of its names. One that it does not read, of the shape of one that it does,
 * may be the other name of that.
 */
function hiddenTies({ graph, inputs }: Program, values: readonly Value[]): readonly NotCounted[] {
  const paths = new Map(inputs.map(({ name, path }) => [name, path]));
  const read = new Set(
    graph.nodes.flatMap((node) => tensorNames(node).flatMap((name) => paths.get(name) ?? [])),
  );
  const parameters = values.flatMap(({ held }) => held).filter(({ kind }) => kind === "parameter");
  return parameters.flatMap((one) => {
    if (read.has(one.path) || one.elements === 0) return [];
    const alike = parameters.filter((other) => read.has(other.path) && sameShape(one, other));
    if (alike.length === 0) return [];
    const names = alike.slice(0, 3).map(({ path }) => path);
    return {
      name: one.path,
      what: `tie of ${one.shape.join(" × ")} parameters`,
      why: `the program does not read it and was exported with fake tensors, so that it does not tell whether it is ${names.join(" or ")} under another name; it is counted for itself: export with weights to be sure`,
    };
  });
}

function sameShape(one: Held, other: Held): boolean {
  return one.shape.join() === other.shape.join();
}

function heldOf(run: Run, role: InputRole, { shape, type }: Form): Held {
  return {
    kind: role.kind as Held["kind"],
    path: role.path,
    shape,
    elements: elements(shape),
    bytesPerElement: type === run.ledger.ownType ? run.ledger.width : elementType(run.file, type).bytes,
  };
}

function dataValue(
  { file, ledger }: Run,
  { name }: InputRole,
  form: Form,
  number: number | undefined,
): Value {
  if (elements(form.shape) === 0) return { ...form, gradient: false, tensor: undefined, held: [] };
  const { bytes } = elementType(file, form.type);
  const options = form.type === ledger.ownType ? {} : { bytesPerElement: bytes };
  const tensor = ledger.builder.input(uniqueName(ledger.names, name), shown(form.shape), options);
  return { ...form, gradient: false, tensor, held: [], ...(number === undefined ? {} : { number }) };
}

/** Parameters that no node reads count too, under their own name. */
export function unreadParameters({ ledger, stageOf }: Run, values: readonly Value[]): void {
  const seen = new Set<Held>();
  for (const { held } of values)
    for (const one of held) {
      if (one.kind !== "parameter" || ledger.owners.has(one) || seen.has(one) || one.elements === 0) continue;
      seen.add(one);
      const name = uniqueName(ledger.names, one.path);
      ledger.builder.stage(stageOf(one.path.split(".").slice(0, -1).join("."))).add(name, {
        kind: "weights",
        settings: "not read by the program",
        inputs: [],
        output: shown(one.shape),
        parameters: parametersOf(ledger, [one]),
        forward: [],
        weightGradient: [],
        inputGradient: [],
        saved: [],
        view: false,
        stopsGradient: true,
        parameterElementsRead: 0,
      });
    }
}
