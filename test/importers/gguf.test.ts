// GGUF files: what headers say, what is refused, and the networks that their metadata describe.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tensorTypes } from "../../src/importers/gguf/tensor-types.js";
import { forwardMac, fromGguf, ggufFile, parameters } from "../../src/index.js";
import { type GgufValue, type GgufWritten, ggufBytes } from "./weight-bytes.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-gguf-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
function write(bytes: Uint8Array, name = `${made++}.gguf`): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

const [f32, q8] = [0, 8];
/** Tensors one after another, each in 4 bytes a value or in Q8_0, aligned to 32 bytes. */
function placed(
  sizes: Readonly<Record<string, readonly number[]>>,
  type = f32,
): { tensors: GgufWritten[]; data: number } {
  let data = 0;
  const tensors = Object.entries(sizes).map(([name, size]) => {
    const elements = size.reduce((all, one) => all * one, 1);
    const offset = data;
    const quantized = type === q8 && size.length > 1;
    data += Math.ceil((quantized ? (elements / 32) * 34 : elements * 4) / 32) * 32;
    return { name, type: quantized ? q8 : f32, sizes: size, offset };
  });
  return { tensors, data };
}

const u32 = (value: number): GgufValue => [4, value];
/** Width 64, 2 heads of 32, 1 key-value head, 96 inner, 40 tokens, 1 block. */
const keys: Readonly<Record<string, GgufValue>> = {
  "general.architecture": [8, "llama"],
  "general.name": [8, "tiny"],
  "llama.block_count": u32(1),
  "llama.embedding_length": u32(64),
  "llama.feed_forward_length": u32(96),
  "llama.attention.head_count": u32(2),
  "llama.attention.head_count_kv": u32(1),
  "llama.context_length": u32(128),
  "tokenizer.ggml.tokens": [9, [8, Array.from({ length: 2000 }, (_, i) => `token ${i}`)]],
};
const llama: Readonly<Record<string, readonly number[]>> = {
  "token_embd.weight": [64, 40],
  "blk.0.attn_norm.weight": [64],
  "blk.0.attn_q.weight": [64, 64],
  "blk.0.attn_k.weight": [64, 32],
  "blk.0.attn_v.weight": [64, 32],
  "blk.0.attn_output.weight": [64, 64],
  "blk.0.ffn_norm.weight": [64],
  "blk.0.ffn_gate.weight": [64, 96],
  "blk.0.ffn_up.weight": [64, 96],
  "blk.0.ffn_down.weight": [96, 64],
  "output_norm.weight": [64],
  "rope_freqs.weight": [16],
};
// Table 64 x 40, attention 2 x 64 x 64 + 2 x 64 x 32, feed-forward 3 x 64 x 96, norms 3 x 64; rotary factors are none.
const weights = 2560 + 12_288 + 18_432 + 192;
function file(
  more: Readonly<Record<string, GgufValue>> = {},
  tensors: Readonly<Record<string, readonly number[]>> = llama,
  type = f32,
): string {
  const made = placed(tensors, type);
  return write(ggufBytes({ ...keys, ...more }, made.tensors, { data: made.data }));
}

test("parameters and bits are counted by tensor type; vocabularies are passed over", () => {
  const found = ggufFile(file({}, llama, q8));
  expect(found.parameters.value).toBe(weights);
  // Matrices in Q8_0, 34 bytes for 32 weights; norms and rotary factors in F32.
  const matrices = weights - 192;
  expect(found.byDtype).toEqual([
    { dtype: "Q8_0", tensors: 8, parameters: matrices, bytes: (matrices / 32) * 34 },
    { dtype: "F32", tensors: 4, parameters: 192, bytes: 4 * 208 },
  ]);
  expect(found.bitsPerWeight?.value).toBeCloseTo((8 * ((matrices / 32) * 34 + 4 * 192)) / weights, 12);
  expect(found.quantization).toEqual(["Q8_0, blocks of 32 in 34 bytes"]);
  expect(found.metadata.get("tokenizer.ggml.tokens")).toEqual({
    skipped: "list of texts or lists",
    length: 2000,
  });
  expect(found.tensors[1]?.shape).toEqual([64]);
  expect(found.tensors[7]?.shape).toEqual([96, 64]);
});

