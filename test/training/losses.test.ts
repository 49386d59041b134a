// Losses: gradients against finite differences and PyTorch, counts against code that counts itself.
import { describe, expect, it } from "vitest";
import * as t from "../../src/training/index.js";
import { counting, numbers } from "./counting.js";

const h = 1e-5;
const slope = (f: (x: number) => number, x: number) => (f(x + h) - f(x - h)) / (2 * h);

describe("a gradient is the slope of its loss, by central differences", () => {
  const batch = 4;
  const share = 1 / batch;
  const cases: Record<
    string,
    { loss: (x: number) => number; gradient: (x: number) => number; at: number[] }
  > = {
    "mean squared error": {
      loss: (prediction) =>
        share * t.squaredError({ difference: t.predictionDifference({ prediction, target: 0.2 }) }).value,
      gradient: (prediction) => t.squaredErrorGradient({ elements: batch, prediction, target: 0.2 }).value,
      at: [-1.3, 0.7, 5],
    },
    "Gaussian likelihood": {
      loss: (difference) => t.gaussianTerm({ difference, predictionVariance: 1.7 }).value,
      gradient: (difference) => t.gaussianGradient({ difference, predictionVariance: 1.7 }).value,
      at: [-2, 0.4],
    },
    "binary cross-entropy, label 1": binary(1),
    "binary cross-entropy, label 0": binary(0),
    "binary cross-entropy from logits": {
      loss: (logit) => share * t.binaryTermOfLogit({ logit, label: 1 }).value,
      gradient: (logit) =>
        t.crossEntropyGradient({ batch, probability: t.sigmoid({ logit }), label: 1 }).value,
      at: [-3, 0.3, 8],
    },
    "mean squared error of a sigmoid": {
      loss: (logit) => share * (t.sigmoid({ logit }).value - 1) ** 2,
      gradient: (logit) => {
        const probability = t.sigmoid({ logit });
        const probabilitySlope = t.sigmoidSlope({ probability });
        return t.squaredErrorLogitGradient({ elements: batch, probability, label: 1, probabilitySlope })
          .value;
      },
      at: [-2, 0.5],
    },
    hinge: {
      loss: (prediction) =>
        share * t.hingeTerm({ margin: t.marginShortfall({ label: -1, prediction }) }).value,
      gradient: (prediction) => {
        const margin = t.marginShortfall({ label: -1, prediction });
        return t.hingeGradient({ batch, label: -1, marginActive: t.marginIndicator({ margin }) }).value;
      },
      at: [-3, -0.2, 2.5],
    },
    huber: {
      loss: (difference) =>
        share * t.huberTerm({ magnitude: t.differenceMagnitude({ difference }), huberLimit: 1.3 }).value,
      gradient: (difference) => t.huberGradient({ elements: batch, difference, huberLimit: 1.3 }).value,
      at: [-4, -0.6, 0.9, 2],
    },
    focal: {
      loss: (logit) => {
        const probability = t.sigmoid({ logit });
        const probabilityRest = t.probabilityLeft({ probability });
        return -share * t.focalTerm({ focalWeight: 0.25, focusing: 2, probability, probabilityRest }).value;
      },
      gradient: (logit) => {
        const probability = t.sigmoid({ logit });
        const probabilityRest = t.probabilityLeft({ probability });
        return t.focalGradient({ focalWeight: 0.25, focusing: 2, batch, probability, probabilityRest }).value;
      },
      at: [-2, 0.1, 1.4],
    },
    "cross-entropy over three classes": {
      loss: (logit) => share * (t.logSumExp([logit, -0.4, 0.9]).value - logit),
      gradient: (logit) => {
        const probability = t.softmaxProbabilities([logit, -0.4, 0.9])[0] ?? Number.NaN;
        return t.crossEntropyGradient({ batch, probability, label: 1 }).value;
      },
      at: [-2, 0.1, 3],
    },
    "divergence over three classes": {
      loss: (logit) => share * divergence([logit, -0.4, 0.9], 1),
      gradient: (logit) => {
        const modelProbability = t.softmaxProbabilities([logit, -0.4, 0.9])[0] ?? Number.NaN;
        return t.divergenceGradient({ batch, modelProbability, labelProbability: 0.2 }).value;
      },
      at: [-1, 0.1, 2],
    },
    "distillation at a temperature of 3": {
      loss: (logit) => 9 * share * divergence([logit, -0.4, 0.9], 3),
      gradient: (logit) => {
        const modelProbability = softened([logit, -0.4, 0.9], 3)[0] ?? Number.NaN;
        return t.distillationGradient({
          batch,
          distillationTemperature: 3,
          modelProbability,
          labelProbability: 0.2,
        }).value;
      },
      at: [-1, 0.1, 2],
    },
    "L2 penalty": {
      loss: (weight) => t.l2Penalty({ weightDecay: 0.3, penaltySum: t.squareTerm({ weight }) }).value,
      gradient: (weight) => t.l2Gradient({ gradient: 0, weightDecay: 0.3, weight }).value,
      at: [-1, 2],
    },
    "L1 penalty": {
      loss: (weight) => t.l1Penalty({ weightDecay: 0.3, penaltySum: t.absoluteTerm({ weight }) }).value,
      gradient: (weight) => t.l1Gradient({ gradient: 0, weightDecay: 0.3, weight }).value,
      at: [-1, 2],
    },
  };
  function binary(label: number) {
    return {
      loss: (logit: number) => -share * t.binaryTerm({ label, probability: t.sigmoid({ logit }) }).value,
      gradient: (logit: number) =>
        t.crossEntropyGradient({ batch, probability: t.sigmoid({ logit }), label }).value,
      at: [-1, 0.3, 2],
    };
  }
  function softened(logits: readonly number[], distillationTemperature: number) {
    return t.softmaxProbabilities(logits.map((logit) => t.softened({ logit, distillationTemperature })));
  }
  function divergence(logits: readonly number[], temperature: number): number {
    const labels = [0.2, 0.3, 0.5];
    return softened(logits, temperature).reduce((total, modelProbability, i) => {
      const pair = { labelProbability: labels[i] ?? Number.NaN, modelProbability };
      const value = t.divergenceTerm(pair).value;
      expect(t.divergenceTermOfLogs(pair).value).toBeCloseTo(value, 12);
      return total + value;
    }, 0);
  }

  it.each(Object.entries(cases))("%s", (_, { loss, gradient, at }) => {
    for (const x of at) expect(gradient(x)).toBeCloseTo(slope(loss, x), 8);
  });
});

