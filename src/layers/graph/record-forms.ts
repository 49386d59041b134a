// What a type of layer costs as text over its dimensions: to print, to search and to compare.
import { symbolsIn } from "../../formula/math.js";
import { expressionOf } from "../../formula/rewrite.js";
import { operationClasses } from "./layer.js";
import { type Part, partExpression, partsText, textOf } from "./part.js";
import {
  type Kept,
  type LayerForms,
  type LayerParts,
  type LayerRecordSpec,
  listOf,
  type WorkForms,
  type WorkParts,
} from "./record-spec.js";

/** The forms of these parts. */
export function layerForms(
  parts: LayerParts,
  { members, derived = {} }: Pick<LayerRecordSpec, "members" | "derived">,
): LayerForms {
  const { inputs, output, parametersRead } = parts;
  const parameters = listOf(parts.parameters);
  const kept = parts.kept ?? [];
  const text = parameters.length === 0 ? undefined : partsText(parameters);
  const moved = [
    ...inputs.map(product),
    ...(text === undefined ? [] : [parametersRead ?? text]),
    product(output),
  ];
  return {
    inputs,
    output,
    ...(text === undefined ? {} : { parameters: text }),
    ...(parametersRead === undefined ? {} : { parametersRead }),
    derived: Object.fromEntries(Object.entries(derived).flatMap(([name, from]) => derivedForm(name, from))),
    ...workForms("forward", [parts.forward]),
    ...workForms("weightGradient", [parts.weightGradient]),
    ...workForms("inputGradient", parts.inputGradient ?? []),
    ...(kept.length === 0
      ? {}
      : { kept: textOf(expressionOf(kept.map((one) => keptText(one, parts)).join(" + "))) }),
    ...(members !== undefined
      ? {}
      : {
          moved: parts.view === true ? "0" : textOf(expressionOf(moved.map((one) => `(${one})`).join(" + "))),
        }),
  };
}

function derivedForm(name: string, from: string | Part | undefined): readonly (readonly [string, string])[] {
  if (from === undefined) return [];
  return [[name, typeof from === "string" ? from : partsText([from])]];
}

/** Sums by class over all of the work, in the order of the classes. */
function workForms<K extends string>(
  key: K,
  work: readonly (WorkParts | undefined)[],
): { readonly [k in K]?: WorkForms } {
  const found = operationClasses.flatMap((name) => {
    const parts = work.flatMap((one) => listOf(one?.[name]));
    return parts.length === 0 ? [] : [[name, partsText(parts)] as const];
  });
  return found.length === 0
    ? {}
    : ({ [key]: Object.fromEntries(found) } as { readonly [k in K]?: WorkForms });
}

/** Elements of a tensor of this shape. */
export function product(shape: readonly string[]): string {
  return shape.map((size) => `(${size})`).join(" * ");
}

function keptText(kept: Kept, { inputs, output }: LayerParts): string {
  if (kept.kind === "input") return product(inputs[kept.index] ?? []);
  if (kept.kind === "output") return product(output);
  return typeof kept.elements === "string" ? `(${kept.elements})` : `(${partsText([kept.elements])})`;
}

/** Every dimension that occurs, in the order of shapes, parameters, work and what is kept. */
export function namesIn(parts: LayerParts): readonly string[] {
  const works = [parts.forward, parts.weightGradient, ...(parts.inputGradient ?? [])];
  const kept = (parts.kept ?? []).flatMap((one) => (one.kind === "own" ? [one.elements] : []));
  const costs: readonly (string | Part)[] = [
    ...parts.inputs.flat(),
    ...parts.output,
    ...listOf(parts.parameters),
    ...(parts.parametersRead === undefined ? [] : [parts.parametersRead]),
    ...works.flatMap((work) => Object.values(work ?? {}).flatMap((one) => listOf(one))),
    ...kept,
  ];
  return [...new Set(costs.flatMap((cost) => namesOf(cost)))];
}

/** The dimensions of an expression or a part. */
export function namesOf(cost: string | Part): readonly string[] {
  return [...symbolsIn(typeof cost === "string" ? expressionOf(cost) : partExpression(cost))];
}
