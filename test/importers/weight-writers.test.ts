// Files by the writers that people use, against the parameters that PyTorch counts (test/fixtures/weights/README.md).
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  foundModel,
  fromGguf,
  fromSafetensors,
  ggufFile,
  parameters,
  safetensorsFile,
} from "../../src/index.js";

const fixtures = join(import.meta.dirname, "..", "fixtures", "weights");
const set = join(fixtures, "llama-sharded");
const gguf = join(fixtures, "llama-q4.gguf");

test("a sharded set of save_pretrained has PyTorch's parameters, and its config agrees", () => {
  const file = safetensorsFile(set);
  expect(file.parameters.value).toBe(1512);
  expect(file.metadata.get("total_size")).toBe(file.bytes.value);
  expect(file.bitsPerWeight?.value).toBe(16);
  const graph = fromSafetensors(join(set, "model.safetensors.index.json"));
  expect(parameters(graph).value).toBe(1512);
  expect(graph.notCounted).toEqual([]);
});

test("a file of GGUFWriter has PyTorch's parameters, and its metadata agree", () => {
  const file = ggufFile(gguf);
  expect(file.parameters.value).toBe(10_848);
  // Q4_0 18 bytes for 32, Q8_0 34: 9216 weights of the block, 768 of the table, 768 of the output, 96 of norms.
  const bytes = (9216 / 32) * 18 + (768 / 32) * 34 + 768 * 2 + 96 * 4;
  expect(file.bitsPerWeight?.value).toBeCloseTo((8 * bytes) / 10_848, 12);
  const graph = fromGguf(gguf);
  expect([graph.name, parameters(graph).value, graph.notCounted]).toEqual(["tiny", 10_848, []]);
});

test("a path finds the reader for its file", () => {
  expect(foundModel(gguf).kind).toBe("GGUF file");
  expect(foundModel(join(set, "model-00002-of-00004.safetensors")).kind).toBe("safetensors file");
  expect(foundModel(join(set, "model.safetensors.index.json")).kind).toBe("safetensors file");
  expect(foundModel(set).kind).toBe("config file");
  const folder = mkdtempSync(join(tmpdir(), "flopbook-found-"));
  cpSync(set, folder, { recursive: true, filter: (path) => !path.endsWith("config.json") });
  const found = foundModel(folder);
  expect([found.kind, parameters(found.graph).value]).toEqual(["safetensors file", 1512]);
  expect(found.graph.notCounted[0]?.why).toMatch(/put config\.json beside it/);
  rmSync(folder, { recursive: true });
});
