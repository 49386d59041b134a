// Stages of depth-wise windows between perceptrons over channels, as in ConvNeXt and its second version.
import { elementwiseOperation, reduction, type Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { channelNorm, depthwise } from "./pieces.js";

export interface ConvnextStagesSpec {
  /** Side of the patches that the first stage reads. */
  readonly patch: number;
  readonly channels: readonly number[];
  readonly depths: readonly number[];
  readonly activation: BlockActivation;
  /** Learned factors of what a block adds. */
  readonly layerScale: boolean;
  /** Channels compete by their responses over the whole image, as in the second version. */
  readonly responses: boolean;
}

/** The features of each stage, [batch, channels, height, width]. */
export function convnextStages(
  stage: (name: string) => Sketch,
  spec: ConvnextStagesSpec,
  images: Tensor,
): readonly Tensor[] {
  let x = images;
  return spec.channels.map((channels, i) => {
    const s = stage(`stage ${i + 1}`);
    if (i === 0) {
      const patches = s.convolution("patches", x, channels, { kernel: spec.patch, stride: spec.patch });
      x = channelNorm(s, "norm", patches);
    } else x = s.convolution("down", channelNorm(s, "norm", x), channels, { kernel: 2, stride: 2 });
    for (let j = 0; j < (spec.depths[i] ?? 0); j++) x = block(s.within(String(j)), spec, x);
    return x;
  });
}

function block(s: Sketch, spec: ConvnextStagesSpec, x: Tensor): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const mixed = s.convolution("depthwise", x, channels, depthwise(x, 7));
  const last = s.norm("norm", s.view("channels-last", mixed, [batch, height, width, channels]));
  const up = s.activation("activation", s.linear("up", last, 4 * channels), spec.activation);
  const inner = spec.responses ? competing(s.within("responses"), up) : up;
  const down = s.linear("down", inner, channels);
  const scaled = spec.layerScale ? s.scale("scale", down) : down;
  return s.add("add", s.view("channels-first", scaled, x.shape), x);
}

/** Every channel times its response over the image relative to the others', scaled and shifted, added to itself. */
function competing(s: Sketch, x: Tensor): Tensor {
  const [batch = 1, , , channels = 1] = x.shape;
  const lengths = s.stage.add(
    s.name("lengths"),
    reduction({ input: x.shape, output: [batch, 1, 1, channels], function: "norm" }),
    x,
  );
  s.parameter("scale-and-shift", [2, channels]);
  const relative = elementwiseOperation({
    name: "times the relative response, scaled and shifted",
    inputs: [x.shape, lengths.shape],
    output: x.shape,
    forward: "2 multiply + 2 add",
    backward: ["2 multiply + add", "multiply + add"],
    saved: [
      { kind: "input", index: 0 },
      { kind: "own", label: "product", elements: x.shape.reduce((all, size) => all * size, 1) },
    ],
  });
  return s.stage.add(s.name("product"), relative, x, lengths);
}
