// What does fusing operations save at inference? Traffic of the tensors between them; their arithmetic stays.
import { elementwiseFlop } from "../../layers/elementwise/work.js";
import { type Quantity, sum } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

/** Tensors between the operations of a chain, which a fused operation keeps in registers. */
export const intermediateTensors = formula({
  id: "fusion.intermediates",
  meaning: "Intermediate tensors of a chain of operations, one between each two",
  expression: "fusedOperations - 1",
  result: "intermediates",
  inputs: ["fusedOperations"],
  source: {
    source: sources.dao2022,
    place: "section 2.1, kernel fusion; tensors between the operations of a chain",
  },
});

/** Bytes that fusing keeps away from memory: each intermediate would be written and read back. */
export const removedTraffic = formula({
  id: "fusion.removed-traffic",
  meaning: "Bytes of intermediate tensors that fusing does not move",
  expression: "accessesPerIntermediate * intermediates * elements * bytesPerElement",
  result: "removedTraffic",
  inputs: ["intermediates", "elements", "bytesPerElement"],
  source: {
    source: sources.dao2022,
    place: "section 2.1, kernel fusion: no tensor in between is written and read",
  },
  sample: { elements: 8e6 },
});

/** Bytes that the same chain moves operation by operation: what the fused one moves, and the intermediates. */
export const unfusedTraffic = formula({
  id: "fusion.unfused-traffic",
  meaning: "Bytes that a chain moves when its operations run one by one",
  expression: "fusedTraffic + removedTraffic",
  result: "unfusedTraffic",
  inputs: ["fusedTraffic", "removedTraffic"],
  source: {
    source: sources.dao2022,
    place: "section 2.1, kernel fusion; traffic of both ways worked out here",
  },
});

/** Gain in speed where memory is the limit: 3 for a chain of three element-wise operations. */
export const fusionSpeedup = formula({
  id: "fusion.speedup",
  meaning: "Gain in speed of a fused chain whose time is that of moving its bytes",
  expression: "unfusedTraffic / fusedTraffic",
  result: "fusionSpeedup",
  inputs: ["unfusedTraffic", "fusedTraffic"],
  source: {
    source: sources.dao2022,
    place: "section 2.1, kernel fusion of memory-bound operations; times taken as the bytes moved",
  },
});

/** Operations of the product alone: rows and columns give `elements`. */
export const productFlop = formula({
  id: "fusion.product-flop",
  meaning: "Operations of a matrix product or convolution, by its output elements",
  expression: "flopPerMac * innerDim * elements",
  result: "flop",
  inputs: ["innerDim", "elements"],
  source: {
    source: sources.nvidiaMatmul,
    place: "chapter 2: K multiply-adds per element of the product",
  },
  sample: { elements: 8e6 },
});

/** Operations of one fused loop over the output elements: the same ones, in another order. */
export const fusedFlop = formula({
  id: "fusion.fused-flop",
  meaning: "Operations of a product fused with element-wise work, one loop over the output",
  expression: "elements * (flopPerMac * innerDim + flopPerOperation * operationsPerElement)",
  result: "flop",
  inputs: ["elements", "innerDim", "operationsPerElement"],
  source: {
    source: sources.dao2022,
    place: "section 2.1, kernel fusion: the loads change, the operations stay",
  },
  sample: { elements: 8e6 },
});

/** A product followed by element-wise work on its output. */
export interface FusedChain {
  readonly elements: Quantity | number;
  /** Multiply-accumulates behind one output element: inputs of a neuron, or input channels times kernel size. */
  readonly innerDim: Quantity | number;
  /** Of all element-wise parts together. */
  readonly operationsPerElement: Quantity | number;
}

/** Operations of the chain run one by one and of the fused loop. Equal, unless work is left out or repeated. */
export function chainFlop(chain: FusedChain): { readonly apart: Quantity; readonly fused: Quantity } {
  const { elements, innerDim, operationsPerElement } = chain;
  const parts = [productFlop({ innerDim, elements }), elementwiseFlop({ operationsPerElement, elements })];
  return { apart: sum("operations one by one", parts), fused: fusedFlop(chain) };
}
