// Vision transformers: patches of an image as tokens, a class token before them, a plain encoder.

import { FlopbookError } from "../../ground/errors.js";
import {
  classToken,
  convolution,
  positions,
  type Stage,
  slice,
  type Tensor,
  view,
} from "../../layers/index.js";
import { rearranged } from "../../layers/shape/named-shape.js";
import { sources } from "../../sources/bibliography.js";
import type { AttentionKernel } from "../record.js";
import { applied } from "./blocks.js";
import { fullyConnected, imageNetClasses } from "./heads.js";
import { type ImageModelSpec, imageModel, type Published, publishedClaims } from "./image-model.js";
import { packedAttention } from "./packed-attention.js";
import { layerNormed, perceptron, summed } from "./transformer-parts.js";

interface Version {
  readonly published: Published;
  /** Pixels along one side of a patch. */
  readonly patch: number;
  readonly layers: number;
  readonly heads: number;
  readonly modelDim: number;
  readonly feedForwardDim: number;
}

const base = { layers: 12, heads: 12, modelDim: 768, feedForwardDim: 3072 } as const;
const large = { layers: 24, heads: 16, modelDim: 1024, feedForwardDim: 4096 } as const;
const huge = { layers: 32, heads: 16, modelDim: 1280, feedForwardDim: 5120 } as const;

const versions = {
  vit_b_16: {
    ...base,
    patch: 16,
    published: { weights: "ViT_B_16_Weights.IMAGENET1K_V1", parameters: 86_567_656, gmac: 17.564 },
  },
  vit_b_32: {
    ...base,
    patch: 32,
    published: { weights: "ViT_B_32_Weights.IMAGENET1K_V1", parameters: 88_224_232, gmac: 4.409 },
  },
  vit_l_16: {
    ...large,
    patch: 16,
    published: { weights: "ViT_L_16_Weights.IMAGENET1K_V1", parameters: 304_326_632, gmac: 61.555 },
  },
  vit_l_32: {
    ...large,
    patch: 32,
    published: { weights: "ViT_L_32_Weights.IMAGENET1K_V1", parameters: 306_535_400, gmac: 15.378 },
  },
  vit_h_14: {
    ...huge,
    patch: 14,
    published: {
      weights: "ViT_H_14_Weights.IMAGENET1K_SWAG_LINEAR_V1",
      parameters: 632_045_800,
      gmac: 167.295,
    },
  },
} as const satisfies Readonly<Record<string, Version>>;

function vit(id: string, net: Version): ImageModelSpec {
  return {
    id,
    family: "ViT",
    published: net.published,
    attends: "any kernel",
    origin: { source: sources.dosovitskiy2021, place: "Table 1" },
    build(builder, image, kernel) {
      let x = patchTokens(builder.stage("stem"), image, net);
      const encoder = builder.stage("encoder");
      for (let layer = 0; layer < net.layers; layer++)
        x = encoderLayer(encoder, `encoder.layers.encoder_layer_${layer}`, x, net, kernel);
      const head = builder.stage("head");
      x = layerNormed(head, "encoder.ln", x);
      const [batch = 1, , features = 1] = x.shape;
      x = applied(head, "class", x, (shape) => slice({ input: shape, axis: 1, size: 1 }));
      x = applied(head, "flatten", x, (shape) => view({ input: shape, output: [batch, features] }));
      fullyConnected(head, "heads.head", x, imageNetClasses);
    },
  };
}

/** [batch, 3, side, side] -> [batch, 1 + patches, modelDim], with positions. The table of positions fits the image. */
function patchTokens(stem: Stage, image: Tensor, { patch, modelDim }: Version): Tensor {
  const side = image.shape[2] ?? 0;
  if (side % patch !== 0)
    throw new FlopbookError(
      `patches of ${patch} × ${patch} must divide the image, got ${side} × ${side}; use a multiple of ${patch}`,
    );
  let x = applied(stem, "conv_proj", image, (shape) =>
    convolution({ input: shape, outputChannels: modelDim, kernel: patch, stride: patch }),
  );
  const { output } = rearranged("b c h w -> b (h w) c", x.shape);
  x = applied(stem, "tokens", x, (shape) => view({ input: shape, output }));
  x = applied(stem, "class_token", x, (shape) => classToken({ input: shape }));
  return applied(stem, "encoder.pos_embedding", x, (shape) =>
    positions({ input: shape, variant: "learned", rows: shape[1] ?? 0 }),
  );
}

/** Attention and a feed-forward part, each behind a norm and added to what came in. */
function encoderLayer(
  stage: Stage,
  name: string,
  input: Tensor,
  net: Version,
  kernel: AttentionKernel,
): Tensor {
  const attended = packedAttention(stage, layerNormed(stage, `${name}.ln_1`, input), {
    name: `${name}.self_attention`,
    heads: net.heads,
    parts: ["in_proj", "out_proj"],
    scaled: "query",
    copies: "always",
    kernel,
  });
  const x = summed(stage, `${name}.add_1`, attended, input);
  const mixed = perceptron(stage, layerNormed(stage, `${name}.ln_2`, x), {
    parts: [`${name}.mlp.0`, `${name}.mlp.1`, `${name}.mlp.3`],
    hiddenFeatures: net.feedForwardDim,
  });
  return summed(stage, `${name}.add_2`, mixed, x);
}

const specs = Object.entries(versions).map(([id, net]) => vit(id, net));

/** Vision transformers by name. */
export const vitModels = specs.map(imageModel);

/** What is published about them. */
export const vitClaims = specs.flatMap(publishedClaims);
