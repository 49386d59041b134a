// Totals over a counted graph: total <- stages <- layers, with like layers taken together.

import type { Formula } from "../formula/index.js";
import { type CountedGraph, repeatedFlop, repeatedMac, type Term } from "../layers/index.js";
import { given, type Quantity, sum } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const likeLayers = { source: sources.kaplan2020, place: "Table 1, a layer's count times the layers" };

const repeatedParameters = formula({
  id: "models.repeated.parameters",
  meaning: "Parameters of layers with equal sizes",
  expression: "repetitions * parametersEach",
  result: "parameters",
  inputs: ["repetitions", "parametersEach"],
  source: likeLayers,
});

const repeatedBytes = formula({
  id: "models.repeated.bytes",
  meaning: "Bytes of tensors or layers with equal sizes",
  expression: "repetitions * bytesEach",
  result: "bytes",
  inputs: ["repetitions", "bytesEach"],
  source: likeLayers,
});

const repeatedElements = formula({
  id: "models.repeated.elements",
  meaning: "Elements of tensors with equal sizes",
  expression: "repetitions * elementsEach",
  result: "elements",
  inputs: ["repetitions", "elementsEach"],
  source: likeLayers,
});

/** What is counted, the unit of an empty total, and how like parts are multiplied. */
const counted = {
  parameters: {
    unit: "parameter",
    times: (repetitions: Quantity, each: Quantity) =>
      repeatedParameters({ repetitions, parametersEach: each }),
  },
  mac: {
    unit: "MAC",
    times: (repetitions: Quantity, each: Quantity) => repeatedMac({ repetitions, macEach: each }),
  },
  flop: {
    unit: "FLOP",
    times: (repetitions: Quantity, each: Quantity) => repeatedFlop({ repetitions, flopEach: each }),
  },
  bytes: {
    unit: "byte",
    times: (repetitions: Quantity, each: Quantity) => repeatedBytes({ repetitions, bytesEach: each }),
  },
  elements: {
    unit: "element",
    times: (repetitions: Quantity, each: Quantity) => repeatedElements({ repetitions, elementsEach: each }),
  },
} as const;

export type Counted = keyof typeof counted;

/** Formulas of this file, for the catalogue. */
export const totalFormulas: readonly Formula[] = [repeatedParameters, repeatedBytes, repeatedElements];

/** One term of a total, with the layer and the stage that it belongs to. */
export interface Part {
  readonly name: string;
  readonly stage: string;
  readonly term: Term;
}

/** The sum of `parts` as a quantity: stages in order of first use, like layers of a stage taken together. */
export function total(label: string, what: Counted, graph: CountedGraph, parts: readonly Part[]): Quantity {
  const stages = groupBy(parts, ({ stage }) => stage);
  const sums = [...stages].map(([stage, own]) => stageTotal(`${label}: ${stage}`, what, graph, own));
  if (sums.length === 0)
    return given({ value: 0, unit: counted[what].unit }, `no layer of ${graph.name} has any`, { label });
  return sum(label, sums);
}

function stageTotal(label: string, what: Counted, graph: CountedGraph, parts: readonly Part[]): Quantity {
  const alike = [...groupBy(parts, ({ term }) => term.key).values()];
  return sum(
    label,
    alike.map((group) => alikeTotal(what, graph, group)),
  );
}

function alikeTotal(what: Counted, graph: CountedGraph, group: readonly Part[]): Quantity {
  const [first] = group;
  if (first === undefined) throw new RangeError("a group has at least one part");
  const each = first.term.quantity(graph.origin);
  if (group.length === 1) return each.labelled(first.name);
  const last = group.at(-1)?.name ?? first.name;
  const repetitions = given(group.length, graph.origin);
  return counted[what]
    .times(repetitions, each.labelled(`${first.name}, each`))
    .labelled(`${first.name} … ${last}`);
}

/** Items by key, in order of first appearance. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
