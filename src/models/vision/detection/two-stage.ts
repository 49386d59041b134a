// Detectors that choose their queries among the features and refine a box in every block: RT-DETR and its kin.
import type { Tensor } from "../../../layers/index.js";
import { sharedAmong } from "../../shared-weights.js";
import type { Sketch } from "../../sketch.js";
import { threeLayers } from "../patch-encoder.js";
import { convNorm, someTokens, tokensOf } from "../pieces.js";
import { deformableAttention } from "./deformable.js";
import { type HybridEncoderSpec, hybridEncoder } from "./hybrid-encoder.js";
import { decoderBlock, type QueryBlock } from "./query-blocks.js";

export interface TwoStageSpec {
  readonly encoder: HybridEncoderSpec;
  readonly modelDim: number;
  readonly queries: number;
  /** Sizes of features that the decoder looks at: those of the encoder, and smaller ones made of the last. */
  readonly levels: number;
  readonly points: number;
  readonly layers: number;
  readonly block: QueryBlock;
  /** Learned embeddings of noisy labels, used in training only. */
  readonly noisyLabels: number;
  readonly learnedQueries: boolean;
  readonly classes: number;
  /** Whether every block has a head of its own. */
  readonly heads: boolean;
}

/** From features of several sizes, large first, to classes and boxes. */
export function twoStageDetector(
  stage: (name: string) => Sketch,
  spec: TwoStageSpec,
  features: readonly Tensor[],
) {
  const start = stage("projection");
  const same = features.map((x, i) => convNorm(start, `features.${i}`, x, spec.encoder.dim, { kernel: 1 }));
  const encoded = hybridEncoder(stage("encoder"), spec.encoder, same);
  const choosing = stage("queries");
  const memory = memoryOf(choosing, spec, encoded);
  const queries = chosen(choosing, spec, memory);
  refined(stage("decoder"), spec, queries, memory);
}

/** Features of all sizes as one sequence. */
export function memoryOf(
  s: Sketch,
  { levels, modelDim }: Pick<TwoStageSpec, "levels" | "modelDim">,
  encoded: readonly Tensor[],
): Tensor {
  const maps = encoded.map((x, i) => convNorm(s, `features.${i}`, x, modelDim, { kernel: 1 }));
  let last = encoded.at(-1);
  for (let i = maps.length; i < levels && last !== undefined; i++) {
    last = convNorm(s, `features.${i}`, last, modelDim, { kernel: 3, stride: 2, padding: 1 });
    maps.push(last);
  }
  return s.concatenate(
    "memory",
    maps.map((x, i) => tokensOf(s, `tokens.${i}`, x)),
  );
}

function chosen(s: Sketch, spec: TwoStageSpec, memory: Tensor): Tensor {
  const { modelDim, queries } = spec;
  if (spec.noisyLabels > 0) s.parameter("noisy-labels", [spec.noisyLabels, modelDim]);
  const ready = s.norm("norm", s.linear("projection", memory, modelDim));
  s.linear("classes", ready, spec.classes);
  threeLayers(s.within("boxes"), ready, 4);
  if (!spec.learnedQueries) return someTokens(s, "chosen", ready, queries);
  const table = s.parameter("learned", [1, queries, modelDim]);
  return s.move("learned.each", table, [memory.shape[0] ?? 1, queries, modelDim], "one copy for each sample");
}

function refined(s: Sketch, spec: TwoStageSpec, queries: Tensor, memory: Tensor): void {
  let x = queries;
  const places = spec.levels * spec.points;
  const [batch = 1, count = 1] = queries.shape;
  for (let i = 0; i < spec.layers; i++) {
    const boxes = s.move(`${i}.boxes.before`, x, [batch, count, 4], "boxes of the queries");
    const position = sharedAmong(s, "position", i);
    const wide = position.activation(
      "activation",
      position.linear("layer1", boxes, 2 * spec.modelDim),
      "relu",
    );
    position.linear("layer2", wide, spec.modelDim);
    x = decoderBlock(s.within(String(i)), spec.block, x, (at, y) =>
      deformableAttention(at, y, memory, { heads: spec.block.heads, places }),
    );
    if (!spec.heads) continue;
    threeLayers(s.within(`${i}.boxes`), x, 4);
    s.linear(`${i}.classes`, x, spec.classes);
  }
}
