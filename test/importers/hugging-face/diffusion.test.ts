// Parts of diffusion pipelines against what the diffusers library instantiated, published totals, an image at n steps.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type CountedGraph, forwardMac, fromConfig, parameters } from "../../../src/index.js";
import { foundModel } from "../../../src/node/found-model.js";

interface Measured {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly parameters: number;
  readonly flop: number | null;
  readonly input: { readonly resolution?: number };
}

const file = join(import.meta.dirname, "..", "..", "fixtures", "hugging-face", "diffusion.json");
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly Measured[];
const folder = mkdtempSync(join(tmpdir(), "flopbook-pipeline-"));
afterAll(() => rmSync(folder, { recursive: true }));

const unet = {
  _class_name: "UNet2DConditionModel",
  attention_head_dim: 8,
  block_out_channels: [320, 640, 1280, 1280],
  cross_attention_dim: 768,
  sample_size: 64,
};

const xl = {
  _class_name: "UNet2DConditionModel",
  attention_head_dim: [5, 10, 20],
  block_out_channels: [320, 640, 1280],
  cross_attention_dim: 2048,
  down_block_types: ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
  up_block_types: ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
  transformer_layers_per_block: [1, 2, 10],
  addition_embed_type: "text_time",
  addition_time_embed_dim: 256,
  projection_class_embeddings_input_dim: 2816,
  use_linear_projection: true,
  sample_size: 128,
};

const vae = {
  _class_name: "AutoencoderKL",
  block_out_channels: [128, 256, 512, 512],
  down_block_types: Array<string>(4).fill("DownEncoderBlock2D"),
  up_block_types: Array<string>(4).fill("UpDecoderBlock2D"),
  layers_per_block: 2,
  sample_size: 512,
};

const flux = {
  _class_name: "FluxTransformer2DModel",
  attention_head_dim: 128,
  guidance_embeds: true,
  num_attention_heads: 24,
  num_layers: 19,
  num_single_layers: 38,
};

const sd3 = {
  _class_name: "SD3Transformer2DModel",
  attention_head_dim: 64,
  caption_projection_dim: 1536,
  num_attention_heads: 24,
  num_layers: 24,
  sample_size: 128,
};

describe("a part of a diffusion pipeline", () => {
  test.each(cases.map((one) => [one.name, one] as const))(
    "%s has the parameters and the FLOP of a pass that PyTorch counts",
    (_, { config, input, ...measured }) => {
      const graph = fromConfig(config, input);
      expect(parameters(graph).value).toBe(measured.parameters);
      if (measured.flop !== null) expect(2 * forwardMac(graph).value).toBe(measured.flop);
      expect(graph.notCounted).toEqual([]);
    },
  );

  test.each([
    ["Stable Diffusion 1.5's UNet", unet, 859_520_964],
    ["its autoencoder", vae, 83_653_863],
    ["Stable Diffusion XL's UNet", xl, 2_567_463_684],
    ["FLUX.1-dev's transformer", flux, 11_901_408_320],
    ["Stable Diffusion 3 medium's transformer", sd3, 2_028_328_000],
  ])("%s has as many parameters as published", (_, config, published) => {
    expect(parameters(fromConfig(config)).value).toBe(published);
  });

  test("refuses a block that it does not know", () => {
    const config = { ...unet, down_block_types: ["SkipDownBlock2D"] };
    expect(() => fromConfig(config)).toThrow(/down_block_types names a block that is not known here/);
  });
});

describe("a folder with a model_index.json", () => {
  const write = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));
  for (const part of ["unet", "vae"]) mkdirSync(join(folder, part));
  write("unet/config.json", unet);
  write("vae/config.json", vae);
  write("model_index.json", {
    _class_name: "StableDiffusionPipeline",
    unet: ["diffusers", "UNet2DConditionModel"],
    vae: ["diffusers", "AutoencoderKL"],
    text_encoder: ["transformers", "CLIPTextModel"],
    scheduler: ["diffusers", "PNDMScheduler"],
  });
  const flopOf = (graph: CountedGraph) => 2 * forwardMac(graph).value;

  test("costs two passes of the denoiser each step and the decoder once", () => {
    const [one, twenty] = [foundModel(folder, {}), foundModel(folder, { steps: 20 })];
    const pass = flopOf(fromConfig(unet));
    expect(flopOf(twenty.graph) - flopOf(one.graph)).toBe(19 * 2 * pass);
    // The pass of SD 1.5 at 512 x 512: 803.27 GFLOP, 401.6 G multiply-accumulates.
    expect(pass).toBeCloseTo(803.273e9, -6);
    expect(parameters(one.graph).value).toBe(859_520_964 + 83_653_863);
  });

  test("names the steps and the guidance, and what is missing", () => {
    const { graph, kind } = foundModel(folder, { steps: 20 });
    expect(kind).toBe("diffusers pipeline");
    const stages = new Set(graph.nodes.map(({ stage }) => stage));
    expect([...stages]).toEqual([
      "denoiser, 20 steps, guidance by 2 passes a step",
      "image encoder, not run",
      "image decoder, once",
    ]);
    expect(graph.notCounted.map(({ name }) => name)).toEqual(["text_encoder"]);
  });

  test("refuses a resolution that its autoencoder cannot make", () => {
    expect(() => foundModel(folder, { resolution: 500 })).toThrow(/must be a multiple of 8, got 500/);
  });
});
