// `flopbook formulas layer.NAME size=value ...`: a layer counted for its sizes, with the working of every count.
import type { Layer, Term, Work } from "../../layers/index.js";
import { grouped } from "../../numbers/format.js";
import { working } from "../working.js";
import type { AssignedLayer } from "./layer-sizes.js";
import { fact, layerRow, unitOf } from "./layers.js";

/** Whether a person gave a number of a working; others follow, have a default, or belong to the type. */
function originIn({ sizes }: AssignedLayer) {
  return (name: string) =>
    sizes[name] === undefined
      ? "follows from the sizes, or belongs to the type of layer"
      : "given on the command line";
}

/** The counted layer as text. */
export function countedCard(assigned: AssignedLayer): string {
  const { record } = assigned;
  const { layer, sizes, kept, moved } = counted(assigned);
  const shape = (one: readonly number[]) => `[${one.join(", ")}]`;
  const facts = [
    fact("meaning", record.meaning),
    fact("shape", `${layer.inputs.map(shape).join(", ")} -> ${shape(layer.output)}`),
    ...(layer.parameters === undefined ? [] : [fact("parameters", grouped(layer.parameters.value))]),
    ...workLines("forward", layer.forward),
    ...workLines("gradient of weights", layer.weightGradient),
    ...workLines("gradient of input", layer.inputGradient.flat()),
    fact("elements kept", grouped(kept)),
    ...(moved === undefined ? [] : [fact("elements moved", grouped(moved))]),
  ];
  const names = record.spec.dimensions.filter((name) => sizes[name] !== undefined);
  const given = names.map((name) => `  ${name} = ${grouped(sizes[name] ?? 0)}${whence(assigned, name)}\n`);
  const derivations = termsOf(layer).map((term) => term.quantity(originIn(assigned)).derivation());
  return `layer.${record.id}\n${facts.join("")}\nsizes\n${given.join("")}\nworking\n${working(derivations)}`;
}

function whence({ record, sizes }: AssignedLayer, name: string): string {
  if (sizes[name] !== undefined) return "";
  return `  ${record.forms.derived[name] === undefined ? "default" : `= ${record.forms.derived[name]}`}`;
}

/** The counted layer as data: the row of the type, and under `counted` its numbers with their derivations. */
export function countedRow(assigned: AssignedLayer) {
  const { layer, sizes, kept, moved } = counted(assigned);
  const count = ({ value, quantity }: Term) => ({
    value,
    working: quantity(originIn(assigned)).derivation(),
  });
  const works = (work: readonly Work[]) =>
    work.map(({ operationClass, term }) => ({ operationClass, unit: term.unit, ...count(term) }));
  const { inputs, output, parameters } = layer;
  return {
    ...layerRow(assigned.record),
    sizes,
    counted: {
      inputs,
      output,
      ...(parameters === undefined ? {} : { parameters: count(parameters) }),
      forward: works(layer.forward),
      weightGradient: works(layer.weightGradient),
      inputGradient: works(layer.inputGradient.flat()),
      kept,
      ...(moved === undefined ? {} : { moved }),
    },
  };
}

function counted({ record, sizes: given }: AssignedLayer) {
  const layer = record.bind(given);
  const sizes = record.sizes(given);
  const value = (text: string) => record.form(text).value(sizes);
  const { kept = "0", moved } = record.forms;
  return { layer, sizes, kept: value(kept), moved: moved === undefined ? undefined : value(moved) };
}

/** Sums by class. */
function workLines(name: string, work: readonly Work[]): readonly string[] {
  const totals = new Map<string, number>();
  for (const { operationClass, term } of work)
    totals.set(operationClass, (totals.get(operationClass) ?? 0) + term.value);
  return [...totals].map(([operationClass, value]) =>
    fact(name, `${grouped(value)} ${unitOf(operationClass)}`),
  );
}

/** Every calculation once. */
function termsOf({ parameters, forward, weightGradient, inputGradient }: Layer): readonly Term[] {
  const work = [...forward, ...weightGradient, ...inputGradient.flat()].map(({ term }) => term);
  const all = parameters === undefined ? work : [parameters, ...work];
  return [...new Map(all.map((term) => [term.key, term])).values()];
}
