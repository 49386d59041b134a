// A layer made of others: its costs are theirs, and a tensor that several of them keep is kept once.
import { inDimensions, type Part, textInDimensions } from "./part.js";
import { product } from "./record-forms.js";
import {
  type Kept,
  type LayerParts,
  type LayerRecord,
  listOf,
  type Member,
  type Parts,
  type WorkParts,
} from "./record-spec.js";

type Costs = Required<
  Pick<LayerParts, "parameters" | "forward" | "weightGradient" | "inputGradient" | "kept">
>;

/** The costs of all members in the dimensions of the whole. */
export function composed(inputs: LayerParts["inputs"], members: readonly Member[]): Costs {
  const whole = members.map((member) => ({ member, parts: partsInDimensions(member) }));
  return {
    parameters: whole.flatMap(({ parts }) => listOf(parts.parameters)),
    forward: merged(whole.map(({ parts }) => parts.forward)),
    weightGradient: merged(whole.map(({ parts }) => parts.weightGradient)),
    inputGradient: [
      merged(whole.flatMap(({ parts }) => parts.inputGradient ?? [])),
      ...inputs.slice(1).map(() => ({})),
    ],
    kept: keptOnce(whole),
  };
}

function merged(works: readonly (WorkParts | undefined)[]): WorkParts {
  const found: Record<string, Part[]> = {};
  for (const work of works)
    for (const [name, parts] of Object.entries(work ?? {}))
      found[name] = [...(found[name] ?? []), ...listOf(parts)];
  return found;
}

function partsInDimensions({ record, sizes }: Member): LayerParts {
  const { parts, spec } = record;
  const of = { ...derivedTexts(record, sizes), ...sizes };
  const all = (list: Parts | undefined) => listOf(list).map((one) => inDimensions(one, of));
  const work = (given: WorkParts | undefined): WorkParts =>
    Object.fromEntries(Object.entries(given ?? {}).map(([name, list]) => [name, all(list)]));
  const shape = (texts: readonly string[]) => texts.map((text) => textInDimensions(text, of));
  return {
    inputs: spec.inputs.map(shape),
    output: shape(spec.output),
    parameters: all(parts.parameters),
    forward: work(parts.forward),
    weightGradient: work(parts.weightGradient),
    inputGradient: (parts.inputGradient ?? []).map(work),
    kept: (parts.kept ?? []).map((one) => keptInDimensions(one, of)),
  };
}

/** Dimensions of the member that have a default and no expression: their numbers. */
function derivedTexts({ spec }: LayerRecord, sizes: Member["sizes"]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(spec.defaults ?? {}))
    if (sizes[name] === undefined && value !== undefined) texts[name] = String(value);
  return texts;
}

function keptInDimensions(kept: Kept, of: Readonly<Record<string, string>>): Kept {
  if (kept.kind !== "own") return kept;
  const { elements } = kept;
  return {
    ...kept,
    elements: typeof elements === "string" ? textInDimensions(elements, of) : inDimensions(elements, of),
  };
}

function keptOnce(
  whole: readonly { readonly member: Member; readonly parts: LayerParts }[],
): readonly Kept[] {
  const outputs = new Map(whole.map(({ member, parts }) => [member.name, product(parts.output)]));
  const kept = new Map<string | number, Kept>();
  const tensor = (of: number | string) => {
    if (typeof of === "number") kept.set(of, { kind: "input", index: of });
    else kept.set(of, { kind: "own", label: of, elements: outputs.get(of) ?? "0" });
  };
  for (const { member, parts } of whole)
    for (const one of parts.kept ?? []) {
      if (one.kind === "input") tensor(member.from[one.index] ?? 0);
      else if (one.kind === "output") tensor(member.name);
      else kept.set(`${member.name}: ${one.label}`, { ...one, label: `${member.name}: ${one.label}` });
    }
  return [...kept.values()];
}
