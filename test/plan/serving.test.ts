// Serving: caches and weights against printed sizes, steps and throughputs against published measurements.
import { describe, expect, it } from "vitest";
import { device } from "../../src/hardware/index.js";
import {
  acceptedTokens,
  expectedExpertsOf,
  prefillTimes,
  remedies,
  type ServingSpec,
  served,
  servedModel,
  servingAdvice,
  stepTimes,
  tokenCache,
  transformerShape,
  weightFormat,
  weightsName,
} from "../../src/plan/index.js";
import {
  deepseek,
  llama2of7,
  llama2of70,
  llama3of8,
  llama3of70,
  mixtral,
  opt,
  server,
} from "./served-shapes.js";

describe("memory of a server", () => {
  it.each([
    ["Llama 3 8B", llama3of8, 131_072],
    ["Llama 3 70B", llama3of70, 327_680],
    ["Mixtral 8x7B", mixtral, 131_072],
    ["DeepSeek-V3, a latent vector and a rotary key", deepseek, 70_272],
    ["OPT-13B, 800 KiB in the paper on vLLM", opt, 800 * 1024],
  ])("caches for a token of %s what its sizes say", (_, shape, bytes) => {
    expect(tokenCache(shape, "bf16").value).toBe(bytes);
  });

  it("holds 138 GB of 16-bit weights for Llama 2 70B", () => {
    // 80 (2 · 8192 · 8192 + 2 · 8192 · 1024 + 3 · 8192 · 28672 + 2 · 8192) + 2 · 32000 · 8192 = 68.976 billion
    expect(servedModel(llama2of70).total.value).toBe(68_976_640_000);
    const { weights } = server({ shape: llama2of70, count: 1 }).memory;
    expect(weights.value / 1e9).toBeCloseTo(137.95, 2);
  });

  it("stores layers in the bits of the format and tables in 16", () => {
    const { weights } = server({ shape: llama2of70, count: 1, weights: "mxfp4" }).memory;
    // 68.976 billion - 2 · 32000 · 8192 in the layers at 4 + 8 / 32 bits
    const layers = 68_976_640_000 - 524_288_000;
    expect(weights.value).toBeCloseTo((layers * 4.25) / 8 + 524_288_000 * 2, -1);
  });

  it("divides a cache over no more devices than there are key-value heads, a latent vector not at all", () => {
    expect(server({ shape: llama3of70, count: 16 }).memory.deviceCache.value).toBe(327_680 / 8);
    expect(server({ shape: deepseek, count: 8 }).memory.deviceCache.value).toBe(70_272);
  });

  it("counts a window on the layers that have one", () => {
    const windows = [{ length: 128, layers: 40 }];
    const shape = { ...llama3of70, windows };
    const { cachePerSequence } = server({ shape, count: 1, input: 1000, output: 24 }).memory;
    // half of the layers hold 1,024 tokens, half 128
    expect(cachePerSequence.value).toBe((327_680 * (1024 + 128)) / 2);
  });

  it("says what is missing, and what would fit", () => {
    const spec: ServingSpec = {
      shape: llama3of70,
      device: device("h100-sxm"),
      count: 1,
      input: 1000,
      output: 200,
    };
    const serving = served(spec);
    expect(serving.points).toEqual([]);
    expect(serving.best).toBeUndefined();
    expect(serving.memory.missing / 2 ** 30).toBeGreaterThan(131.4 + 2 - 80); // 141.1 GB of weights and the reserve
    const found = remedies(spec);
    expect(found.map(({ count, weights }) => `${count} ${weightsName(weights)}`)).toEqual([
      "1 int4",
      "1 mxfp4",
      "1 nvfp4",
      "1 fp8",
      "1 int8",
      "1 bf16", // a part of it in the host's memory
      "2 bf16",
    ]);
    expect(found.map(({ changed }) => changed.join()).slice(-3)).toEqual(["weights", "offload", "devices"]);
    const costs = found.flatMap(({ count, tokenCost }) => (count === 1 ? (tokenCost ?? []) : []));
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
  });

  it("shortens the context where the cache alone is too large, to the token", () => {
    const spec: ServingSpec = {
      shape: llama3of70,
      device: device("h100-sxm"),
      count: 2,
      input: 200_000,
      output: 200,
      cache: "int4",
    };
    const [context] = remedies(spec).filter(({ changed }) => changed.join() === "context");
    const fits = (input: number) => served({ ...spec, input }).memory.missing === 0;
    if (context === undefined) expect(fits(spec.input)).toBe(true);
    else expect([fits(context.input), fits(context.input + 1)]).toEqual([true, false]);
  });

  it("changes two things where one is not enough, and proves that nothing fits", () => {
    const small: ServingSpec = {
      shape: transformerShape("llama3.1-405b"),
      device: device("rtx-4090"),
      count: 1,
      input: 100_000,
      output: 200,
    };
    const joint = servingAdvice(small);
    expect(joint.remedies.length).toBeGreaterThan(0);
    for (const { count, weights, cache, input, output, offloaded } of joint.remedies) {
      const { memory } = served({ ...small, count, weights, cache, input, output });
      expect(memory.missing).toBeLessThanOrEqual(offloaded);
    }
    const none = servingAdvice({ ...small, assumptions: { reservedMemory: 24 * 2 ** 30 } });
    expect(none.remedies).toEqual([]);
    expect(none.leanest?.setting).toMatchObject({ input: 1, output: 1 });
    // even without any weights
    const { missing, weights } = none.leanest?.memory ?? { missing: 0, weights: undefined };
    expect(missing).toBeGreaterThan(weights?.value ?? Number.NaN);
  });

  it("takes weights by name, tensor by tensor", () => {
    const shape = transformerShape("llama3-70b");
    const weights = weightFormat("q4_k_m", shape);
    const serving = served({
      shape,
      device: device("h100-sxm"),
      count: 1,
      input: 100,
      output: 100,
      weights,
    });
    // the published file has 42.52 GB
    expect(serving.memory.weights.value / 1e9).toBeCloseTo(42.51, 1);
    expect(weightFormat("FP8", llama3of70)).toBe("fp8");
    expect(() => weightFormat("q4_k_m", transformerShape("gpt-3-175b"))).toThrow(/only sizes of this model/);
    expect(() => weightFormat("q9_k", llama3of70)).toThrow(/unknown weight format, got "q9_k"/);
  });
});

