// Damaged files of weights: a clear error or an answer, soon, and never anything else.
import { expect, test } from "vitest";
import { FlopbookError } from "../../src/ground/errors.js";
import { type ByteSource, memorySource } from "../../src/importers/bytes/byte-source.js";
import { readNow } from "../../src/importers/bytes/steps.js";
import { ggufHeader } from "../../src/importers/gguf/header.js";
import { safetensorsHeader } from "../../src/importers/safetensors/header.js";
import { ggufBytes, safetensorsBytes } from "./weight-bytes.js";

const good = {
  safetensors: safetensorsBytes(
    [
      { name: "model.embed_tokens.weight", dtype: "BF16", shape: [10, 4], bytes: 80 },
      { name: "model.norm.weight", dtype: "F32", shape: [4], bytes: 16 },
    ],
    { metadata: { format: "pt" } },
  ),
  gguf: ggufBytes(
    {
      "general.architecture": [8, "llama"],
      "llama.block_count": [4, 1],
      "llama.attention.head_count_kv": [9, [4, [1, 1]]],
      "tokenizer.ggml.tokens": [9, [8, ["a", "b", "c"]]],
    },
    [
      { name: "token_embd.weight", type: 8, sizes: [32, 4], offset: 0 },
      { name: "output_norm.weight", type: 0, sizes: [32], offset: 160 },
    ],
    { data: 288 },
  ),
};
const safetensors = (source: ByteSource) => readNow(safetensorsHeader(source));
const gguf = (source: ByteSource) => readNow(ggufHeader(source));
const readers = { safetensors, gguf };

/** Numbers from 0 to below 1 that are the same on every run (a linear congruential generator). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A copy with up to 4 bytes changed, and every third time cut. */
function damaged(bytes: Uint8Array, random: () => number, cut: boolean): Uint8Array {
  const copy = bytes.slice(0, cut ? Math.floor(random() * bytes.length) : bytes.length);
  for (let i = 0; i < 1 + random() * 3; i++) {
    const at = Math.floor(random() * copy.length);
    // Small values and the ends of the range reach further than random ones.
    if (copy.length > 0)
      copy[at] = [0, 1, 127, 255, Math.floor(random() * 256)][Math.floor(random() * 5)] ?? 0;
  }
  return copy;
}

test.each(["safetensors", "gguf"] as const)("3000 damaged %s headers are refused or read", (format) => {
  const random = chance(7);
  let refused = 0;
  for (let i = 0; i < 3000; i++) {
    const source = memorySource(`damaged ${i}`, damaged(good[format], random, i % 3 === 0));
    try {
      readers[format](source);
    } catch (error) {
      expect(error, `${format} ${i}: ${String(error)}`).toBeInstanceOf(FlopbookError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(1500);
});

/** A source of any size that is zeros but for its beginning, and counts what is read. */
function sparse(size: number, beginning: Uint8Array): ByteSource & { bytesRead(): number } {
  let read = 0;
  return {
    name: "sparse",
    size,
    read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      read += bytes.length;
      bytes.set(beginning.subarray(offset, offset + bytes.length));
      return bytes;
    },
    close: () => {},
    bytesRead: () => read,
  };
}

test("a file of many gigabytes costs its header", () => {
  const size = 40 * 2 ** 30;
  const written = ggufBytes({}, [{ name: "a", type: 1, sizes: [2 ** 20, 20 * 2 ** 10], offset: 0 }]);
  const ggufSource = sparse(written.length + size, written);
  expect(gguf(ggufSource).tensors[0]?.bytes).toBe(size);
  expect(ggufSource.bytesRead()).toBeLessThan(100_000);
  const half = safetensorsBytes([{ name: "a", dtype: "F16", shape: [2 ** 20, 20 * 2 ** 10], bytes: size }], {
    data: 0,
  });
  const source = sparse(half.length + size, half);
  expect(safetensors(source).tensors[0]?.bytes).toBe(size);
  expect(source.bytesRead()).toBeLessThan(1000);
});

test("a list that claims to fill a huge file ends at the longest header", () => {
  // A list of texts of length 0 in a file of zeros: 8 bytes each, refused after 128 MiB.
  const beginning = ggufBytes({ "tokenizer.ggml.tokens": [9, [8, []]] }, []);
  new DataView(beginning.buffer).setBigUint64(24 + 8 + 21 + 4 + 4, 2n ** 40n, true);
  expect(() => gguf(sparse(2 ** 50, beginning))).toThrow(
    /key "tokenizer\.ggml\.tokens": the header may have at most 134217728 bytes, got more/,
  );
});
