// Models as people bring them: windows, single biases, quantized files, reports of everything that is read.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { escapedControls } from "../../src/cli/door.js";
import { ran } from "../cli/command.js";
import { fixtures } from "./field.js";

const models = join(fixtures, "models");
const json = async (...words: readonly string[]) => JSON.parse((await ran([...words, "--json"])).out);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-models-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function config(name: string, keys: object): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(keys));
  return path;
}

describe("sliding windows", () => {
  const mistral = join(models, "mistral7b", "config.json");
  const length = ["--seq", "32768"];

  it("count in cost: a window of 4,096 leaves 4,096 - 4,096² / (2 × 32,768) = 3,840 positions", async () => {
    const run = ["--tokens", "1T", "--device", "h100-sxm", "--count", "1024"];
    const { results, attention } = await json("cost", "--model", mistral, ...length, ...run);
    expect(attention).toMatchObject({ positions: 3840, sequence: 32_768 });
    // norms too: 32 layers of 4,096 × (2 × 4,096 + 2 × 1,024) + 3 × 4,096 × 14,336 weights, and 4,096 × 32,000 of the output layer;
    // 32 layers × 32 heads × 3,840 positions × 2 × 128; six operations each
    const weights = 32 * (4096 * (2 * 4096 + 2 * 1024) + 3 * 4096 * 14_336) + 4096 * 32_000 + 32 * 2 * 4096;
    expect(results.trainingFlop.value / (6e12 * (weights + 32 * 32 * 3840 * 256))).toBeCloseTo(1, 9);
    expect(results.trainingFlop.value / 4.87e22).toBeCloseTo(1, 2);
  });

  it("count the same way in model, plan, serve and reconcile", async () => {
    const { attention } = await json("model", mistral, ...length);
    expect(attention.masked.positions).toBe(3840);
    expect(attention.mac / attention.maskedMac).toBeCloseTo(32_768 / 3840, 9);
    const machine = ["--device", "h100-sxm"];
    const plan = ["--count", "8", "--batch", "8", "--convention", "exact-causal", ...length];
    const { counted } = await json("plan", "--model", mistral, ...machine, ...plan);
    expect([counted.mfu.positions, counted.time.positions]).toEqual([3840, 3840]);
    const serving = await json("serve", "--model", mistral, ...machine, "--input", "32768");
    expect(serving.attention.positions).toBe(3840);
    const { rows } = await json("reconcile", "4.87e10", "--model", mistral, ...length);
    expect(rows[0].name).toBe("exact products, what masks and windows leave");
    expect(
      rows.map(({ convention }: { convention: { attention: string } }) => convention.attention),
    ).toContain("causal-wide");
  });

  it("reserve the window or the whole sequence in the cache, as named", async () => {
    const words = ["serve", "--model", mistral, "--device", "h100-sxm", "--input", "8000", "--output", "192"];
    const [window, full] = [await json(...words), await json(...words, "--window-cache", "full")];
    expect(window.memory.cachePerSequence).toBe(131_072 * 4096); // 32 layers × 2 × 8 heads × 128 × 2 bytes a token
    expect(full.memory.cachePerSequence).toBe(131_072 * 8192);
    expect([window.windowCache, full.windowCache]).toEqual(["window", "full"]);
  });

  const small = { hidden_size: 64, num_attention_heads: 4, num_key_value_heads: 2, intermediate_size: 128 };
  it.each([
    ["gpt_oss", { num_hidden_layers: 4, sliding_window: 128 }, 2, 128],
    ["gemma2", { num_hidden_layers: 5, sliding_window: 256 }, 3, 256],
    [
      "qwen2",
      { num_hidden_layers: 6, use_sliding_window: true, sliding_window: 64, max_window_layers: 4 },
      2,
      64,
    ],
    ["mistral", { num_hidden_layers: 6, sliding_window: 64, sliding_window_pattern: 3 }, 4, 64],
    [
      "qwen3",
      { num_hidden_layers: 2, sliding_window: 32, layer_types: ["full_attention", "sliding_attention"] },
      1,
      32,
    ],
  ] as const)("follow the pattern of layers of %s", async (type, keys, layers, window) => {
    const path = config(type, { model_type: type, vocab_size: 100, ...small, ...keys });
    const { attention } = await json("model", path, "--seq", "1024");
    expect(attention.masked.windows).toEqual([{ length: window, layers }]);
    // layers with a window see w - w² / (2 × 1,024) positions, the others 512
    const all = keys.num_hidden_layers;
    const mean = (layers * (window - window ** 2 / 2048) + (all - layers) * 512) / all;
    expect(attention.masked.positions).toBeCloseTo(mean, 9);
  });
});

describe("ONNX files", () => {
  it.each([
    ["lin1", 11],
    ["nms_scalar", 162],
  ])("%s has %i parameters", async (name, count) => {
    const { parameters } = await json("model", join(models, `${name}.onnx`));
    expect(parameters.total).toBe(count);
  });

  it("count what lies before an operator that is named as left out", async () => {
    const { forward, notCounted } = await json("model", join(models, "nms_scalar.onnx"));
    expect(forward.mac).toBe(10_368);
    expect(notCounted[0].what).toBe("operator NonMaxSuppression");
  });
});

