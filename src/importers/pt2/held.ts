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

/** Tables that could be one parameter under two names: alike in shape, looked up here and multiplied or looked up there. */
function hiddenTies(program: Program, values: readonly Value[]): readonly NotCounted[] {
  const embedded = new Set(readBy(program, /aten\.embedding(_bag)?\./));
  const readElsewhere = new Set(readBy(program, /aten\.(linear|t|permute|transpose)\./));
  const alike = new Map<string, string[]>();
  for (const { held, shape } of values)
    for (const { path } of held) {
      if (!embedded.has(path) && !readElsewhere.has(path)) continue;
      const key = shape.join(" × ");
      alike.set(key, [...(alike.get(key) ?? []), path]);
    }
  return [...alike]
    .filter(([, paths]) => paths.length > 1 && paths.some((path) => embedded.has(path)))
    .map(([shape, paths]) => ({
      name: paths.slice(0, 4).join(", "),
      what: `ties between parameters of ${shape}`,
      why: "the program was exported with fake tensors, which have no place of their own, so that it does not tell whether they are one parameter; each is counted, export with weights to be sure",
    }));
}

/** Paths of the parameters that operators of these names read. */
function readBy({ graph, inputs }: Program, names: RegExp): readonly string[] {
  const paths = new Map(inputs.map(({ name, path }) => [name, path]));
  return graph.nodes
    .filter(({ target }) => names.test(target))
    .flatMap((node) => tensorNames(node).flatMap((name) => paths.get(name) ?? []));
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
