// Update rules written out with arithmetic that counts itself, beside the counts that the catalogue reads off its formulas.
import { describe, expect, it } from "vitest";
import {
  carried,
  lookAheadOfMomentum,
  lookAheadWeight,
  type OptimizerId,
  optimizerFlop,
  optimizers,
  updated,
} from "../../src/training/index.js";
import { type Counting, counting, numbers } from "./counting.js";

const size = 7;
const rate = 0.1;
const [beta1, beta2, epsilon, lambda] = [0.9, 0.999, 1e-8, 0.01];
// Known before the run: not counted.
const [rest1, rest2] = [1 - beta1, 1 - beta2];

interface State {
  readonly w: number[];
  readonly g: readonly number[];
  readonly m: number[];
  readonly v: number[];
  powers: [number, number];
}

const start = (): State => ({
  w: numbers(size, 1),
  g: numbers(size, 20),
  m: numbers(size, 40),
  v: numbers(size, 60).map(Math.abs),
  powers: [beta1, beta2],
});
const at = (list: readonly number[], i: number) => list[i] ?? Number.NaN;

/** The moments of Adam with both corrections; gives the quotient of each parameter. */
function adamDirection(c: Counting, s: State): number[] {
  s.powers = [c.mul(s.powers[0], beta1), c.mul(s.powers[1], beta2)];
  const corrections = s.powers.map((power) => c.sub(1, power));
  return s.g.map((g, i) => {
    s.m[i] = c.add(c.mul(beta1, at(s.m, i)), c.mul(rest1, g));
    s.v[i] = c.add(c.mul(beta2, at(s.v, i)), c.mul(rest2, c.mul(g, g)));
    const unbiased = c.div(at(s.m, i), at(corrections, 0));
    return c.div(unbiased, c.add(c.sqrt(c.div(at(s.v, i), at(corrections, 1))), epsilon));
  });
}

function adamUpdate(c: Counting, s: State): void {
  adamDirection(c, s).forEach((d, i) => {
    s.w[i] = c.sub(at(s.w, i), c.mul(rate, d));
  });
}

const textbook: Record<Exclude<OptimizerId, "adafactor" | "adam-8bit">, (c: Counting, s: State) => void> = {
  sgd: (c, { w, g }) =>
    g.forEach((g_, i) => {
      w[i] = c.sub(at(w, i), c.mul(rate, g_));
    }),
  momentum: (c, { w, g, m }) =>
    g.forEach((g_, i) => {
      m[i] = c.add(c.mul(beta1, at(m, i)), g_);
      w[i] = c.sub(at(w, i), c.mul(rate, at(m, i)));
    }),
  nesterov: (c, { w, g, m }) =>
    g.forEach((g_, i) => {
      const decayed = c.mul(beta1, at(m, i));
      c.add(at(w, i), decayed); // where the gradient is taken
      m[i] = c.sub(decayed, c.mul(rate, g_));
      w[i] = c.add(at(w, i), at(m, i));
    }),
  adagrad: (c, { w, g, v }) =>
    g.forEach((g_, i) => {
      v[i] = c.add(at(v, i), c.mul(g_, g_));
      w[i] = c.sub(at(w, i), c.mul(c.div(rate, c.sqrt(c.add(at(v, i), epsilon))), g_));
    }),
  rmsprop: (c, { w, g, v }) =>
    g.forEach((g_, i) => {
      v[i] = c.add(c.mul(beta2, at(v, i)), c.mul(rest2, c.mul(g_, g_)));
      w[i] = c.sub(at(w, i), c.mul(c.div(rate, c.sqrt(c.add(at(v, i), epsilon))), g_));
    }),
  adam: adamUpdate,
  adamw: (c, s) =>
    adamDirection(c, s).forEach((d, i) => {
      s.w[i] = c.sub(at(s.w, i), c.mul(rate, c.add(d, c.mul(lambda, at(s.w, i)))));
    }),
  lion: (c, { w, g, m }) =>
    g.forEach((g_, i) => {
      const between = c.add(c.mul(beta1, at(m, i)), c.mul(rest1, g_));
      w[i] = c.sub(at(w, i), c.mul(rate, c.add(c.sign(between), c.mul(lambda, at(w, i)))));
      m[i] = c.add(c.mul(beta2, at(m, i)), c.mul(rest2, g_));
    }),
};

/** The same step by the formulas of the catalogue, parameter by parameter. */
function byFormulas(id: OptimizerId): number[] {
  const s = start();
  return s.w.map(
    (weight, i) =>
      carried(
        optimizers[id].rule,
        updated(optimizers[id].rule, {
          weight,
          gradient: at(s.g, i),
          velocity: at(s.m, i),
          firstMoment: at(s.m, i),
          secondMoment: at(s.v, i),
          squaredSum: at(s.v, i),
          learningRate: rate,
          momentum: beta1,
          firstMomentDecay: beta1,
          secondMomentDecay: beta2,
          stability: epsilon,
          weightDecay: lambda,
          firstDecayPowerBefore: beta1,
          secondDecayPowerBefore: beta2,
        }),
      ).weight ?? Number.NaN,
  );
}

describe.each(Object.entries(textbook))("one update of 7 parameters by %s", (name, run) => {
  const id = name as OptimizerId;
  const c = counting();
  const state = start();
  run(c, state);

  it("takes as many operations as the textbook code has counted", () => {
    expect(optimizerFlop(id, size).value).toBe(c.count);
  });

  it("ends where the textbook code ends", () => {
    byFormulas(id).forEach((weight, i) => {
      expect(weight).toBeCloseTo(at(state.w, i), 12);
    });
  });
});

