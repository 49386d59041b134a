// Two towers whose features meet in one space: each projected, and every text compared with every image.
import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  composedGraph,
  graphBuilder,
  type NotCounted,
  unitNorm,
} from "../../layers/index.js";
import type { Run } from "../language/blocks/run.js";
import { sketch } from "../sketch.js";
import type { Features } from "./features.js";
import { afterSteps, type TokenStep } from "./token-steps.js";

/** One side: a tower, and the steps from what it gives alone to the common space, [samples, 1, width]. */
export interface Side {
  readonly graph: CountedGraph;
  readonly features: Features;
  readonly prefix: string;
  readonly stage: string;
  readonly steps: readonly TokenStep[];
}

/** The two sides as one network, with as many learned numbers on the comparison as `scalars` names. */
export function twoTowers(
  spec: {
    readonly name: string;
    readonly origin: Origin;
    readonly scalars: readonly string[];
    readonly notCounted: readonly NotCounted[];
  },
  sides: readonly [Side, Side],
  run: Run,
): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  const inputs = sides.map(({ features, prefix }) => ({
    ...builder.input(prefix, features.own.shape),
    requiresGradient: true,
  }));
  const here = sketch(builder.stage("comparison"), run);
  const ready = sides.map(({ steps, prefix }, i) => {
    const input = inputs[i];
    if (input === undefined) return undefined;
    const place = here.within(`${prefix}.projection`);
    const { x } = afterSteps(place, { x: input, grid: [1, input.shape[1] ?? 1] }, steps);
    const [batch = 1, , width = 1] = x.shape;
    const one = place.stage.add(place.name("unit"), unitNorm({ input: x.shape }), x);
    return place.view("rows", one, [1, 1, batch, width]);
  });
  const [texts, images] = ready;
  for (const scalar of spec.scalars) here.unused(scalar, [1]);
  if (texts !== undefined && images !== undefined) here.matmul("logits", texts, images, true);
  const reads = sides.map(({ features }, part) => ({ part, tensor: features.own }));
  return composedGraph(spec, [
    ...sides.map(({ graph, prefix, stage }) => ({ graph, prefix, stage })),
    { graph: builder.graph(), reads },
  ]);
}
