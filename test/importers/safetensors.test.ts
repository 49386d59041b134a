// safetensors files: what headers say, what is refused, and whether config.json and tensors agree.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forwardMac, fromSafetensors, parameters, safetensorsFile } from "../../src/index.js";
import { safetensorsBytes, type WrittenTensor } from "./weight-bytes.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-safetensors-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
/** A folder of its own with these files. */
function set(files: Readonly<Record<string, Uint8Array | object>>): string {
  const place = mkdtempSync(join(folder, `${made++}-`));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(place, name), content instanceof Uint8Array ? content : JSON.stringify(content));
  return place;
}

const bytesOf: Readonly<Record<string, number>> = {
  F32: 4,
  BF16: 2,
  F16: 2,
  I32: 4,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
};
const tensor = (name: string, dtype: string, ...shape: number[]): WrittenTensor => ({
  name,
  dtype,
  shape,
  bytes: shape.reduce((all, size) => all * size, bytesOf[dtype] ?? 1),
});
const one = (bytes: Uint8Array) => join(set({ "model.safetensors": bytes }), "model.safetensors");
const file = (...tensors: WrittenTensor[]) => safetensorsFile(one(safetensorsBytes(tensors)));

/** LlamaForCausalLM with 1 layer of width 4, 2 heads, 1 key-value head, 8 inner, 10 tokens. */
const config = {
  model_type: "llama",
  architectures: ["LlamaForCausalLM"],
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  intermediate_size: 8,
  vocab_size: 10,
};
const layer = "model.layers.0";
const table = tensor("model.embed_tokens.weight", "BF16", 10, 4);
const block = [
  tensor(`${layer}.self_attn.q_proj.weight`, "BF16", 4, 4),
  tensor(`${layer}.self_attn.k_proj.weight`, "BF16", 2, 4),
  tensor(`${layer}.self_attn.v_proj.weight`, "BF16", 2, 4),
  tensor(`${layer}.self_attn.o_proj.weight`, "BF16", 4, 4),
  tensor(`${layer}.mlp.gate_proj.weight`, "BF16", 8, 4),
  tensor(`${layer}.mlp.up_proj.weight`, "BF16", 8, 4),
  tensor(`${layer}.mlp.down_proj.weight`, "BF16", 4, 8),
  tensor(`${layer}.input_layernorm.weight`, "BF16", 4),
  tensor(`${layer}.post_attention_layernorm.weight`, "BF16", 4),
];
const ends = [tensor("model.norm.weight", "BF16", 4), tensor("lm_head.weight", "BF16", 10, 4)];
// Table 40, attention 16 + 8 + 8 + 16, feed-forward 3 x 32, norms 3 x 4, head 40.
const llamaParameters = 40 + 48 + 96 + 12 + 40;

test("parameters and bytes are counted by tensor and by format", () => {
  const found = file(tensor("a", "F32", 3, 5), tensor("b", "BF16", 7), tensor("empty", "F32", 0, 4));
  expect(found.parameters.value).toBe(22);
  expect(found.bytes.value).toBe(60 + 14);
  expect(found.byDtype.map(({ dtype, parameters: n, bytes }) => [dtype, n, bytes])).toEqual([
    ["F32", 15, 60],
    ["BF16", 7, 14],
  ]);
  // 8 x 74 / 22.
  expect(found.bitsPerWeight?.value).toBeCloseTo(26.909, 3);
});

test("buffers have bytes and no parameters", () => {
  const found = file(
    tensor("layers.0.self_attn.rotary_emb.inv_freq", "F32", 8),
    tensor("h.0.attn.bias", "F32", 1, 1, 6, 6),
    tensor("bn.num_batches_tracked", "I32"),
    tensor("h.0.attn.c_attn.bias", "F32", 12),
  );
  expect(found.parameters.value).toBe(12);
  expect(found.bytes.value).toBe(32 + 144 + 4 + 48);
});