describe("quantized models", () => {
  it("take the size of a GGUF file: 42,512,531,712 bytes, 4.82 bits a weight", async () => {
    execFileSync("python3", [join(models, "mkgguf.py")], { cwd: folder });
    const file = join(folder, "own70b-q4km.gguf");
    expect(statSync(file).size).toBeGreaterThan(42e9); // sparse: nothing of it is on the disk
    const { parameters, stored } = await json("model", file);
    expect([parameters.bytes, stored.bytes]).toEqual([42_512_531_712, 42_512_531_712]);
    expect(stored.bitsPerWeight).toBeCloseTo(4.82, 2);
    const serving = await json("serve", "--model", file, "--device", "h100-sxm");
    expect(serving.memory.weights / 42_512_531_712).toBeCloseTo(1, 6);
    expect(serving.formats.weights).toContain("Q4_K");
  });

  it("take the bits of an AWQ config, tables in 16 bits", async () => {
    // 68,451,041,280 values of layers at 4 + (16 + 4) / 128 bits; the rest, 2,102,665,216, at 16
    const bytes = (68_451_041_280 * (4 + 20 / 128) + 2_102_665_216 * 16) / 8;
    const { stored } = await json("model", join(models, "awq70"));
    expect(stored.bytes).toBe(bytes);
    const one = ["serve", "--model", join(models, "awq70"), "--device", "h100-sxm"];
    const [own, wide] = [await json(...one), await json(...one, "--count", "2", "--weights", "bf16")];
    expect(own.memory.weights / bytes).toBeCloseTo(1, 4);
    expect(wide.memory.weights * 2).toBeGreaterThan(141e9);
  });

  const llama = { model_type: "llama", hidden_size: 512, num_attention_heads: 8, intermediate_size: 1024 };
  it.each([
    [{ quant_method: "gptq", bits: 8, group_size: -1 }, "GPTQ, 8 bits", 8],
    [{ quant_method: "bitsandbytes", load_in_8bit: true }, "bitsandbytes, INT8", 8],
    [{ quant_method: "fp8", weight_block_size: [128, 128] }, "FP8, blocks of 128 × 128", 8],
    [
      {
        quant_method: "compressed-tensors",
        config_groups: { group_0: { weights: { num_bits: 4, group_size: 128 } } },
      },
      "compressed-tensors, 4 bits in groups of 128",
      4,
    ],
  ])("know %j", async (quantization, format, bits) => {
    const path = config("quantized", {
      ...llama,
      num_hidden_layers: 2,
      vocab_size: 100,
      quantization_config: quantization,
    });
    const { stored, notCounted } = await json("model", path);
    expect(stored.format).toBe(format);
    expect(stored.bitsPerWeight).toBeGreaterThan(bits);
    expect(stored.bitsPerWeight).toBeLessThan(bits + 1);
    expect(notCounted).toEqual([]);
  });

  it("name a method that nobody knows, in model and in serve", async () => {
    const path = config("unknown", {
      ...llama,
      vocab_size: 100,
      quantization_config: { quant_method: "vptq" },
    });
    const { notCounted } = await json("model", path);
    expect(notCounted[0]).toMatchObject({ name: "quantization_config" });
    const { out } = await ran(["serve", "--model", path, "--device", "h100-sxm"]);
    expect(out).toMatch(/the method "vptq" is not\s+known here/);
  });

  it("count 72.3 billion parameters of a Qwen of 80 layers without grouped keys", async () => {
    const { parameters } = await json("model", join(models, "qwen15-72b"));
    expect(parameters.total).toBe(72_287_920_128);
  });
});

describe("control characters of files", () => {
  it("are shown escaped on the terminal, and stay valid JSON", async () => {
    const file = join(fixtures, "faults", "ctl.safetensors");
    const { out } = await ran(["model", file]);
    expect(out).toContain("\\u001b[31mred\\u0007\\u001b]0;pwn\\u0007");
    expect(escapedControls(out)).toBe(out);
    const { layers } = await json("model", file);
    expect(layers[0].name).toContain("\u001b[31mred");
  });

  it("are C0, DEL, C1 and what turns the direction; line feeds and tabs pass", () => {
    expect(escapedControls("a\u0000\u007f\u009b\u202e\u2066\n\tb")).toBe(
      "a\\u0000\\u007f\\u009b\\u202e\\u2066\n\tb",
    );
  });
});

describe("model FILE --report", () => {
  it.each(["iris.onnx", "ctl.safetensors"])(
    "reports on %s",
    async (name) => {
      const out = join(folder, `${name}.html`);
      const { code, err } = await ran(["model", join(fixtures, "faults", name), "--report", out]);
      expect([code, /error/.test(err)]).toEqual([0, false]);
      expect(readFileSync(out, "utf8")).not.toMatch(/(?![\n\r\t\f])\p{Cc}/u);
    },
    60_000,
  );
});
