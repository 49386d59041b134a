// MaxViT: in every block an inverted residual, attention within windows, then attention over a sparse grid.

import { FlopbookError } from "../../ground/errors.js";
import {
  averagePool,
  copy,
  globalAveragePool,
  linear,
  relativeBias,
  type Stage,
  type Tensor,
  view,
} from "../../layers/index.js";
import { type RearrangedShape, rearranged } from "../../layers/shape/named-shape.js";
import { sources } from "../../sources/bibliography.js";
import {
  activate,
  applied,
  batchNormed,
  convolutionBlock,
  depthDropped,
  plainConvolution,
  squeezeExcitation,
} from "./blocks.js";
import { flattened, fullyConnected, imageNetClasses } from "./heads.js";
import { type ImageModelSpec, imageModel, type Published, publishedClaims } from "./image-model.js";
import { packedAttention } from "./packed-attention.js";
import { closedBranch, growingRates, layerNormed, perceptron, summed } from "./transformer-parts.js";

/** Tokens along one side of a window, and of the grid. */
const windowSide = 7;
const headDim = 32;

interface Version {
  readonly published: Published;
  readonly stemChannels: number;
  /** Channels of each stage. */
  readonly channels: readonly number[];
  /** Blocks of each stage. */
  readonly blocks: readonly number[];
  /** Of stochastic depth, at the last block. */
  readonly lastRate: number;
}

const tiny: Version = {
  stemChannels: 64,
  channels: [64, 128, 256, 512],
  blocks: [2, 2, 5, 2],
  lastRate: 0.2,
  published: { weights: "MaxVit_T_Weights.IMAGENET1K_V1", parameters: 30_919_624, gmac: 5.558 },
};

function maxvit(
  id: string,
  { stemChannels, channels, blocks, lastRate, published }: Version,
): ImageModelSpec {
  return {
    id,
    family: "MaxViT",
    published,
    attends: "eager",
    origin: { source: sources.tu2022, place: "section 3 and appendix A" },
    build(builder, image) {
      const stem = builder.stage("stem");
      const first = { outputChannels: stemChannels, activation: "gelu" } as const;
      let x = convolutionBlock(stem, image, { ...first, name: "stem.0", stride: 2 });
      x = plainConvolution(stem, "stem.1.0", x, { outputChannels: stemChannels, bias: true });
      const rates = [
        ...growingRates(
          blocks.reduce((all, count) => all + count, 0),
          lastRate,
        ),
      ];
      channels.forEach((outputChannels, i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        for (let at = 0; at < (blocks[i] ?? 0); at++) {
          const place = { name: `blocks.${i}.layers.${at}.layers`, rate: rates.shift() ?? lastRate };
          x = invertedResidual(stage, x, { ...place, outputChannels, stride: at === 0 ? 2 : 1 });
          x = partitioned(stage, x, { ...place, over: "window" });
          x = partitioned(stage, x, { ...place, over: "grid" });
        }
      });
      classifier(builder.stage("head"), x);
    },
  };
}

interface Residual {
  readonly name: string;
  readonly outputChannels: number;
  readonly stride: 1 | 2;
  readonly rate: number;
}

/** Normalise, expand fourfold, filter each channel, squeeze and excite, project; the shortcut is pooled at stride 2. */
function invertedResidual(
  stage: Stage,
  input: Tensor,
  { name, outputChannels, stride, rate }: Residual,
): Tensor {
  const path = `${name}.MBconv`;
  const shortcut = stride === 1 ? input : projected(stage, `${path}.proj`, input, outputChannels);
  const wide = { outputChannels: 4 * outputChannels, activation: "gelu" } as const;
  let x = batchNormed(stage, `${path}.layers.pre_norm`, input);
  x = convolutionBlock(stage, x, { ...wide, name: `${path}.layers.conv_a`, kernel: 1 });
  const depthwise = { stride, groups: 4 * outputChannels };
  x = convolutionBlock(stage, x, { ...wide, ...depthwise, name: `${path}.layers.conv_b` });
  x = squeezeExcitation(stage, x, {
    name: `${path}.layers.squeeze_excitation`,
    squeezeChannels: outputChannels / 4,
    activation: "silu",
  });
  x = plainConvolution(stage, `${path}.layers.conv_c`, x, { outputChannels, kernel: 1, bias: true });
  return summed(stage, `${path}.add`, depthDropped(stage, `${path}.stochastic_depth`, x, rate), shortcut);
}

