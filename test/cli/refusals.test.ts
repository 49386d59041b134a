// Answers that make no sense: every numeric option of every command against rubbish, and runs that cannot be.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { device, devices } from "../../src/hardware/index.js";
import { assumptionRecords } from "../../src/plan/index.js";
import { type Ran, ran } from "./command.js";

const rubbish = [
  "0",
  "-1",
  "1e400",
  "NaN",
  "Infinity",
  "",
  "1e300",
  "0.5",
  "1e-9",
  "9007199254740993",
  "12abc",
  "0x10",
  "１２",
];

/** A command with what it needs, and its numeric options. */
const commands: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    ["model", "resnet18", "--depth", "0"],
    ["--batch", "--resolution", "--depth"],
  ],
  [
    ["model", "gpt2", "--depth", "0"],
    ["--seq", "--sequence", "--batch"],
  ],
  [
    ["cost", "--model", "gpt2", "--tokens", "10B", "--device", "a100-sxm-80", "--count", "1"],
    [
      ...["--tokens", "--count", "--batch", "--sequence", "--seq", "--utilisation", "--speed", "--goodput"],
      ...["--failures", "--restart", "--price", "--purchase", "--electricity", "--pue", "--power", "--grid"],
      "--staff",
    ],
  ],
  [
    ["plan", "--model", "gpt2", "--device", "a100-sxm-80", "--count", "1", "--batch", "32", "--seq", "1024"],
    [
      ...[
        "--count",
        "--batch",
        "--seq",
        "--sequence",
        "--keep",
        "--network",
        "--tensor",
        "--pipeline",
        "--data",
        "--context",
      ],
      ...["--expert", "--interleave", "--microbatch", "--zero", "--recompute-layers"],
    ],
  ],
  [
    ["serve", "--model", "llama3-8b", "--device", "h100-sxm", "--input", "100", "--output", "10"],
    [
      ...["--count", "--input", "--output", "--batch", "--rate", "--ttft", "--tpot", "--price", "--network"],
      ...["--speculative"],
    ],
  ],
  [
    ["reconcile", "1e12", "--model", "gpt2", "--per", "step", "--batch", "8", "--seq", "128"],
    ["--seq", "--batch", "--tokens", "--keep"],
  ],
  [["reconcile", "1979e12", "--peak", "--device", "h100-sxm"], ["--keep"]],
  [
    ["serve", "--model", "gpt2", "--device", "h100-sxm", "--speculative", "0.7"],
    ["--draft-tokens", "--draft-cost"],
  ],
  [
    ["plan", "--states-only", "--params", "7B", "--device", "h100-sxm", "--count", "8"],
    ["--params", "--tensor", "--pipeline", "--data", "--zero"],
  ],
  [["model", join(import.meta.dirname, "../fixtures/onnx"), "--depth", "0"], ["--dim=batch"]],
  [
    ["build", "nothing-of-this-name"],
    ["--timeout", "--memory", "--jobs", "--paper", "--to"],
  ],
  [
    ["check", "nothing-of-this-name"],
    ["--timeout", "--depth"],
  ],
];

/** Words that another word of the command line was wrong about: a valid number went through to it. */
const otherMistake = /nothing-of-this-name|a folder with(?:out)? |tensor × pipeline|no notebook/;

