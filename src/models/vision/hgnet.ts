// Stages in which the outputs of many small convolutions are joined and mixed, as in PaddlePaddle's HGNetV2.
import { elementwiseOperation, padding, type Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { convNorm, maxPooled } from "./pieces.js";

export interface HgnetStage {
  readonly middle: number;
  readonly output: number;
  readonly blocks: number;
  readonly layers: number;
  readonly kernel: number;
  /** A pointwise and a depth-wise convolution in the place of one. */
  readonly light: boolean;
  /** Stride before the stage; undefined: the size stays. */
  readonly down: number | undefined;
}

export interface HgnetSpec {
  readonly stem: readonly [number, number];
  readonly strides: readonly number[];
  readonly activation: BlockActivation;
  /** One learned factor and one shift behind every activation. */
  readonly affine: boolean;
  readonly stages: readonly HgnetStage[];
}

interface Layer {
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
  readonly activation?: BlockActivation;
}

/** The features of each stage, [batch, channels, height, width]. */
export function hgnetStages(
  stage: (name: string) => Sketch,
  spec: HgnetSpec,
  images: Tensor,
): readonly Tensor[] {
  let x = stem(stage("stem"), spec, images);
  return spec.stages.map((one, i) => {
    const s = stage(`stage ${i + 1}`);
    const channels = x.shape[1] ?? 1;
    if (one.down !== undefined)
      x = layer(s, spec, "down", x, { channels, kernel: 3, stride: one.down, groups: channels });
    for (let j = 0; j < one.blocks; j++) {
      const mixed = block(s.within(String(j)), spec, one, x);
      x = j === 0 ? mixed : s.add(`${j}.add`, mixed, x);
    }
    return x;
  });
}

function stem(s: Sketch, spec: HgnetSpec, images: Tensor): Tensor {
  const [dim, output] = spec.stem;
  const { activation } = spec;
  const at = (i: number) => spec.strides[i] ?? 1;
  const first = layer(s, spec, "1", images, { channels: dim, kernel: 3, stride: at(0), activation });
  const wide = grown(s, "1.pad", first);
  const narrow = { kernel: 2, activation };
  const left = layer(s, spec, "2a", wide, { ...narrow, channels: Math.floor(dim / 2), stride: at(1) });
  const right = layer(s, spec, "2b", grown(s, "2a.pad", left), { ...narrow, channels: dim, stride: at(2) });
  const pooled = maxPooled(s, "pool", wide, { kernel: 2, stride: 1 });
  const joined = s.concatenate("joined", [pooled, right], 1);
  const third = layer(s, spec, "3", joined, { channels: dim, kernel: 3, stride: at(3), activation });
  return layer(s, spec, "4", third, { channels: output, kernel: 1, stride: at(4), activation });
}

/** One row and one column more. */
function grown(s: Sketch, part: string, x: Tensor): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  return s.stage.add(
    s.name(part),
    padding({ input: x.shape, output: [batch, channels, height + 1, width + 1] }),
    x,
  );
}

function block(s: Sketch, spec: HgnetSpec, stage: HgnetStage, x: Tensor): Tensor {
  const outputs = [x];
  let last = x;
  const { middle: channels, kernel } = stage;
  // Inside a stage the library activates by ReLU, whatever the config says.
  const activation = "relu";
  for (let i = 0; i < stage.layers; i++) {
    if (stage.light) {
      last = layer(s, spec, `${i}.point`, last, { channels, kernel: 1 });
      last = layer(s, spec, `${i}.depth`, last, { channels, kernel, groups: channels, activation });
    } else last = layer(s, spec, String(i), last, { channels, kernel, activation });
    outputs.push(last);
  }
  const all = s.concatenate("joined", outputs, 1);
  const half = Math.floor(stage.output / 2);
  const narrow = layer(s, spec, "squeeze", all, { channels: half, kernel: 1, activation });
  return layer(s, spec, "excite", narrow, { channels: stage.output, kernel: 1, activation });
}

function layer(s: Sketch, spec: HgnetSpec, part: string, x: Tensor, one: Layer): Tensor {
  const { channels, kernel, stride = 1, groups = 1, activation } = one;
  const padded = Math.floor((kernel - 1) / 2);
  const y = convNorm(s, part, x, channels, { kernel, stride, groups, padding: padded, activation });
  if (!spec.affine || activation === undefined) return y;
  s.parameter(`${part}.affine`, [2]);
  const operation = elementwiseOperation({
    name: "one learned factor and shift",
    inputs: [y.shape],
    output: y.shape,
    forward: "multiply + add",
    backward: ["multiply"],
    saved: [{ kind: "input", index: 0 }],
  });
  return s.stage.add(s.name(`${part}.affine.product`), operation, y);
}
