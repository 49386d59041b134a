// Learned tokens that read an image's: a resampler gives a fixed number of tokens, a pool gives one.
import type { NormStyle, Tensor } from "../../layers/index.js";
import { attend } from "../language/blocks/attend.js";
import type { BlockActivation, ScoreSpec } from "../language/blocks/specs.js";
import type { Sketch, SketchedAttention, SketchedMlp } from "../sketch.js";
import type { Tokens } from "./tokens.js";

/** Learned tokens that attend to the image's, layer by layer. */
export interface Resampler {
  readonly tokens: number;
  readonly layers: number;
  readonly norm: NormStyle;
  readonly attention: Omit<SketchedAttention, "memory">;
  /** Whether what is attended to holds the learned tokens besides the image's. */
  readonly readsItself: boolean;
  readonly mlp: SketchedMlp;
}

/** Image tokens [batch, tokens, width] -> learned ones that have read them. */
export function resampled(here: Sketch, x: Tensor, spec: Resampler): Tokens {
  const [batch = 1, , width = 1] = x.shape;
  const learned = here.parameter("latents", [1, spec.tokens, width]);
  let latents = here.move("latents.each", learned, [batch, spec.tokens, width], "repeated for each image");
  for (let i = 0; i < spec.layers; i++) {
    const layer = here.within(`layers.${i}`);
    const from = layer.norm("latents.norm", latents, spec.norm);
    const context = layer.norm("context.norm", x, spec.norm);
    const memory = spec.readsItself ? layer.concatenate("memory", [context, from]) : context;
    const read = layer.attention("attention", from, { ...spec.attention, memory });
    const added = layer.add("attention.add", read, latents);
    const made = layer.mlp("mlp", layer.norm("mlp.norm", added, spec.norm), spec.mlp);
    latents = layer.add("mlp.add", made, added);
  }
  return { x: here.norm("norm", latents, spec.norm), grid: [1, spec.tokens] };
}

/** One learned token that attends to all, and a feed-forward behind it, as SigLIP pools. */
export interface AttentionPool {
  readonly heads: number;
  readonly ffnDim: number;
  readonly activation: BlockActivation;
}

const poolScores: ScoreSpec = {
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

/** Tokens [batch, tokens, width] -> [batch, 1, width]. */
export function attentionPool(here: Sketch, x: Tensor, spec: AttentionPool): Tokens {
  const [batch = 1, , width = 1] = x.shape;
  const probe = here.parameter("probe", [1, 1, width]);
  const query = here.move("probe.each", probe, [batch, 1, width], "repeated for each image");
  const read = here.attention("attention", query, { heads: spec.heads, memory: x });
  const normed = here.norm("norm", read);
  const made = here.mlp("mlp", normed, { dim: spec.ffnDim, activation: spec.activation });
  return { x: here.add("add", made, read), grid: [1, 1] };
}

/** The same with a query that is taken as it is: tokens [batch, tokens, width] -> [batch, 1, width]. */
export function barePool(
  here: Sketch,
  x: Tensor,
  { heads, bias }: { readonly heads: number; readonly bias: boolean },
): Tokens {
  const [batch = 1, tokens = 1, width = 1] = x.shape;
  const side = (part: string, from: Tensor, count: number) =>
    here.view(`${part}.heads`, from, [batch, heads, count, width / heads]);
  const probe = here.parameter("query", [1, 1, width]);
  const query = here.move("query.each", probe, [batch, 1, width], "repeated for each image");
  const context = attend(here.stage, { ...here.run, kernel: "fused" }, poolScores, here.path, {
    query: side("query", query, 1),
    key: side("key", here.linear("key", x, width, bias), tokens),
    value: side("value", here.linear("value", x, width, bias), tokens),
  });
  return { x: here.linear("output", context, width), grid: [1, 1] };
}