test.each([
  // Inputs 64, outputs 32, groups of 32: 64 x 32 weights in codes of 4 bits, 2 x 32 scales of 16 bits, 2 x 32 zeros.
  [
    "GPTQ, 4 bits",
    [
      tensor("q.qweight", "I32", 8, 32),
      tensor("q.qzeros", "I32", 2, 4),
      tensor("q.scales", "F16", 2, 32),
      tensor("q.g_idx", "I32", 64),
    ],
    2048,
  ],
  [
    "GPTQ, 3 bits",
    [tensor("q.qweight", "I32", 6, 32), tensor("q.qzeros", "I32", 2, 3), tensor("q.scales", "F16", 2, 32)],
    2048,
  ],
  [
    "AWQ, 4 bits",
    [tensor("q.qweight", "I32", 64, 4), tensor("q.qzeros", "I32", 2, 4), tensor("q.scales", "F16", 2, 32)],
    2048,
  ],
  [
    "bitsandbytes NF4, 4 bits",
    [
      tensor("q.weight", "U8", 1024, 1),
      tensor("q.weight.absmax", "F32", 32),
      tensor("q.weight.quant_map", "F32", 16),
      tensor("q.weight.quant_state.bitsandbytes__nf4", "U8", 90),
    ],
    2048,
  ],
  ["bitsandbytes LLM.int8, 8 bits", [tensor("q.weight", "I8", 32, 64), tensor("q.SCB", "F32", 32)], 2048],
  [
    "FP8 (F8_E4M3) with scales",
    [tensor("q.weight", "F8_E4M3", 32, 64), tensor("q.weight_scale_inv", "F32", 1, 1)],
    2048,
  ],
  [
    "MXFP4, 4 bits",
    [tensor("e.gate_up_proj_blocks", "U8", 2, 16, 2, 16), tensor("e.gate_up_proj_scales", "U8", 2, 16, 2)],
    2048,
  ],
  [
    "NVFP4, 4 bits",
    [
      tensor("q.weight", "U8", 32, 32),
      tensor("q.weight_scale", "F8_E4M3", 32, 4),
      tensor("q.weight_scale_2", "F32"),
    ],
    2048,
  ],
])("%s is told from shapes, and its weights count unpacked", (method, tensors, weights) => {
  const found = file(...tensors);
  expect(found.quantization).toEqual([method]);
  expect(found.parameters.value).toBe(weights);
  expect(found.notCounted).toEqual([]);
});

test("bits for each weight include scales, zero points and places", () => {
  const found = file(
    tensor("q.qweight", "I32", 16, 32),
    tensor("q.qzeros", "I32", 1, 4),
    tensor("q.scales", "F16", 1, 32),
    tensor("q.g_idx", "I32", 128),
  );
  // 128 x 32 weights: codes 2048 bytes, zeros 16, scales 64, places 512; 8 x 2640 / 4096.
  expect(found.bitsPerWeight?.value).toBe(5.15625);
});

test("a packing that nobody knows is not counted, and named", () => {
  const found = file(tensor("q.q_weight", "I32", 8, 32), tensor("x.weight", "F32", 2));
  expect(found.parameters.value).toBe(2);
  expect(found.notCounted.map(({ name }) => name)).toEqual(["q.q_weight"]);
});

