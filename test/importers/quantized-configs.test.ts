// What configs say of stored weights, tensor by tensor: methods, excluded modules, mixed precision, sidecar files.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fromConfig } from "../../src/importers/index.js";
import { graphSummary } from "../../src/models/index.js";
import { foundModel } from "../../src/node/found-model.js";

// 32 layers of four 4096 × 4096 and three 4096 × 11008 matrices, two tables of 32000 × 4096, 65 norms
const llama7 = {
  model_type: "llama",
  hidden_size: 4096,
  intermediate_size: 11_008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  vocab_size: 32_000,
  torch_dtype: "float16",
};
const products = 32 * (4 * 4096 * 4096 + 3 * 4096 * 11_008);
const rest = 2 * 32_000 * 4096 + 65 * 4096;
const rows = 32 * (5 * 4096 + 2 * 11_008); // output rows of all products
const columns = 32 * (6 * 4096 + 11_008); // their input columns
const matrices = 32 * 7;

function stored(quantization_config: object, more: object = {}) {
  const graph = fromConfig({ ...llama7, ...more, quantization_config }, { sequence: 1 });
  expect(graph.notCounted).toEqual([]);
  if (graph.stored === undefined) throw new Error("nothing is stored");
  return graph.stored;
}
const bytes = (config: object, more: object = {}) => stored(config, more).bytes.all.value;

describe("a config states how weights are stored", () => {
  it.each([
    // a 16-bit scale and a 4-bit zero point for 128 weights; published: 3.89 GB
    ["AWQ", { quant_method: "awq", bits: 4, group_size: 128 }, (products * (4 + 20 / 128)) / 8],
    // the same and 32 bits for every column; published: 3.90 GB
    [
      "GPTQ",
      { quant_method: "gptq", bits: 4, group_size: 128 },
      (products * (4 + 20 / 128)) / 8 + 4 * columns,
    ],
    ["NF4", { load_in_4bit: true, bnb_4bit_quant_type: "nf4" }, (products * 4.5) / 8],
    [
      "NF4, double",
      { load_in_4bit: true, bnb_4bit_quant_type: "nf4", bnb_4bit_use_double_quant: true },
      (products * (4 + (8 + 32 / 256) / 64)) / 8,
    ],
    ["LLM.int8", { load_in_8bit: true }, products + 4 * rows],
    [
      "FP8 blocks",
      { quant_method: "fp8", weight_block_size: [128, 128] },
      products + (4 * products) / 128 ** 2,
    ],
    ["FP8 rows", { quant_method: "fbgemm_fp8" }, products + 4 * rows],
    ["FP8, static", { quant_algo: "FP8", producer: { name: "modelopt" } }, products + 8 * matrices],
    ["NVFP4", { quant_method: "modelopt", quant_algo: "NVFP4" }, (products * 4.5) / 8 + 8 * matrices],
    ["torchao", { quant_method: "torchao", quant_type: "int8_weight_only" }, products + 2 * rows],
    ["quanto", { quant_method: "quanto", weights: "int8" }, products + 2 * rows],
    ["EETQ", { quant_method: "eetq" }, products + 2 * rows],
    // 1 × 16 bits for 8 weights, a table of 65536 × 8 FP16 beside each matrix, a scale for a row
    ["AQLM", { quant_method: "aqlm" }, products / 4 + 2 * rows + matrices * 65_536 * 16],
    [
      "compressed-tensors, INT4",
      {
        quant_method: "compressed-tensors",
        config_groups: {
          group_0: {
            targets: ["Linear"],
            weights: { num_bits: 4, type: "int", group_size: 128, symmetric: true },
          },
        },
        ignore: ["lm_head"],
      },
      (products * (4 + 16 / 128)) / 8,
    ],
  ])("%s", (_, config, ofProducts) => {
    expect(bytes(config)).toBe(Math.ceil(ofProducts + 2 * rest));
  });

  it("takes tables and the output layer into few bits where MLX does", () => {
    const all = products + 2 * 32_000 * 4096;
    expect(bytes({ group_size: 64, bits: 4 })).toBe((all * 4.5) / 8 + 2 * 65 * 4096);
  });

  it("leaves modules in 16 bits that are named, by number, star, expression and end", () => {
    const layer = 4 * 4096 * 4096;
    const awq = { quant_method: "awq", bits: 4, group_size: 128 };
    const wider = (patterns: readonly string[]) =>
      bytes({ ...awq, modules_to_not_convert: patterns }) - bytes(awq);
    const each = (16 - 4 - 20 / 128) / 8;
    expect(wider(["model.layers.0.self_attn"])).toBe(layer * each);
    expect(wider(["model.layers.0.self_attn", "model.layers.0.self_attn.q_proj"])).toBe(layer * each);
    expect(wider(["model.layers.1*"])).toBe(11 * (layer + 3 * 4096 * 11_008) * each); // 1 and 10 to 19
    expect(wider(["model.layers.1.*"])).toBe((layer + 3 * 4096 * 11_008) * each);
    expect(wider(["re:.*self_attn.*"])).toBe(32 * layer * each);
    expect(wider(["re:.*mlp\\.(gate|up)_proj"])).toBe(32 * 2 * 4096 * 11_008 * each);
    expect(wider(["down_proj"])).toBe(32 * 4096 * 11_008 * each);
    expect(wider(["gate", "mlp.gate", "vision_tower", "lm_head"])).toBe(0);
  });

  it("stores layers that are named in their own format, and the rest as the model is", () => {
    const { formats, cache } = stored({
      quant_method: "modelopt",
      quant_algo: "MIXED_PRECISION",
      kv_cache_quant_algo: "FP8",
      quantized_layers: {
        "model.layers.0.mlp.down_proj": { quant_algo: "NVFP4", group_size: 16 },
        "model.layers.0.self_attn.q_proj": { quant_algo: "FP8" },
        lm_head: { quant_algo: "FP8" },
      },
    });
    expect(cache).toBe("fp8");
    expect(formats.map(({ format, parameters }) => [format, parameters])).toEqual([
      ["FP16", products + rest - 4096 * 11_008 - 4096 * 4096 - 32_000 * 4096],
      ["ModelOpt, FP8", 4096 * 4096 + 32_000 * 4096],
      ["ModelOpt, NVFP4", 4096 * 11_008],
    ]);
  });

  it("reads experts alone for MXFP4, and their biases in 16 bits", () => {
    const graph = fromConfig(
      {
        model_type: "gpt_oss",
        num_hidden_layers: 24,
        num_local_experts: 32,
        quantization_config: { quant_method: "mxfp4", modules_to_not_convert: ["lm_head"] },
      },
      { sequence: 1 },
    );
    // gpt-oss-20b is published as 13.8 GB
    expect((graph.stored?.bytes.all.value ?? 0) / 1e9).toBeCloseTo(13.76, 2);
    expect(graph.activations).toEqual({ name: "bf16", by: "default" });
  });

  it("says why a method is not known, and does not take the format", () => {
    const graph = fromConfig({ ...llama7, quantization_config: { quant_method: "vptq" } }, { sequence: 1 });
    expect(graph.stored).toBeUndefined();
    expect(graph.notCounted).toEqual([
      expect.objectContaining({ name: "quantization_config", what: "quantized weights" }),
    ]);
    const odd = { quant_method: "awq", modules_to_not_convert: ["re:(a+)+b"] };
    const { notCounted } = fromConfig({ ...llama7, quantization_config: odd }, { sequence: 1 });
    expect(notCounted[0]?.why).toMatch(/cannot be read/);
  });

  it("finds ModelOpt's own file beside the config, whatever comes before its name", () => {
    const folder = mkdtempSync(join(tmpdir(), "quantized-"));
    const quantization = { quant_algo: "FP8", kv_cache_quant_algo: "FP8", exclude_modules: ["lm_head"] };
    for (const before of ["", "own_"]) {
      writeFileSync(join(folder, `${before}config.json`), JSON.stringify(llama7));
      writeFileSync(join(folder, `${before}hf_quant_config.json`), JSON.stringify({ quantization }));
      const { graph } = foundModel(join(folder, `${before}config.json`), { sequence: 1 });
      expect(graph.stored).toMatchObject({ name: "ModelOpt, FP8", cache: "fp8" });
    }
    rmSync(folder, { recursive: true });
  });
});

