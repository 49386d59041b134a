// Towers that read: tokens and their tables, blocks, and what ends them.
import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  graphBuilder,
  type NormStyle,
  type NotCounted,
  type Tensor,
} from "../../layers/index.js";
import type { Run } from "../language/blocks/run.js";
import { type Sketch, sketch } from "../sketch.js";
import { withFeatures } from "./features.js";
import { afterSteps, type TokenStep } from "./token-steps.js";
import { type TowerBlock, towerBlocks } from "./tower-block.js";

/** A tower with every field present. */
export interface TextTowerSpec {
  readonly name: string;
  readonly origin: Origin;
  readonly vocabulary: number;
  readonly modelDim: number;
  /** Rows of the tables that are added to the tokens' rows: types, positions. */
  readonly tables: readonly number[];
  /** Normalisation of what enters the blocks. */
  readonly entranceNorm: NormStyle | undefined;
  readonly blocks: readonly TowerBlock[];
  /** Steps behind the last layer, on all tokens. */
  readonly lastSteps: readonly TokenStep[];
  /** Further steps, which give what the tower alone gives. */
  readonly ownSteps: readonly TokenStep[];
  readonly notCounted: readonly NotCounted[];
}

/** The graph of a tower: tokens [batch, sequence] -> features of them. */
export function textTower(spec: TextTowerSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const tokens = builder.input("tokens", [run.batch, run.sequence], { bytesPerElement: 8 });
  const x = embedded(sketch(builder.stage("embedding"), run, "embedding"), spec, tokens);
  const last = towerBlocks(sketch(builder.stage("layers"), run), x, spec.blocks);
  const output = sketch(builder.stage("output"), run);
  const grid = [1, run.sequence] as const;
  const handed = afterSteps(output, { x: last, grid }, spec.lastSteps);
  const own = afterSteps(output, handed, spec.ownSteps);
  return withFeatures(builder.graph(), { tensor: handed.x, grid, firstTokens: 0, own: own.x });
}

function embedded(here: Sketch, spec: TextTowerSpec, tokens: Tensor): Tensor {
  let x = here.embedding("table", tokens, spec.vocabulary, spec.modelDim);
  for (const [i, rows] of spec.tables.entries()) x = here.positions(`positions.${i}`, x, rows);
  return spec.entranceNorm === undefined ? x : here.norm("norm", x, spec.entranceNorm);
}