test("the network comes from the metadata, tied where no output is stored", () => {
  const tied = fromGguf(file(), { sequence: 3 });
  expect([tied.name, parameters(tied).value, tied.notCounted]).toEqual(["tiny", weights, []]);
  // 3 tokens through the matrices and the table; scores and context 2 x 9 x 64; angles: 3 positions x 16 frequencies.
  expect(forwardMac(tied).value).toBe(3 * (12_288 + 18_432 + 2560) + 2 * 9 * 64 + 3 * 16);
  const apart = fromGguf(file({}, { ...llama, "output.weight": [64, 40] }));
  expect(parameters(apart).value).toBe(weights + 2560);
});

test("metadata of another network are an error that says where they differ", () => {
  expect(() => fromGguf(file({ "llama.feed_forward_length": u32(128) }))).toThrow(
    /must be those that its metadata describes, got 1 difference: block 0: 30848 parameters stored \(blk\.0\.ffn_gate\.weight \[96, 64\].*\), 36992 described/,
  );
  expect(() => fromGguf(file({ "llama.block_count": u32(2) }))).toThrow(
    /block 1: 0 parameters stored \(nothing\)/,
  );
  const { "llama.attention.head_count": _, ...without } = keys;
  const { tensors, data } = placed(llama);
  expect(() => fromGguf(write(ggufBytes(without, tensors, { data })))).toThrow(
    /key "llama\.attention\.head_count" must be there for this architecture, got none; convert/,
  );
});

test("unknown architectures and layers of differing sizes leave parameters, and say why", () => {
  const why = (more: Readonly<Record<string, GgufValue>>) => {
    const graph = fromGguf(file(more));
    expect(parameters(graph).value).toBe(weights);
    return graph.notCounted[0]?.why;
  };
  expect(why({ "general.architecture": [8, "zebra"] })).toMatch(
    /"zebra" is not known; known are bloom, deepseek2/,
  );
  expect(why({ "general.architecture": u32(1) })).toMatch(/no key "general\.architecture"/);
  expect(why({ "llama.attention.head_count": [9, [4, [2, 3]]] })).toMatch(
    /attention\.head_count differ from layer to layer/,
  );
  // Equal values for every layer are one value.
  expect(fromGguf(file({ "llama.attention.head_count_kv": [9, [4, [1, 1]]] })).notCounted).toEqual([]);
});

test("every type of value is read, whichever way round its bytes lie", () => {
  const values: Readonly<Record<string, GgufValue>> = {
    a: [0, 200],
    b: [1, 255],
    c: [2, 65_535],
    d: [3, 65_535],
    e: [4, 4_000_000_000],
    f: [5, -7],
    g: [6, 0.5],
    h: [7, 1],
    i: [8, "text"],
    j: [9, [9, [[4, [1, 2]]]]],
    k: [10, 2 ** 40],
    l: [11, -5],
    m: [12, 1e-5],
    n: [8, "x".repeat(5000)],
  };
  const read = [200, -1, 65_535, -1, 4_000_000_000, -7, 0.5, true, "text"];
  for (const little of [true, false]) {
    const { metadata } = ggufFile(write(ggufBytes(values, [], { little })));
    expect([...metadata.values()].slice(0, 9)).toEqual(read);
    expect(["k", "l", "m"].map((key) => metadata.get(key))).toEqual([2 ** 40, -5, 1e-5]);
    expect(metadata.get("j")).toEqual({ skipped: "list of texts or lists", length: 1 });
    expect(metadata.get("n")).toEqual({ skipped: "text of so many bytes", length: 5000 });
  }
});

test("blocks take the bits that are published for their types", () => {
  const bits = (name: string) => {
    const type = [...tensorTypes.values()].find((one) => one.name === name);
    return type === undefined ? undefined : (8 * type.blockBytes) / type.blockSize;
  };
  // Bits per weight as the comments on block structures in ggml's sources (ggml-common.h) state them.
  expect(["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"].map(bits)).toEqual([4.5, 5, 5.5, 6, 8.5]);
  expect(["Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"].map(bits)).toEqual([2.625, 3.4375, 4.5, 5.5, 6.5625]);
  expect(["IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S"].map(bits)).toEqual([
    1.5625, 1.75, 2.0625, 2.3125, 2.5625,
  ]);
  expect(["IQ3_XXS", "IQ3_S", "IQ4_XS", "IQ4_NL"].map(bits)).toEqual([3.0625, 3.4375, 4.25, 4.5]);
  expect(["TQ1_0", "TQ2_0", "MXFP4", "NVFP4"].map(bits)).toEqual([1.6875, 2.0625, 4.25, 4.5]);
});

