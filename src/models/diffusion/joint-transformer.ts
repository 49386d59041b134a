// Denoisers in which patches and text attend to each other in one sequence: Stable Diffusion 3 and FLUX.
import { positions, type Tensor } from "../../layers/index.js";
import { attend } from "../language/blocks/attend.js";
import { plainScores, type Sketch } from "../sketch.js";
import { someTokens, tokensOf } from "../vision/pieces.js";
import { conditionMlp, modulated } from "./blocks.js";

export interface JointTransformerSpec {
  readonly modelDim: number;
  readonly heads: number;
  /** Patches through a convolution; undefined: they come as tokens. */
  readonly patch: number | undefined;
  readonly outputFeatures: number;
  /** Blocks with weights of their own for patches and text. */
  readonly doubleLayers: number;
  /** Blocks with the same weights for both. */
  readonly singleLayers: number;
  /** Normalised queries and keys. */
  readonly queryKeyNorm: boolean;
  /** Turned by rotary positions. */
  readonly rotary: boolean;
  /** Whether the text of the last block is no longer needed. */
  readonly lastTextEnds: boolean;
  /** Blocks whose patches also attend among themselves. */
  readonly dualLayers: readonly number[];
  /** Width of the pooled text. */
  readonly pooledDim: number;
  /** Whether the strength of guidance is told. */
  readonly guidance: boolean;
  /** Width that the text is brought to. */
  readonly textDim: number;
}

/** Sines of a step. */
const sines = 256;

/** Noisy latents or their patches -> the way to the image. */
export function jointTransformer(
  stage: (name: string) => Sketch,
  spec: JointTransformerSpec,
  { noisy, step, text }: { readonly noisy: Tensor; readonly step: Tensor; readonly text: Tensor },
): Tensor {
  const start = stage("input");
  const { modelDim } = spec;
  const condition = conditionOf(start, spec, step);
  let image = patchesOf(start, spec, noisy);
  let words = start.linear("text", text, spec.textDim);
  const double = stage("double blocks");
  for (let i = 0; i < spec.doubleLayers; i++) {
    const ends = spec.lastTextEnds && i === spec.doubleLayers - 1;
    const dual = spec.dualLayers.includes(i);
    [image, words] = doubleBlock(double.within(String(i)), spec, { image, words, condition, ends, dual });
  }
  if (spec.singleLayers > 0) {
    const single = stage("single blocks");
    let both = single.concatenate("joined", [words, image]);
    for (let i = 0; i < spec.singleLayers; i++)
      both = singleBlock(single.within(String(i)), spec, both, condition);
    image = someTokens(single, "image", both, image.shape[1] ?? 1);
  }
  const end = stage("output");
  const two = end.linear("condition", end.activation("activation", condition, "silu"), 2 * modelDim);
  return end.linear("patches", scaled(end, "last", image, two, modelDim), spec.outputFeatures);
}

function patchesOf(s: Sketch, { patch, modelDim }: JointTransformerSpec, noisy: Tensor): Tensor {
  if (patch === undefined) return s.linear("patches", noisy, modelDim);
  return tokensOf(s, "tokens", s.convolution("patches", noisy, modelDim, { kernel: patch, stride: patch }));
}

/** Features of the step, the pooled text and, where told, the strength of guidance: [batch, modelDim]. */
function conditionOf(s: Sketch, spec: JointTransformerSpec, step: Tensor): Tensor {
  const [batch = 1] = step.shape;
  const from = (part: string, size: number) => s.move(`${part}.input`, step, [batch, size], part);
  const one = (part: string, size: number) => conditionMlp(s.within(part), from(part, size), spec.modelDim);
  const told = s.add("step-and-text", one("step", sines), one("pooled-text", spec.pooledDim));
  return spec.guidance ? s.add("and-guidance", told, one("guidance", sines)) : told;
}

/** Normalised without weights, then scaled and shifted by a part of the condition. */
function scaled(s: Sketch, part: string, x: Tensor, condition: Tensor, modelDim: number): Tensor {
  const normed = s.norm(`${part}-norm`, x, "layer-bare");
  const features = s.move(`${part}-chunk`, condition, [x.shape[0] ?? 1, modelDim], "one of the features");
  return modulated(s, `${part}-scaled`, normed, features, "multiply + 2 add");
}

function gated(s: Sketch, part: string, x: Tensor, condition: Tensor): Tensor {
  const features = s.move(`${part}-gate`, condition, [x.shape[0] ?? 1, x.shape[2] ?? 1], "a gate");
  return modulated(s, `${part}-gated`, x, features, "multiply");
}

interface Double {
  readonly image: Tensor;
  readonly words: Tensor;
  readonly condition: Tensor;
  /** Whether nobody reads the text behind this block. */
  readonly ends: boolean;
  readonly dual: boolean;
}

