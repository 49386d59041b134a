// Encoders of text as the transformers library runs them: tables, layers, and what stands on the last features.

import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  type GraphBuilder,
  graphBuilder,
  type NormStyle,
  type NotCounted,
  type Stage,
  type Tensor,
} from "../../layers/index.js";
import { type Sketch, sketch } from "../sketch.js";
import { block } from "./blocks/block.js";
import { normed } from "./blocks/norm.js";
import { type RotaryTables, rotaryTables } from "./blocks/rotary.js";
import type { Run } from "./blocks/run.js";
import type { BlockSpec, RotarySpec } from "./blocks/specs.js";
import { type EncoderHead, encoderHead } from "./encoder-head.js";

/** A part of a network where it stands: layers that turn one tensor into another; `shared` is what all layers read. */
export type Step = (here: Sketch, x: Tensor, shared?: Tensor) => Tensor;

/** An encoder with every field present. */
export interface EncoderSpec {
  readonly name: string;
  readonly origin: Origin;
  /** Tokens [batch, sequence] -> features [batch, sequence, modelDim]. */
  readonly entrance: Step;
  /** Made of the tokens once and handed to every layer that is a step. */
  readonly shared: Step | undefined;
  readonly layers: readonly (BlockSpec | Step)[];
  /** For each layer the one whose weights it uses; undefined: every layer has its own. */
  readonly weightsOf: readonly number[] | undefined;
  readonly finalNorm: NormStyle | undefined;
  /** What follows the last layer and is no head, such as a stack that makes a sequence longer again. */
  readonly ending: Step | undefined;
  readonly heads: readonly EncoderHead[];
  readonly notCounted: readonly NotCounted[];
}

/** Parts that most encoders do not have. */
export const plainEncoder = {
  shared: undefined,
  weightsOf: undefined,
  finalNorm: undefined,
  ending: undefined,
  notCounted: [],
} as const;

/** The graph: tokens [batch, sequence] -> what the heads give, and the loss on it. */
export function encoder(spec: EncoderSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const tokens = builder.input("tokens", [run.batch, run.sequence], { bytesPerElement: 8 });
  const x = features(builder, run, spec, tokens);
  for (const one of spec.heads) encoderHead(builder, run, one, x, tokens);
  return builder.graph();
}

function features(builder: GraphBuilder, run: Run, spec: EncoderSpec, tokens: Tensor): Tensor {
  const entrance = builder.stage("embedding");
  let x = spec.entrance(sketch(entrance, run, "embedding"), tokens);
  const shared = spec.shared?.(sketch(entrance, run, "shared"), tokens);
  const tables = tablesOf(entrance, run, spec, tokens);
  const stage = builder.stage("layers");
  for (const [i, one] of spec.layers.entries()) {
    const owner = spec.weightsOf?.[i] ?? i;
    const name = `layers.${i}`;
    const here = owner === i ? stage : sharingWeights(stage, name, `layers.${owner}`);
    x =
      typeof one === "function"
        ? one(sketch(here, run, name), x, shared)
        : block({ stage: here, run, name, tables: tables.get(one.attention.rotary) }, one, x);
  }
  const output = builder.stage("output");
  const last = spec.finalNorm === undefined ? x : normed(output, run, spec.finalNorm, "norm", x);
  return spec.ending === undefined ? last : spec.ending(sketch(output, run, "ending"), last);
}

/** Cosines and sines, once for each kind of rotary positions among the layers. */
function tablesOf(
  stage: Stage,
  run: Run,
  spec: EncoderSpec,
  tokens: Tensor,
): ReadonlyMap<RotarySpec | undefined, RotaryTables | undefined> {
  const kinds = new Set(
    spec.layers.flatMap((one) => (typeof one === "function" ? [] : [one.attention.rotary])),
  );
  kinds.delete(undefined);
  return new Map(
    [...kinds].map((kind, i) => {
      const named: Stage =
        i === 0
          ? stage
          : { ...stage, add: (name, layer, ...from) => stage.add(`${name}-${i + 1}`, layer, ...from) };
      return [kind, rotaryTables(named, run, tokens, kind)];
    }),
  );
}

/** A stage whose layers named after `name` take their weights from those named after `owner`. */
export function sharingWeights(stage: Stage, name: string, owner: string): Stage {
  return {
    ...stage,
    add: (part, layer, ...from) =>
      layer.parameters === undefined
        ? stage.add(part, layer, ...from)
        : stage.addTied(part, layer, owner + part.slice(name.length), ...from),
  };
}
