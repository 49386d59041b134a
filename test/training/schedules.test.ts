// Schedules, regularizers and what optimizers keep.
import { describe, expect, it } from "vitest";
import * as t from "../../src/training/index.js";
import { counting, numbers } from "./counting.js";

describe("a schedule", () => {
  it("of a cosine gives PyTorch's rates: from 0.1 to 0.01 in ten steps", () => {
    const schedule: t.Schedule = { kind: "cosine", rate: 0.1, lowest: 0.01, steps: 10 };
    // CosineAnnealingLR of PyTorch 1.13
    const measured = [
      0.1, 0.09779754323328192, 0.09140576474687263, 0.08145033635316129, 0.06890576474687264,
    ];
    measured.forEach((rate, step) => {
      expect(t.learningRateAt(schedule, step).value).toBeCloseTo(rate, 12);
    });
    expect(t.learningRateAt(schedule, 10).value).toBeCloseTo(0.01, 15);
    expect(() => t.learningRateAt(schedule, 11)).toThrow(/from 0 to 10, got 11/);
  });

  it("of steps falls tenfold at 30, 60 and 90", () => {
    const schedule: t.Schedule = { kind: "step", rate: 0.1, decay: 0.1, interval: 30 };
    const rates = [0, 29, 30, 60, 89, 90].map((step) => t.learningRateAt(schedule, step).value);
    [0.1, 0.1, 0.01, 0.001, 0.001, 0.0001].forEach((rate, i) => {
      expect(rates[i]).toBeCloseTo(rate, 15);
    });
  });

  it("warms up in a straight line and then hands over", () => {
    const then: t.Schedule = { kind: "cosine", rate: 0.4, lowest: 0, steps: 85 };
    const schedule: t.Schedule = { kind: "warm-up", steps: 5, rate: 0.4, then };
    const rates = [0, 1, 4, 5, 90].map((step) => t.learningRateAt(schedule, step).value);
    [0, 0.08, 0.32, 0.4, 0].forEach((rate, i) => {
      expect(rates[i]).toBeCloseTo(rate, 12);
    });
  });

  it("of one cycle rises to its highest at 30 % and ends at a tenth of its lowest", () => {
    const schedule: t.Schedule = { kind: "one-cycle", lowest: 0.04, highest: 1, steps: 100 };
    const rate = (step: number) => t.learningRateAt(schedule, step).value;
    expect(rate(0)).toBeCloseTo(0.04, 12);
    expect(rate(15)).toBeCloseTo(0.52, 12); // half way up
    expect(rate(30)).toBeCloseTo(1, 12);
    expect(rate(65)).toBeCloseTo((1 + 0.004) / 2, 12); // half way down
    expect(rate(100)).toBeCloseTo(0.004, 12);
  });

  it("scales with the batch: 0.1 at 256 is 3.2 at 8192, as Goyal et al. trained", () => {
    expect(t.scaledRate({ referenceRate: 0.1, batch: 8192, referenceBatch: 256 }).value).toBeCloseTo(3.2, 12);
  });

  it("costs a handful of operations a step, whatever the parameters", () => {
    const step = (id: keyof typeof t.scheduleProcedures) => t.operationTotals(t.scheduleProcedures[id]).step;
    expect(step("cosine")).toBe(6); // 1 cosine, 3 products, 2 additions
    expect(step("step")).toBe(4); // division, floor, power, product
    expect(step("warm-up")).toBe(1);
  });
});

