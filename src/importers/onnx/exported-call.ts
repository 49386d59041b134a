// What a node of the graph knows of the run with the file's own batch, where another one is counted.
import type { Call } from "./call.js";
import { changedAxis } from "./exported-batch.js";
import type { FileNode } from "./model-file.js";
import type { Run, Scope } from "./scope.js";
import type { Value } from "./value.js";

/** The shapes of the file's own batch around a node, where another one is counted. */
export function exportedCall(run: Run, { prefix }: Scope, node: FileNode): Call["exported"] {
  const { exported } = run;
  if (exported === undefined) return undefined;
  return {
    batch: exported.batch,
    input: (index) => exported.shapes.get(prefix + node.inputs[index]),
    output: (index) => exported.shapes.get(prefix + node.outputs[index]),
    inside: exported.inside.get(prefix + node.inputs[0]) ?? 1,
    note: (inside) => {
      exported.inside.set(prefix + node.outputs[0], inside);
    },
  };
}

/** What lies before the batch in its dimension stays where an operator keeps that dimension. */
export function noteInside(run: Run, { prefix }: Scope, node: FileNode, outputs: readonly Value[]): void {
  if (run.exported === undefined || node.operator === "Reshape") return;
  const { shapes, inside } = run.exported;
  const from = node.inputs.find((name) => (inside.get(prefix + name) ?? 1) > 1);
  const known = from === undefined ? undefined : inside.get(prefix + from);
  if (known === undefined) return;
  node.outputs.forEach((name, i) => {
    const [value, before] = [outputs[i], shapes.get(prefix + name)];
    if (value === undefined || value.kind === "unknown" || before === undefined) return;
    const axis = changedAxis(before, value.shape);
    if (axis !== undefined && (before[axis] ?? 1) % known === 0) inside.set(prefix + name, known);
  });
}