function doubleBlock(s: Sketch, spec: JointTransformerSpec, parts: Double): [Tensor, Tensor] {
  const { image, words, condition, ends, dual } = parts;
  const { modelDim } = spec;
  const told = (part: string, count: number) =>
    s.linear(`${part}.condition`, s.activation(`${part}.activation`, condition, "silu"), count * modelDim);
  const forImage = told("image", dual ? 9 : 6);
  const forWords = told("text", ends ? 2 : 6);
  const [seen, read] = jointAttention(
    s.within("attention"),
    spec,
    scaled(s, "image", image, forImage, modelDim),
    scaled(s, "text", words, forWords, modelDim),
    ends,
  );
  let middle = s.add("image-add", gated(s, "image", seen, forImage), image);
  if (dual) {
    const own = s.attention("own", scaled(s, "own", image, forImage, modelDim), {
      heads: spec.heads,
      ...(spec.queryKeyNorm ? { queryKeyNorm: { style: "rms", over: "head" } as const } : {}),
    });
    middle = s.add("own-add", gated(s, "own", own, forImage), middle);
  }
  const next = fed(s, "image-mlp", middle, forImage);
  if (ends || read === undefined) return [next, words];
  const told2 = s.add("text-add", gated(s, "text", read, forWords), words);
  return [next, fed(s, "text-mlp", told2, forWords)];
}

function fed(s: Sketch, part: string, x: Tensor, condition: Tensor): Tensor {
  const modelDim = x.shape[2] ?? 1;
  const inner = s.mlp(part, scaled(s, part, x, condition, modelDim), {
    dim: 4 * modelDim,
    activation: "gelu-tanh",
  });
  return s.add(`${part}-add`, gated(s, part, inner, condition), x);
}

/** Attention over patches and text as one sequence, with projections of their own. */
function jointAttention(
  s: Sketch,
  spec: JointTransformerSpec,
  image: Tensor,
  words: Tensor,
  ends: boolean,
): [Tensor, Tensor | undefined] {
  const { modelDim } = spec;
  const side = (part: "query" | "key" | "value") => {
    const each = [words, image].map((x, i) =>
      sideOf(s, spec, `${i === 0 ? "text" : "image"}.${part}`, x, part),
    );
    const joined = s.concatenate(`${part}.joined`, each, 2);
    return spec.rotary && part !== "value" ? turned(s, part, joined) : joined;
  };
  const parts = { query: side("query"), key: side("key"), value: side("value") };
  const context = attend(s.stage, s.run, plainScores, s.path, parts);
  const seen = s.linear("output", someTokens(s, "image.context", context, image.shape[1] ?? 1), modelDim);
  if (ends) return [seen, undefined];
  const read = someTokens(s, "text.context", context, words.shape[1] ?? 1);
  return [seen, s.linear("text.output", read, modelDim)];
}

function sideOf(
  s: Sketch,
  { heads, modelDim, queryKeyNorm }: JointTransformerSpec,
  name: string,
  x: Tensor,
  part: "query" | "key" | "value",
): Tensor {
  const [batch = 1, tokens = 1] = x.shape;
  const flat = s.linear(name, x, modelDim);
  const split = s.view(`${name}.heads`, flat, [batch, heads, tokens, modelDim / heads]);
  return queryKeyNorm && part !== "value" ? s.norm(`${name}.norm`, split, "rms") : split;
}

function turned(s: Sketch, part: string, x: Tensor): Tensor {
  return s.stage.add(s.name(`${part}.rotary`), positions({ input: x.shape, variant: "rotary" }), x);
}

/** Attention and perceptron side by side behind one normalisation, their results through one matrix. */
function singleBlock(s: Sketch, spec: JointTransformerSpec, x: Tensor, condition: Tensor): Tensor {
  const { modelDim, heads } = spec;
  const three = s.linear("condition", s.activation("condition.activation", condition, "silu"), 3 * modelDim);
  const ready = scaled(s, "block", x, three, modelDim);
  const up = s.activation("mlp.activation", s.linear("mlp.up", ready, 4 * modelDim), "gelu-tanh");
  const side = (part: "query" | "key" | "value") => {
    const split = sideOf(s, { ...spec, heads }, `attention.${part}`, ready, part);
    return spec.rotary && part !== "value" ? turned(s, `attention.${part}`, split) : split;
  };
  const parts = { query: side("query"), key: side("key"), value: side("value") };
  const context = attend(s.stage, s.run, plainScores, s.name("attention"), parts);
  const output = s.linear("output", s.concatenate("joined", [context, up], 2), modelDim);
  return s.add("add", gated(s, "block", output, three), x);
}
