// Detection whose queries are boxes that every block of the decoder moves, as in DAB-DETR.
import type { Tensor } from "../../../layers/index.js";
import { reused, sharedAmong } from "../../shared-weights.js";
import type { Sketch } from "../../sketch.js";
import { threeLayers } from "../patch-encoder.js";
import { tokensOf } from "../pieces.js";
import { conditionalCross, conditionalSelf, twoLayers } from "./detr.js";
import { decoderBlock, encoderBlock, type QueryBlock } from "./query-blocks.js";

export interface AnchoredSpec {
  readonly modelDim: number;
  readonly boxes: number;
  readonly boxDim: number;
  /** Learned contents for every box; 0: contents start as zeros. */
  readonly patterns: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly encoder: QueryBlock;
  readonly decoder: QueryBlock;
  /** Whether each activation has a learned slope. */
  readonly slopes: boolean;
  readonly encoderNorm: boolean;
  /** Whether places are added to the queries in every block and not in the first alone. */
  readonly placesInAll: boolean;
  readonly classes: number | undefined;
}

/** From the last features to boxes and, where there is a head, classes. */
export function anchoredDetector(
  stage: (name: string) => Sketch,
  spec: AnchoredSpec,
  features: Tensor,
): void {
  const start = stage("projection");
  const projected = start.convolution("features", features, spec.modelDim, { kernel: 1 });
  const encoder = stage("encoder");
  let memory = tokensOf(start, "tokens", projected);
  for (let i = 0; i < spec.encoderLayers; i++) {
    twoLayers(sharedAmong(encoder, "scale", i), memory, spec.modelDim);
    memory = encoderBlock(sloped(encoder.within(String(i)), spec), spec.encoder, memory);
  }
  if (spec.encoderNorm) memory = encoder.norm("norm", memory);
  decoded(stage("decoder"), spec, memory);
}

/** The place of a block, whose learned slope stands beside it. */
function sloped(s: Sketch, { slopes }: AnchoredSpec): Sketch {
  if (slopes) s.parameter("slope", [1]);
  return s;
}

function decoded(s: Sketch, spec: AnchoredSpec, memory: Tensor): void {
  const { modelDim } = spec;
  const [batch = 1] = memory.shape;
  const count = spec.boxes * Math.max(1, spec.patterns);
  const boxes = s.parameter("boxes", [1, spec.boxes, spec.boxDim]);
  if (spec.patterns > 0) s.parameter("patterns", [spec.patterns, modelDim]);
  let x = s.move("queries", boxes, [batch, count, modelDim], "contents of the queries");
  const seen: Tensor[] = [];
  for (let i = 0; i < spec.decoderLayers; i++) {
    const here = s.within(String(i));
    const half = Math.floor(spec.boxDim / 2) * modelDim;
    const sines = here.move("sines", x, [batch, count, half], "sines of the boxes");
    const places = twoLayers(sharedAmong(s, "place", i), sines, modelDim, modelDim);
    if (i > 0) twoLayers(sharedAmong(s, "scale", i - 1), x, modelDim);
    twoLayers(sharedAmong(s, "size", i), x, 2);
    const first = i === 0 || spec.placesInAll;
    const { heads } = spec.decoder;
    x = decoderBlock(
      sloped(here, spec),
      spec.decoder,
      x,
      (at, y) =>
        conditionalCross(at, heads, { x: y, places, memory, first, keyed: i === 0 || spec.placesInAll }),
      (at, y) => conditionalSelf(at, heads, y, places),
    );
    if (spec.classes !== undefined) threeLayers(sharedAmong(s, "boxes", i), x, 4);
    seen.push(sharedAmong(s, "norm", i).norm("", x));
  }
  const last = seen.at(-1);
  if (spec.classes === undefined || last === undefined) return;
  s.linear("classes", last, spec.classes);
  for (const [i, y] of seen.entries())
    threeLayers(reused(s.within(`boxes.last.${i}`), s.name("boxes.0")), y, 4);
}
