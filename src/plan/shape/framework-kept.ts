// What the transformers library keeps for backward, from the counted graph: more than fused kernels, tensor by tensor.
import { FlopbookError } from "../../ground/errors.js";
import { type NetworkFormat, savedForBackward } from "../../models/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { keptOfLayer } from "../memory-formulas.js";
import type { TransformerShape } from "./shape.js";

/** Bytes that a framework's own modules keep of one sample: of one layer, and of all that is no layer. */
export interface FrameworkKept {
  readonly layer: Quantity;
  readonly rest: Quantity;
}

/** Two samples: a single one spares PyTorch some copies. */
const samples = 2;

interface Network {
  readonly sequence: number;
  readonly format: NetworkFormat;
  readonly fused: boolean;
}

/** Bytes kept of one sample, by the library's modules. Errors on a shape without a graph behind it. */
export function frameworkKeptOf(shape: TransformerShape, network: Network): FrameworkKept {
  if (shape.graph === undefined)
    throw new FlopbookError(
      `plan: framework transformers needs the model's modules, got the bare sizes of ${shape.name}; name its config.json`,
    );
  const { sequence, format, fused } = network;
  const graph = shape.graph({ batch: samples, sequence, format, attention: fused ? "fused" : "eager" });
  const layers = { ...graph, nodes: graph.nodes.filter(({ stage }) => stage === "layers") };
  const rest = { ...graph, nodes: graph.nodes.filter(({ stage }) => stage !== "layers") };
  const each = (part: typeof graph, count: number) =>
    keptOfLayer({
      bytes: savedForBackward(part),
      layers: given(count, shape.origin, { unit: "layer" }),
      microBatch: given(samples, "samples of the counted graph", { unit: "sample" }),
    });
  return { layer: each(layers, shape.layers), rest: each(rest, 1) };
}