describe("a config states its number format", () => {
  it.each([
    [{ torch_dtype: "bfloat16" }, "bf16", "stated"],
    [{ dtype: "torch.float16", torch_dtype: undefined }, "fp16", "stated"],
    [{ torch_dtype: undefined, text_config: { dtype: "bfloat16" } }, "bf16", "stated"],
    [{ torch_dtype: "auto" }, "fp32", "default"],
    [{ torch_dtype: undefined }, "fp32", "default"],
  ])("%o", (keys, name, by) => {
    const { torch_dtype: _, ...own } = llama7;
    expect(fromConfig({ ...own, ...keys }, { sequence: 1 }).activations).toEqual({ name, by });
  });

  it("counts what is kept in it, unless another one is asked for", () => {
    const kept = (dtype?: "fp32") => {
      const input = { sequence: 16, ...(dtype === undefined ? {} : { dtype }) };
      return graphSummary(fromConfig({ ...llama7, num_hidden_layers: 1 }, input)).savedForBackward.bytes;
    };
    expect(kept()).toBeLessThan(0.8 * kept("fp32"));
    const { stored: whole, parameters } = graphSummary(fromConfig(llama7, { sequence: 1 }));
    expect(parameters.bytes).toBe(2 * parameters.total);
    expect(whole).toMatchObject({ format: "FP16", bitsPerWeight: 16, from: "config", used: true });
  });
});
