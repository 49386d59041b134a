// The layers of a network by module: a tree along the module path, like neighbours taken together.
import type { Shape } from "../layers/index.js";
import type { GraphSummary, LayerSummary } from "./summary.js";
import { groupBy } from "./total.js";

/** What a module costs: the sum of its layers. */
export type ModuleCounts = Pick<
  LayerSummary,
  | "parameters"
  | "mac"
  | "matrixFlop"
  | "flop"
  | "allFlop"
  | "backwardMac"
  | "savedBytes"
  | "movedBytes"
  | "share"
>;

/** A row of the table by module. */
export interface ModuleRow extends ModuleCounts {
  /** Module path; of the first of a run of like modules. */
  readonly path: string;
  /** The last part of the path, or "0 … 31" for a run of like modules. */
  readonly label: string;
  /** Parts of the path above it. */
  readonly depth: number;
  /** Those parts, "*" where they stand for a run: ["layers", "*"]. */
  readonly above: readonly string[];
  /** Like modules that the row stands for; its counts are theirs together. */
  readonly times: number;
  /** Layers in one of them. */
  readonly layers: number;
  readonly output: Shape;
  /** Names of all layers in the row. */
  readonly names: readonly string[];
}

const summed = [
  "parameters",
  "mac",
  "matrixFlop",
  "flop",
  "allFlop",
  "backwardMac",
  "savedBytes",
  "movedBytes",
  "share",
] as const;

/**
 * The modules of a network down to `depth` parts of their path, parents before their children. Neighbours of one name
 * but for a number that cost the same, such as the blocks of a transformer, are one row with their counts together.
 *
 * @example moduleRows(modelSummary(resnet50()), 1).length // 10
 */
export function moduleRows(summary: Pick<GraphSummary, "layers">, depth = 2): readonly ModuleRow[] {
  const items = summary.layers.map((layer) => ({ rest: pathParts(layer.name), layer }));
  return rowsBelow(items, { level: 0, depth, above: [], shown: [], times: 1 });
}

/** A layer with the parts of its path below the module that is being looked at. */
interface Item {
  readonly rest: readonly string[];
  readonly layer: LayerSummary;
}

interface Module {
  readonly label: string;
  readonly items: readonly Item[];
  readonly counts: ModuleCounts;
}

interface Place {
  readonly level: number;
  readonly depth: number;
  readonly above: readonly string[];
  readonly shown: readonly string[];
  /** Like modules that the items come from. */
  readonly times: number;
}

function rowsBelow(items: readonly Item[], place: Place): readonly ModuleRow[] {
  if (place.level >= place.depth) return [];
  const modules = [...groupBy(items, ({ rest }) => rest[0] ?? "")].map(([label, own]) => ({
    label,
    items: own,
    counts: countsOf(own),
  }));
  return runsOf(modules).flatMap((run) => {
    const own = run.flatMap((module) => module.items);
    const row = rowOf(run, own, place);
    if (row.layers === 1) return [row];
    const below = own.flatMap(({ rest, layer }) => (rest.length > 1 ? [{ rest: rest.slice(1), layer }] : []));
    const inner = {
      ...place,
      level: place.level + 1,
      above: [...place.above, run[0]?.label ?? ""],
      shown: [...place.shown, run.length > 1 ? "*" : row.label],
      times: row.times,
    };
    return [row, ...rowsBelow(below, inner)];
  });
}

function rowOf(run: readonly Module[], items: readonly Item[], place: Place): ModuleRow {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("a run has at least one module");
  const times = place.times * run.length;
  return {
    ...countsOf(items),
    path: [...place.above, first.label].join("."),
    label: run.length === 1 ? first.label : `${first.label} … ${numberIn(last.label, first.label)}`,
    depth: place.level,
    above: place.shown,
    times,
    layers: items.length / times,
    output: items.at(-1)?.layer.output ?? [],
    names: items.map(({ layer }) => layer.name),
  };
}

/** What of a label is not in another of the same words: the "11" of "layer_11" after "layer_0". */
function numberIn(label: string, other: string): string {
  let same = 0;
  while (same < label.length && label[same] === other[same] && !/\d/.test(label[same] ?? "")) same++;
  return label.slice(same);
}

/** Neighbours that differ by a number in their name alone, taken together. */
function runsOf(modules: readonly Module[]): readonly (readonly Module[])[] {
  const runs: Module[][] = [];
  for (const module of modules) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before !== undefined && alike(before, module)) run.push(module);
    else runs.push([module]);
  }
  return runs;
}

function alike(one: Module, other: Module): boolean {
  const shape = (label: string) => label.replace(/\d+/g, "#");
  return (
    /\d/.test(one.label) &&
    shape(one.label) === shape(other.label) &&
    one.items.length === other.items.length &&
    summed.every((count) => one.counts[count] === other.counts[count])
  );
}

function countsOf(items: readonly Item[]): ModuleCounts {
  const totals = Object.fromEntries(summed.map((count) => [count, 0])) as Record<
    (typeof summed)[number],
    number
  >;
  for (const { layer } of items) for (const count of summed) totals[count] += layer[count];
  return totals;
}

/** "layers.0.attention" or "/layers/0/attention" in parts. */
function pathParts(name: string): readonly string[] {
  const parts = name.split(name.includes("/") ? "/" : ".").filter((part) => part !== "");
  return parts.length === 0 ? [name] : parts;
}
