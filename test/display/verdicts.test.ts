// How far statements are off, and the tables that say so.
import { describe, expect, it } from "vitest";
import { judged } from "../../src/documents/index.js";
import { offBy } from "../../src/display/verdicts.js";
import { conflictsTable, errorFactor, errorsTable, verdictsTable } from "../../src/index.js";

const off = (id: string) => judged(id).map(offBy)[0];
const words = { title: "A finding", caption: "What it shows" };

describe("how far a statement is off", () => {
  it("is a factor from two on, and a share of the right value below", () => {
    expect(off("fmt-int8-throughput")).toBe("8\u00a0× too low"); // 4 for 32
    expect(off("cnnlstm-conv-flops")).toBe("6400\u00a0× too high"); // 1.024e12 for 1.6e8
    expect(off("energy-float-mult")).toBe("35\u00a0% too high"); // 5 / 3.7
    expect(off("hw-h100-fp32")).toBe("24\u00a0% too low"); // 51 / 66.9
  });

  it("counts from the nearer end of a range", () => {
    expect(off("dist-pooling")).toBe("4.6\u00a0× too high"); // 0.1 / 0.02185
  });

  it("sets what the printed way gives against a right value that it does not reach", () => {
    expect(off("chinchilla-check-vs-budget")).toBe("its way 20.0\u00a0× too high");
    expect(off("transformer-train-printed-expression")).toBe("its way 10.0\u00a0× too high"); // 69.75 for 6.97
  });

  it("is all of it where nothing is right, and nothing where words are", () => {
    expect(off("cache-residual-inputs")).toBe("all of it");
    expect(off("resnet50-8xv100-consistency")).toBe("");
    expect(off("roofline-conv-bound")).toBe("");
    expect(judged("cache-residual-inputs").map(errorFactor)).toEqual([Number.POSITIVE_INFINITY]);
  });
});

describe("the tables of worked examples", () => {
  it("lead from every error to its record, its document and its place", () => {
    const [row] = errorsTable(words, judged("dropout-total-4bn")).rows;
    expect(row?.[0]).toMatchObject({
      text: "Dropout, forward",
      under: "`dropout-total-4bn` · ≈ 4Bn FLOPs + RNG cost",
      citation: { source: { id: "lossesAndOptimizers" } },
    });
    expect(row?.[1]).toBe("$4\\,B\\,n$ (200\u00a0FLOP)"); // 4 × 5 × 10
  });

  it("typeset statements as mathematics in every notebook", () => {
    const [row] = verdictsTable(words, judged("latency-tdata")).rows;
    expect(row?.[1]).toMatch(/^\$\\frac\{.*\}\{\\mathrm\{bw\}\}\$/);
  });

  it("set both sides of a conflict beside the one that is used", () => {
    const [row] = conflictsTable(words, judged("x-latency")).rows;
    expect(row?.slice(1, 3)).toMatchObject([
      {
        text: "time of the operations plus time of the data",
        citation: { source: { id: "networkEfficiency" } },
      },
      { text: "the longer of the two, by the roofline", citation: { source: { id: "countingCosts" } } },
    ]);
    expect(row?.[3]).toContain("We use the maximum");
  });

  it("raise powers whole and show the digit that a rounding slip is in", () => {
    const [kaplan] = conflictsTable(words, judged("x-chinchilla-kaplan")).rows;
    expect(kaplan?.[1]).toMatchObject({ text: "parameters grow as C^0.73^ (Kaplan et al.)" });
    const [slip] = errorsTable(words, judged("cnnlstm-lstm-approx")).rows;
    expect(slip?.slice(1, 3)).toEqual(["1.310 GFLOP/token", "1.311\u00a0GFLOP/token"]); // 8 × 640000 × 256
  });

  it("draw signs that text faces lack", () => {
    const [row] = errorsTable(words, judged("loss-kl")).rows;
    expect(row?.[0]).toMatchObject({ under: expect.stringContaining("$\\sum$") });
  });
});
