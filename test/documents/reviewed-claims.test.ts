// Verdicts that a review asked about, each beside the text's words and hand arithmetic.
import { describe, expect, it } from "vitest";
import { example } from "../../src/documents/index.js";
import { evaluateExample } from "../../src/examples/index.js";

const judged = (id: string) => evaluateExample(example(id));

describe("a verdict that depends on how the text is read", () => {
  it("leaves the hours of eight cards standing, and fails only their agreement with the estimate", () => {
    const { verdict, correctText, rightInWords, cause } = judged("resnet50-8xv100-consistency");
    // 2.6666e18 / (8 × 125e12 × 6 h × 3600) = 12.3 %, over 8 h 9.3 %
    const utilisation = (hours: number) => 2.6666311090176e18 / (8 * 125e12 * hours * 3600);
    expect([utilisation(8), utilisation(6)].map((part) => Math.round(100 * part))).toEqual([9, 12]);
    expect(verdict).toBe("inconsistent");
    expect(correctText).toBe("6 to 8 h at 9 to 12 % of the peak");
    expect(rightInWords).toBe(true);
    expect(cause).toContain("1.48\u00a0h"); // 2.6666e18 / (1e15 × 0.5) = 5333 s
  });

  it("counts over the printed equations: 11 for each value in batch normalisation, 4 in the divergence", () => {
    // (a) product and sum 2, (b) sum 1, (c) product 1, product and sum 2, sum 1, two products and two additions 4
    expect(judged("bn-backward-total")).toMatchObject({ verdict: "inconsistent", computed: 11 * 40 * 3 });
    expect(judged("loss-kl")).toMatchObject({ verdict: "inconsistent", computed: 4 * 4 * 6 });
    expect(judged("bn-example-backward")).toMatchObject({
      verdict: "wrong-premise",
      correct: 11 * 100_352 * 256,
    });
  });

  it("takes 5 for 4.11, for 3.7 and for 5.6 as more than a slip of rounding", () => {
    expect(judged("energy-mult-add-ratio")).toMatchObject({ verdict: "inconsistent" });
    expect(judged("energy-float-mult")).toMatchObject({
      verdict: "inconsistent",
      statedText: "5, where an addition is 1",
    });
    expect(judged("lr-warmup-extra-5pct")).toMatchObject({
      verdict: "inconsistent",
      correctText: "5.56\u00a0% to 11.1 %", // 5 / 90 and 10 / 90
    });
  });

  it("takes one normalisation where the text says per layer", () => {
    const step = 3 * 7_715_946_496;
    expect(judged("sum-bn-forward-pct").correct).toBeCloseTo((100 * 7 * 64 * 112 * 112) / step, 9);
    expect(judged("sum-bn-backward-pct").correct).toBeCloseTo((100 * 10 * 64 * 112 * 112) / step, 9);
    expect(judged("sum-bn-forward-pct").cause).toContain(`${((100 * 7 * 10_587_136) / step).toFixed(3)} %`);
    expect(judged("sum-bn-backward-pct").cause).toContain(`${((100 * 10 * 10_587_136) / step).toFixed(3)} %`);
  });

  it("takes forward and backward pass where the text says training", () => {
    const [main, rest] = [judged("sum-main-95-98").computed ?? 0, judged("sum-others-under-5").computed ?? 0];
    expect(main).toBeCloseTo(99.087, 3);
    expect(main + rest).toBeCloseTo(100, 9);
  });

  it("holds what is written with ~= to the digits of an approximation", () => {
    expect(judged("cnnlstm-lstm-exact").verdict).toBe("agrees"); // 1.3112e9 for 1.310e9
    expect(judged("cnnlstm-recurrent-approx").verdict).toBe("wrong-premise"); // 1.0253e12 for 1.024e12
  });

  it("answers in words what is stated in words", () => {
    expect(judged("roofline-conv-bound").correctText).toMatch(/^compute-bound, at 5\.51 times the ridge/);
    expect(judged("act-higher-layers-large").statedText).toBe("large at higher layers");
    expect(judged("act-higher-layers-large").correctText).toMatch(/^large at lower layers: 49\.5/);
  });

  it("counts dropout 4Bn with its random numbers and 3Bn beside them", () => {
    expect(judged("dropout-total-4bn")).toMatchObject({ verdict: "inconsistent", computed: 3 * 5 * 10 });
    expect(judged("dropout-total-4bn").correctText).toMatch(/or 4Bn with them$/);
    expect(judged("dropout-example-flops")).toMatchObject({ verdict: "agrees", computed: 4 * 32 * 4096 });
  });

  it("holds a quoted share against what the cited paper says: 80 to 90 %, and not 70", () => {
    const { verdict, statedText, computed, correctText, note } = judged("appa-inference-share");
    expect([verdict, statedText, computed, correctText]).toEqual([
      "inconsistent",
      "70 % to 90 %",
      80,
      "80\u00a0% to 90 %",
    ]);
    expect(note).toMatch(/no text counts what inference takes/);
  });

  it("asks of a row of two parts that it holds for both", () => {
    // 5120 bit × 2.43 GT/s / 8 = 1555.2 GB/s with 40 GB; at 3.186 GT/s 2039.04 GB/s with 80 GB
    const { verdict, computed, correct } = judged("hw-a100-bw");
    expect([verdict, computed, correct]).toEqual(["wrong-premise", 2039.04, 1555.2]);
  });

  it("takes a sum of two times for an upper bound, as where the texts differ", () => {
    const [sum, conflict] = [judged("latency-sum"), judged("x-latency")];
    expect([sum.verdict, sum.computed, sum.correct]).toEqual([
      conflict.verdict,
      conflict.computed,
      conflict.correct,
    ]);
    expect(sum.verdict).toBe("wrong-premise");
    expect(sum.correct).toBeCloseTo(1e9 / 312e12, 15); // operations over peak, the longer of the two
  });
});