const aTensor = tensor("a", "F32", 2);
test.each([
  [new Uint8Array(3), /must begin with 8 bytes of header length, got 3; check/],
  [new Uint8Array(4096), /header must be a JSON object, got 0 bytes/],
  [Uint8Array.from([255, 255, 255, 255, 0, 0, 0, 0]), /at most 100000000 bytes, got 4294967295/],
  [safetensorsBytes([aTensor]).subarray(0, 40), /must lie in the file of 40 bytes, got \d+ bytes of header/],
  [safetensorsBytes([], { header: "[1, 2]" }), /must be one JSON object, got something else at character 0/],
  [safetensorsBytes([], { header: '{"a":{"dtype"' }), /must be one JSON object/],
  [safetensorsBytes([], { header: '{"a":"x"}' }), /tensor "a": must be an object with dtype/],
  [safetensorsBytes([tensor("a", "F33", 2)]), /tensor "a": unknown dtype, got "F33"; did you mean "F32"/],
  [
    safetensorsBytes([{ ...aTensor, bytes: 4 }]),
    /tensor "a": shape \[2\] of F32 needs 8 bytes, got data_offsets of 4/,
  ],
  [safetensorsBytes([{ ...aTensor, shape: [-2] }]), /tensor "a": shape must be a list of whole numbers/],
  [
    safetensorsBytes([aTensor], { data: 5 }),
    /tensor "a": data must end within the 5 bytes after the header, got 8/,
  ],
  [safetensorsBytes([aTensor], { data: 12 }), /must end with "a" at 8 bytes, got 12 bytes after the header/],
  [safetensorsBytes([aTensor, aTensor]), /tensor "a": each name may occur once, got it twice/],
  [
    safetensorsBytes([], {
      header:
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}',
      data: 12,
    }),
    /tensor "b": data must begin at 8, where those of "a" end, got 4/,
  ],
  [
    safetensorsBytes([aTensor], { metadata: { x: 1 } }),
    /"__metadata__" must hold texts only, got number under "x"/,
  ],
])("a damaged file is refused with what is wrong (%#)", (bytes, message) => {
  expect(() => safetensorsFile(one(bytes))).toThrow(message);
});

test("with the config.json beside it the cost is whole", () => {
  const tensors = [table, ...block, ...ends];
  const graph = fromSafetensors(
    join(set({ "model.safetensors": safetensorsBytes(tensors), "config.json": config }), "model.safetensors"),
    { sequence: 3 },
  );
  expect(parameters(graph).value).toBe(llamaParameters);
  // 3 tokens through 48 + 96 weights of the block and 40 of the head, and scores and context: 2 x 9 x 4; the angles of
  // rotary positions are a product, too: 3 positions x 1 frequency.
  expect(forwardMac(graph).value).toBe(3 * (48 + 96 + 40) + 72 + 3);
  expect(graph.notCounted).toEqual([]);
});

test("without a config.json parameters are known, operations are not, and the remedy is told", () => {
  const graph = fromSafetensors(one(safetensorsBytes([table, ...block, ...ends])));
  expect(parameters(graph).value).toBe(llamaParameters);
  expect(graph.notCounted[0]?.why).toMatch(/put config\.json beside it/);
  expect(graph.nodes[1]).toMatchObject({ stage: "model.layers.0", layer: { kind: "weights" } });
});

test("a tied head may be stored or not", () => {
  const tied = { ...config, tie_word_embeddings: true };
  for (const tensors of [
    [table, ...block, ...ends],
    [table, ...block, ...ends.slice(0, 1)],
  ])
    expect(
      parameters(
        fromSafetensors(set({ "model.safetensors": safetensorsBytes(tensors), "config.json": tied })),
      ).value,
    ).toBe(llamaParameters - 40);
});

test("a config.json of another model is an error that says where they differ", () => {
  const both = (changes: object, ...tensors: WrittenTensor[]) =>
    set({ "model.safetensors": safetensorsBytes(tensors), "config.json": { ...config, ...changes } });
  const tensors = [table, ...block, ...ends];
  expect(() => fromSafetensors(both({ intermediate_size: 16 }, ...tensors))).toThrow(
    /got 1 difference: block 0: 152 parameters stored \(.*mlp\.gate_proj\.weight \[8, 4\].*\), 248 described .*; take config\.json and weights of one checkpoint/,
  );
  expect(() => fromSafetensors(both({ num_hidden_layers: 3 }, ...tensors))).toThrow(
    /got 2 differences: block 1: 0 parameters stored \(nothing\), 152 described/,
  );
  expect(() => fromSafetensors(both({}, table, ...block, ...ends.slice(0, 1)))).toThrow(
    /outside the blocks: 44 parameters stored .*, 84 described/,
  );
});

