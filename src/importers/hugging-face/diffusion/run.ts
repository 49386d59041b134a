// How a denoiser is run: over which latents, beside how long a text, in how many steps.
import { type CountedGraph, graphBuilder, type NotCounted, type Tensor } from "../../../layers/index.js";
import { timesOver } from "../../../models/diffusion/repeated-graph.js";
import { type Run, toRun } from "../../../models/language/blocks/run.js";
import { type Sketch, sketch } from "../../../models/sketch.js";
import { type Asked, refuse } from "../family.js";

/** What a pipeline tells its denoiser; alone a denoiser finds it out itself. */
export interface Denoised {
  /** Height and width of what is denoised. */
  readonly size: readonly [number, number];
  /** Tokens of the text; undefined: as many as usual. */
  readonly textTokens?: number;
}

/** Pixels along one side for each latent, in the autoencoders that most pipelines have. */
const usualScale = 8;

/** The size of what is denoised: latents, or pixels where a network reads three channels. */
export function denoisedSize(
  asked: Asked,
  channels: number,
  sample: number | undefined,
): readonly [number, number] {
  const { resolution } = asked.input;
  if (resolution === undefined) {
    if (sample === undefined)
      throw asked.keys.wrong(
        "sample_size",
        "must be known",
        "give the size of the image, e.g. --resolution 512",
      );
    return [sample, sample];
  }
  const side = channels <= 3 ? resolution : resolution / usualScale;
  if (!Number.isInteger(side))
    throw asked.keys.wrong(
      "sample_size",
      `must be an eighth of the image, of ${resolution}`,
      `give a resolution that ${usualScale} divides`,
    );
  return [side, side];
}

/** What a denoiser reads. */
export interface DenoiserInputs {
  readonly noisy: Tensor;
  readonly step: Tensor;
  readonly text: Tensor | undefined;
}

export interface DenoiserShape {
  /** Shape of a sample without the batch. */
  readonly noisy: readonly number[];
  readonly text: { readonly tokens: number; readonly features: number } | undefined;
  readonly notCounted?: readonly NotCounted[];
}

/** The graph of one pass of a denoiser, as many times as steps are asked for. */
export function denoiser(
  asked: Asked,
  shape: DenoiserShape,
  body: (stage: (name: string) => Sketch, inputs: DenoiserInputs, run: Run) => void,
): CountedGraph {
  refuse(asked, "denoises images", ["images", "audio"]);
  const run = toRun(asked.keys.subject, asked.input, 1);
  const builder = graphBuilder({ name: asked.name, origin: asked.origin, bytesPerElement: run.width });
  for (const part of shape.notCounted ?? []) builder.leaveOut(part);
  const inputs = {
    noisy: builder.input("noisy", [run.batch, ...shape.noisy]),
    step: builder.input("step", [run.batch], { bytesPerElement: 8 }),
    text:
      shape.text === undefined
        ? undefined
        : builder.input("text", [run.batch, shape.text.tokens, shape.text.features]),
  };
  body((name) => sketch(builder.stage(name), run, name), inputs, run);
  return timesOver(builder.graph(), asked.input.steps ?? 1);
}

/** An error on a key whose value changes the network in a way that is not known here. */
export function onlyPlain(asked: Asked, plain: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(plain)) {
    const there = asked.keys.raw(key);
    if (there === undefined || there === null || there === false || there === value) continue;
    throw asked.keys.wrong(key, "is not known here", "export the network with torch.export instead");
  }
}
