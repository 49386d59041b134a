// The encoder of RT-DETR: attention within the smallest features, then features of all sizes mixed down and up.
import type { Tensor } from "../../../layers/index.js";
import type { BlockActivation } from "../../language/blocks/specs.js";
import type { Sketch } from "../../sketch.js";
import { convNorm, gridOf, resized, sizeOf, tokensOf } from "../pieces.js";
import { encoderBlock, type QueryBlock } from "./query-blocks.js";

export interface HybridEncoderSpec {
  readonly dim: number;
  readonly layers: number;
  /** Which sizes of features attend within themselves. */
  readonly attending: readonly number[];
  readonly block: QueryBlock;
  readonly activation: BlockActivation;
  readonly expansion: number;
}

/** Features of several sizes, large first -> the same sizes. */
export function hybridEncoder(
  s: Sketch,
  spec: HybridEncoderSpec,
  features: readonly Tensor[],
): readonly Tensor[] {
  const maps = features.map((x, i) => attending(s, spec, x, i));
  const count = maps.length;
  const top: Tensor[] = [];
  let x = maps[count - 1];
  for (let i = 0; i < count - 1 && x !== undefined; i++) {
    const lateral = convNorm(s, `lateral.${i}`, x, spec.dim, { kernel: 1, activation: spec.activation });
    const below = maps[count - 2 - i] ?? lateral;
    const large = resized(s, `down.${i}.resized`, lateral, sizeOf(below), "nearest");
    top.unshift(lateral);
    x = crossStage(s.within(`down.${i}`), spec, s.concatenate(`down.${i}.joined`, [large, below], 1));
  }
  const outputs = x === undefined ? [] : [x];
  for (let i = 0; i < count - 1 && x !== undefined; i++) {
    const window = { kernel: 3, stride: 2, padding: 1, activation: spec.activation };
    const small = convNorm(s, `smaller.${i}`, x, spec.dim, window);
    const joined = s.concatenate(`up.${i}.joined`, [small, top[i] ?? small], 1);
    x = crossStage(s.within(`up.${i}`), spec, joined);
    outputs.push(x);
  }
  return outputs;
}

function attending(s: Sketch, spec: HybridEncoderSpec, features: Tensor, index: number): Tensor {
  if (spec.layers === 0 || !spec.attending.includes(index)) return features;
  const here = s.within(`attention.${index}`);
  let x = tokensOf(here, "tokens", features);
  for (let i = 0; i < spec.layers; i++) x = encoderBlock(here.within(String(i)), spec.block, x);
  return gridOf(here, "grid", x, sizeOf(features));
}

/** Two ways around three blocks of convolutions. */
function crossStage(s: Sketch, spec: HybridEncoderSpec, x: Tensor): Tensor {
  const inner = Math.trunc(spec.dim * spec.expansion);
  const { activation } = spec;
  let long = convNorm(s, "long", x, inner, { kernel: 1, activation });
  for (let i = 0; i < 3; i++) {
    const here = s.within(`block.${i}`);
    const wide = convNorm(here, "wide", long, inner, { kernel: 3, padding: 1 });
    const sum = here.add("add", wide, convNorm(here, "narrow", long, inner, { kernel: 1 }));
    long = here.activation("activation", sum, activation);
  }
  const short = convNorm(s, "short", x, inner, { kernel: 1, activation });
  const sum = s.add("add", long, short);
  return inner === spec.dim ? sum : convNorm(s, "output", sum, spec.dim, { kernel: 1, activation });
}
