// Networks that see or hear, against what PyTorch counts of small configs of our own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromConfig } from "../../../src/importers/index.js";
import { decoderSpecOf, forwardMac, type ModelInput, parameters } from "../../../src/models/index.js";

interface Measured {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly run: ModelInput;
  readonly parameters: number;
  /** Of the whole, or of the stages that `stage` matches; 0 where PyTorch could not run it without data. */
  readonly flop: number;
  readonly stage?: string;
}

const file = join(import.meta.dirname, "../../fixtures/multimodal-measured.json");
const measured = JSON.parse(readFileSync(file, "utf8")) as readonly Measured[];
const of = (name: string) => measured.find((one) => one.name === name)?.config ?? {};

/** Rotary angles of several axes are counted once, which is up to 0.03 % of networks this small. */
const tolerance = 3e-4;

describe("a config of the transformers library gives what PyTorch counts", () => {
  test.each(measured.map((one) => [one.name, one] as const))("for %s", (_, one) => {
    const graph = fromConfig(one.config, one.run);
    expect(parameters(graph).value).toBe(one.parameters);
    const { stage } = one;
    const nodes = graph.nodes.filter((node) => stage === undefined || new RegExp(stage).test(node.stage));
    const flop = 2 * forwardMac({ ...graph, nodes }).value;
    if (one.flop > 0) expect(Math.abs(flop / one.flop - 1)).toBeLessThan(tolerance);
  });
});

describe("a language model that sees", () => {
  test("has its tower's parameters whether or not it runs, and runs it for images alone", () => {
    const text = fromConfig(of("llava"), { sequence: 24 });
    const seen = fromConfig(of("llava"), { sequence: 24, images: 1 });
    expect(parameters(seen).value).toBe(parameters(text).value);
    const tower = (graph: typeof text) => ({
      ...graph,
      nodes: graph.nodes.filter((node) => node.stage.startsWith("vision")),
    });
    expect(forwardMac(tower(text)).value).toBe(0);
    expect(forwardMac(tower(seen)).value).toBeGreaterThan(0);
  });

  test("adds an image's tokens to the text's, and says how many they are", () => {
    // 42 / 14 = 3 patches a side: 9 tokens
    const seen = fromConfig(of("llava"), { sequence: 24, images: 2 });
    expect(seen.inputs.find(({ name }) => name === "tokens")?.shape).toEqual([1, 24 + 2 * 9]);
    expect(seen.name).toContain("2 images of 9 tokens");
  });

  test("is known as the decoder that its text part is", () => {
    expect(decoderSpecOf(fromConfig(of("llava"), { sequence: 24 }))?.modelDim).toBe(48);
  });

  test("hands its images on without a second input", () => {
    const seen = fromConfig(of("gemma3"), { sequence: 24, images: 1 });
    expect(seen.inputs.map(({ name }) => name)).toEqual(["vision.images", "tokens"]);
  });

  test("has no use for a resolution without images", () => {
    expect(() => fromConfig(of("llava"), { resolution: 56 })).toThrow(/runs no image unless `images` says/);
  });
});

describe("a network that hears", () => {
  test("costs more for a longer sound", () => {
    const flop = (audio: number) => forwardMac(fromConfig(of("hubert-ctc"), { audio })).value;
    expect(flop(2)).toBeGreaterThan(1.9 * flop(1));
  });

  test("pads a sound to the length that it is made for, as Whisper does", () => {
    const flop = (audio: number) => forwardMac(fromConfig(of("whisper-base"), { sequence: 8, audio })).value;
    expect(flop(0.5)).toBe(flop(2));
    expect(() => flop(3)).toThrow(/at most 2 seconds/);
  });

  test("asks for no tokens where it writes none", () => {
    expect(() => fromConfig(of("hubert-ctc"), { sequence: 8 })).toThrow(/has no sequence/);
  });
});
