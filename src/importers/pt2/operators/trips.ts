// How often a loop turns, where the program alone says it: a counter that starts at a known number.

import { namesIn } from "../call.js";
import type { FileGraph, FileNode } from "../program.js";
import type { Value } from "../value.js";

/** More turns than this are taken for damage or a loop without end. */
const most = 10_000_000;

/** Turns of a loop whose condition compares one carried number; undefined where that depends on data. */
export function trips(condition: FileGraph, body: FileGraph, carried: readonly Value[]): number | undefined {
  const names = condition.inputs.flatMap(namesIn);
  const test = condition.nodes.find(({ outputs }) => outputs.flatMap(namesIn).includes(outputOf(condition)));
  const index = names.indexOf(firstTensor(test));
  const start = carried[index]?.number;
  const bound = test === undefined ? undefined : secondNumber(test);
  const step = stepOf(body, index);
  if (test === undefined || start === undefined || bound === undefined || step === undefined)
    return undefined;
  const holds = comparison(test.target);
  if (holds === undefined || step === 0) return undefined;
  let turns = 0;
  for (let value = start; holds(value, bound); value += step) if (++turns > most) return undefined;
  return turns;
}

function outputOf(graph: FileGraph): string {
  return graph.outputs.flatMap(namesIn)[0] ?? "";
}

function firstTensor(node: FileNode | undefined): string {
  return node?.inputs.flatMap(({ argument }) => namesIn(argument))[0] ?? "";
}

function secondNumber({ inputs }: FileNode): number | undefined {
  const given = inputs.map(({ argument }) => argument).find(({ kind }) => kind === "number");
  return given?.kind === "number" && typeof given.value === "number" ? given.value : undefined;
}

/** What the body adds to the carried number of this place. */
function stepOf(body: FileGraph, index: number): number | undefined {
  const result = body.outputs.flatMap(namesIn)[index];
  const own = body.inputs.flatMap(namesIn)[index];
  const node = body.nodes.find(({ outputs }) => outputs.flatMap(namesIn).includes(result ?? ""));
  if (node === undefined || own === undefined || firstTensor(node) !== own) return undefined;
  const step = secondNumber(node);
  if (step === undefined) return undefined;
  if (node.target.includes("aten.add.")) return step;
  return node.target.includes("aten.sub.") ? -step : undefined;
}

function comparison(target: string): ((a: number, b: number) => boolean) | undefined {
  if (target.includes("aten.lt.")) return (a, b) => a < b;
  if (target.includes("aten.le.")) return (a, b) => a <= b;
  if (target.includes("aten.gt.")) return (a, b) => a > b;
  if (target.includes("aten.ge.")) return (a, b) => a >= b;
  return target.includes("aten.ne.") ? (a, b) => a !== b : undefined;
}
