// What must hold for any network, run or number: properties tried on sizes that nobody chose.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { budgetOf, budgetSpec } from "../../src/budget/index.js";
import { modelSummary } from "../../src/display/model-summary.js";
import { device } from "../../src/hardware/index.js";
import { fromConfig } from "../../src/importers/index.js";
import { convolution, layerGraph, linear } from "../../src/layers/index.js";
import { backwardMac, forwardMac, parameters } from "../../src/models/index.js";
import { foundShape } from "../../src/node/index.js";
import { numberParts, text } from "../../src/numbers/format.js";
import { planned, shapeOfGraph } from "../../src/plan/index.js";

/** The same samples on every run and machine; FUZZ_CASES widens them. */
const samples = { seed: 20_261_201, numRuns: Math.max(60, Number(process.env.FUZZ_CASES ?? 0) / 400) };
const size = (most: number) => fc.integer({ min: 1, max: most });

describe("a convolution", () => {
  const spec = fc.record({
    batch: size(4),
    groups: size(3),
    input: size(5),
    output: size(5),
    side: fc.integer({ min: 7, max: 20 }),
    kernel: size(5),
    stride: size(3),
    padding: fc.integer({ min: 0, max: 3 }),
    bias: fc.boolean(),
  });

  test("has as many products as a loop over its output counts", () => {
    fc.assert(
      fc.property(spec, ({ batch, groups, input, output, side, kernel, stride, padding, bias }) => {
        const channels = groups * input;
        const graph = layerGraph(
          convolution({
            input: [batch, channels, side, side],
            outputChannels: groups * output,
            kernel,
            stride,
            padding,
            groups,
            bias,
          }),
        );
        let positions = 0;
        for (let y = -padding; y + kernel <= side + padding; y += stride)
          for (let x = -padding; x + kernel <= side + padding; x += stride) positions++;
        const products = batch * positions * groups * output * input * kernel * kernel;
        expect(forwardMac(graph).value).toBe(products);
        expect(parameters(graph).value).toBe(
          groups * output * input * kernel * kernel + (bias ? groups * output : 0),
        );
        expect(backwardMac(graph).value).toBeLessThanOrEqual(2 * products);
      }),
      samples,
    );
  });
});

test("a linear layer's products grow with each of its sizes alone", () => {
  fc.assert(
    fc.property(size(9), size(300), size(300), (rows, inputs, outputs) => {
      const mac = (r: number, i: number, o: number) =>
        forwardMac(layerGraph(linear({ input: [r, i], outputFeatures: o }))).value;
      expect(mac(rows, inputs, outputs)).toBe(rows * inputs * outputs);
      expect(mac(rows + 1, inputs, outputs)).toBeGreaterThan(mac(rows, inputs, outputs));
    }),
    samples,
  );
});

/** Configurations of Llama's kind whose sizes go together. */
const llama = fc
  .record({
    layers: size(6),
    heads: size(4),
    group: size(3),
    headDim: fc.constantFrom(8, 16, 24),
    inner: size(200),
    vocabulary: fc.integer({ min: 2, max: 999 }),
    tied: fc.boolean(),
    window: fc.option(size(40), { nil: undefined }),
  })
  .map(({ layers, heads, group, headDim, inner, vocabulary, tied, window }) => ({
    model_type: "mistral",
    num_hidden_layers: layers,
    num_attention_heads: heads * group,
    num_key_value_heads: heads,
    head_dim: headDim,
    hidden_size: heads * group * headDim,
    intermediate_size: inner,
    vocab_size: vocabulary,
    tie_word_embeddings: tied,
    sliding_window: window ?? null,
  }));

describe("a decoder of any sizes", () => {
  test("has the parameters of its matrices, and one more layer adds what a layer holds", () => {
    fc.assert(
      fc.property(llama, (config) => {
        const width = config.hidden_size;
        const keys = config.num_key_value_heads * config.head_dim;
        const layer = 2 * width * width + 2 * width * keys + 3 * width * config.intermediate_size + 2 * width;
        const tables = config.vocab_size * width * (config.tie_word_embeddings ? 1 : 2);
        const counted = (more: number) => {
          const larger = { ...config, num_hidden_layers: config.num_hidden_layers + more };
          return parameters(fromConfig(larger, { batch: 1, sequence: 16 })).value;
        };
        expect(counted(0)).toBe(config.num_hidden_layers * layer + tables + width);
        expect(counted(1) - counted(0)).toBe(layer);
      }),
      samples,
    );
  });

  test("costs as much more for a third sequence as for a second, and never less for a longer one", () => {
    fc.assert(
      fc.property(llama, size(64), (config, sequence) => {
        const flop = (batch: number, length: number) =>
          modelSummary(fromConfig(config, { batch, sequence: length })).forward.mac;
        // not flop(2) = 2 flop(1): the angles of the positions are worked out once for all sequences
        expect(flop(3, sequence) - flop(2, sequence)).toBe(flop(2, sequence) - flop(1, sequence));
        expect(flop(1, sequence + 1)).toBeGreaterThan(flop(1, sequence));
      }),
      samples,
    );
  });
});