/** The shortcut of a block that halves the image: average pooling, then a 1 × 1 convolution. */
function projected(stage: Stage, name: string, input: Tensor, outputChannels: number): Tensor {
  const x = applied(stage, `${name}.0`, input, (shape) =>
    averagePool({ input: shape, kernel: 3, stride: 2, padding: 1 }),
  );
  return plainConvolution(stage, `${name}.1`, x, { outputChannels, kernel: 1, bias: true });
}

interface Partition {
  readonly name: string;
  /** "window": neighbours; "grid": positions as far apart as the image has windows. */
  readonly over: "window" | "grid";
  readonly rate: number;
}

/** Attention and a perceptron over groups of 7 × 7 positions of an image, which then lie in their places again. */
function partitioned(stage: Stage, input: Tensor, { name, over, rate }: Partition): Tensor {
  const path = `${name}.${over}_attention`;
  const { output: groups } = groupsOf(input, over);
  const what = over === "window" ? "windows of 7 × 7" : "grids of 7 × 7";
  const x = applied(stage, `${path}.partition_op`, input, (shape) =>
    copy({ input: shape, output: groups, what }),
  );
  const branch = (part: string) => ({
    depth: `${path}.stochastic_dropout.${part}`,
    sum: `${path}.${part}`,
    rate,
  });
  const attended = groupAttention(stage, layerNormed(stage, `${path}.attn_layer.0`, x), path);
  const y = closedBranch(stage, attended, x, branch("add_1"));
  const mixed = perceptron(stage, layerNormed(stage, `${path}.mlp_layer.0`, y), {
    parts: [`${path}.mlp_layer.1`, `${path}.mlp_layer.2`, `${path}.mlp_layer.3`],
    hiddenFeatures: 4 * (y.shape[3] ?? 0),
  });
  return applied(stage, `${path}.departition_op`, closedBranch(stage, mixed, y, branch("add_2")), (shape) =>
    copy({ input: shape, output: input.shape, what: `${what} back in place` }),
  );
}

/** [batch, channels, h, w] -> [batch, groups, 49, channels]. */
function groupsOf(input: Tensor, over: "window" | "grid"): RearrangedShape {
  const [, , height = 0, width = 0] = input.shape;
  if (height % windowSide !== 0 || width % windowSide !== 0)
    throw new FlopbookError(
      `windows of ${windowSide} × ${windowSide} must divide the image in every stage, got ${height} × ${width}; use a multiple of 224`,
    );
  const pattern =
    over === "window" ? "b c (y i) (x j) -> b (y x) (i j) c" : "b c (i y) (j x) -> b (y x) (i j) c";
  return rearranged(pattern, input.shape, { i: windowSide, j: windowSide });
}

/** [batch, groups, 49, channels] -> the same, every token attending to those of its group. */
function groupAttention(stage: Stage, input: Tensor, path: string): Tensor {
  const { output } = rearranged("b g s c -> (b g) s c", input.shape);
  const name = `${path}.attn_layer.1`;
  let x = applied(stage, `${name}.groups`, input, (shape) => view({ input: shape, output }));
  x = packedAttention(stage, x, {
    name,
    heads: (input.shape[3] ?? 0) / headDim,
    parts: ["to_qkv", "merge"],
    scaled: "key",
    copies: "unless single",
    kernel: "eager",
    biased: (scores) =>
      applied(stage, `${name}.relative_position_bias_table`, scores, (shape) =>
        relativeBias({ scores: shape, windowSide }),
      ),
  });
  return applied(stage, `${name}.joined_groups`, x, (shape) => view({ input: shape, output: input.shape }));
}

function classifier(head: Stage, input: Tensor): void {
  let x = applied(head, "classifier.0", input, (shape) => globalAveragePool({ input: shape }));
  x = layerNormed(head, "classifier.2", flattened(head, "classifier.1", x));
  x = activate(head, "classifier.4", fullyConnected(head, "classifier.3", x, x.shape[1] ?? 0), "tanh");
  applied(head, "classifier.5", x, (shape) =>
    linear({ input: shape, outputFeatures: imageNetClasses, bias: false }),
  );
}

const specs = [maxvit("maxvit_t", tiny)];

/** MaxViTs by name. */
export const maxvitModels = specs.map(imageModel);

/** What is published about them. */
export const maxvitClaims = specs.flatMap(publishedClaims);
