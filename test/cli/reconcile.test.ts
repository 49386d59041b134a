// `flopbook reconcile`: a printed number against every counting convention.
import { describe, expect, it } from "vitest";
import { ran } from "./command.js";

const llama = ["--model", "llama3-8b", "--sequence", "131072"];

describe("a number of operations", () => {
  it("is traced to the named conventions, the nearest first", async () => {
    const { code, out } = await ran(["reconcile", "2.5e11", "--per", "token", ...llama]);
    expect(code).toBe(0);
    const lines = out.split("\n");
    // 2.512e11 for all products, 2.543e11 by PaLM's formula
    expect(lines[4]).toMatch(
      /^exact products \(Megatron without recomputation, MFU\) +251 GFLOP\/token +−0\.47 %$/,
    );
    expect(out).toMatch(/^PaLM: 6 N \+ 12 L H Q T +254 GFLOP\/token +−1\.7 %$/m);
    expect(out).toMatch(/^6 N +48\.2 GFLOP\/token +factor 5\.19$/m);
  });

  it("may be of a run or a step, whose tokens must be given", async () => {
    const run = ["reconcile", "3.14e23", "--model", "gpt-3-175b", "--per", "run"];
    expect((await ran([...run, "--tokens", "300B"])).out).toMatch(/^6 N without the input table +314 ZFLOP/m);
    const { code, err } = await ran(run);
    expect(code).toBe(2);
    expect(err).toContain("--tokens: says how many a run has");
  });

  it("is data under --json: every convention with its choices and distance", async () => {
    const { rows } = JSON.parse((await ran(["reconcile", "2.5e11", ...llama, "--json"])).out);
    expect(rows[0].convention).toMatchObject({ attention: "full", recompute: "none", tables: "output" });
    expect(rows[0].relativeDifference).toBeCloseTo(2.5e11 / 2.5119e11 - 1, 4);
    expect(rows.length).toBeGreaterThan(30);
  });

  it("in MAC is compared with MAC alone", async () => {
    const { out } = await ran(["reconcile", "8.03e9MAC", "--model", "llama3-8b", "--sequence", "8192"]);
    expect(out).not.toContain("FLOP/token");
  });
});

describe("other numbers", () => {
  it("in bytes are traced to what is kept for each parameter, and to GB or GiB", async () => {
    // 16 × 6.738e9 bytes = 107.8 GB
    const { out } = await ran(["reconcile", "107.8GB", "--model", "llama2-7b"]);
    expect(out).toMatch(/^training state with Adam: .*; all parameters; in GB +108 GB +0 %$/m);
  });

  it("in FLOP/s are traced to a format, dense or sparse", async () => {
    const { out } = await ran(["reconcile", "1979TFLOP/s", "--device", "h100-sxm"]);
    expect(out).toMatch(/^fp8, dense +1\.98 PFLOP\/s +0 %$/m);
    expect(out).toMatch(/^bf16-tensor, with structured sparsity +1\.98 PFLOP\/s +0 %$/m);
    const bare = await ran(["reconcile", "989e12", "--peak", "--device", "h100-sxm"]);
    expect(bare.out).toMatch(/^bf16-tensor, dense/m);
  });

  it("are refused with what was typed when they cannot be read", async () => {
    for (const [words, message] of [
      [["reconcile", "many", "--model", "gpt2"], 'got "many"'],
      [["reconcile", "1e9", "--model", "gtp2"], 'got "gtp2"'],
      [["reconcile", "1e9"], "--model: names what the number is about"],
      [["reconcile", "3h", "--model", "gpt2"], 'got "3h"'],
    ] as const) {
      const { code, err } = await ran(words);
      expect(code).toBe(2);
      expect(err).toContain(message);
    }
  });
});
