// `flopbook serve`: the answer as text and JSON, and what a person may get wrong.
import { describe, expect, it } from "vitest";
import { ran } from "./command.js";

const model = ["serve", "--model", "llama3-70b", "--device", "h100-sxm"];
const serve = (...words: string[]) => ran([...model, ...words]);
const eight = ["--count", "8", "--input", "1000", "--output", "200", "--price", "2.5"];

describe("what serving takes", () => {
  it("names memory, both sides of the roofline, batches, and the best within the limits", async () => {
    const { code, out, err } = await serve(...eight, "--rate", "10", "--ttft", "1", "--tpot", "0.05");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /^llama3-70b \(70\.6 billion parameters\) on 8 H100 SXM 80 GB; prompts of 1,000 tokens/,
    );
    // 141.1 GB over 8 devices; 320 KiB over 8 devices and 1,200 tokens
    expect(out).toMatch(/^weights +16\.4 GiB +20\.5 %$/m);
    expect(out).toMatch(/^cache of one sequence +0\.0458 GiB/m);
    expect(out).toMatch(/^Time of a pass +compute +memory +exchange +kernel starts +total +limited by$/m);
    expect(out.match(/ best$/gm)).toHaveLength(1);
    // 12.4 requests/s at most, of which 80 % are counted on: 9.9, not quite 10
    expect(out).toMatch(/^A load of 10 requests\/s needs 16 devices in 2 servers, 40\.00 USD\/h/m);
    for (const line of out.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(100);
  });

  it("says everything as JSON, in base units", async () => {
    const { code, out } = await serve(...eight, "--rate", "10", "--batch", "1,64", "--json");
    const { memory, points, best, load, prefill } = JSON.parse(out);
    expect(code).toBe(0);
    expect(memory.cachePerToken).toBe(327_680);
    expect(points.map((point: { batch: number }) => point.batch)).toEqual([1, 64]);
    expect(points[1].step.seconds).toBeCloseTo(
      Math.max(points[1].step.computeSeconds, points[1].step.memorySeconds) +
        points[1].step.exchangeSeconds +
        points[1].step.startSeconds,
      12,
    );
    expect(prefill.limitedBy).toBe("compute");
    expect(load.devices).toBe(8 * Math.ceil(10 / (0.8 * best.requestsPerSecond)));
    expect(load.usdPerHour).toBeCloseTo(2.5 * load.devices, 9);
  });

  it("counts speculation and narrow formats", async () => {
    const first = async (...words: string[]) =>
      JSON.parse((await serve(...eight, "--batch", "1", "--json", ...words)).out).points[0].perTokenSeconds;
    const plain = await first();
    expect(await first("--speculative", "0.7")).toBeLessThan(plain);
    expect(await first("--weights", "fp8", "--cache", "fp8")).toBeLessThan(plain);
  });

  it("says what unpacking weights takes, and nothing of it where the device computes in their format", async () => {
    const { out } = await serve(...eight, "--weights", "int4");
    expect(out).toMatch(/^weights INT4, .*, unpacked to 16 bits, cache BF16$/m);
    expect(out).toMatch(/^Time of a pass +compute +memory +of which unpacking +exchange +kernel starts/m);
    expect(out).toContain("unpackInstructions 2");
    for (const line of out.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(100);
    const native = (await serve(...eight, "--weights", "fp8")).out;
    expect(native).not.toContain("unpack");
    const step = async (...words: string[]) =>
      JSON.parse((await serve(...eight, "--batch", "1", "--json", ...words)).out).points[0].step;
    // 68.5 billion weights of the layers over eight devices, two instructions each, 16.75e12 a second
    expect((await step("--weights", "int4")).unpackSeconds).toBeCloseTo(((68.45e9 / 8) * 2) / 16.75e12, 5);
    expect((await step("--weights", "fp8")).unpackSeconds).toBeNull();
    expect((await step("--weights", "int4", "--assume", "unpackInstructions=0")).unpackSeconds).toBe(0);
  });

  it("says what a prompt counts of attention, and counts all scores when asked", async () => {
    const flop = async (...words: string[]) =>
      JSON.parse((await serve(...eight, "--batch", "1", "--json", ...words)).out).prefill.flop;
    // two products of 80 layers, 64 heads of 128 and 1,000 tokens by 1,000: the other half is 80 x 8192 x 10^6 x 2 FLOP
    expect((await flop("--convention", "exact")) - (await flop())).toBeCloseTo(80 * 8192 * 1e6 * 2, -4);
    expect((await serve(...eight)).out).toContain("--convention exact-causal");
  });

  it("says by how much a model does not fit, and which count or format would", async () => {
    const { code, out } = await serve();
    expect(code).toBe(1);
    expect(out.replaceAll("\n", " ")).toMatch(
      /It does not fit: for one sequence the H100 SXM 80 GB lacks 54\.0 GiB\. Of \d+ servers that were tried it would fit on these, the cheapest first:/,
    );
    expect(out).toMatch(/^weights in fp8 +1 +27 /m);
    expect(out).toMatch(/^54\.0 GiB of weights in the host's memory +1 +1 /m);
    expect(out).toMatch(/^2 devices +2 +65 /m);
  });

  it("says that no batch keeps to a limit", async () => {
    const { code, out } = await serve(...eight, "--tpot", "0.001");
    expect(code).toBe(1);
    expect(out).toMatch(/No batch stays within 1 ms per token/);
  });
});

it.each([
  [["--count", "7"], "got 7"],
  [["--count", "0"], 'got "0"'],
  [["--weights", "fp9"], 'got "fp9"'],
  [["--price", "-1"], 'got "-1"'],
  [["--speculative", "1.5"], 'got "1.5"'],
  [["--draft-tokens", "4"], "--draft-tokens: goes with --speculative"],
  [["--assume", "engineShar=1"], 'got "engineShar"'],
  [["--batch", "many"], 'got "many"'],
  [["--count", "8", "--report", "out.doc"], 'got "out.doc"'],
  [["--count", "8", "--report", "out.html", "--json"], "--report: writes a file of its own, got --json too"],
  [["--model", "llama3-71b"], 'got "llama3-71b"'],
  [["--device", "h1000"], 'got "h1000"'],
  [["--convention", "half"], 'got "half"'],
])("refuses %j as usage, quoting it", async (words, quoted) => {
  const { code, err } = await serve(...words);
  expect(code).toBe(2);
  expect(err).toContain(quoted);
});
