// A shorter way to write a network down: layers by name on a tensor, within a module path.
import {
  type ActivationFunction,
  batchNorm,
  concatenation,
  convolution,
  convolution1d,
  convolution3d,
  dataMovement,
  embedding,
  groupNorm,
  idle,
  learnedScale,
  linear,
  matmul,
  type NormStyle,
  positions,
  productOf,
  residualAdd,
  type Shape,
  type Stage,
  softmax,
  type Tensor,
  transposedConvolution,
  unitNorm,
  view,
} from "../layers/index.js";
import { type Attended, attend } from "./language/blocks/attend.js";
import { activated } from "./language/blocks/mlp.js";
import { normed } from "./language/blocks/norm.js";
import type { Run } from "./language/blocks/run.js";
import type { BlockActivation, ScoreSpec, Where } from "./language/blocks/specs.js";
import { learnedValues } from "./learned-values.js";
import type { SketchedAttention, SketchedMlp, Window } from "./sketched.js";

export type { SketchedAttention, SketchedMlp, Window } from "./sketched.js";

/** Layers on tensors within a module path; every method adds to the stage and returns the output. */
export interface Sketch {
  readonly stage: Stage;
  readonly run: Run;
  /** Module path, e.g. "encoder.layers.0". */
  readonly path: string;
  /** The same within a part of the path. */
  within(part: string): Sketch;
  /** The whole name of a part. */
  name(part: string): string;
  linear(part: string, x: Tensor, outputFeatures: number, bias?: boolean): Tensor;
  /** A convolution over as many dimensions as the input has behind batch and channels. */
  convolution(part: string, x: Tensor, outputChannels: number, window: Window): Tensor;
  transposedConvolution(part: string, x: Tensor, outputChannels: number, window: Window): Tensor;
  /** Normalisation of the last dimension. */
  norm(part: string, x: Tensor, style?: NormStyle): Tensor;
  /** Normalisation of the channels, [batch, channels, ...]. */
  batchNorm(part: string, x: Tensor): Tensor;
  groupNorm(part: string, x: Tensor, groups: number): Tensor;
  activation(part: string, x: Tensor, name: BlockActivation | ActivationFunction): Tensor;
  softmax(part: string, x: Tensor): Tensor;
  add(part: string, a: Tensor, b: Tensor): Tensor;
  multiply(part: string, a: Tensor, b: Tensor): Tensor;
  /** Factors that are learned, one for each index of the last dimension. */
  scale(part: string, x: Tensor): Tensor;
  /** A row of a table for each token. */
  embedding(part: string, tokens: Tensor, vocabulary: number, modelDim: number): Tensor;
  /** A row of a learned table added to each token of [batch, tokens, features]. */
  positions(part: string, x: Tensor, rows: number): Tensor;
  /** Learned values of any shape that enter the network here, [shape]: tokens, queries, latents. */
  parameter(part: string, shape: Shape): Tensor;
  /** Learned values of any shape that this pass does not read. */
  unused(part: string, shape: Shape): void;
  matmul(part: string, a: Tensor, b: Tensor, transposeRight?: boolean): Tensor;
  concatenate(part: string, tensors: readonly Tensor[], axis?: number): Tensor;
  /** The same values in another shape. */
  view(part: string, x: Tensor, output: Shape): Tensor;
  /** Values moved, chosen or repeated: any shape, no operations. `what` says what is done. */
  move(part: string, x: Tensor, output: Shape, what: string): Tensor;
  attention(part: string, x: Tensor, spec: SketchedAttention): Tensor;
  mlp(part: string, x: Tensor, spec: SketchedMlp): Tensor;
}

/** A sketch of layers where they are added. */
export function sketchAt({ stage, run, path }: Where): Sketch {
  return sketch(stage, run, path);
}

/** A sketch within a stage, of layers whose names begin with `path`. */
export function sketch(stage: Stage, run: Run, path = ""): Sketch {
  const name = (part: string) => (path === "" ? part : part === "" ? path : `${path}.${part}`);
  const add = (part: string, layer: Parameters<Stage["add"]>[1], ...inputs: readonly Tensor[]) =>
    stage.add(name(part), layer, ...inputs);
  const one: Sketch = {
    stage,
    run,
    path,
    within: (part) => sketch(stage, run, name(part)),
    name,
    linear: (part, x, outputFeatures, bias = true) =>
      add(part, linear({ input: x.shape, outputFeatures, bias }), x),
    convolution: (part, x, outputChannels, window) =>
      add(part, slidingLayer(x.shape)({ input: x.shape, outputChannels, ...window }), x),
    transposedConvolution: (part, x, outputChannels, window) =>
      add(part, transposedConvolution({ input: x.shape, outputChannels, ...window }), x),
    norm: (part, x, style = "layer") => normed(stage, run, style, name(part), x),
    batchNorm: (part, x) => add(part, batchNorm({ input: x.shape }), x),
    groupNorm: (part, x, groups) => add(part, groupNorm({ input: x.shape, groups }), x),
    activation: (part, x, function_) => activated(stage, function_, name(part), x),
    softmax: (part, x) => add(part, softmax({ input: x.shape }), x),
    add: (part, a, b) => add(part, residualAdd({ input: a.shape }), a, b),
    multiply: (part, a, b) => add(part, productOf({ input: a.shape }), a, b),
    scale: (part, x) => add(part, learnedScale({ input: x.shape, axis: x.shape.length - 1 }), x),
    embedding: (part, tokens, vocabulary, modelDim) =>
      add(part, embedding({ tokens: tokens.shape, vocabulary, modelDim }), tokens),
    positions: (part, x, rows) => add(part, positions({ input: x.shape, variant: "learned", rows }), x),
    parameter: (part, shape) => add(part, learnedValues(shape)),
    unused: (part, shape) => void add(part, idle(learnedValues(shape))),
    matmul: (part, a, b, transposeRight = false) =>
      add(part, matmul({ left: a.shape, right: b.shape, transposeRight }), a, b),
    concatenate: (part, tensors, axis = 1) =>
      add(part, concatenation({ inputs: tensors.map(({ shape }) => shape), axis }), ...tensors),
    view: (part, x, output) => add(part, view({ input: x.shape, output }), x),
    move: (part, x, output, what) => add(part, dataMovement({ name: what, inputs: [x.shape], output }), x),
    attention: (part, x, spec) => attention(one.within(part), x, spec),
    mlp: (part, x, spec) => mlp(one.within(part), x, spec),
  };
  return one;
}