describe("a plan of any decoder", () => {
  const planOf = (
    config: Readonly<Record<string, unknown>>,
    count: number,
    batch: number,
    sequence: number,
  ) =>
    planned({
      shape: shapeOfGraph((input) => fromConfig(config, input)),
      device: device("h100-sxm"),
      counts: [count],
      batch,
      sequence,
      keep: 1,
    });
  const seconds = (plan: ReturnType<typeof planOf>) => plan.best[0]?.evaluation.times.iteration.value ?? 0;
  const plans = { ...samples, numRuns: Math.max(8, samples.numRuns / 10) };

  test("never steps faster with two layers more, or with twice the tokens", () => {
    fc.assert(
      fc.property(
        llama,
        fc.constantFrom(1, 3, 4, 8),
        fc.integer({ min: 1, max: 8 }),
        (config, count, half) => {
          const batch = 24 * half;
          const larger = { ...config, num_hidden_layers: config.num_hidden_layers + 2 };
          const plain = seconds(planOf(config, count, batch, 64));
          expect(plain).toBeGreaterThan(0);
          expect(seconds(planOf(larger, count, batch, 64))).toBeGreaterThanOrEqual(plain);
          expect(seconds(planOf(config, count, 2 * batch, 64))).toBeGreaterThanOrEqual(plain);
          expect(seconds(planOf(config, count, batch, 128))).toBeGreaterThanOrEqual(plain);
        },
      ),
      plans,
    );
  });

  test("fits on more devices where it fits on fewer", () => {
    const wide = fc.record({
      config: llama,
      count: fc.constantFrom(1, 2, 4),
      times: fc.constantFrom(2, 3, 4),
    });
    fc.assert(
      fc.property(wide, ({ config, count, times }) => {
        const big = { ...config, hidden_size: 128 * config.hidden_size, head_dim: 128 * config.head_dim };
        // more replicas of the same layout, each with the sequences that it had
        const fits = (devices: number) => planOf(big, devices, 24 * devices, 64).feasible > 0;
        if (fits(count)) expect(fits(count * times)).toBe(true);
      }),
      plans,
    );
  });
});

test("a run on twice the tokens takes twice the operations, longer, and costs more", () => {
  const question = fc.record({
    model: fc.constantFrom("gpt2", "llama3-8b", "qwen3-30b-a3b"),
    billions: fc.integer({ min: 50, max: 5000 }),
    count: fc.constantFrom(8, 16, 64),
  });
  fc.assert(
    fc.property(question, ({ model, billions, count }) => {
      const results = (tokens: string) => {
        const asked = { model, tokens, device: "h100-sxm", count };
        return budgetOf({ ...budgetSpec(asked, foundShape(model)), samples: 100 }).results;
      };
      const [less, more] = [results(`${billions}B`), results(`${2 * billions}B`)];
      expect(more.trainingFlop.value / less.trainingFlop.value).toBeCloseTo(2, 9);
      expect(more.wallTime.value).toBeGreaterThan(less.wallTime.value);
      expect(more.total.value).toBeGreaterThan(less.total.value);
    }),
    { ...samples, numRuns: 4 },
  );
});

test("a number is printed within half a unit of its last digit, and never as NaN or a bare exponent", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-30, max: 1e30, noNaN: true }), (value) => {
      const { digits, exponent, sign } = numberParts(value, "1", { digits: 3, notation: "power" });
      const read = Number(`${sign}${digits}e${exponent ?? 0}`);
      expect(Math.abs(read / value - 1)).toBeLessThanOrEqual(0.00501);
      expect(text(value, "FLOP")).toMatch(/^[\d.,\u00a0\u202f ×⁰-⁹⁻]+/);
    }),
    { ...samples, numRuns: samples.numRuns * 5 },
  );
});