it("8-bit Adam takes the operations of Adam and those of reading and writing codes", () => {
  const c = counting();
  const s = start();
  const codes = Array.from({ length: 256 }, (_, i) => (i - 128) / 128);
  const both = [s.m, s.v];
  for (const moment of both) moment.splice(0, size, ...moment.map((code) => c.mul(code, 0.5)));
  adamUpdate(c, s);
  for (const moment of both) {
    let largest = 0;
    for (const value of moment) largest = c.max(largest, c.abs(value));
    for (const value of moment) {
      const scaled = c.div(value, largest);
      let [low, high] = [0, 255];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (c.less(at(codes, middle), scaled)) low = middle + 1;
        else high = middle;
      }
    }
  }
  expect(optimizerFlop("adam-8bit", size).value).toBe(c.count);
});

it("Adafactor on a matrix of 5 by 3 takes as many operations as the textbook code has counted", () => {
  const [rows, columns] = [5, 3];
  const c = counting();
  const g = Array.from({ length: rows }, (_, i) => numbers(columns, i + 1));
  const squares = g.map((row) => row.map((x) => c.add(c.mul(x, x), 1e-30)));
  const renewed = (old: number, sum: number) => c.add(c.mul(beta2, old), c.mul(rest2, sum));
  const r = squares.map((row) => renewed(0.5, c.total(row)));
  const k = Array.from({ length: columns }, (_, j) =>
    renewed(0.5, c.total(squares.map((row) => at(row, j)))),
  );
  const sum = c.total(r);
  const shares = r.map((x) => c.div(x, sum));
  const u = g.map((row, i) => row.map((x, j) => c.div(x, c.sqrt(c.mul(at(shares, i), at(k, j))))));
  const rms = c.sqrt(c.div(c.total(u.flat().map((x) => c.mul(x, x))), rows * columns));
  const clipped = c.div(rate, c.max(1, c.div(rms, 1)));
  u.flat().map((x) => c.sub(1, c.mul(clipped, x)));
  expect(optimizerFlop("adafactor", { rows, columns }).value).toBe(c.count);
});

describe("PyTorch 1.13, three steps from 1 with gradients 0.5, −0.2, 0.9 and a rate of 0.1", () => {
  // Measured in FP64. AdaGrad and RMSProp with ε = 0, since PyTorch puts it elsewhere.
  const measured: Partial<Record<OptimizerId, readonly number[]>> = {
    sgd: [0.95, 0.97, 0.88],
    momentum: [0.95, 0.925, 0.8125],
    adagrad: [0.9, 0.9371390676354104, 0.8513274346033071],
    rmsprop: [0.683772233983162, 0.8066312573499523, 0.5286866245827047],
    adam: [0.900000002, 0.8654394181165108, 0.7969005540879828],
    adamw: [0.899000002, 0.8635404181145108, 0.7941380136678682],
  };
  it.each(Object.entries(measured))("%s ends at the same parameters", (name, wanted) => {
    const { rule } = optimizers[name as OptimizerId];
    const adaptive = name === "adagrad" || name === "rmsprop";
    let values: Readonly<Record<string, number>> = {
      weight: 1,
      learningRate: 0.1,
      momentum: 0.9,
      velocity: 0,
      squaredSum: 0,
      firstMoment: 0,
      secondMoment: 0,
      firstMomentDecay: 0.9,
      secondMomentDecay: name === "rmsprop" ? 0.9 : 0.999,
      stability: adaptive ? 0 : 1e-8,
      weightDecay: 0.01,
      firstDecayPowerBefore: 1,
      secondDecayPowerBefore: 1,
    };
    const found = [0.5, -0.2, 0.9].map((gradient) => {
      values = carried(rule, updated(rule, { ...values, gradient }));
      return values.weight ?? Number.NaN;
    });
    wanted.forEach((weight, i) => {
      expect(at(found, i)).toBeCloseTo(weight, 12);
    });
  });

  it("Nesterov on the slope 3θ: PyTorch's parameter is our look-ahead", () => {
    let [theta, velocity] = [1, 0];
    const found = [1, 2, 3].map(() => {
      const decayedVelocity = 0.9 * velocity;
      const gradient = 3 * lookAheadWeight({ weight: theta, decayedVelocity }).value;
      const after = updated(optimizers.nesterov.rule, {
        weight: theta,
        velocity,
        gradient,
        momentum: 0.9,
        learningRate: 0.1,
      });
      [theta, velocity] = [after.weightNext ?? 0, after.velocityNext ?? 0];
      return theta + 0.9 * velocity;
    });
    [0.43, -0.0581, -0.348173].forEach((weight, i) => {
      expect(at(found, i)).toBeCloseTo(weight, 12);
    });
  });

  it("Nesterov looks to the same place with a velocity that is a sum of gradients, −1/η times ours", () => {
    const ours = lookAheadWeight({ weight: 1, decayedVelocity: 0.9 * -0.05 }).value;
    const other = lookAheadOfMomentum({ weight: 1, learningRate: 0.1, momentum: 0.9, velocity: 0.5 }).value;
    expect(other).toBeCloseTo(ours, 15);
  });
});