describe("a regularizer", () => {
  const size = 6;
  const weights = numbers(size);

  it("adds the operations that code which counts itself has counted", () => {
    const c = counting();
    c.mul(0.1, c.total(weights.map(c.abs)));
    expect(t.penaltyFlop(t.regularizers.l1.forward, size).value).toBe(c.count);
    c.count = 0;
    c.mul(0.05, c.total(weights.map((w) => c.mul(w, w))));
    expect(t.penaltyFlop(t.regularizers.l2.forward, size).value).toBe(c.count);
    c.count = 0;
    weights.map((w) => c.add(0.3, c.mul(0.1, c.sign(w))));
    expect(t.penaltyFlop(t.regularizers.l1.gradient, size).value).toBe(c.count);
    c.count = 0;
    weights.map((w) => c.add(0.3, c.mul(0.1, w)));
    expect(t.penaltyFlop(t.regularizers.l2.gradient, size).value).toBe(c.count);
  });

  it("of L2 equals decay in gradient descent and not in Adam", () => {
    const step = { weight: 0.5, gradient: 0.3, learningRate: 0.1, weightDecay: 0.01 };
    const penalised = t.l2Gradient({ gradient: 0.3, weightDecay: 0.01, weight: 0.5 }).value;
    const { weightNext: decayed = 0 } = t.updated(t.regularizers["weight-decay"].gradient, step);
    expect(t.gradientStep({ weight: 0.5, learningRate: 0.1, gradient: penalised }).value).toBeCloseTo(
      decayed,
      15,
    );
    const start = { ...step, ...t.optimizers.adam.defaults, learningRate: 0.1 };
    const zero = { firstMoment: 0, secondMoment: 0, firstDecayPowerBefore: 1, secondDecayPowerBefore: 1 };
    const l2 = t.updated(t.optimizers.adam.rule, { ...start, ...zero, gradient: penalised }).weightNext;
    const decoupled = t.updated(t.optimizers.adamw.rule, { ...start, ...zero }).weightNext;
    expect(l2).toBeCloseTo(0.4, 6); // the first step of Adam is the rate itself
    expect(decoupled).toBeCloseTo(0.4 - 0.1 * 0.01 * 0.5, 6);
  });

  it("of dropout keeps the mean, in code that draws every mask of two units", () => {
    const rate = 0.25;
    const kept = t.droppedActivation({ activation: 2, dropMask: 1, dropoutRate: rate }).value;
    const gone = t.droppedActivation({ activation: 2, dropMask: 0, dropoutRate: rate }).value;
    expect((1 - rate) * kept + rate * gone).toBeCloseTo(2, 12);
    expect(t.expectedActivation({ activation: 2, dropoutRate: rate }).value).toBeCloseTo(2, 12);
  });

  it("of dropout takes 3 operations, 4 with its random number, 2 backward and none at inference", () => {
    const each = (procedure: t.Procedure) => t.dropoutFlop(procedure, { batch: 5, outputs: 10 }).value / 50;
    expect([t.dropoutForward, t.dropoutForwardWithRandom, t.dropoutBackward].map(each)).toEqual([3, 4, 2]);
    expect(t.operationTotals(t.dropoutTest.inverted).element).toBe(0);
  });

  it("of dropout keeps 4 bytes, 1 byte or 1 bit for each value", () => {
    const shape = { batch: 32, outputs: 4096 };
    const bytes = (["float", "byte", "bit"] as const).map((kept) => t.dropoutMaskBytes(kept, shape).value);
    expect(bytes).toEqual([524_288, 131_072, 16_384]);
  });
});

describe("what an optimizer keeps", () => {
  it("is 0, 4 or 8 bytes for each parameter in FP32, as many values as its rule carries over", () => {
    for (const [id, { valuesPerParameter, rule }] of Object.entries(t.optimizers)) {
      if (id === "adafactor") continue; // by rows and columns
      const vectors = Object.keys(rule.keeps).filter(
        (name) => (rule.changes as Record<string, string>)[name] === "element",
      );
      expect(vectors, id).toHaveLength(valuesPerParameter);
    }
    expect(t.optimizerStateBytes("adam").value).toBe(8);
    expect(t.optimizerStateBytes("lion").value).toBe(4);
  });

  it("is 2 bytes and two scales of 4 bytes for each 2048 values with 8-bit Adam", () => {
    expect(t.optimizerStateBytes("adam-8bit").value).toBe(2 + 8 / 2048);
  });

  it("is a value for each row and column with Adafactor: 32 kB for 4096 by 4096, against 134 MB of Adam", () => {
    expect(t.adafactorState({ rows: 4096, columns: 4096 }).value).toBe(32_768);
    expect(8 * 4096 * 4096).toBe(134_217_728);
  });

  it("refuses a count for Adafactor and a shape for the others", () => {
    expect(() => t.optimizerFlop("adafactor", 100)).toThrow(/needs the rows and columns of a matrix/);
    expect(() => t.optimizerFlop("adam", { rows: 2, columns: 3 })).toThrow(/needs the number of parameters/);
  });
});
