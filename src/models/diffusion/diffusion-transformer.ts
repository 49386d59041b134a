// Denoisers that are transformers over patches, told the step by scales and shifts: DiT for classes, PixArt for texts.
import type { Tensor } from "../../layers/index.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import { reused } from "../shared-weights.js";
import type { Sketch } from "../sketch.js";
import { tokensOf } from "../vision/pieces.js";
import { conditionMlp, modulated } from "./blocks.js";

export interface DiffusionTransformerSpec {
  readonly modelDim: number;
  readonly heads: number;
  readonly layers: number;
  readonly patch: number;
  readonly outputChannels: number;
  readonly bias: boolean;
  readonly activation: BlockActivation;
  /** "class": every block has tables of steps and classes of its own; "text": one condition for all, and a text. */
  readonly condition:
    | { readonly kind: "class"; readonly classes: number }
    /** `sizes`: the size of the image is told, too; `captions`: the text is brought to the width of the tokens. */
    | { readonly kind: "text"; readonly sizes: boolean; readonly captions: boolean };
}

interface Inputs {
  readonly noisy: Tensor;
  /** [batch]. */
  readonly step: Tensor;
  /** [batch, tokens, features]. */
  readonly text: Tensor | undefined;
}

/** Sines of a step or a size. */
const sines = 256;

/** Noisy latents -> the noise in them, and its variance where the output has twice the channels. */
export function diffusionTransformer(
  stage: (name: string) => Sketch,
  spec: DiffusionTransformerSpec,
  inputs: Inputs,
): Tensor {
  const start = stage("input");
  const { modelDim, condition } = spec;
  const window = { kernel: spec.patch, stride: spec.patch };
  const patches = start.convolution("patches", inputs.noisy, modelDim, window);
  let x = tokensOf(start, "tokens", patches);
  const blocks = stage("blocks");
  const end = stage("output");
  let two: Tensor;
  if (condition.kind === "class") {
    for (let i = 0; i < spec.layers; i++) {
      const s = blocks.within(String(i));
      const features = classFeatures(s.within("told"), spec, inputs.step, condition.classes);
      x = block(s, spec, x, { six: s.linear("condition", features, 6 * modelDim), text: undefined });
    }
    // The tables of the first block are read once more.
    const again = reused(end.within("told"), blocks.name("0.told"));
    two = end.linear("condition", classFeatures(again, spec, inputs.step, condition.classes), 2 * modelDim);
  } else {
    const told = textFeatures(start, spec, inputs, condition);
    for (let i = 0; i < spec.layers; i++) {
      const s = blocks.within(String(i));
      x = block(s, spec, x, { six: withTable(s, told.six, 6, modelDim), text: told.text });
    }
    two = withTable(end, end.move("two", told.six, [x.shape[0] ?? 1, 2 * modelDim], "step"), 2, modelDim);
  }
  x = modulated(
    end,
    "scaled",
    end.norm("norm", x, "layer-bare"),
    chunk(end, "one", two, modelDim),
    "multiply + 2 add",
  );
  return end.linear("patches", x, spec.patch ** 2 * spec.outputChannels);
}

/** Features of the step and the class, activated: [batch, modelDim]. */
function classFeatures(
  s: Sketch,
  { modelDim }: DiffusionTransformerSpec,
  step: Tensor,
  classes: number,
): Tensor {
  const [batch = 1] = step.shape;
  const steps = s.move("step.sines", step, [batch, sines], "sines of the step");
  const number = s.move("class.number", step, [batch], "number of the class");
  // One row more for no class, which guidance needs.
  const table = s.embedding("class", number, classes + 1, modelDim);
  const sum = s.add("sum", conditionMlp(s.within("step"), steps, modelDim), table);
  return s.activation("activation", sum, "silu");
}

/** One condition of all blocks, [batch, 6 × modelDim], and the text at the width of the tokens. */
function textFeatures(
  s: Sketch,
  { modelDim }: DiffusionTransformerSpec,
  { step, text }: Inputs,
  { sizes, captions }: { readonly sizes: boolean; readonly captions: boolean },
) {
  const [batch = 1] = step.shape;
  const sinesOf = (part: string, count: number) =>
    s.move(`${part}.sines`, step, [batch * count, sines], "sines");
  let features = conditionMlp(s.within("step"), sinesOf("step", 1), modelDim);
  if (sizes) {
    const third = Math.floor(modelDim / 3);
    const size = conditionMlp(s.within("size"), sinesOf("size", 2), third);
    const ratio = conditionMlp(s.within("ratio"), sinesOf("ratio", 1), third);
    const flat = s.view("size.flat", size, [batch, 2 * third]);
    features = s.add("sizes.add", features, s.concatenate("sizes", [flat, ratio], 1));
  }
  const six = s.linear("condition", s.activation("activation", features, "silu"), 6 * modelDim);
  const read =
    text !== undefined && captions ? conditionMlp(s.within("text"), text, modelDim, "gelu-tanh") : text;
  return { six, text: read };
}

/** A learned table added to the condition of the sample. */
function withTable(s: Sketch, condition: Tensor, rows: number, modelDim: number): Tensor {
  const [batch = 1] = condition.shape;
  const table = s.parameter("table", [rows, modelDim]);
  const each = s.move("table.each", table, [batch, rows * modelDim], "one copy for each sample");
  return s.add("table.add", condition, each);
}

function chunk(s: Sketch, part: string, condition: Tensor, modelDim: number): Tensor {
  return s.move(`${part}.chunk`, condition, [condition.shape[0] ?? 1, modelDim], "one of the features");
}

function block(
  s: Sketch,
  spec: DiffusionTransformerSpec,
  x: Tensor,
  { six, text }: { readonly six: Tensor; readonly text: Tensor | undefined },
): Tensor {
  const { heads, bias, modelDim, activation } = spec;
  const ready = (part: string, y: Tensor) =>
    modulated(
      s,
      `${part}-scaled`,
      s.norm(`${part}-norm`, y, "layer-bare"),
      chunk(s, part, six, modelDim),
      "multiply + 2 add",
    );
  const gated = (part: string, y: Tensor) =>
    modulated(s, `${part}-gated`, y, chunk(s, `${part}-gate`, six, modelDim), "multiply");
  const attended = s.attention("attention", ready("attention", x), { heads, bias });
  let middle = s.add("attention-add", gated("attention", attended), x);
  if (text !== undefined)
    middle = s.add("cross-add", s.attention("cross", middle, { heads, bias, memory: text }), middle);
  const fed = s.mlp("mlp", ready("mlp", middle), { dim: 4 * modelDim, activation });
  return s.add("mlp-add", gated("mlp", fed), middle);
}
