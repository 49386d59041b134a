// Files that PyTorch exported, against the modules that they came from.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { memorySource } from "../../../src/importers/bytes/byte-source.js";
import { type OnnxOptions, onnxGraph } from "../../../src/importers/index.js";
import { byStage, forwardMac, parameters, savedForBackward } from "../../../src/models/index.js";

/** Exported by PyTorch 1.13 at opset 13 with constant weights; gzip. */
const folder = join(import.meta.dirname, "../../fixtures/onnx");

function exported(name: string, options: OnnxOptions = {}) {
  const bytes = new Uint8Array(gunzipSync(readFileSync(join(folder, `${name}.onnx.gz`))));
  return onnxGraph(memorySource(`${name}.onnx`, bytes), options);
}

describe("parameters and multiply-accumulates are exactly those of the module", () => {
  // torchvision: measured by PyTorch's dispatcher, forward FLOP / 2, at a batch of 1.
  // The others by hand: LSTM 128 -> 256, two layers of two directions, 16 tokens, table of 1000, 10 classes:
  //   weights 128 000 + 2·1024·(128 + 256) + 2·1024·(512 + 256) + biases 2·2·2048 + 512·10 + 10
  //   MAC 16·2·1024·(384 + 768) + 5120
  // encoder of 4 layers, 256 wide, 4 heads, 64 tokens, 5000 words:
  //   weights 5000·256·2 + 5000 + 4·(12·256² + 13·256)
  //   MAC 4·(64·12·256² + 2·64²·256) + 64·256·5000
  const files: readonly (readonly [string, OnnxOptions, number, number])[] = [
    ["mobilenet_v2", { batch: 1 }, 3_504_872, 300_774_272],
    ["squeezenet1_1", {}, 1_235_496, 349_151_936],
    ["bilstm_classifier", {}, 2_500_618, 37_753_856],
    ["encoder_d256_l4", {}, 5_724_040, 291_635_200],
  ];
  for (const [name, options, expectedParameters, expectedMac] of files)
    test(name, () => {
      const graph = exported(name, options);
      expect([parameters(graph).value, forwardMac(graph).value]).toEqual([expectedParameters, expectedMac]);
      expect(graph.notCounted).toEqual([]);
    });
});

// The module of the encoder, rebuilt: embedding, four nn.TransformerEncoderLayer(256, 4, 1024, dropout=0, GELU) and the
// output projection, in PyTorch 2.13 on one sequence of 64 tokens, attention by matrix products: 5,050,880 bytes.
test("normalisations and GELU in pieces keep what the module keeps", () => {
  const graph = exported("encoder_d256_l4");
  expect(savedForBackward(graph).value).toBe(5_050_880);
  const whole = graph.nodes.filter(({ layer }) => layer.settings.includes("written as"));
  expect(whole.map(({ layer }) => layer.kind).sort()).toEqual([
    ...Array.from({ length: 4 }, () => "activation"),
    ...Array.from({ length: 8 }, () => "layer-norm"),
  ]);
});

test("a dynamic batch multiplies the work and leaves the parameters", () => {
  const graph = exported("mobilenet_v2", { batch: 8 });
  expect([parameters(graph).value, forwardMac(graph).value]).toEqual([3_504_872, 8 * 300_774_272]);
});

test("so does a batch in the place of the exported one, through reshapes to fixed numbers", () => {
  for (const [name, expectedParameters, mac] of [
    ["encoder_d256_l4", 5_724_040, 291_635_200],
    ["bilstm_classifier", 2_500_618, 37_753_856],
  ] as const) {
    const graph = exported(name, { batch: 6 });
    expect([parameters(graph).value, forwardMac(graph).value]).toEqual([expectedParameters, 6 * mac]);
  }
});

test("stages are the first modules that differ", () => {
  const stages = byStage(exported("mobilenet_v2", { batch: 1 })).map(({ stage }) => stage);
  expect(stages).toContain("classifier");
  expect(stages.length).toBeGreaterThan(1);
});

test("a file without its last bytes, whatever their number, is an error of one line that says so", () => {
  const bytes = new Uint8Array(gunzipSync(readFileSync(join(folder, "squeezenet1_1.onnx.gz"))));
  for (let size = 0; size < bytes.length; size += size < 20_000 ? 97 : 97 * 997)
    expect(() => onnxGraph(memorySource("cut.onnx", bytes.subarray(0, size)))).toThrow(
      /^cut\.onnx: byte \d+: must /,
    );
});

describe("files of today, whose names and numbers say what is a parameter", () => {
  const read = (name: string, options: OnnxOptions = {}) => {
    const bytes = new Uint8Array(readFileSync(join(folder, `${name}.onnx`)));
    const graph = onnxGraph(memorySource(`${name}.onnx`, bytes), options);
    return [parameters(graph).value, forwardMac(graph).value];
  };

  // As PyTorch counts the parameters of the modules that were exported.
  test("a temperature that the exporter folded, and a bias of one element", () => {
    expect(read("scalar_temperature")).toEqual([898, 5472]);
  });

  test("one slope for all channels that two activations share, beside one for each of 12", () => {
    expect(read("prelu_shared")).toEqual([685, 129_600]);
  });

  test("grouped attention with a past by name: 8 heads of 16, 2·b·8·q·k·16 with k = past + q", () => {
    const run = (batch_size: number, sequence_length: number, past_sequence_length: number) =>
      read("symbolic_past_genai", { dims: { batch_size, sequence_length, past_sequence_length } });
    expect(run(1, 16, 0)).toEqual([0, 65_536]);
    expect(run(2, 1, 500)).toEqual([0, 256_512]);
  });
});