/** A refusal by name with exit 2, or an answer without holes; never a trace. */
function sensible({ code, out, err }: Ran, option: string): string | undefined {
  if (/\n\s+at |formula "/.test(err)) return `trace or formula in ${err.slice(0, 160)}`;
  if (/\b(NaN|Infinity|undefined|null)\b/.test(out)) return `hole in ${out.slice(0, 160)}`;
  if (code === 2) {
    if (otherMistake.test(err)) return undefined;
    const named =
      err.includes(option.split("=")[0] ?? option) || (option === "--seq" && err.includes("--sequence"));
    return named && /got ("|none)/.test(err) ? undefined : `${option} is not named: ${err.slice(0, 160)}`;
  }
  return code === 0 || code === 1 ? undefined : `exit ${code}`;
}

describe.each(commands)("%j", (words, options) => {
  it("refuses rubbish by the option's name, or answers sensibly", async () => {
    const bad: string[] = [];
    for (const option of options)
      for (const value of rubbish) {
        const why = sensible(await ran([...words, `${option}=${value}`]), option);
        if (why !== undefined) bad.push(`${option} "${value}": ${why}`);
      }
    expect(bad).toEqual([]);
  }, 240_000);
});

describe("assumptions", () => {
  it("are refused by their own name where they are no share, time or count", async () => {
    const bad: string[] = [];
    const commands = [
      ["serve", "--model", "gpt2", "--device", "h100-sxm"],
      ["plan", "--model", "gpt2", "--device", "h100-sxm", "--batch", "8", "--seq", "1024"],
    ];
    for (const name of Object.keys(assumptionRecords))
      for (const [at, value] of ["-1", "1e300", "NaN", "", "9007199254740993", "0"].entries()) {
        const words = [...(commands[at % commands.length] ?? []), `--assume=${name}=${value}`];
        const { code, out, err } = await ran(words);
        // 0 may stand where nothing is divided by it; a memory of 2^53 bytes is large, and no device has it
        const fine = value === "0" || (name === "reservedMemory" && value.startsWith("9"));
        if (code !== 2 && !(fine && !/\b(NaN|Infinity|undefined)\b/.test(out))) bad.push(words.join(" "));
        if (code === 2 && !/^flopbook: --assume: .*got ".*"; write/.test(err)) bad.push(err);
      }
    expect(bad).toEqual([]);
    const { err } = await ran([...(commands[0] ?? []), "--assume", "linkLatancy=1"]);
    expect(err).toMatch(/--assume: unknown name, got "linkLatancy"; did you mean "linkLatency"/);
  }, 120_000);
});

describe("numbers that are exact up to 2^53 only", () => {
  it.each([
    [["plan", "--states-only", "--device", "h100-sxm", "--params", "1e16"], "--params"],
    [["plan", "--model", "gpt2", "--device", "h100-sxm", "--batch", "1e9", "--seq", "1e9"], "--batch"],
    [["cost", "--model", "gpt2", "--device", "h100-sxm", "--count", "8", "--tokens", "1e16"], "--tokens"],
    [["reconcile", "1e22", "--model", "gpt2", "--per", "run", "--tokens", "1e16"], "--tokens"],
    [["reconcile", "1e300", "--model", "gpt2"], "reconcile"],
  ])("%j is refused by name", async (words, name) => {
    const { code, err } = await ran(words);
    expect([code, err]).toEqual([2, expect.stringMatching(`${name}: .*must be .*got ".*; write`)]);
  });
});

describe("words that contradict each other", () => {
  const cost = ["cost", "--model", "gpt2", "--tokens", "10B", "--device", "h100-sxm", "--count", "8"];

  it.each([
    [["--speed", "16"], /--speed: must be at most [\d.]+ here, .*got "16"; write/],
    [["--rate", "1.08"], /--rate: goes with currency, got "1.08" without one; name/],
    [["--currency", "EUR"], /--rate: must be what one EUR is worth in USD, got none; write/],
    [["--provider", "nobody"], /--provider: no rent .*got "nobody"; known are .*Lambda/],
  ])("%j", async (words, told) => {
    const { code, err } = await ran([...cost, ...words]);
    expect([code, err]).toEqual([2, expect.stringMatching(told)]);
    expect(err).not.toContain("formula");
  });

  it("tells a number that is far away by its factor", async () => {
    const { out } = await ran(["reconcile", "1e-9", "--model", "gpt2"]);
    // 85.0 million products a token: 12 layers of 12 x 768^2
    expect(out).toContain("factor 1.18 × 10^−17");
  });
});

describe("runs that cannot be", () => {
  const cost = ["cost", "--model", "llama3-8b", "--device", "h100-sxm", "--count", "64"];

  it("refuses fewer tokens than one step has", async () => {
    const { code, err } = await ran([...cost, "--tokens", "512000"]);
    expect(code).toBe(2);
    expect(err).toContain("--tokens: must be at least the 4,194,304 of one step (512 sequences of 8,192)");
  });

  it("refuses half devices, shares beyond the whole, and 10^300 requests a second", async () => {
    expect(await ran([...cost, "--tokens", "1T", "--count", "2.5"])).toMatchObject({ code: 2 });
    expect(await ran([...cost, "--tokens", "1T", "--utilisation", "140%"])).toMatchObject({ code: 2 });
    const serve = ["serve", "--model", "llama3-8b", "--device", "h100-sxm"];
    const { code, err } = await ran([...serve, "--rate", "1e300"]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/--rate: must be .*, got "1e300"; write --rate 10/),
    ]);
  });

  it("refuses an image smaller than one cell of the network's last map", async () => {
    const { code, err } = await ran(["model", "resnet50", "--resolution", "1"]);
    expect(code).toBe(2);
    expect(err).toMatch(/--resolution: must be at least 32 pixels.*got "1"/);
  });
});

