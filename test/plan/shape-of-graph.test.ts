// Shapes for planning, taken from the zoo's graphs: their parameters are those of the published models.
import { expect, test } from "vitest";
import { device } from "../../src/hardware/index.js";
import { fromConfig } from "../../src/importers/index.js";
import { transformerShape } from "../../src/node/index.js";
import { layerParameters, planned, shapeOfGraph } from "../../src/plan/index.js";

// totals of the instantiated models (transformers 5.17); planning leaves out biases and some norms, under 0.1 %
test.each([
  ["gpt2-xl", 1_557_611_200],
  ["llama3-70b", 70_553_706_496],
  ["mixtral-8x7b", 46_702_792_704],
  ["qwen3-30b-a3b", 30_532_122_624],
  ["deepseek-v2", 235_741_434_880],
  ["gemma2-2b", 2_614_341_888],
  ["falcon-180b", 178_557_088_768],
  ["palm-62b", 62_495_129_600],
])("%s", (name, parameters) => {
  const shape = transformerShape(name);
  const { dense, experts } = layerParameters(shape);
  const layers = shape.layers * (dense.value + (experts?.value ?? 0));
  const tables =
    (shape.tied ? 1 : 2) * shape.vocabulary * shape.modelDim + shape.positionRows * shape.modelDim;
  expect(Math.abs((layers + tables) / parameters - 1)).toBeLessThan(0.001);
});

test("what is no decoder, and what has tables of another width, is refused", () => {
  expect(() => transformerShape("t5-small")).toThrow(/must be a decoder-only transformer/);
  expect(() => transformerShape("resnet50")).toThrow(/reads images/);
  expect(() => transformerShape("opt-350m")).toThrow(/table of width 512 beside layers of 1024/);
  expect(() => transformerShape("llama3-70c")).toThrow(
    /unknown model, got "llama3-70c"; did you mean "llama3-70b"/,
  );
});

test("a mixture of experts is planned with its experts divided", () => {
  const plan = planned({
    shape: transformerShape("mixtral-8x7b"),
    device: device("h100-sxm"),
    counts: [64],
    batch: 256,
    sequence: 4096,
    layout: { tensor: 1, pipeline: 1, expert: 8, zero: 1, recompute: "full" },
  });
  const { states } = plan.best[0]?.evaluation.first ?? {};
  // experts 45.10e9 over 8 devices, 1.60e9 beside them; 4 bytes each, 12 over the 64 or 8 replicas
  const [experts, beside] = [45.097e9 / 8, 1.606e9];
  expect(Math.abs((states?.value ?? 0) / (experts * (4 + 12 / 8) + beside * (4 + 12 / 64)) - 1)).toBeLessThan(
    0.002,
  );
});

// PyTorch 2.13 and transformers 5.17 on the CPU, BF16, two sequences of 512 tokens: bytes that autograd keeps
test.each([
  [true, 127_455_236],
  [false, 234_278_916],
])(
  "with the library's own modules a device keeps what PyTorch keeps (fused attention: %s)",
  (fused, bytes) => {
    const config = {
      model_type: "llama",
      hidden_size: 512,
      intermediate_size: 1408,
      num_hidden_layers: 4,
      num_attention_heads: 8,
      num_key_value_heads: 2,
      vocab_size: 8000,
      max_position_embeddings: 2048,
    };
    const spec = {
      shape: shapeOfGraph((input) => fromConfig(config, input)),
      device: device("h100-sxm"),
      counts: [1],
      batch: 2,
      sequence: 512,
      fused,
      framework: "transformers",
      layout: { microbatch: 2 },
    } as const;
    expect(planned(spec).best[0]?.evaluation.memory.activations.value).toBe(bytes);
    expect(() => planned({ ...spec, counts: [2], layout: { tensor: 2 } })).toThrow(
      /keeps whole layers on a device/,
    );
  },
);

test("a model that sees is planned as its language model, which its name says", () => {
  const tower = {
    model_type: "clip_vision_model",
    hidden_size: 32,
    intermediate_size: 64,
    num_hidden_layers: 2,
  };
  const text = { model_type: "llama", hidden_size: 64, intermediate_size: 128, num_hidden_layers: 2 };
  const config = {
    model_type: "llava",
    vision_config: { ...tower, num_attention_heads: 4, image_size: 56, patch_size: 14 },
    text_config: { ...text, num_attention_heads: 4, num_key_value_heads: 4, vocab_size: 500 },
  };
  const { name, layers } = shapeOfGraph((input) => fromConfig(config, input));
  expect(layers).toBe(2);
  expect(name).toMatch(/^language model of llava, \d+,\d+ parameters beside it left out$/);
});