describe("time of a pass", () => {
  it("cannot decode Llama 2 70B in 16 bits on one H100 faster than 41 ms a token", () => {
    const assumptions = { bandwidthEfficiency: 1 };
    const shape = llama2of70;
    const { memory, total } = stepTimes(
      server({ shape, count: 1, device: device("h100-sxm"), assumptions, input: 1, output: 1 }),
      1,
    );
    // 138 GB less the input table's 0.5 GB over 3.35 TB/s
    expect(memory.value).toBeCloseTo(137.43 / 3350, 4);
    expect(total.value).toBeGreaterThan(0.041);
  });

  // gpt-fast, README, table of tensor parallelism: tokens/s of one sequence on A100 80 GB, prompt of 5, BF16.
  it.each([
    [llama2of7, 1, 104.9],
    [llama2of7, 2, 168.84],
    [llama2of7, 4, 254.02],
    [llama2of7, 8, 328.43],
    [llama2of70, 2, 21.32],
    [llama2of70, 4, 38.01],
    [llama2of70, 8, 62.5],
  ])("decodes $name on %i devices within 10 % of gpt-fast's %f tokens a second", (shape, count, rate) => {
    const { total } = stepTimes(server({ shape, count }), 1);
    expect(Math.abs(1 / total.value / rate - 1)).toBeLessThan(0.1);
  });

  it("takes at least the operations of a prompt over the peak", () => {
    const { compute, memory, limitedBy } = prefillTimes(
      server({ shape: llama3of8, count: 1, device: device("h100-sxm"), input: 2048 }),
    );
    // 2 · 2048 · (6.98e9 + 0.5 · 32 · 8192 · 2048) + 2 · 128256 · 4096 = 2.97e13 FLOP at 989.4 TFLOP/s · 0.82 · 16/17
    expect(compute.value).toBeCloseTo(2.97e13 / (989.4e12 * 0.82 * (2048 / 2176)), 3);
    expect(compute.value).toBeGreaterThan(memory.value);
    expect(limitedBy).toBe("compute");
  });

  it("reads the experts that a batch needs", () => {
    const experts = (routedTokens: number) =>
      expectedExpertsOf({ experts: 8, activeExperts: 2, routedTokens }).value;
    expect(experts(1)).toBe(2);
    expect(experts(2)).toBe(3.5); // 8 (1 - 0.75²)
    expect(experts(100)).toBeCloseTo(8, 9);
    const bytes = (batch: number) =>
      stepTimes(server({ shape: mixtral, count: 1, input: 1, output: 1 }), batch).bytes.value;
    // one more sequence brings 1.5 experts of 3 · 4096 · 14336 · 32 parameters, two bytes each, and its cache
    expect(bytes(2) - bytes(1)).toBeCloseTo(1.5 * 3 * 4096 * 14_336 * 32 * 2 + 1.5 * 131_072, -1);
  });
});

