// Models and file formats of one's own: beside ours by name and by bytes, from memory and from a browser's file alike.
import { describe, expect, test } from "vitest";
import { foundModel, type Importer, model, ownImporters, ownModels } from "../../src/importers/index.js";
import type { ModelRecord } from "../../src/models/index.js";
import { transformerShape } from "../../src/plan/index.js";

const record: ModelRecord = {
  id: "house-1",
  aliases: ["house"],
  family: "House",
  reads: "tokens",
  graph: (input) => model("gpt2", input),
};
const opened: string[] = [];
const importer: Importer = {
  kind: "Tiny file",
  ends: [".tiny", ".json"],
  reads: (source) => source.read(0, 4)[0] === 84,
  graph: (source, input) => {
    opened.push(source.name);
    return model("gpt2", input);
  },
};
const own = { models: [record], importers: [importer] };
const tiny = { name: "net.tiny", bytes: new TextEncoder().encode("TINY") };

describe("a model of one's own", () => {
  test("is found by its names where its list is handed over, and not elsewhere", () => {
    expect(model("House", { sequence: 8 }, [record]).inputs[0]?.shape).toEqual([1, 8]);
    expect(foundModel("house-1", {}, own).kind).toBe("own model");
    expect(transformerShape("house", [record]).layers).toBe(12);
    expect(() => model("house-1")).toThrow(/unknown model, got "house-1"/);
    expect(() => model("houses", {}, [record])).toThrow(/did you mean .*"house/);
  });

  const wrong: readonly (readonly [what: string, list: readonly object[], error: RegExp])[] = [
    [
      "a name of the zoo",
      [{ ...record, aliases: ["gpt2"] }],
      /models\/house-1: the name is taken, got "gpt2"/,
    ],
    [
      "a name that is there twice",
      [record, { ...record, id: "other" }],
      /models\/other: the name is taken, got "house"/,
    ],
    ["capitals", [{ ...record, id: "House" }], /must be lower-case letters/],
    ["no family", [{ ...record, family: undefined }], /family must be a text/],
    ["sound", [{ ...record, reads: "sound" }], /reads must be "images" or "tokens", got "sound"/],
    ["a graph that is no function", [{ ...record, graph: {} }], /graph must be a function/],
  ];
  test.each(wrong)("with %s is refused", (_, list, error) => {
    expect(() => ownModels(list as readonly ModelRecord[])).toThrow(error);
  });
});

describe("a file format of one's own", () => {
  test("is asked before ours, and reads what its test takes", () => {
    expect(foundModel(tiny, { sequence: 8 }, own)).toMatchObject({ kind: "Tiny file" });
    expect(opened).toEqual(["net.tiny"]);
    const config = { name: "config.json", bytes: new TextEncoder().encode('{"model_type":"gpt2"}') };
    expect(foundModel(config, {}, own).kind).toBe("config file");
    expect(() => foundModel({ ...tiny, bytes: new Uint8Array(4) }, {}, own)).toThrow(
      /known are \.tiny, \.json/,
    );
  });

  test("reads a browser's file, whose bytes come later", async () => {
    const found = await foundModel(new File([tiny.bytes], "net.tiny"), { sequence: 8 }, own);
    expect(found.kind).toBe("Tiny file");
  });

  test("has no use for sizes of symbolic dimensions", () => {
    expect(() => foundModel(tiny, { dims: { batch: 1 } }, own)).toThrow(/a Tiny file has no use for dims/);
  });

  const wrong: readonly (readonly [what: string, change: object, error: RegExp])[] = [
    ["no kind", { kind: "" }, /kind must be a text/],
    ["an ending without a dot", { ends: ["tiny"] }, /ends must be endings of files/],
    ["no endings", { ends: [] }, /ends must be endings of files/],
    ["no graph", { graph: undefined }, /graph must be a function, got none/],
    ["a test that is no function", { reads: true }, /reads must be a function/],
  ];
  test.each(wrong)("with %s is refused", (_, change, error) => {
    expect(() => ownImporters([{ ...importer, ...change } as Importer])).toThrow(error);
  });
});
