// One model file read by its path, from memory and as a browser's File: the same network, and no more bytes than needed.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { foundModel, onnxGraph, readNow, readOnnx, safetensorsFile } from "../../../src/importers/index.js";
import type { CountedGraph } from "../../../src/layers/index.js";
import { forwardMac, parameters, savedForBackward } from "../../../src/models/index.js";
import { fromConfig, fromGguf, fromOnnx, fromSafetensors, pathPlace } from "../../../src/node/index.js";
import { safetensorsBytes } from "../weight-bytes.js";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures");
const weights = (...names: string[]) => join(fixtures, "weights", ...names);
const short = { sequence: 16 };

/** What a graph says of itself, number for number. */
function said(graph: CountedGraph) {
  return {
    name: graph.name,
    layers: graph.nodes.map(({ name, stage }) => `${stage} ${name}`),
    parameters: parameters(graph).value,
    mac: forwardMac(graph).value,
    kept: savedForBackward(graph).value,
    left: graph.notCounted,
  };
}

const named = (path: string) => ({ name: basename(path), bytes: new Uint8Array(readFileSync(path)) });
const blob = (path: string) => new File([readFileSync(path)], basename(path));

describe("path, memory and File give the same network", () => {
  test("of a config.json", async () => {
    const path = join(fixtures, "configs", "llama3.2-1b.json");
    const expected = said(fromConfig(path, short));
    expect(expected.parameters).toBe(1_235_814_400);
    expect(said(fromConfig(named(path), short))).toEqual(expected);
    expect(said(await fromConfig(blob(path), short))).toEqual(expected);
    expect(said((await foundModel(blob(path), short)).graph)).toEqual(expected);
  });

  test("of a GGUF file", async () => {
    const path = weights("llama-q4.gguf");
    const expected = said(fromGguf(path, short));
    expect(said(fromGguf(named(path), short))).toEqual(expected);
    expect(said(await fromGguf(blob(path), short))).toEqual(expected);
  });

  test("of safetensors in shards with the config.json beside them", async () => {
    const folder = weights("llama-sharded");
    const paths = readdirSync(folder).map((name) => join(folder, name));
    const expected = said(fromSafetensors(folder, short));
    expect(expected.mac).toBeGreaterThan(0);
    // Only a folder on disk has a name to give to the network.
    expect(said(fromSafetensors(paths.map(named), short))).toEqual({ ...expected, name: "config" });
    expect(said(await fromSafetensors(paths.map(blob), short))).toEqual({ ...expected, name: "config" });
    expect((await foundModel(paths.map(blob), short)).kind).toBe("config file");
  });

  test.each(["mobilenet_v2", "encoder_d256_l4"])("of the ONNX file %s", async (name) => {
    const bytes = new Uint8Array(gunzipSync(readFileSync(join(fixtures, "onnx", `${name}.onnx.gz`))));
    const expected = said(fromOnnx({ name: `${name}.onnx`, bytes }, { batch: 2 }));
    expect(expected.mac).toBeGreaterThan(0);
    expect(said(await fromOnnx(new File([bytes], `${name}.onnx`), { batch: 2 }))).toEqual(expected);
  });

  test("of an ONNX file on disk", async () => {
    const path = join(import.meta.dirname, "..", "..", "field", "fixtures", "models", "lin1.onnx");
    const expected = said(fromOnnx(path));
    expect(said(readNow(readOnnx(pathPlace(path), {})))).toEqual(expected);
    expect(said(onnxGraph({ ...pathPlace(path).folder.open("lin1.onnx"), name: "lin1.onnx" }))).toEqual(
      expected,
    );
    expect(said(await fromOnnx(blob(path)))).toEqual(expected);
  });
});

describe("a File", () => {
  test("of many gigabytes costs its header", async () => {
    const data = 36 * 2 ** 30;
    const header = safetensorsBytes([{ name: "a", dtype: "F16", shape: [18 * 2 ** 30], bytes: data }], {
      data: 0,
    });
    let fetched = 0;
    const slice = (start: number, end: number) => ({
      arrayBuffer: async () => {
        fetched += end - start;
        const bytes = new Uint8Array(end - start);
        bytes.set(header.subarray(start, end));
        return bytes.buffer;
      },
    });
    const file = await safetensorsFile({ name: "a.safetensors", size: header.length + data, slice });
    expect(file.bytes.value).toBe(data);
    expect(fetched).toBeLessThan(200_000);
  });

  test("is waited for once in 64 KiB of structure, and not for every name", async () => {
    const bytes = new Uint8Array(gunzipSync(readFileSync(join(fixtures, "onnx", "encoder_d256_l4.onnx.gz"))));
    let waits = 0;
    const slice = (start: number, end: number) => {
      waits++;
      return new Blob([bytes.subarray(start, end)]);
    };
    await fromOnnx({ name: "encoder.onnx", size: bytes.length, slice }, { batch: 2 });
    // 20 MB in some 60 tensors of weights, whose data are passed over.
    expect(waits).toBeLessThan(150);
  });

  test("that changed while it was read is an error that names it", async () => {
    const gone = () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) });
    await expect(fromGguf({ name: "a.gguf", size: 100, slice: gone })).rejects.toThrow(
      "a.gguf: cannot be read (NotReadableError); choose the file again",
    );
    const cut = () => ({ arrayBuffer: async () => new ArrayBuffer(3) });
    await expect(fromGguf({ name: "a.gguf", size: 100, slice: cut })).rejects.toThrow(
      "a.gguf: cannot be read (3 of 100 bytes came); choose the file again",
    );
  });

  test("without its shards says which are missing", async () => {
    const index = blob(weights("llama-sharded", "model.safetensors.index.json"));
    await expect(safetensorsFile(index)).rejects.toThrow(/none of its \d shards lies beside it/);
  });

  test("of no known kind is refused, and a path has no meaning where there is no disk", async () => {
    await expect(foundModel(new File(["x"], "x.pickle"))).rejects.toThrow(
      /unknown kind of file, got "x.pickle"/,
    );
    expect(() => foundModel("model.onnx")).toThrow(/no such file, got "model.onnx"/);
    expect(foundModel("resnet50").kind).toBe("zoo");
  });
});
