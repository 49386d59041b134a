// A language model that sees or hears: towers, what projects their features, and the text that reads them.
import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  composedGraph,
  type GraphPart,
  graphBuilder,
  type NotCounted,
} from "../../layers/index.js";
import type { Run } from "../language/blocks/run.js";
import { withDecoderOf } from "../language/decoder.js";
import { sketch } from "../sketch.js";
import type { Features } from "./features.js";
import { afterSteps, type TokenStep } from "./token-steps.js";

/** A tower and what projects its features. */
export interface TowerPart {
  readonly graph: CountedGraph;
  readonly features: Features;
  /** What its names begin with, e.g. "vision". */
  readonly prefix: string;
  /** The stage that a reader sees, e.g. "vision tower". */
  readonly stage: string;
  readonly projector: readonly TokenStep[];
  /** Whether it stands there without running. */
  readonly idle: boolean;
}

/** A projector as a graph of its own, and the tokens that one image or sound gives. */
export interface Projected {
  readonly graph: CountedGraph;
  readonly tokens: number;
}

/** The steps on a tower's features, as a graph. */
export function projected({ features, projector, prefix }: Omit<TowerPart, "idle">, run: Run): Projected {
  const builder = graphBuilder({ name: prefix, origin: "features of a tower", bytesPerElement: run.width });
  const input = { ...builder.input("features", features.tensor.shape), requiresGradient: true };
  const here = sketch(builder.stage("projector"), { ...run, batch: input.shape[0] ?? 1 });
  const { x } = afterSteps(here, { x: input, grid: features.grid }, projector);
  return { graph: builder.graph(), tokens: x.shape[1] ?? 0 };
}

/** The towers, their projectors and the text as one network. */
export function seeing(
  spec: { readonly name: string; readonly origin: Origin; readonly notCounted: readonly NotCounted[] },
  towers: readonly (TowerPart & { readonly projected: Projected })[],
  text: CountedGraph,
): CountedGraph {
  const parts = towers.flatMap((tower, i): readonly GraphPart[] => {
    const { prefix, stage, idle } = tower;
    return [
      { graph: tower.graph, prefix, stage, idle },
      {
        graph: tower.projected.graph,
        prefix: `${prefix}.projector`,
        stage: `${stage}'s projector`,
        idle,
        ...(idle ? {} : { reads: [{ part: 2 * i, tensor: tower.features.tensor }] }),
      },
    ];
  });
  return withDecoderOf(composedGraph(spec, [...parts, { graph: text }]), text);
}