const one = (changes: Partial<GgufWritten>) => [{ name: "a", type: 0, sizes: [4], offset: 0, ...changes }];
test.each([
  [new Uint8Array(1000), /not a GGUF file, must begin with "GGUF"/],
  [ggufBytes({}, []).subarray(0, 20), /at least 24 bytes of header, got 20/],
  [ggufBytes({}, [], { version: 1 }), /unknown version of GGUF, got 1; it has 32-bit counts/],
  [ggufBytes({}, [], { version: 9 }), /unknown version of GGUF, got 9; only versions 2 and 3/],
  [
    ggufBytes({}, [], { tensorCount: 2n ** 60n }),
    /number of tensors must be at most 200000, got 1152921504606846976/,
  ],
  [
    ggufBytes({}, [], { tensorCount: 5n }),
    /tensor "": the file must go on, got its end at 32 bytes; it is cut short/,
  ],
  [ggufBytes({ x: [13, 0] }, []), /key "x": unknown type of value, got 13/],
  [ggufBytes({ "general.alignment": [4, 7] }, []), /general\.alignment must be a multiple of 8, got 7/],
  [ggufBytes({ x: [9, [9, [[9, [[9, [[9, [[4, [1]]]]]]]]]]] }, []), /lists may lie 4 deep/],
  [
    ggufBytes({}, one({}), { data: 8 }),
    /tensor "a": data must end within the file of \d+ bytes, got \d+; the file is cut short/,
  ],
  [ggufBytes({}, one({ offset: 8 }), { data: 64 }), /data must begin at a multiple of 32, got 8/],
  [ggufBytes({}, [...one({}), ...one({})], { data: 64 }), /tensor "a": each name may occur once/],
  [
    ggufBytes({}, [...one({ sizes: [16] }), ...one({ name: "b", offset: 32 })], { data: 64 }),
    /tensor "b": data must begin after those of "a"/,
  ],
  [ggufBytes({}, one({ type: 31 })), /type Q4_0_4_4 \(31\) was removed from ggml/],
  [ggufBytes({}, one({ type: 99 })), /tensor "a": unknown type, got 99; known are F32, F16/],
  [ggufBytes({}, one({ type: 2, sizes: [20] })), /Q4_0 packs 32 weights a block, got rows of 20/],
  [ggufBytes({}, one({ sizes: [1, 1, 1, 1, 1] })), /at most 4 dimensions, got 5/],
  [ggufBytes({}, one({ sizes: [2 ** 40, 2 ** 40] })), /sizes must fit a file/],
])("a damaged file is refused with what is wrong (%#)", (bytes, message) => {
  expect(() => ggufFile(write(bytes))).toThrow(message);
});

test("any split stands for its set, and missing ones are named", () => {
  const names = Object.entries(llama);
  const first = placed(Object.fromEntries(names.slice(0, 6)));
  const second = placed(Object.fromEntries(names.slice(6)));
  const split: Readonly<Record<string, GgufValue>> = { "split.count": [2, 2] };
  const name = (i: number) => `set-0000${i}-of-00002.gguf`;
  const path = write(ggufBytes({ ...keys, ...split }, first.tensors, { data: first.data }), name(1));
  const part = ggufFile(path);
  expect(part.missing).toEqual([{ file: name(2), tensors: [] }]);
  const graph = fromGguf(path);
  expect(parameters(graph).value).toBe(weights);
  expect(graph.notCounted).toMatchObject([{ name: name(2), what: "missing shard" }]);
  const other = write(ggufBytes(split, second.tensors, { data: second.data }), name(2));
  for (const one of [path, other]) expect(ggufFile(one).parameters.value).toBe(weights);
  expect(fromGguf(other).notCounted).toEqual([]);
  const renamed = write(ggufBytes(split, second.tensors, { data: second.data }));
  expect(() => ggufFile(renamed)).toThrow(/must be one of 1 file by its name, got split\.count 2/);
});
