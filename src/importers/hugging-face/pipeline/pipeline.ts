// A folder of the diffusers library, from its model_index.json: what one image costs, from the text to the pixels.
import { FlopbookError } from "../../../ground/errors.js";
import { type CountedGraph, composedGraph, type GraphPart, type NotCounted } from "../../../layers/index.js";
import { timesOver } from "../../../models/diffusion/repeated-graph.js";
import type { ModelInput } from "../../../models/record.js";
import type { Place } from "../../bytes/place.js";
import type { Reading } from "../../bytes/steps.js";
import type { ConfigKeys } from "../config-keys.js";
import { autoencoderHalf, autoencoderSpec } from "../diffusion/autoencoder.js";
import { denoisers } from "../diffusion/index.js";
import type { Asked } from "../family.js";
import { configGraph } from "../model-types.js";
import { readConfig } from "../read-config.js";

/** A part of a pipeline with its config. */
interface Component {
  /** Its folder, e.g. "unet". */
  readonly name: string;
  /** The class that the index names. */
  readonly className: string;
  readonly keys: ConfigKeys;
}

/** What is said of a pipeline's name, and what it tells the parts that read text. */
interface Habits {
  /** Passes of the denoiser in each step: two where guidance compares with an empty text. */
  readonly passes: 1 | 2;
  /** Tokens of the text that the denoiser reads. */
  readonly textTokens: number;
  /** Tokens that a T5 reads. */
  readonly longText: number;
  /** Side of an image unless asked, where no part says one. */
  readonly resolution: number;
}

const usual: Habits = { passes: 2, textTokens: 77, longText: 256, resolution: 512 };

/** Pipelines by the beginning of their class's name. */
const habits: readonly (readonly [string, Partial<Habits>])[] = [
  ["Flux", { passes: 1, textTokens: 512, longText: 512, resolution: 1024 }],
  ["StableDiffusion3", { textTokens: 333, longText: 256, resolution: 1024 }],
  ["PixArtSigma", { textTokens: 300, longText: 300, resolution: 1024 }],
  ["PixArt", { textTokens: 120, longText: 120, resolution: 1024 }],
  ["LatentConsistency", { passes: 1 }],
  ["DDPM", { passes: 1 }],
  ["DDIM", { passes: 1 }],
];

/** Tokens that a CLIP reads, whatever the prompt. */
const clipTokens = 77;

/** The graph of one image: text encoders once, the denoiser for each step, the decoder once. */
export function* pipelineGraph(
  { file = "model_index.json", folder }: Place,
  input: ModelInput,
): Reading<CountedGraph> {
  const index = yield* readConfig(folder, file);
  const components: Component[] = [];
  const missing: NotCounted[] = [];
  for (const name of folders(index.keys)) {
    const path = `${name}/config.json`;
    if (!folder.has(path)) {
      missing.push({
        name,
        what: "part of the pipeline",
        why: "there is no config.json in its folder, so all of it is missing",
      });
      continue;
    }
    const { keys } = yield* readConfig(folder, path);
    const listed = index.keys.raw(name);
    const className = Array.isArray(listed) ? String(listed[1]) : "";
    components.push({ name, className, keys });
  }
  const name = folder.name === "" ? index.name : folder.name;
  return composed({
    name,
    origin: `sizes of ${file} and the configs beside it`,
    index: index.keys,
    components,
    missing,
    input,
  });
}

/** Parts that the index names with a library and a class. */
function folders(keys: ConfigKeys): readonly string[] {
  return partNames.filter((name) => {
    const listed = keys.raw(name);
    return Array.isArray(listed) && typeof listed[1] === "string";
  });
}

/** Parts that hold weights, in the order in which they run. */
const partNames = [
  "text_encoder",
  "text_encoder_2",
  "text_encoder_3",
  "image_encoder",
  "prior",
  "unet",
  "unet_2",
  "transformer",
  "transformer_2",
  "controlnet",
  "movq",
  "vqvae",
  "vae",
  "safety_checker",
];

interface Pipeline {
  readonly name: string;
  readonly origin: string;
  readonly index: ConfigKeys;
  readonly components: readonly Component[];
  /** Parts that the index names and whose configs are not there. */
  readonly missing: readonly NotCounted[];
  readonly input: ModelInput;
}

