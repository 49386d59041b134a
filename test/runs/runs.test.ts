// Published training runs: both methods against hand arithmetic, corrected listings, and how far they agree.
import { describe, expect, it, test } from "vitest";
import { device } from "../../src/hardware/index.js";
import {
  agreementOf,
  epochSystems,
  runEstimate,
  runSources,
  trainingRun,
  trainingRuns,
} from "../../src/runs/index.js";
import { sources } from "../../src/sources/bibliography.js";

const estimates = trainingRuns.map(runEstimate);
const byId = (id: string) => runEstimate(trainingRun(id));

describe("operation counting", () => {
  test.each([
    ["gpt-3-175b", 3.14e23], // Brown et al. 2020, Table D.1
    ["t5-11b", 3.3e22], // the same table: half of the parameters for each token
    ["palm-540b", 2.5272e24], // Chowdhery et al. 2022, Table 21, for 540 B parameters
    ["llama3.1-405b", 3.8e25], // Llama 3 herd of models, section 3.2
    ["falcon-180b", 3.76e24], // 43,500 PFLOP/s-days
    ["resnet-152", 1.041e19], // 11.3 GMAC × 2 × 3 × 1.28 M × 120; the zoo counts 11.5 GMAC
    ["alexnet", 4.7e17], // 0.75 GMAC rounded × 6 × 1.2 M × 90
    ["vit-h-14", 4.262e21],
  ])("gives what was published for %s", (id, published) => {
    expect(Math.abs((byId(id).operations?.value ?? 0) / published - 1)).toBeLessThan(0.025);
  });

  test("takes the parameters that a token uses: DeepSeek-V3 is 6 × 37.55e9 × 14.8e12", () => {
    expect(byId("deepseek-v3").operations?.value).toBeCloseTo(6 * 37_552_282_624 * 14.8e12, -18);
  });

  test("adds both phases of BERT: 0.9 M steps of 128 and 0.1 M of 512 tokens, 256 sequences each", () => {
    // 256 × (115.2e6 + 51.2e6) = 42.6e9 tokens × 6 × 340e6
    expect((byId("bert-large").operations?.value ?? 0) / 8.69e19).toBeCloseTo(1, 3);
  });
});

describe("device time", () => {
  test.each([
    ["opt-175b", 4.3e23], // 812,544 h × 147 TFLOP/s
    ["switch-1.5t", 8.22e22], // Patterson et al. 2021, Table 4
    ["gshard-600b", 1.33e22],
    ["lamda-137b", 3.55e23], // 56.5 % × 123 TFLOP/s × 1,024 chips × 57.7 days
    ["noisy-student-l2", 2.612e22], // 1,024 × 123e12 × 6 days × 0.4
    ["stablelm-3b-4e1t", 6.21e22], // 256 × 30 days × 312e12 × 0.3
    ["falcon-mamba-7b", 3.939e23], // 256 × 1,440 h × 989.4e12 × 0.3
  ])("gives what was published for %s", (id, published) => {
    expect(Math.abs((byId(id).byDeviceTime?.value ?? 0) / published - 1)).toBeLessThan(0.015);
  });

  test("takes 0.30 for language and 0.40 for others where nothing is published", () => {
    expect(byId("llama2-7b").utilisation?.value).toBe(0.3);
    expect(byId("vgg16").utilisation?.value).toBe(0.4);
    expect(byId("glm-130b").utilisation?.value).toBe(0.325);
  });
});

describe("listings are corrected", () => {
  test("DeepSeek-V2's hours are for each of 8.1 trillion tokens", () => {
    expect(byId("deepseek-v2").deviceTime?.valueIn("device*h")).toBeCloseTo(1_399_680, 3);
  });

  test("Falcon-180B was billed for 7 M device-hours, not 17.7 M", () => {
    expect(byId("falcon-180b").deviceTime?.valueIn("device*h")).toBeCloseTo(7e6, 3);
  });

  test("BLOOM takes no 0.50, which is its best configuration with recomputation", () => {
    expect(byId("bloom").utilisation?.value).toBe(0.3);
  });

  test("Megatron-LM 8.3B: the paper's 15.1 PFLOP/s for the listed 327 h are twice the listed 9.1e21", () => {
    const { byDeviceTime, published } = byId("megatron-lm-8.3b");
    expect((byDeviceTime?.value ?? 0) / (published[0]?.flop.value ?? 1)).toBeCloseTo(1.955, 2);
  });

  test("ViT-22B ran about 700 h: 65,536 × 256 × 177 k tokens at 1.15 k a second on each of 1,024 chips", () => {
    expect((byId("vit-22b").deviceTime?.valueIn("device*h") ?? 0) / 1024).toBeCloseTo(700.5, 0);
  });
});

describe("the two methods", () => {
  const both = estimates.filter(({ ratio }) => ratio !== undefined);

  it("have their inputs for at least fifty runs", () => {
    expect(both.length).toBeGreaterThanOrEqual(70);
  });

  it("agree within a factor of 1.7 for three quarters of the runs", () => {
    const near = both.filter(({ agreement }) => agreement === "within 1.7");
    expect(near.length / both.length).toBeGreaterThanOrEqual(0.75);
  });

  it("leave no larger difference unexplained", () => {
    const silent = both.filter(({ run, agreement }) => agreement !== "within 1.7" && !run.explanation);
    expect(silent.map(({ run }) => run.id)).toEqual([]);
  });

  it("are classed alike whichever is the higher", () => {
    expect([1.7, 1 / 1.7, 1.71, 0.4, 3.01, 0.3].map(agreementOf)).toEqual([
      "within 1.7",
      "within 1.7",
      "within 3",
      "within 3",
      "beyond 3",
      "beyond 3",
    ]);
  });
});

describe("records", () => {
  it("have ids and aliases of their own, a plausible date, and a known device with that format", () => {
    const names = trainingRuns.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    for (const { date, hardware } of trainingRuns) {
      expect(date).toMatch(/^20[12]\d-[01]\d-[0-3]\d$/);
      if (hardware !== undefined)
        expect(device(hardware.device).launchYear).toBeLessThanOrEqual(Number(date.slice(0, 4)));
    }
  });

  it("cite documents that can be found, none under an id of the bibliography", () => {
    const own = [...Object.values(runSources), epochSystems];
    expect(own.filter(({ url }) => url?.startsWith("https://") !== true)).toEqual([]);
    const ids = [...Object.values(sources).map(({ id }) => id), ...own.map(({ id }) => id)];
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it("are found by alias and model name, and a misspelt name is answered with the nearest", () => {
    expect(trainingRun("GPT-3").id).toBe("gpt-3-175b");
    expect(trainingRun("Chinchilla 70B").id).toBe("chinchilla-70b");
    expect(() => trainingRun("chinchila")).toThrow(/got "chinchila".*chinchilla/);
  });
});
