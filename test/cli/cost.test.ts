// `flopbook cost`: the table, JSON, a configuration, and mistakes that are quoted.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ran } from "./command.js";

const run = ["cost", "--model", "llama3-8b", "--tokens", "160B", "--device", "h100-sxm", "--count", "64"];
const folder = mkdtempSync(join(tmpdir(), "flopbook-cost-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("flopbook cost", () => {
  it("prints the run with intervals, scenarios and what matters most", async () => {
    const { code, out } = await ran([...run, "--price", "2 to 4", "--utilisation", "40%"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^llama3-8b on 160 billion tokens, 64 H100/);
    expect(out).toMatch(/^duration +\d/m);
    expect(out).toMatch(/^good +\d/m);
    expect(out).toMatch(/^rent of a device +2\.00 to 4\.00 USD/m);
    expect(out).toContain("--convention exact-causal");
  });

  it("gives everything as JSON in base units", async () => {
    const { out } = await ran([...run, "--json", "--convention", "6n", "--price", "2", "--goodput", "1"]);
    const json = JSON.parse(out);
    expect(json.convention.name).toBe("6n");
    expect(json.results.trainingFlop.unit).toBe("FLOP");
    // 2 USD for an hour of each device
    expect(json.results.rent.value).toBeCloseTo((json.results.deviceTime.value / 3600) * 2, 3);
    expect(json.intervals.total.low).toBeLessThan(json.intervals.total.high);
  });

  it("writes a configuration that it can read, and never overwrites one", async () => {
    const where = { cwd: folder };
    const first = await ran(["cost", "--init", "run.yml", "--count", "32"], where);
    expect(first).toMatchObject({ code: 0, out: "run.yml\n" });
    expect(readFileSync(join(folder, "run.yml"), "utf8")).toMatch(/^count: 32$/m);
    const again = await ran(["cost", "--init", "run.yml"], where);
    expect(again.code).toBe(2);
    expect(again.err).toContain("run.yml");
    const read = await ran(["cost", "--config", "run.yml", "--tokens", "100B"], where);
    expect(read.out).toMatch(/^llama3-8b on 100 billion tokens, 32 H100/);
  });

  it.each([
    ["--tokens", "15X"],
    ["--device", "h1000"],
    ["--count", "0"],
    ["--price", "-1"],
    ["--model", "llama9"],
    ["--config", "none.yml"],
  ])("refuses %s %s with exit code 2 and the word", async (option, word) => {
    const { code, err, out } = await ran([...run, option, word], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toContain(word);
    expect(out).toBe("");
  });

  it("says that a model does not fit, and exits with 1", async () => {
    const { code, err } = await ran([...run, "--model", "llama3-70b", "--count", "8"]);
    expect(code).toBe(1);
    expect(err).toContain("does not fit");
  });
});