describe("files with rubbish where counts stand", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "flopbook-refusals-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["num_hidden_layers", null],
    ["hidden_size", "4096"],
    ["vocab_size", -1],
    ["num_attention_heads", 2.5],
    ["intermediate_size", 2 ** 53 + 2],
  ])("refuses %s: %j in a config.json by the key's name", async (key, value) => {
    const config = { model_type: "llama", hidden_size: 64, num_attention_heads: 4, [key]: value };
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    for (const words of [["model"], ["plan", "--device", "h100-sxm", "--model"]]) {
      const { code, err } = await ran([...words, join(folder, "config.json")]);
      expect(code).toBe(2);
      expect(err).toContain(key);
    }
  });

  it.each(["formulas", "runs"])("%s refuses what is no name", async (command) => {
    for (const value of rubbish) {
      const { code, err } = await ran([command, value]);
      expect([code, err]).toEqual([2, expect.stringMatching(/^flopbook: \w+: .*got "/)]);
    }
  });

  it("formulas refuses rubbish for an input by the input's name", async () => {
    for (const value of [...rubbish, "1e9 lightyears"]) {
      const words = ["samples=10", "epochs=1", `throughput=${value}`];
      const { code, err } = await ran(["formulas", "throughput.training-time", ...words]);
      expect(code).toBe(2);
      expect(err).toMatch(/^flopbook: .*input "throughput": .*got "/);
    }
  });

  const record = {
    id: "own-total",
    title: "Training compute",
    where: "slide 12",
    formula: "compute.training-flop",
    inputs: { forwardFlop: { value: 2, unit: "GFLOP/image" }, samples: 1000, epochs: 10 },
    stated: { value: 60, digits: 2 },
    unit: "TFLOP",
  };
  const bads = ["null", '"1000"', "-1", "1e400", "[]", "{}", "true"];

  it.each([
    ["samples", (bad: string) => ({ ...record, inputs: { ...record.inputs, samples: bad } })],
    ["forwardFlop", (bad: string) => ({ ...record, inputs: { ...record.inputs, forwardFlop: bad } })],
    ["stated", (bad: string) => ({ ...record, stated: { value: bad, digits: 2 } })],
    ["digits", (bad: string) => ({ ...record, stated: { value: 60, digits: bad } })],
    ["title", (bad: string) => ({ ...record, title: bad })],
  ])("check refuses a file of examples with rubbish for %s", async (name, changed) => {
    for (const bad of bads) {
      if (name === "title" && bad.startsWith('"')) continue;
      const document = { author: "We", title: "Slides", year: 2025 };
      const text = JSON.stringify({ document, examples: [changed("BAD")] }).replaceAll('"BAD"', bad);
      writeFileSync(join(folder, "own.json"), text);
      const { code, out, err } = await ran(["check", join(folder, "own.json")]);
      // a negative amount is a number: the formula refuses it, and the check fails
      if (code !== 2) expect([bad, code]).toEqual(["-1", 1]);
      expect(out + err).toMatch(new RegExp(`${name}|${record.id}`));
      expect(out).not.toMatch(/\b(NaN|Infinity|undefined)\b/);
    }
  });

  it.each(["null", ".nan", "-4", "2.5", "[1]", "true", "{a: 1}", "'eight'"])(
    "refuses count: %s in a YAML file",
    async (value) => {
      const text = `model: gpt2\ntokens: 10B\ndevice: h100-sxm\ncount: ${value}\n`;
      writeFileSync(join(folder, "run.yml"), text);
      const { code, err } = await ran(["cost", "--config", join(folder, "run.yml")]);
      expect(code).toBe(2);
      expect(err).toContain("count");
    },
  );
});

it.each(["bomb.yml", "self.yml"])("refuses %s in one line", async (name) => {
  const { code, err } = await ran([
    "cost",
    "--config",
    join(import.meta.dirname, "../field/fixtures/faults", name),
  ]);
  expect(code).toBe(2);
  expect(err).toMatch(/^flopbook: [^\n]*(aliases|repeats)[^\n]*\n$/);
});

describe("every device of the table", () => {
  it("says which format it has where it lacks one, with exit 2", async () => {
    const words = ["--model", "gpt2", "--device", "k40"];
    for (const command of [["cost", "--tokens", "10B", "--count", "8"], ["plan"], ["serve"]])
      expect(await ran([...command, ...words])).toMatchObject({
        code: 2,
        err: expect.stringMatching(/k40: no peak rate .*fp32, nothing of 16 bits: name a device .*a100/),
      });
    expect(await ran(["model", "resnet18", "--device", "tpu-v5e"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/the device has bf16-tensor, int8: write --dtype bf16/),
    });
    const taken = await ran(["model", "resnet18", "--device", "tpu-v5e", "--dtype", "bf16"]);
    expect(taken.code).toBe(0);
  });

  it("has one price in cost and serve", async () => {
    const of = async (words: readonly string[]) => JSON.parse((await ran(words)).out);
    const cost = await of([
      ...["cost", "--model", "llama3-8b", "--tokens", "1T", "--device", "h100-sxm"],
      ...["--count", "64", "--json"],
    ]);
    const serve = await of(["serve", "--model", "llama3-8b", "--device", "h100-sxm", "--json"]);
    // both from the rents on record, 2.99 to 12.29 USD: the middle of a lognormal distribution between them
    expect(serve.pricePerDeviceHour).toBeCloseTo(Math.sqrt(2.99 * 12.29), 9);
    expect(serve.pricePerDeviceHour / 3600).toBeCloseTo(cost.inputs.price.value, 12);
  });

  it.each(["tpu-v5e", "h800-sxm", "gb200-gpu", "mi325x", "trainium2"])("answers cost for %s", async (id) => {
    const words = ["cost", "--model", "llama3-8b", "--tokens", "1T", "--count", "64", "--device", id];
    const { code, out } = await ran(words);
    expect(code).toBe(0);
    expect(out).toContain("training compute");
    if (device(id).power === undefined) expect(out).toMatch(/Missing: no\s+power[\s\S]*--power/);
    if (id === "h800-sxm") expect(out).toMatch(/Missing: no rent[\s\S]*--price/);
  });

  it("answers or says what is missing in serve and model", async () => {
    const bad: string[] = [];
    for (const { id } of devices)
      for (const words of [
        ["serve", "--model", "gpt2"],
        ["model", "resnet18", "--depth", "0"],
      ]) {
        const { code, out, err } = await ran([...words, "--device", id]);
        const told = code === 2 ? /no peak rate .*, got .*; /.test(err) : code === 0 || /fit/.test(out);
        if (!told || /NaN|Infinity|undefined|\n\s+at /.test(out + err)) bad.push(`${words[0]} ${id}: ${err}`);
      }
    expect(bad).toEqual([]);
  }, 120_000);
});
