// Costs of a layer for every size that they depend on, worked out once for all layouts of a search.
import { program } from "../../formula/index.js";
import { layerCostNames, layerCosts } from "../layer/costs.js";
import type { TransformerShape } from "../shape/shape.js";
import { tensorLinkOf } from "../sizes.js";
import type { PlanContext } from "../step/context.js";
import { layerSizes } from "../step/context.js";
import type { Choices } from "./space.js";

/** Sizes that a layer's costs depend on. */
export interface LayerRow {
  readonly tensor: number;
  readonly context: number;
  readonly expert: number;
  readonly microbatch: number;
  readonly sequenceParallel: boolean;
}

/** Rows with their costs: column `i` of `costs` is the i-th of `layerCostNames`. */
export interface LayerTable {
  readonly rows: readonly LayerRow[];
  readonly costs: readonly Float64Array[];
}

const freeNames = [
  "microBatch",
  "tensorShards",
  "sequenceShards",
  "contextShards",
  "expertShards",
  "tensorLink",
] as const;

/** The table of these rows; `shape` is the model's as their devices hold it. */
export function layerTable(
  context: PlanContext,
  shape: TransformerShape,
  rows: readonly LayerRow[],
): LayerTable {
  const { run, cluster, fixed } = context;
  const sizes = layerSizes({
    microBatch: 1,
    sequence: run.sequence,
    tensorShards: 1,
    sequenceShards: 1,
    contextShards: 1,
    expertShards: 1,
    tensorLink: cluster.nodeLink.value,
    networkLink: cluster.networkLink.value,
  });
  const layer = layerCosts({ ...fixed, shape, sizes });
  const compiled = program({
    free: freeNames.map((name) => sizes[name]),
    results: layerCostNames.map((name) => layer[name]),
    idleAllowed: true,
  });
  const columns = [
    Float64Array.from(rows, ({ microbatch }) => microbatch),
    Float64Array.from(rows, ({ tensor }) => tensor),
    Float64Array.from(rows, ({ tensor, sequenceParallel }) => (sequenceParallel ? tensor : 1)),
    Float64Array.from(rows, (row) => row.context),
    Float64Array.from(rows, ({ expert }) => expert),
    Float64Array.from(rows, ({ tensor }) => tensorLinkOf(tensor, cluster)),
  ];
  const costs = layerCostNames.map(() => new Float64Array(rows.length));
  compiled.fill(columns, costs, rows.length);
  return { rows, costs };
}

/** Every row of a search, by tensor parallelism first. */
export function layerRows(choices: Choices): readonly LayerRow[] {
  const { tensor, context, expert, microbatch, sequenceParallel } = choices;
  const withTensor = tensor.flatMap((size) =>
    sequenceParallel.filter((on) => size > 1 || !on).map((on) => ({ tensor: size, sequenceParallel: on })),
  );
  return withTensor.flatMap((first) =>
    context.flatMap((ring) =>
      expert.flatMap((share) =>
        microbatch.map((samples) => ({ ...first, context: ring, expert: share, microbatch: samples })),
      ),
    ),
  );
}
