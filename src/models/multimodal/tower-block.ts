// Blocks of towers: attention over all tokens and feed-forward, normalised before, after or around.
import { dropped, type NormStyle, type Tensor } from "../../layers/index.js";
import type { Sketch, SketchedAttention, SketchedMlp } from "../sketch.js";

/** One block of a tower. */
export interface TowerBlock {
  /** Where it is normalised: before each sublayer, before and after it, or behind the residual addition. */
  readonly arrangement: "before" | "around" | "after-sum";
  readonly norm: NormStyle;
  readonly attention: SketchedAttention;
  readonly mlp: SketchedMlp;
  /** Learned factors, one a feature, on what each sublayer adds; default none. */
  readonly scaled?: boolean;
  /** Probability of dropping what a sublayer adds; default 0. */
  readonly dropout?: number;
  /** Relative positions that each head weighs by a gate, as in WavLM; rows of the table where this layer has it. */
  readonly positionGate?: { readonly rows: number };
  /** A narrow feed-forward behind the block, added to what it gives. */
  readonly adapter?: SketchedMlp;
}

/** [batch, tokens, width] -> the same. */
export function towerBlock(here: Sketch, x: Tensor, spec: TowerBlock): Tensor {
  const attended = sublayer(here, spec, "attention", x, (from) => {
    if (spec.positionGate !== undefined) positionGate(here, from, spec, spec.positionGate.rows);
    return here.attention("attention", from, spec.attention);
  });
  const made = sublayer(here, spec, "mlp", attended, (from) => here.mlp("mlp", from, spec.mlp));
  if (spec.adapter === undefined) return made;
  const narrow = here.mlp("adapter", here.norm("adapter.norm", made), spec.adapter);
  return here.add("adapter.add", narrow, made);
}

/** Eight numbers of each head and token, from which its gate is made; the table is read once for all layers. */
function positionGate(here: Sketch, x: Tensor, { attention }: TowerBlock, rows: number): void {
  const [batch = 1, tokens = 1, width = 1] = x.shape;
  const { heads } = attention;
  const split = here.view("attention.gate.heads", x, [batch, heads, tokens, width / heads]);
  here.linear("attention.gate", split, 8);
  here.unused("attention.gate.constant", [1, heads]);
  if (rows > 0) here.unused("attention.positions", [rows, heads]);
}

/** The blocks one after the other; `after` may read what each of them gives. */
export function towerBlocks(
  here: Sketch,
  x: Tensor,
  blocks: readonly TowerBlock[],
  after: (layer: number, x: Tensor) => void = () => {},
): Tensor {
  let features = x;
  for (const [i, block] of blocks.entries()) {
    features = towerBlock(here.within(`layers.${i}`), features, block);
    after(i, features);
  }
  return features;
}

function sublayer(
  here: Sketch,
  { arrangement, norm, scaled = false, dropout: rate = 0 }: TowerBlock,
  part: string,
  x: Tensor,
  layer: (from: Tensor) => Tensor,
): Tensor {
  const from = arrangement === "after-sum" ? x : here.norm(`${part}.norm`, x, norm);
  const made = dropped(here.stage, here.name(`${part}.drop`), layer(from), { rate, mask: "value" });
  const normed = arrangement === "around" ? here.norm(`${part}.post-norm`, made, norm) : made;
  const added = here.add(`${part}.add`, scaled ? here.scale(`${part}.factors`, normed) : normed, x);
  return arrangement === "after-sum" ? here.norm(`${part}.norm`, added, norm) : added;
}
