// The initializers of a graph as values: constants, and the weights that they may be.
import { booleanType, integerType } from "./element-type.js";
import type { FileGraph, FileTensor } from "./model-file.js";
import type { Run, Scope } from "./scope.js";
import { type Tables, tablesOf } from "./tables/index.js";
import type { Weight } from "./value.js";

/** Binds the initializers of a graph, and notes what the exporter did to them. */
export function bindInitializers(run: Run, scope: Scope, graph: FileGraph): void {
  const tables = tablesOf(graph);
  for (const tensor of graph.initializers) {
    const { name, shape, type, numbers } = tensor;
    const weights = weightsIn(run, tables, tensor);
    scope.values.set(name, { kind: "constant", shape, type, numbers, weights });
  }
  run.notCounted.push(...tables.notes.filter(({ name }) => !run.model.twins.has(name)));
}

/** The weight that an initializer may be: none for shapes and computed tables. */
function weightsIn({ model }: Run, { fixed, copies }: Tables, tensor: FileTensor): readonly Weight[] {
  const { name, type, elements } = tensor;
  if (type === integerType || type === booleanType || fixed.has(name)) return [];
  const twin = model.twins.get(name);
  if (twin !== undefined) return [twin];
  const times = copies.get(name) ?? 1;
  return [times === 1 ? tensor : { ...tensor, elements: elements / times }];
}
