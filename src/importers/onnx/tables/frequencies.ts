// Frequencies of positions: constants that meet nothing but positions on their way into a sine or cosine.

import { elementType } from "../element-type.js";
import type { FileGraph } from "../model-file.js";
import { farthest, type GraphView } from "./graph-view.js";

/** Operators between frequencies and the sine of an angle. */
const between: ReadonlySet<string> = new Set(
  "MatMul Mul Div Add Sub Einsum Transpose Concat Cast Identity Unsqueeze Squeeze Reshape Expand Slice Gather Neg Exp".split(
    " ",
  ),
);

/** Operators that make positions. */
const counting: ReadonlySet<string> = new Set(
  "Range Shape Size Constant ConstantOfShape CumSum NonZero ArgMax ArgMin".split(" "),
);

/** Names of initializers on the way to a sine or cosine where all that they meet are positions. */
export function frequencyTables(view: GraphView, graph: Pick<FileGraph, "inputs">): readonly string[] {
  const whole = new Set(graph.inputs.filter(({ type }) => isWhole(type)).map(({ name }) => name));
  return view.nodes.flatMap((node) =>
    node.operator === "Cos" || node.operator === "Sin"
      ? (onTheWay(view, whole, node.inputs[0] ?? "") ?? [])
      : [],
  );
}

function isWhole(type: number): boolean {
  return type !== 0 && elementType("input", type).kind === "integer";
}

/** The float initializers behind a value; undefined where something else is there than positions. */
function onTheWay(view: GraphView, whole: ReadonlySet<string>, start: string): readonly string[] | undefined {
  const found: string[] = [];
  const seen = new Set<string>();
  let wave = [start];
  for (let step = 0; step < 2 * farthest && wave.length > 0; step++) {
    const next: string[] = [];
    for (const name of wave) {
      if (name === "" || seen.has(name) || whole.has(name)) continue;
      seen.add(name);
      const tensor = view.initializers.get(name);
      if (tensor !== undefined) {
        if (!isWhole(tensor.type)) found.push(name);
        continue;
      }
      const node = view.made(name);
      if (node === undefined) return undefined;
      if (counting.has(node.operator)) continue;
      if (!between.has(node.operator) || seen.size > 256) return undefined;
      next.push(...node.inputs);
    }
    wave = next;
  }
  return wave.length === 0 ? found : undefined;
}