function slidingLayer({ length }: Shape) {
  if (length === 3) return convolution1d;
  return length === 5 ? convolution3d : convolution;
}

/** Scores as most libraries compute them, unless told otherwise. */
export const plainScores: ScoreSpec = {
  softmax: "native",
  softcap: false,
  sinks: false,
  dropout: 0,
  floatScores: false,
  fused: "grouped",
  window: undefined,
  copiedContext: false,
  keptMask: false,
};

function attention(here: Sketch, x: Tensor, spec: SketchedAttention): Tensor {
  const { heads, kvHeads = heads, memory = x } = spec;
  const modelDim = x.shape.at(-1) ?? 0;
  const headDim = spec.headDim ?? modelDim / heads;
  const { bias = true } = spec;
  const biased = typeof bias === "boolean" ? { query: bias, key: bias, value: bias } : bias;
  const side = (part: "query" | "key" | "value", from: Tensor, count: number, dim: number) => {
    const flat = here.linear(part, from, count * dim, biased[part]);
    const normalised = part !== "value" ? spec.queryKeyNorm : undefined;
    const whole = normalised?.over === "all" ? here.norm(`${part}.norm`, flat, normalised.style) : flat;
    const [batch = 1, tokens = 1] = from.shape;
    const split = here.view(`${part}.heads`, whole, [batch, count, tokens, dim]);
    const ready =
      normalised?.over === "head"
        ? here.norm(`${part}.norm`, split, normalised.style)
        : spec.unit === true && part !== "value"
          ? here.stage.add(here.name(`${part}.unit`), unitNorm({ input: split.shape }), split)
          : split;
    if (part === "value")
      return spec.valueNorm === true
        ? here.stage.add(here.name("value.norm"), unitNorm({ input: ready.shape }), ready)
        : ready;
    if (spec.rotary !== true) return ready;
    return here.stage.add(
      here.name(`${part}.rotary`),
      positions({ input: ready.shape, variant: "rotary" }),
      ready,
    );
  };
  const parts = {
    query: side("query", x, heads, headDim),
    key: side("key", memory, kvHeads, headDim),
    value: side("value", memory, kvHeads, spec.valueDim ?? headDim),
  };
  const context = attended(here, spec, parts);
  return here.linear("output", context, spec.outputDim ?? modelDim, spec.outputBias ?? true);
}

/** The context of all tokens, or window by window, [batch, tokens, heads × valueDim]. */
function attended(here: Sketch, spec: SketchedAttention, parts: Attended): Tensor {
  const scores = { ...plainScores, ...spec.scores };
  const { windows = [] } = spec;
  if (windows.length === 0) return attend(here.stage, here.run, scores, here.path, parts);
  const contexts = windows.map(({ count, tokens }, i) => {
    const inside = here.within(`windows.${i}`);
    const side = (part: keyof Attended) => {
      const [batch = 1, heads = 1, , dim = 1] = parts[part].shape;
      return inside.move(part, parts[part], [batch * count, heads, tokens, dim], "tokens by window");
    };
    const own = { query: side("query"), key: side("key"), value: side("value") };
    const context = attend(here.stage, here.run, scores, inside.path, own);
    const [batch = 1] = parts.query.shape;
    return inside.view("back", context, [batch, count * tokens, context.shape[2] ?? 1]);
  });
  return contexts.length === 1 ? (contexts[0] as Tensor) : here.concatenate("windows", contexts);
}

function mlp(here: Sketch, x: Tensor, spec: SketchedMlp): Tensor {
  const { bias = true } = spec;
  const gate = spec.gated === true ? here.linear("gate", x, spec.dim, bias) : undefined;
  const up = here.linear("up", x, spec.dim, bias);
  const active = here.activation("activation", gate ?? up, spec.activation);
  const inner = gate === undefined ? active : here.multiply("product", active, up);
  return here.linear("down", inner, spec.outputDim ?? x.shape.at(-1) ?? 0, bias);
}
