// Search by words: whole words before beginnings, nothing inside a word, synonyms of an explicit list.
import { describe, expect, it } from "vitest";
import { formulaById, formulasWith, layerRecordsWith } from "../../../src/catalogue/catalogue.js";
import { searchOf } from "../../../src/catalogue/search/index.js";
import { synonyms } from "../../../src/catalogue/search/synonyms.js";

const texts = (query: string, titles: readonly string[], rest = "") =>
  searchOf(titles, (title) => [title, rest])(query);

describe("a search by words", () => {
  it("finds words and their beginnings, never the inside of a word", () => {
    expect(texts("lion", ["a million", "Lion", "lionised"])).toEqual(["Lion", "lionised"]);
    expect(texts("rms", ["terms", "RMSProp", "rms-norm"])).toEqual(["rms-norm", "RMSProp"]);
    expect(texts("glu", ["glued", "GLU"])).toEqual(["GLU", "glued"]);
  });

  it("needs every word of the query, whatever the case and the signs between", () => {
    expect(texts("KEY-VALUE cache", ["key value", "the key-value cache"])).toEqual(["the key-value cache"]);
    expect(texts("", ["a", "b"])).toEqual(["a", "b"]);
    expect(texts("zebra", ["a", "b"])).toEqual([]);
  });

  it("reads the parts of a name in code, and a title before the rest", () => {
    expect(texts("value", ["keyValue", "other"])).toEqual(["keyValue"]);
    const items = ["one", "two cache"];
    expect(searchOf(items, (item) => [item, "cache"])("cache")).toEqual(["two cache", "one"]);
  });

  it("takes words with signs as words, in one spelling", () => {
    const titles = [
      "the per-channel scale",
      "a channel per layer",
      "8-bit values",
      "isoFLOP",
      "R² and 3 × 3",
    ];
    expect(texts("per channel", titles)[0]).toBe("the per-channel scale");
    expect(texts("per-channel", titles)).toEqual(["the per-channel scale"]);
    expect(texts("8bit", titles)).toEqual(["8-bit values"]);
    expect(texts("iso-flops", titles)).toEqual(["isoFLOP"]);
    expect(texts("r2", titles)).toEqual(["R² and 3 × 3"]);
    expect(texts("3x3", titles)).toEqual(["R² and 3 × 3"]);
    expect(texts("2:4", ["2 and 4", "2, 4", "12:4", "2:4"])).toEqual(["2:4"]);
    expect(texts("normalizing labelled", ["normalising labeled"])).toHaveLength(1);
    expect(texts("layernorm", ["layer normalisation"])).toHaveLength(1);
  });

  it("has synonyms in small letters and in order", () => {
    const words = Object.keys(synonyms);
    expect(words).toEqual([...words].sort());
    for (const word of words) expect(word).toBe(word.toLowerCase());
  });
});

describe("a search of the catalogue", () => {
  const ids = (words: string) => formulasWith(words).map(({ id }) => id);

  it.each([
    ["gelu", "layers.activation.gelu"],
    ["tanh", "layers.activation.tanh"],
    ["swish", "layers.activation.silu"],
    ["swiglu", "layers.gated-linear-unit.swiglu"],
    ["mxfp4", "formats.bits-per-value"],
    ["augmentation", "regularizers.mixup"],
    ["vram", "memory.state"],
  ])("for %s finds %s", (words, id) => {
    expect(ids(words)).toContain(id);
  });

  it("finds something for every synonym", () => {
    const hits = (word: string) => formulasWith(word).length + layerRecordsWith(word).length;
    expect(Object.keys(synonyms).filter((word) => hits(word) === 0)).toEqual([]);
  });

  it("finds no million for lion and no terms for rms", () => {
    expect(ids("lion").every((id) => id.startsWith("optimizers.lion"))).toBe(true);
    expect(ids("rms")).not.toContain("losses.mean");
    expect(ids("GLU").length).toBeLessThan(8);
  });

  it("offers ids that hold the word when an id is wrong", () => {
    expect(() => formulaById("matmul")).toThrow(/did you mean "matmul\.flop"/);
    expect(() => formulaById("sgd")).toThrow(/"optimizers\.sgd\.weight"/);
  });
});