describe("PyTorch 1.13 gives the same", () => {
  it("gradients of a cross-entropy over two samples of three classes", () => {
    const wanted = [-0.36952227052882525, 0.07913874333395812, 0.2903835271948672];
    t.softmaxProbabilities([0.1, -0.4, 0.9]).forEach((probability, i) => {
      const gradient = t.crossEntropyGradient({ batch: 2, probability, label: i === 0 ? 1 : 0 });
      expect(gradient.value).toBeCloseTo(wanted[i] ?? Number.NaN, 12);
    });
  });

  it("binary cross-entropy of logits, mean over three", () => {
    const terms = [
      [0.3, 1],
      [-1.2, 0],
      [2, 0],
    ].map(([logit = 0, label = 0]) => t.binaryTermOfLogit({ logit, label }).value);
    expect(terms.reduce((a, b) => a + b) / 3).toBeCloseTo(0.9815219076165104, 12);
  });

  it("Huber loss with a limit of 1.3, mean over three", () => {
    const terms = [0.5, -2.5, 2.5].map(
      (difference) =>
        t.huberTerm({ magnitude: t.differenceMagnitude({ difference }), huberLimit: 1.3 }).value,
    );
    expect(terms.reduce((a, b) => a + b) / 3).toBeCloseTo(1.645, 12);
  });
});

