// Configs of networks of images against what the transformers library instantiated and PyTorch counted.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { forwardMac, fromConfig, parameters } from "../../../src/index.js";

interface Measured {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Each parameter of the class once. */
  readonly parameters: number;
  /** Operations of matrix products and convolutions in one forward pass, or null where the library failed to run. */
  readonly flop: number | null;
  /** What was set beside the config. */
  readonly input: { readonly resolution?: number };
}

const file = join(import.meta.dirname, "..", "..", "fixtures", "hugging-face", "vision.json");
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly Measured[];

describe("a config of a network of images", () => {
  test.each(cases.map((one) => [one.name, one] as const))(
    "%s has the parameters and the forward FLOP that PyTorch counts",
    (_, { config, input, ...measured }) => {
      const graph = fromConfig(config, input);
      expect(parameters(graph).value).toBe(measured.parameters);
      if (measured.flop !== null) expect(2 * forwardMac(graph).value).toBe(measured.flop);
      expect(graph.notCounted.filter(({ what }) => what !== "positions for another resolution")).toEqual([]);
    },
  );

  test("says which head it counts without", () => {
    const graph = fromConfig({ model_type: "swin", architectures: ["SwinForMaskedImageModeling"] });
    expect(graph.notCounted.map(({ what }) => what)).toEqual(["class SwinForMaskedImageModeling"]);
  });

  test("takes a ResNet of timm by its name", () => {
    const sizes = { model_type: "detr", d_model: 32, encoder_layers: 1, decoder_layers: 1, num_queries: 7 };
    const same = { model_type: "resnet", layer_type: "basic", hidden_sizes: [64, 128, 256, 512] };
    const own = { ...sizes, backbone_config: { ...same, depths: [2, 2, 2, 2], out_features: ["stage4"] } };
    const timm = { ...sizes, use_timm_backbone: true, backbone: "resnet18", backbone_config: null };
    const [counted, expected] = [timm, own].map((config) => fromConfig(config, { resolution: 256 }));
    if (counted === undefined || expected === undefined) throw new Error("two graphs were made");
    expect(parameters(counted).value).toBe(parameters(expected).value);
    expect(forwardMac(counted).value).toBe(forwardMac(expected).value);
    // Convolutions of ResNet-18 without its classifier and its norms: 11,689,512 - 513,000 - 9,600.
    const backbone = counted.nodes.filter(({ name }) => name.startsWith("backbone."));
    const held = backbone.reduce((all, { layer }) => all + (layer.parameters?.value ?? 0), 0);
    expect(held).toBe(11_166_912);
  });

  test("refuses a backbone that is not known", () => {
    const config = { model_type: "detr", use_timm_backbone: true, backbone: "vovnet39" };
    expect(() => fromConfig(config)).toThrow(
      /backbone is no backbone of timm that is known here, got "vovnet39"/,
    );
  });
});
