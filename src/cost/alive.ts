// What a forward pass alone keeps in memory: tensors from the layer that makes them to the last one that reads them.
import type { CountedGraph, Tensor } from "../layers/index.js";

/** The most bytes of activations that are alive at a time when layers run in order and nothing is kept for backward. */
export function mostAlive(graph: CountedGraph): number {
  const width = graph.bytesPerElement ?? 4;
  const lastUse = new Map<number, number>();
  graph.nodes.forEach(({ inputs }, at) => {
    for (const { storage } of inputs) lastUse.set(storage, at);
  });
  const sizes = new Map<number, number>();
  let alive = 0;
  let most = 0;
  const hold = (tensor: Tensor) => {
    if (sizes.has(tensor.storage)) return;
    const bytes = elementsOf(tensor.storageShape) * (tensor.bytesPerElement ?? width);
    sizes.set(tensor.storage, bytes);
    alive += bytes;
  };
  for (const tensor of graph.inputs) hold(tensor);
  graph.nodes.forEach(({ inputs, output }, at) => {
    hold(output);
    most = Math.max(most, alive);
    for (const { storage } of [...inputs, output]) {
      if ((lastUse.get(storage) ?? at) > at) continue;
      alive -= sizes.get(storage) ?? 0;
      sizes.set(storage, 0);
    }
  });
  return most;
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}
