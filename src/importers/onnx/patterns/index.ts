// Layers that a file has in pieces: exporters write some as elementary operators, and here they are one step again.
//
// A pattern must hold to the letter: operators, constants, axes, and no value inside it read from outside. What does
// not is counted operator by operator.
import type { AttentionKernel } from "../../../models/record.js";
import type { Rule } from "../call.js";
import type { FileNode } from "../model-file.js";
import { attentionPattern } from "./attention.js";
import { type Flow, type FlowGraph, flowOf } from "./flow.js";
import { erfGeluPattern, tanhGeluPattern } from "./gelu.js";
import { gluPattern } from "./glu.js";
import { layerNormPattern } from "./layer-norm.js";
import type { Match, Pattern } from "./match.js";
import { rmsNormPattern } from "./rms-norm.js";
import { hardSwishPattern, mishPattern, siluPattern } from "./silu.js";

export type { FlowGraph } from "./flow.js";
export { Mismatch } from "./match.js";

/** Patterns by the operator that they are looked for at: one that each of them has once. */
const patterns: Readonly<Record<string, readonly Pattern[]>> = {
  Sqrt: [layerNormPattern, rmsNormPattern],
  Erf: [erfGeluPattern],
  Tanh: [tanhGeluPattern],
  Sigmoid: [siluPattern, gluPattern],
  HardSigmoid: [hardSwishPattern],
  Softplus: [mishPattern],
};

/** Those that are looked for where attention is counted as one kernel. */
const fusedPatterns: Readonly<Record<string, readonly Pattern[]>> = {
  ...patterns,
  MatMul: [attentionPattern],
};

/** A node to run; where it stands for others, the rule of its layer, and those others. */
export interface Step {
  readonly node: FileNode;
  /** Place in the order of the file. */
  readonly place: number;
  readonly whole?: { readonly rule: Rule; readonly parts: readonly Step[] };
}

/** The nodes of a graph in order, patterns as one step in the place of their last node. Linear in the nodes. */
export function patternSteps(graph: FlowGraph, attention: AttentionKernel): readonly Step[] {
  const matches = matchesOf(graph, attention === "fused" ? fusedPatterns : patterns);
  return graph.nodes.flatMap((node, place): readonly Step[] => {
    const match = matches.get(node);
    if (match === undefined) return [{ node, place }];
    if (match.parts.at(-1) !== node) return [];
    const parts = match.parts.map((part) => ({ node: part, place: matches.flow.place(part) }));
    const whole = { rule: match.rule, parts: parts.sort((a, b) => a.place - b.place) };
    return [{ node: nodeOf(match, node), place, whole }];
  });
}

/** Every node of a pattern with its match. */
function matchesOf(
  graph: FlowGraph,
  wanted: typeof patterns,
): {
  readonly get: (node: FileNode) => Match | undefined;
  readonly flow: Flow;
} {
  const flow = flowOf(graph);
  const found = new Map<FileNode, Match>();
  for (const node of graph.nodes) {
    if (node.domain !== "" || !Object.hasOwn(wanted, node.operator)) continue;
    for (const pattern of wanted[node.operator] ?? []) {
      const match = found.has(node) ? undefined : pattern(flow, node);
      if (match === undefined || !isClosed(flow, match) || match.parts.some((part) => found.has(part)))
        continue;
      for (const part of match.parts) found.set(part, match);
    }
  }
  return { get: (node) => found.get(node), flow };
}

/** Whether the last node comes last in the file, and nothing outside reads what the others make. */
function isClosed(flow: Flow, { parts }: Match): boolean {
  const last = parts.at(-1);
  return (
    last !== undefined &&
    new Set(parts).size === parts.length &&
    parts.every(
      (part) =>
        part === last ||
        (flow.place(part) < flow.place(last) && part.outputs.every((name) => !flow.readOutside(name, parts))),
    )
  );
}

/** The node of a match, named by the modules around all its nodes. */
function nodeOf({ operator, inputs, parts }: Match, last: FileNode): FileNode {
  const scope = shared(parts.map(({ name }) => name.split("/").slice(0, -1)));
  const scopes = shared(parts.map((part) => part.scopes.slice(0, -1)));
  return {
    name: scope.length === 0 ? "" : [...scope, operator].join("/"),
    operator,
    domain: "",
    inputs,
    outputs: last.outputs,
    attributes: new Map(),
    scopes: last.scopes.length === 0 ? [] : [...scopes, operator],
  };
}

/** What all lists begin with. */
function shared(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = lists;
  const end = first.findIndex((part, i) => lists.some((list) => list[i] !== part));
  return end < 0 ? first : first.slice(0, end);
}
