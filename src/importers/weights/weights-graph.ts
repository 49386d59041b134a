// The counted graph of a file whose architecture is not known: parameters by tensor, no operations.
import { type CountedGraph, graphBuilder, type NotCounted, weights } from "../../layers/index.js";
import { formatWidth, type ModelInput } from "../../models/record.js";
import { given } from "../../numbers/quantity.js";
import { baseName } from "../bytes/byte-source.js";
import { stageOf } from "./blocks.js";
import { withStored } from "./stored.js";
import type { WeightFile, WeightTensor } from "./weight-file.js";

/** Parameters by tensor. `why` says why there are no operations, and what would give them. */
export function weightsGraph(file: WeightFile, input: ModelInput, why: string): CountedGraph {
  const name = baseName(file.name);
  const origin = `headers of ${name}`;
  const builder = graphBuilder({ name, origin, bytesPerElement: formatWidth(input.format ?? "fp32") });
  for (const tensor of file.tensors) {
    if (tensor.role !== "weight" || tensor.parameters === 0) continue;
    builder.stage(stageOf(tensor.weight)).add(tensor.weight, tensorWeights(tensor, origin));
  }
  builder.leaveOut({ name, what: "operations and activations of the whole network", why });
  for (const part of leftOut(file)) builder.leaveOut(part);
  return withStored(builder.graph(), file);
}

function tensorWeights({ weightShape, dtype, parameters }: WeightTensor, origin: string) {
  const count = given({ value: parameters, unit: "parameter" }, origin, { label: "values of the tensor" });
  return weights({ shape: weightShape.length === 0 ? [1] : weightShape, dtype, parameters: count });
}

/** What a file's own counts leave out: packings nobody knows, and shards that are not there. */
export function leftOut(file: WeightFile): readonly NotCounted[] {
  const size = file.metadata.get("total_size");
  const lacking = typeof size === "number" ? size - file.bytes.value : undefined;
  const bytes = lacking !== undefined && lacking > 0 ? `; ${lacking} bytes lack in all` : "";
  const missing = file.missing.map(({ file: shard, tensors }) => ({
    name: shard,
    what: tensors.length === 0 ? "missing shard" : `missing shard of ${tensors.length} tensors`,
    why: `it does not lie beside the others, so that its parameters are left out${bytes}; fetch it`,
  }));
  return [...file.notCounted, ...missing];
}
