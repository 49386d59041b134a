// Tables of rotary positions, found by how they are used: sines and cosines that turn pairs of features.
import type { FileNode, FileTensor } from "../model-file.js";
import { farthest, type GraphView, views } from "./graph-view.js";

/** Operators between a vector and the same vector with its halves or pairs turned about. */
const turning: ReadonlySet<string> = new Set([...views, "Concat", "Neg", "Mul"]);

interface Factor {
  readonly data: string;
  readonly table: FileTensor;
}

/** Names of the tables of x cos + turned(x) sin, and of the pair a cos - b sin, a sin + b cos. */
export function rotaryTables(view: GraphView): readonly string[] {
  const found: string[] = [];
  const sums = new Map<string, readonly [Factor, Factor]>();
  for (const node of view.nodes) {
    if (node.operator !== "Add") continue;
    const pair = pairOf(view, node);
    if (pair === undefined) continue;
    const [first, second] = pair;
    sums.set(keyOf(first, second), pair);
    sums.set(keyOf(second, first), pair);
    if (isTurned(view, second.data, first.data) || isTurned(view, first.data, second.data))
      found.push(first.table.name, second.table.name);
  }
  for (const node of view.nodes) {
    if (node.operator !== "Sub") continue;
    const [first, second] = pairOf(view, node) ?? [];
    if (first === undefined || second === undefined) continue;
    const crossed = keyOf({ ...first, table: second.table }, { ...second, table: first.table });
    if (sums.has(crossed)) found.push(first.table.name, second.table.name);
  }
  return found;
}

function keyOf(first: Factor, second: Factor): string {
  return [first.data, first.table.name, second.data, second.table.name].join("\n");
}

/** Both inputs of a node, where each is data times a table. */
function pairOf(view: GraphView, node: FileNode): readonly [Factor, Factor] | undefined {
  const [first, second] = node.inputs.slice(0, 2).map((name) => factorOf(view, name));
  return first === undefined || second === undefined ? undefined : [first, second];
}

function factorOf(view: GraphView, name: string): Factor | undefined {
  const product = view.made(view.plain(name));
  if (product?.operator !== "Mul") return undefined;
  const [left = "", right = ""] = product.inputs;
  const [ofLeft, ofRight] = [view.root(left), view.root(right)];
  if (ofRight !== undefined && ofLeft === undefined) return { data: view.plain(left), table: ofRight };
  if (ofLeft !== undefined && ofRight === undefined) return { data: view.plain(right), table: ofLeft };
  return undefined;
}

/** Whether a value is another with some of its features negated and moved. */
function isTurned(view: GraphView, turned: string, original: string): boolean {
  const sources = behind(view, original, views).names;
  const { names, operators } = behind(view, turned, turning);
  if (!operators.has("Concat")) return false;
  return (operators.has("Neg") || operators.has("Mul")) && [...names].some((name) => sources.has(name));
}

/** All values before one through these operators, and which of them there are. */
function behind(view: GraphView, start: string, through: ReadonlySet<string>) {
  const names = new Set<string>();
  const operators = new Set<string>();
  let wave = [start];
  for (let step = 0; step < farthest && wave.length > 0 && names.size < 64; step++) {
    const next: string[] = [];
    for (const name of wave) {
      if (names.has(name)) continue;
      names.add(name);
      const node = view.made(name);
      if (node === undefined || !through.has(node.operator)) continue;
      operators.add(node.operator);
      const first = node.inputs[0] ?? "";
      if (node.operator === "Concat") next.push(...node.inputs);
      else if (node.operator === "Mul")
        next.push(...node.inputs.filter((one) => view.root(one) === undefined));
      else next.push(first);
    }
    wave = next;
  }
  return { names, operators };
}