test("heads that the model class does not use are listed, not counted", () => {
  const spare = tensor("mtp.fc.weight", "BF16", 4, 8);
  const graph = fromSafetensors(
    set({ "model.safetensors": safetensorsBytes([table, ...block, ...ends, spare]), "config.json": config }),
  );
  expect(parameters(graph).value).toBe(llamaParameters);
  expect(graph.notCounted).toMatchObject(
    [{ name: "mtp.fc.weight", what: /32 parameters/ }].map(({ name }) => ({ name })),
  );
});

test("an unknown model type leaves parameters, and says so", () => {
  const graph = fromSafetensors(
    set({ "model.safetensors": safetensorsBytes([aTensor]), "config.json": { model_type: "zebra" } }),
  );
  expect(parameters(graph).value).toBe(2);
  expect(graph.notCounted[0]?.why).toMatch(/model_type "zebra", which is not known; known are .*llama/);
});

const shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"] as const;
function sharded(present: readonly string[], extra: object = {}): string {
  const halves: Readonly<Record<string, readonly WrittenTensor[]>> = {
    [shards[0]]: [table, ...block],
    [shards[1]]: ends,
  };
  const map = Object.entries(halves).flatMap(([name, tensors]) =>
    tensors.map((t) => [t.name, name] as const),
  );
  const index = { metadata: { total_size: 2 * llamaParameters }, weight_map: Object.fromEntries(map) };
  const files = present.map((name) => [name, safetensorsBytes(halves[name] ?? [])] as const);
  return set({ "model.safetensors.index.json": index, ...Object.fromEntries(files), ...extra });
}

test("a sharded set is whole from its index, its folder, or any shard", () => {
  const place = sharded(shards, { "config.json": config });
  for (const path of [place, join(place, "model.safetensors.index.json"), join(place, shards[1])]) {
    expect(safetensorsFile(path).parameters.value).toBe(llamaParameters);
    expect(fromSafetensors(path).notCounted).toEqual([]);
  }
});

test("a missing shard is named with what lacks", () => {
  const found = safetensorsFile(sharded([shards[0]]));
  expect(found.missing).toEqual([{ file: shards[1], tensors: ["model.norm.weight", "lm_head.weight"] }]);
  expect(found.parameters.value).toBe(llamaParameters - 44);
  const alone = fromSafetensors(sharded([shards[0]]));
  expect(alone.notCounted[1]).toMatchObject({ name: shards[1], what: "missing shard of 2 tensors" });
  expect(alone.notCounted[1]?.why).toMatch(/88 bytes lack in all; fetch it/);
  const described = fromSafetensors(sharded([shards[0]], { "config.json": config }));
  expect(parameters(described).value).toBe(llamaParameters);
  expect(described.notCounted[0]?.why).toMatch(
    /come from config\.json and are whole, but its tensors are not compared/,
  );
  expect(() => safetensorsFile(sharded([]))).toThrow(
    /none of its 2 shards lies beside it, got no model-00001/,
  );
});

test.each([
  [{ weight_map: 3 }, /must have an object "weight_map"/],
  [
    { weight_map: { a: "../../elsewhere.safetensors" } },
    /tensor "a": its file must lie in the index's folder/,
  ],
  [
    { weight_map: { a: "model.safetensors", b: "model.safetensors" } },
    /tensor "b" must be in it by the index, got none/,
  ],
  [{ weight_map: { b: "x.safetensors" } }, /none of its 1 shards lies beside it/],
])("an index that does not fit is refused (%#)", (index, message) => {
  const place = set({
    "model.safetensors.index.json": index,
    "model.safetensors": safetensorsBytes([aTensor]),
  });
  expect(() => safetensorsFile(join(place, "model.safetensors.index.json"))).toThrow(message);
});

test("more tensors than any network has are refused", () => {
  const member = (i: number) => `"${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`;
  const header = `{${Array.from({ length: 200_001 }, (_, i) => member(i)).join(",")}}`;
  expect(() => safetensorsFile(one(safetensorsBytes([], { header, data: 0 })))).toThrow(
    /at most 200000 tensors, got more/,
  );
});
