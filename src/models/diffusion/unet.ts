// The U-shaped denoiser: blocks at ever smaller sizes and back, each on the way back joined with those of the way there.
import type { Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { conditionMlp, larger, placeAttention, residual, smaller, spatialTransformer } from "./blocks.js";

export interface UnetLevel {
  readonly channels: number;
  readonly layers: number;
  /** What stands behind each residual block: nothing, attention among the places, or to a text as well. */
  readonly attention: "none" | "places" | "text";
  readonly heads: number;
  /** Blocks of a transformer that reads a text. */
  readonly transformerLayers: number;
}

export interface UnetSpec {
  readonly outputChannels: number;
  readonly first: number;
  readonly timeDim: number;
  /** From large to small. */
  readonly down: readonly UnetLevel[];
  readonly middle: UnetLevel | undefined;
  /** From small to large. */
  readonly up: readonly UnetLevel[];
  readonly groups: number;
  readonly activation: BlockActivation;
  readonly scaled: boolean;
  /** Rows of a table of classes; 0: there is none. */
  readonly classes: number;
  /** Features of a vector that is added to those of the step; 0: there is none. */
  readonly added: number;
  /** Width that the text is brought to; undefined: it is taken as it is. */
  readonly textDim: number | undefined;
}

/** Noisy images or latents [batch, channels, height, width] -> the noise in them. */
export function unet(
  stage: (name: string) => Sketch,
  spec: UnetSpec,
  { noisy, step, text }: { readonly noisy: Tensor; readonly step: Tensor; readonly text: Tensor | undefined },
): Tensor {
  const start = stage("input");
  const time = timeFeatures(start, spec, step);
  const read =
    text !== undefined && spec.textDim !== undefined ? start.linear("text", text, spec.textDim) : text;
  const place: Place = { spec, time, text: read };
  const window = { kernel: 3, padding: 1 };
  let x = start.convolution("conv", noisy, spec.first, window);
  const passed: Tensor[] = [x];
  for (const [i, level] of spec.down.entries()) {
    const s = stage(`down ${i + 1}`);
    for (let j = 0; j < level.layers; j++) {
      x = layer(s.within(String(j)), place, level, x);
      passed.push(x);
    }
    if (i === spec.down.length - 1) continue;
    x = smaller(s, "smaller", x);
    passed.push(x);
  }
  if (spec.middle !== undefined) x = middleBlock(stage("middle"), place, spec.middle, x);
  for (const [i, level] of spec.up.entries()) {
    const s = stage(`up ${i + 1}`);
    for (let j = 0; j <= level.layers; j++) {
      const other = passed.pop();
      const both = other === undefined ? x : s.concatenate(`${j}.joined`, [x, other], 1);
      x = layer(s.within(String(j)), place, level, both);
    }
    if (i < spec.up.length - 1) x = larger(s, "larger", x);
  }
  const end = stage("output");
  const normed = end.activation("activation", end.groupNorm("norm", x, spec.groups), spec.activation);
  return end.convolution("conv", normed, spec.outputChannels, window);
}

interface Place {
  readonly spec: UnetSpec;
  readonly time: Tensor;
  readonly text: Tensor | undefined;
}

function timeFeatures(s: Sketch, spec: UnetSpec, step: Tensor): Tensor {
  const [batch = 1] = step.shape;
  const sines = s.move("time.sines", step, [batch, spec.first], "sines of the step");
  let time = conditionMlp(s.within("time"), sines, spec.timeDim, spec.activation);
  if (spec.classes > 0) {
    const classes = s.move("classes.number", step, [batch], "number of the class");
    time = s.add("classes.add", time, s.embedding("classes", classes, spec.classes, spec.timeDim));
  }
  if (spec.added > 0) {
    const vector = s.move("added.vector", step, [batch, spec.added], "pooled text and sizes");
    time = s.add("added.add", time, conditionMlp(s.within("added"), vector, spec.timeDim, "silu"));
  }
  return time;
}

function layer(s: Sketch, place: Place, level: UnetLevel, x: Tensor): Tensor {
  const { spec, time } = place;
  const { channels } = level;
  const { groups, activation, scaled } = spec;
  const y = residual(s.within("residual"), x, { channels, groups, activation, scaled, time });
  return attended(s, place, level, y);
}

function attended(s: Sketch, { spec: { groups }, text }: Place, level: UnetLevel, x: Tensor): Tensor {
  const { heads, attention, transformerLayers: layers } = level;
  if (attention === "places") return placeAttention(s.within("attention"), x, heads, groups);
  if (attention === "none" || text === undefined) return x;
  return spatialTransformer(s.within("transformer"), x, { heads, layers, groups, text });
}

function middleBlock(s: Sketch, place: Place, level: UnetLevel, x: Tensor): Tensor {
  const { spec, time } = place;
  const { groups, activation, scaled } = spec;
  const once = (part: string, y: Tensor) =>
    residual(s.within(part), y, { channels: level.channels, groups, activation, scaled, time });
  return once("1", attended(s, place, level, once("0", x)));
}