describe("a loss takes as many operations as code that counts itself", () => {
  const [batch, outputs] = [3, 4];
  const pairs = numbers(batch * outputs).map((x, i) => [x, numbers(1, i + 70)[0] ?? 0] as const);
  const scale = -1 / batch; // known before the run
  type Code = (c: ReturnType<typeof counting>) => void;
  const forward: Partial<Record<t.LossId, Code>> = {
    "mean-squared-error": (c) => {
      const squares = pairs.map(([a, b]) => {
        const e = c.sub(a, b);
        return c.mul(e, e);
      });
      c.div(c.total(squares), batch * outputs);
    },
    "binary-cross-entropy": (c) => {
      const terms = numbers(batch).map((p) =>
        c.add(c.mul(1, c.log(p)), c.mul(c.sub(1, 1), c.log(c.sub(1, p)))),
      );
      c.mul(scale, c.total(terms));
    },
    "binary-cross-entropy-of-logits": (c) => {
      const terms = numbers(batch).map((z) => {
        const rest = c.log(c.add(1, c.exp(c.sub(0, c.abs(z)))));
        return c.add(c.sub(c.max(z, 0), c.mul(z, 1)), rest);
      });
      c.mul(scale, c.total(terms));
    },
    "cross-entropy": (c) => {
      c.mul(scale, c.total(numbers(batch).map(c.log)));
    },
    "cross-entropy-soft": (c) => {
      c.mul(scale, c.total(pairs.map(([y, p]) => c.mul(y, c.log(p)))));
    },
    hinge: (c) => {
      c.div(c.total(numbers(batch).map((s) => c.max(0, c.sub(1, c.mul(1, s))))), batch);
    },
    huber: (c) => {
      const terms = pairs.map(([a, b]) => {
        const e = c.sub(a, b);
        const size = c.abs(e);
        const [half, constant] = [0.5, 0.5 * 0.3 ** 2];
        return c.less(0.3, size) ? c.sub(c.mul(0.3, size), constant) : c.mul(half, c.mul(e, e));
      });
      c.div(c.total(terms), batch * outputs);
    },
    focal: (c) => {
      const terms = pairs.map(([p]) => c.mul(c.mul(0.25, c.pow(c.sub(1, p), 2)), c.log(p)));
      c.mul(scale, c.total(terms));
    },
    "kl-divergence": (c) => {
      c.mul(-scale, c.total(pairs.map(([p, q]) => c.mul(p, c.log(c.div(p, q))))));
    },
    "kl-divergence-of-logarithms": (c) => {
      c.mul(-scale, c.total(pairs.map(([p, q]) => c.mul(p, c.sub(c.log(p), c.log(q))))));
    },
  };
  it.each(Object.entries(forward))("%s, forward", (id, code) => {
    const c = counting();
    code(c);
    expect(t.lossForwardFlop(id as t.LossId, { batch, outputs }).value).toBe(c.count);
  });

  const gradients: Partial<Record<t.LossId, number>> = {
    "mean-squared-error": 2 * 12,
    "cross-entropy": 2 * 12, // over the classes, though its terms are one for each sample
    "binary-cross-entropy": 2 * 3,
    hinge: 2 * 3,
    huber: 4 * 12,
    focal: 8 * 12, // 1 − p; power, two products, log, two products inside, difference
    distillation: 2 * 12,
  };
  it.each(Object.entries(gradients))("%s, gradient", (id, count) => {
    expect(t.lossGradientFlop(id as t.LossId, { batch, outputs }).value).toBe(count);
  });

  it("log-sum-exp of C logits takes 4C, softmax 5C − 2, log-softmax 5C", () => {
    const logits = numbers(6);
    const c = counting();
    const largest = logits.reduce(c.max);
    const exponentials = logits.map((z) => c.exp(c.sub(z, largest)));
    const sum = c.total(exponentials);
    const shared = c.count;
    expect(shared).toBe(4 * 6 - 2);
    const flop = (procedure: t.Procedure) =>
      t.procedureFlop(procedure, "output", { batch: 1, outputs: 6 }).value;
    exponentials.map((e) => c.div(e, sum));
    expect(flop(t.softmaxProcedure)).toBe(c.count);
    c.count = shared;
    const lse = c.add(largest, c.log(sum));
    expect(flop(t.logSumExpProcedure)).toBe(c.count);
    expect(t.logSumExp(logits).value).toBeCloseTo(lse, 12);
    logits.map((z) => c.sub(z, lse));
    expect(flop(t.logSoftmaxProcedure)).toBe(c.count);
  });

  it("log-sum-exp does not overflow where exp would", () => {
    expect(t.logSumExp([1000, 999]).value).toBeCloseTo(1000 + Math.log1p(Math.exp(-1)), 9);
    expect(() => t.logSumExp([])).toThrow(/needs at least one logit/);
  });

  it("offers a near name for an unknown loss", () => {
    expect(() => t.lossForwardFlop("huberr" as t.LossId, { batch: 1 })).toThrow(
      /got "huberr"; did you mean "huber"/,
    );
  });
});

describe("label smoothing", () => {
  it("leaves labels that sum to one", () => {
    const label = (label: number) => t.smoothedLabel({ labelSmoothing: 0.1, label, outputs: 10 }).value;
    expect(label(1)).toBeCloseTo(0.91, 12); // 0.9 + 0.1 / 10
    expect(label(1) + 9 * label(0)).toBeCloseTo(1, 12);
  });
});