// Leviathan et al. 2023, Table 1: speed-up in operations and time for a draft that costs nothing.
it.each([
  [0.6, 2, 1.96],
  [0.7, 3, 2.53],
  [0.8, 5, 3.69],
  [0.9, 10, 6.86],
])(
  "gains by speculation at acceptance %f with %i drafted tokens a factor of %f",
  (rate, draftTokens, gain) => {
    expect(acceptedTokens({ acceptanceRate: rate, draftTokens }).value).toBeCloseTo(gain, 2);
  },
);

describe("a server under load", () => {
  // TensorRT-LLM 1.0, performance overview: output tokens/s at most, FP8: 8B on one H100, 70B on two, 70B on one H200.
  const published: readonly (readonly [number, number, number, number, number])[] = [
    [128, 2048, 22_714, 6651, 4336],
    [128, 4096, 14_325, 4199, 2872],
    [500, 2000, 17_660, 5222, 3666],
    [1000, 1000, 15_220, 4205, 2909],
    [1000, 2000, 13_899, 4146, 2994],
    [2048, 128, 3450, 762, 442],
    [2048, 2048, 9305, 3082, 2003],
    [5000, 500, 3459, 898, 566],
    [20_000, 2000, 1351, 437, 283],
  ];
  it("puts out what NVIDIA published for 27 loads: within 25 % each, 8 % on average", () => {
    const errors = published.flatMap(([input, output, ...rates]) =>
      [
        { shape: llama3of8, device: device("h100-sxm"), count: 1 },
        { shape: llama3of70, device: device("h100-sxm"), count: 2 },
        { shape: llama3of70, device: device("h200-sxm"), count: 1 },
      ].map((one, i) => {
        const { best } = served({ ...one, input, output, weights: "fp8", cache: "fp8", batches: [1] });
        return Math.abs((best?.outputRate.value ?? 0) / (rates[i] ?? 0) - 1);
      }),
    );
    expect(errors.length).toBe(27);
    expect(Math.max(...errors)).toBeLessThan(0.25);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.08);
  });

  const spec: ServingSpec = {
    shape: llama3of70,
    device: device("h100-sxm"),
    count: 8,
    input: 1000,
    output: 200,
    price: 2.5,
  };

  it("takes the largest batch within the limits", () => {
    const { best, points } = served({ ...spec, firstToken: 1, perToken: 0.05 });
    const batch = best?.batch ?? 0;
    expect(best?.perToken.value).toBeLessThanOrEqual(0.05);
    const [more] = served({ ...spec, batches: [batch + 1] }).points;
    expect(more?.perToken.value).toBeGreaterThan(0.05);
    expect(points.map((point) => point.batch)).toContain(batch);
    expect(served({ ...spec, firstToken: 1e-6 }).best).toBeUndefined();
  });

  it("shares out the price of its devices: prompts and answers together pay for the whole server", () => {
    const [point] = served({ ...spec, batches: [64] }).points;
    const { input, output } = point?.cost ?? {};
    const perSecond =
      (point?.requestRate.value ?? 0) *
      ((1000 * (input?.value ?? 0)) / 1e6 + (200 * (output?.value ?? 0)) / 1e6);
    expect(perSecond * 3600).toBeCloseTo(8 * 2.5, 9);
  });

  it("needs whole servers, each run at 80 %", () => {
    const { best, load } = served({ ...spec, rate: 100 });
    const servers = Math.ceil(100 / (0.8 * (best?.requestRate.value ?? 0)));
    expect(load?.devices.value).toBe(8 * servers);
    expect((load?.spending?.value ?? 0) * 3600).toBeCloseTo(servers * 20, 9);
  });

  it("refuses what cannot be, quoting it", () => {
    expect(() => served({ ...spec, count: 7 })).toThrow(
      "devices must divide the 64 heads, got 7; choose one of 1, 2, 4",
    );
    expect(() => served({ ...spec, input: 0.5 })).toThrow("input must be a whole number from 1 on, got 0.5");
    expect(() => served({ ...spec, speculative: { acceptance: 1 } })).toThrow("got 1;");
    expect(() => served({ ...spec, batches: [1e7] })).toThrow("got 10000000;");
  });
});
