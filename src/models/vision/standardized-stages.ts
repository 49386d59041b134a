// Residual stages whose windows are standardised and whose features are normalised in groups, as in BiT.
import { elementwiseOperation, type Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch, Window } from "../sketch.js";
import { maxPooled } from "./pieces.js";

export interface StandardizedSpec {
  readonly stem: number;
  readonly channels: readonly number[];
  readonly depths: readonly number[];
  readonly groups: number;
  readonly activation: BlockActivation;
  /** Whether blocks are normalised before their windows or behind them. */
  readonly before: boolean;
  /** Places around the features before they are pooled. */
  readonly poolPadding: number;
}

/** The features of the last stage. */
export function standardizedStages(
  stage: (name: string) => Sketch,
  spec: StandardizedSpec,
  images: Tensor,
): Tensor {
  const start = stage("stem");
  const wide = standardized(start, "0", images, spec.stem, { kernel: 7, stride: 2, padding: 3 });
  const ready = spec.before ? wide : active(start, spec, "norm", wide);
  let x = maxPooled(start, "pool", ready, { kernel: 3, stride: 2, padding: spec.poolPadding });
  for (const [i, channels] of spec.channels.entries()) {
    const s = stage(`stage ${i + 1}`);
    for (let j = 0; j < (spec.depths[i] ?? 0); j++) {
      const stride = i > 0 && j === 0 ? 2 : 1;
      x = block(s.within(String(j)), spec, x, { channels, stride, first: j === 0 });
    }
  }
  return spec.before ? active(stage("norm"), spec, "norm", x) : x;
}

interface Place {
  readonly channels: number;
  readonly stride: number;
  readonly first: boolean;
}

function block(s: Sketch, spec: StandardizedSpec, x: Tensor, { channels, stride, first }: Place): Tensor {
  const narrow = dividedByEight(channels / 4);
  const middle = { kernel: 3, stride, padding: 1 };
  const ready = spec.before ? active(s, spec, "norm1", x) : x;
  const side = first ? standardized(s, "shortcut", ready, channels, { kernel: 1, stride }) : x;
  const shortcut = first && !spec.before ? s.groupNorm("shortcut.norm", side, spec.groups) : side;
  let y = standardized(s, "1", ready, narrow, { kernel: 1 });
  y = active(s, spec, spec.before ? "norm2" : "norm1", y);
  y = standardized(s, "2", y, narrow, middle);
  y = active(s, spec, spec.before ? "norm3" : "norm2", y);
  y = standardized(s, "3", y, channels, { kernel: 1 });
  if (spec.before) return s.add("add", y, shortcut);
  const sum = s.add("add", s.groupNorm("norm3", y, spec.groups), shortcut);
  return s.activation("activation", sum, spec.activation);
}

function active(s: Sketch, spec: StandardizedSpec, part: string, x: Tensor): Tensor {
  return s.activation(`${part}.activation`, s.groupNorm(part, x, spec.groups), spec.activation);
}

/** A window whose weights are first brought to mean 0 and deviation 1. */
function standardized(s: Sketch, part: string, x: Tensor, channels: number, window: Window): Tensor {
  const y = s.convolution(part, x, channels, { bias: false, ...window });
  const side = typeof window.kernel === "number" ? window.kernel : 1;
  const weights = [channels, (x.shape[1] ?? 1) * side * side];
  const layer = elementwiseOperation({
    name: "weights at mean 0 and deviation 1",
    inputs: [y.shape],
    output: weights,
    forward: "4 add + 2 multiply",
    backward: ["4 add + 4 multiply"],
  });
  s.stage.add(s.name(`${part}.standardized`), layer, y);
  return y;
}

/** The nearest multiple of eight that is no less than nine tenths. */
export function dividedByEight(value: number, divisor = 8, least = divisor): number {
  const near = Math.max(least, Math.floor(Math.trunc(value + divisor / 2) / divisor) * divisor);
  return near < 0.9 * value ? near + divisor : near;
}
