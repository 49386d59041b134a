// The inputs of a program as values: parameters and buffers, which are held anyway, and data, which comes in.
import { elements, type NotCounted } from "../../layers/index.js";
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
    if (role.kind === "data" || role.kind === "constant") return [dataValue(run, role, form)];
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

/** Tables that could be one parameter under two names: alike in shape, and an embedding beside an output projection. */
function hiddenTies(program: Program, values: readonly Value[]): readonly NotCounted[] {
  const tables = values.flatMap(({ held, shape, gradient }) =>
    gradient && shape.length === 2 ? held.map(({ path }) => ({ path, shape })) : [],
  );
  const most = Math.max(...tables.map(({ shape }) => elements(shape)), 0);
  const alike = new Map<string, string[]>();
  for (const { path, shape } of tables) {
    const paths = alike.get(shape.join(" × ")) ?? [];
    alike.set(shape.join(" × "), [...paths, path]);
  }
  const embedded = new Set(tablesLookedUp(program));
  return [...alike]
    .filter(
      ([shape, paths]) =>
        paths.length > 1 && paths.some((path) => embedded.has(path)) && most > 0 && shape !== "",
    )
    .map(([shape, paths]) => ({
      name: paths.slice(0, 4).join(", "),
      what: `ties between parameters of ${shape}`,
      why: "the program was exported with fake tensors, which have no place of their own, so that it does not tell whether they are one parameter; each is counted, export with weights to be sure",
    }));
}

/** Paths of the parameters that an embedding reads. */
function tablesLookedUp({ graph, inputs }: Program): readonly string[] {
  const paths = new Map(inputs.map(({ name, path }) => [name, path]));
  return graph.nodes
    .filter(({ target }) => target.includes("aten.embedding"))
    .flatMap(({ inputs: [first] }) =>
      first?.argument.kind === "tensor" ? (paths.get(first.argument.name) ?? []) : [],
    );
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

function dataValue({ file, ledger }: Run, { name }: InputRole, form: Form): Value {
  if (elements(form.shape) === 0) return { ...form, gradient: false, tensor: undefined, held: [] };
  const { bytes } = elementType(file, form.type);
  const options = form.type === ledger.ownType ? {} : { bytesPerElement: bytes };
  const tensor = ledger.builder.input(uniqueName(ledger.names, name), shown(form.shape), options);
  return { ...form, gradient: false, tensor, held: [] };
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