function composed(pipeline: Pipeline): CountedGraph {
  const { components, index } = pipeline;
  const className = index.text("_class_name", "");
  const own = habits.find(([start]) => className.startsWith(start))?.[1] ?? {};
  const told: Habits = { ...usual, ...own };
  refuseInput(pipeline);
  const denoising = components.filter(({ name }) => /^(unet|transformer)$/.test(name));
  if (denoising.length === 0)
    throw new FlopbookError(
      `${index.subject}: must lie beside a folder unet or transformer with a config.json, got none; download the configs of the parts, too`,
    );
  const vae = components.find(({ name, className: one }) => name === "vae" && one === "AutoencoderKL");
  const sizes = sizesOf(pipeline, told, denoising[0], vae);
  const notCounted: NotCounted[] = [...pipeline.missing];
  const parts: GraphPart[] = [];
  for (const part of components) {
    const made = graphsOf(part, pipeline, told, sizes);
    if ("why" in made) notCounted.push({ name: part.name, what: `part ${part.className}`, why: made.why });
    else parts.push(...made.parts);
  }
  return composedGraph({ name: pipeline.name, origin: pipeline.origin, notCounted }, parts);
}

function refuseInput({ index, input }: Pipeline): void {
  for (const name of ["images", "audio"] as const)
    if (input[name] !== undefined)
      throw new FlopbookError(
        `${index.subject}: makes images from a text and reads no ${name}, got ${input[name]}; leave it out`,
      );
}

interface Sizes {
  /** Side of the image, and of what is denoised. */
  readonly image: number;
  readonly latent: readonly [number, number];
}

function sizesOf(
  { input, index }: Pipeline,
  told: Habits,
  denoiser: Component | undefined,
  vae: Component | undefined,
): Sizes {
  const scale = vae === undefined ? 1 : autoencoderSpec(askedFor(vae, "", {})).scale;
  const sample = denoiser?.keys.raw("sample_size");
  const side = Array.isArray(sample) ? sample[0] : sample;
  const made = typeof side === "number" ? side * scale : told.resolution;
  const image = input.resolution ?? made;
  if (image % scale !== 0)
    throw new FlopbookError(
      `${index.subject}: resolution must be a multiple of ${scale}, got ${image}; give one`,
    );
  return { image, latent: [image / scale, image / scale] };
}

function askedFor({ keys, name }: Component, origin: string, input: ModelInput): Asked {
  const inner = () => {
    throw new FlopbookError(`${keys.subject}: has no parts of its own, got one; nothing to do`);
  };
  return { keys, name, origin, input, inner };
}

/** The graphs of a part, each in the stage that says how often it runs; or why it is left out. */
function graphsOf(
  part: Component,
  pipeline: Pipeline,
  told: Habits,
  sizes: Sizes,
): { readonly parts: readonly GraphPart[] } | { readonly why: string } {
  const { input, origin } = pipeline;
  const { batch, dtype, format, attention, steps = 1, sequence } = input;
  const basic: ModelInput = defined({ batch, dtype, format, attention });
  const type = part.keys.text("_class_name", "");
  const found = Object.hasOwn(denoisers, type) ? denoisers[type] : undefined;
  if (found !== undefined) {
    const textTokens = sequence ?? told.textTokens;
    const once = found(askedFor(part, origin, basic), { size: sizes.latent, textTokens });
    const guided = told.passes === 2 ? `, guidance by ${told.passes} passes a step` : "";
    const stage = `denoiser, ${steps} step${steps === 1 ? "" : "s"}${guided}`;
    return { parts: [{ graph: timesOver(once, steps * told.passes), prefix: part.name, stage }] };
  }
  if (part.name === "vae" && type === "AutoencoderKL") {
    const half = (which: "encoder" | "decoder") =>
      autoencoderHalf(
        askedFor(part, origin, basic),
        which,
        which === "decoder" ? sizes.latent : [sizes.image, sizes.image],
      );
    return {
      parts: [
        { graph: half("encoder"), prefix: "vae", stage: "image encoder, not run", idle: true },
        { graph: half("decoder"), prefix: "vae", stage: "image decoder, once" },
      ],
    };
  }
  if (!part.name.startsWith("text_encoder"))
    return {
      why: "what this part costs in a pipeline is not known here: its parameters and operations are missing",
    };
  return textEncoder(part, told, origin, basic);
}

/** A text encoder, once for the prompt and once more for the empty one that guidance compares with. */
function textEncoder(part: Component, told: Habits, origin: string, basic: ModelInput) {
  const long = /T5/.test(part.className);
  try {
    const graph = configGraph(part.keys, {
      name: part.name,
      origin,
      input: { ...basic, sequence: long ? told.longText : clipTokens },
    });
    const stage = told.passes === 2 ? "text encoder, prompt and empty prompt" : "text encoder, prompt";
    const { stored: _, ...plain } = graph;
    return { parts: [{ graph: timesOver(plain, told.passes), prefix: part.name, stage }] };
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    return {
      why: `its config is not known here, so its parameters and operations are missing: ${error.message}`,
    };
  }
}

/** Without what is undefined. */
function defined(input: { readonly [Name in keyof ModelInput]: ModelInput[Name] | undefined }): ModelInput {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
