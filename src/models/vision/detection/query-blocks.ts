// Blocks of detection transformers: features attend to each other, queries to each other and to the features.
import { positions, type Tensor } from "../../../layers/index.js";
import type { BlockActivation } from "../../language/blocks/specs.js";
import type { Sketch } from "../../sketch.js";

export interface QueryBlock {
  readonly heads: number;
  readonly dim: number;
  readonly activation: BlockActivation;
  /** Where a half is normalised; default behind its sum. */
  readonly normBefore?: boolean;
}

/** Positions added that are a constant, or belong to another layer. */
export function placed(s: Sketch, part: string, x: Tensor): Tensor {
  return s.stage.add(s.name(part), positions({ input: x.shape, variant: "fixed" }), x);
}

/** One half of a block with its sum and normalisation. */
export function half(
  s: Sketch,
  part: string,
  x: Tensor,
  before: boolean,
  inner: (x: Tensor) => Tensor,
): Tensor {
  if (before) return s.add(`${part}-add`, inner(s.norm(`${part}-norm`, x)), x);
  return s.norm(`${part}-norm`, s.add(`${part}-add`, inner(x), x));
}

/** A block of an encoder: features [batch, places, modelDim] -> the same. */
export function encoderBlock(s: Sketch, block: QueryBlock, x: Tensor): Tensor {
  const before = block.normBefore === true;
  const attended = half(s, "attention", x, before, (y) =>
    s.attention("attention", placed(s, "positions", y), { heads: block.heads }),
  );
  return half(s, "mlp", attended, before, (y) => s.mlp("mlp", y, block));
}

/** A block of a decoder, with the attention to the features that is given. */
export function decoderBlock(
  s: Sketch,
  block: QueryBlock,
  x: Tensor,
  attendTo: (s: Sketch, x: Tensor) => Tensor,
  attendEach?: (s: Sketch, x: Tensor) => Tensor,
): Tensor {
  const before = block.normBefore === true;
  const own = half(s, "attention", x, before, (y) =>
    attendEach === undefined
      ? s.attention("attention", placed(s, "positions", y), { heads: block.heads })
      : attendEach(s.within("attention"), y),
  );
  const seen = half(s, "cross", own, before, (y) => attendTo(s.within("cross"), y));
  return half(s, "mlp", seen, before, (y) => s.mlp("mlp", y, block));
}

/** The usual attention to features. */
export function plainCross(heads: number, memory: Tensor) {
  return (s: Sketch, x: Tensor): Tensor =>
    s.attention("", placed(s, "positions", x), { heads, memory: placed(s, "places", memory) });
}
