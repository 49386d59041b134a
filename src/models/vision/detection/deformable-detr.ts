// Detection by deformable attention in the encoder and the decoder, from learned queries or from the best features.
import type { Tensor } from "../../../layers/index.js";
import { reused } from "../../shared-weights.js";
import type { Sketch } from "../../sketch.js";
import { threeLayers } from "../patch-encoder.js";
import { someTokens, tokensOf } from "../pieces.js";
import { deformableAttention } from "./deformable.js";
import { decoderBlock, half, placed, type QueryBlock } from "./query-blocks.js";

export interface DeformableDetrSpec {
  readonly modelDim: number;
  readonly levels: number;
  readonly queries: number;
  /** Queries out of the best features; undefined: learned ones. */
  readonly proposals: number | undefined;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly encoder: QueryBlock & { readonly points: number };
  readonly decoder: QueryBlock & { readonly points: number };
  /** Rows and columns of learned tables of positions. */
  readonly learnedPositions: boolean;
  /** Whether every block moves the boxes. */
  readonly refined: boolean;
  /** Whether blocks share the layers of classes, and those of boxes. */
  readonly shared: { readonly classes: boolean; readonly boxes: boolean };
  readonly classes: number | undefined;
}

/** Groups of a normalisation of features. */
const groups = 32;

/** From features of several sizes, large first, to classes and boxes. */
export function deformableDetr(
  stage: (name: string) => Sketch,
  spec: DeformableDetrSpec,
  features: readonly Tensor[],
): void {
  let memory = projected(stage("projection"), spec, features);
  const encoder = stage("encoder");
  for (let i = 0; i < spec.encoderLayers; i++) memory = encoderLayer(encoder.within(String(i)), spec, memory);
  const s = stage("decoder");
  let x = queriesOf(s, spec, memory);
  for (let i = 0; i < spec.decoderLayers; i++) {
    const { heads, points } = spec.decoder;
    x = decoderBlock(s.within(String(i)), spec.decoder, x, (at, y) =>
      deformableAttention(at, placed(at, "positions", y), memory, { heads, places: spec.levels * points }),
    );
    if (spec.classes === undefined) continue;
    if (spec.refined) boxesAt(s, spec, i, x);
    classesAt(s, spec, i, x);
    if (spec.refined) threeLayers(reused(s.within(`boxes.last.${i}`), boxesOwner(s, spec, i)), x, 4);
    else boxesAt(s, spec, i, x);
  }
}

/** Features of all sizes as one sequence, smaller ones made where there are too few. */
function projected(s: Sketch, spec: DeformableDetrSpec, features: readonly Tensor[]): Tensor {
  const used = spec.levels > 1 ? features : features.slice(-1);
  const normed = (i: number, x: Tensor) => s.groupNorm(`${i}.norm`, x, groups);
  const maps = used.map((x, i) => normed(i, s.convolution(`${i}.features`, x, spec.modelDim, { kernel: 1 })));
  let last = used.at(-1);
  for (let i = maps.length; i < spec.levels && last !== undefined; i++) {
    last = normed(
      i,
      s.convolution(`${i}.features`, last, spec.modelDim, { kernel: 3, stride: 2, padding: 1 }),
    );
    maps.push(last);
  }
  if (spec.learnedPositions) s.parameter("positions", [100, spec.modelDim / 2]);
  s.parameter("levels", [spec.levels, spec.modelDim]);
  return s.concatenate(
    "memory",
    maps.map((x, i) => tokensOf(s, `${i}.tokens`, x)),
  );
}

function encoderLayer(s: Sketch, { encoder, levels }: DeformableDetrSpec, x: Tensor): Tensor {
  const places = levels * encoder.points;
  const attended = half(s, "attention", x, false, (y) =>
    deformableAttention(s.within("attention"), placed(s, "positions", y), y, {
      heads: encoder.heads,
      places,
    }),
  );
  return half(s, "mlp", attended, false, (y) => s.mlp("mlp", y, encoder));
}

function queriesOf(s: Sketch, spec: DeformableDetrSpec, memory: Tensor): Tensor {
  const { modelDim, proposals } = spec;
  const [batch = 1] = memory.shape;
  if (proposals === undefined) {
    const table = s.parameter("queries", [1, spec.queries, 2 * modelDim]);
    const each = s.move("queries.each", table, [batch, spec.queries, modelDim], "contents of the queries");
    s.linear("reference", each, 2);
    return each;
  }
  const ready = s.norm("proposals.norm", s.linear("proposals", memory, modelDim));
  if (spec.classes !== undefined) {
    classesAt(s, spec, spec.decoderLayers, ready);
    boxesAt(s, spec, spec.decoderLayers, ready);
  }
  const best = someTokens(s, "best", ready, proposals);
  const sines = s.move("best.sines", best, [batch, proposals, 2 * modelDim], "sines of the boxes");
  const places = s.norm("places.norm", s.linear("places", sines, 2 * modelDim));
  return s.move("contents", places, [batch, proposals, modelDim], "half of the features");
}

/** Where the weights of classes or boxes of a block lie: with the first user where they are shared. */
function classesAt(s: Sketch, spec: DeformableDetrSpec, index: number, x: Tensor): Tensor {
  const { proposals, decoderLayers } = spec;
  const place = placeOf(s, "classes", {
    shared: spec.shared.classes,
    index,
    first: proposals === undefined ? 0 : decoderLayers,
  });
  return place.linear("layer", x, spec.classes ?? 1);
}

function boxesAt(s: Sketch, spec: DeformableDetrSpec, index: number, x: Tensor): Tensor {
  const { proposals, decoderLayers } = spec;
  const place = placeOf(s, "boxes", {
    shared: spec.shared.boxes,
    index,
    first: proposals === undefined ? 0 : decoderLayers,
  });
  return threeLayers(place, x, 4);
}

function boxesOwner(s: Sketch, spec: DeformableDetrSpec, index: number): string {
  const first = spec.proposals === undefined ? 0 : spec.decoderLayers;
  return s.name(`boxes.${spec.shared.boxes ? first : index}`);
}

function placeOf(
  s: Sketch,
  part: string,
  { shared, index, first }: { readonly shared: boolean; readonly index: number; readonly first: number },
): Sketch {
  const here = s.within(`${part}.${index}`);
  return shared && index !== first ? reused(here, s.name(`${part}.${first}`)) : here;
}
