// `flopbook model`: the card, JSON and CSV, a comparison, and what a person may get wrong.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paint } from "../../src/cli/terminal.js";
import { ran } from "./command.js";

const model = (...words: string[]) => ran(["model", ...words]);

describe("the card of one network", () => {
  it("takes a sequence under its earlier name, which the help leaves out", async () => {
    const words = ["gpt2", "--batch", "2", "--depth", "0"];
    const { out } = await model(...words, "--seq", "128");
    expect(out).toBe((await model(...words, "--sequence", "128")).out);
    expect(out).not.toBe((await model(...words)).out);
    const { out: help } = await model("--help");
    expect(help).toContain("--sequence <n>");
    expect(help).not.toContain("--seq ");
  });

  it("has a table by module, totals, and what is not counted", async () => {
    const { code, out, err } = await model("resnet50", "--batch", "32");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^ResNet-50 v1\.5 {2}image 32 × 3 × 224 × 224\nzoo: He, K/);
    expect(out).toMatch(/^module +parameters +MAC +matrix FLOP +kept +moved +share$/m);
    expect(out).toMatch(/^layer3 +7,098,368 +46\.9 G +93\.7 G +527 MB +\S+ GB +35\.8 %$/m);
    expect(out).toMatch(/^ {2}1 … 5 +5,585,920 /m);
    expect(out).toMatch(/^total +25,557,032 +131 G +262 G /m);
    expect(out).toMatch(/^not counted +nothing/m);
  });

  it("fits 100 columns and has no colour or no-break space in a pipe", async () => {
    for (const name of ["resnet50", "gpt2", "llama-65b"]) {
      const { out } = await model(name, "--device", "a100", "--depth", "9");
      for (const line of out.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(100);
      for (const sign of ["\u001b", "\u00a0"]) expect(out.includes(sign)).toBe(false);
    }
  });

  it("dims inner modules on a terminal", async () => {
    const { out } = await ran(["model", "resnet50"], { colors: paint(true) });
    expect(out).toContain("\u001b[2m  0 ");
  });

  it("may tell modules apart to any depth, or none", async () => {
    expect((await model("gpt2", "--depth", "3")).out).toMatch(/^ {4}attention +28,348,416 /m);
    expect((await model("gpt2", "--depth", "0")).out).not.toContain("module");
  });

  it("counts matrix products, or every operation", async () => {
    const total = async (counting: string) =>
      /^total .*$/m.exec((await model("resnet50", "--counting", counting)).out)?.[0];
    expect(await total("matrix")).toMatch(/4\.09 G +8\.18 G/);
    expect(await total("all")).toMatch(/4\.09 G +8\.27 G/);
  });

  it("puts the layers under the roofline of a device", async () => {
    const { out } = await model("resnet50", "--batch", "8", "--dtype", "fp16", "--device", "v100");
    expect(out).toMatch(/^module .* share +time$/m);
    expect(out).toMatch(/^roofline +at least \S+ ms forward on V100 SXM2/m);
  });
});

describe("other forms", () => {
  it("JSON has the totals, every layer, and the conventions", async () => {
    const json = JSON.parse((await model("gpt2", "--sequence", "128", "--batch", "2", "--json")).out);
    expect(json).toMatchObject({
      name: "gpt2",
      parameters: { total: 124_439_808, active: 124_439_808, embedding: 39_383_808 },
      notCounted: [],
    });
    expect(json.forward.matrixFlop).toBe(2 * json.forward.mac);
    expect(json.forward.flop).toBeGreaterThan(json.forward.matrixFlop);
    expect(json.forward.allFlop).toBe(json.forward.flop);
    expect(json.savedForBackward.convention).toMatch(/autograd/);
    expect(
      json.layers.map((layer: { mac: number }) => layer.mac).reduce((a: number, b: number) => a + b),
    ).toBe(json.forward.mac);
    expect(json.layers[0]).toMatchObject({ kind: "embedding", output: [2, 128, 768] });
    expect(json.conventions.length).toBeGreaterThan(2);
  });

  it("CSV has a row a layer", async () => {
    const lines = (await model("resnet50", "--csv")).out.trimEnd().split("\n");
    expect(lines[0]).toBe(
      "name,kind,settings,output,parameters,mac,matrixFlop,flop,backwardMac,savedBytes,movedBytes,share",
    );
    expect(lines[1]).toMatch(/^conv1,convolution,"7 × 7, stride 2, 3 → 64",1x64x112x112,9408,118013952,/);
  });

  it("two networks stand side by side with ratios", async () => {
    const { out } = await model("gpt2", "gpt2-xl", "--sequence", "128");
    expect(out).toMatch(/^ +gpt2 +gpt2-xl +ratio$/m);
    // 1,557,611,200 / 124,439,808 = 12.517
    expect(out).toMatch(/^parameters +124,439,808 +1,557,611,200 +12\.5 ×$/m);
    const { models, ratios } = JSON.parse(
      (await model("gpt2", "gpt2-xl", "--sequence", "128", "--json")).out,
    );
    expect(models).toHaveLength(2);
    expect(ratios[0].parameters).toBeCloseTo(12.517, 3);
  });
});

describe("a mistake is a usage error", () => {
  const folder = mkdtempSync(join(tmpdir(), "flopbook-model-"));
  beforeAll(() => writeFileSync(join(folder, "weights.pth"), ""));
  afterAll(() => rmSync(folder, { recursive: true }));
  const cases: Record<string, { words: readonly string[]; told: RegExp }> = {
    "in the name of a model": {
      words: ["RESNT50"],
      told: /unknown model, got "RESNT50"; did you mean "resnet50"/,
    },
    "in a path": { words: ["nowhere/config.json"], told: /no such file, got "nowhere\/config\.json"/ },
    "in the kind of file": {
      words: [join(folder, "weights.pth")],
      told: /unknown kind of file, got "weights\.pth"/,
    },
    "in a folder": { words: [folder], told: /a folder without a model/ },
    "of a sequence for images": {
      words: ["resnet50", "--sequence", "9"],
      told: /reads images and has no sequence/,
    },
    "of a resolution for tokens": {
      words: ["gpt2", "--resolution", "9"],
      told: /reads tokens and has no resolution/,
    },
    "of a dimension for the zoo": {
      words: ["gpt2", "--dim", "batch=2"],
      told: /a model of the zoo has no use for dims \(--dim\)/,
    },
    "in a dimension": { words: ["gpt2", "--dim", "batch"], told: /must be name=size.*got "batch"/ },
    "in a device": { words: ["gpt2", "--device", "h1000"], told: /no device of this name, got "h1000"/ },
    "of two forms": { words: ["gpt2", "--csv", "--json"], told: /got both/ },
    "of several with one device": {
      words: ["gpt2", "gpt2", "--device", "a100"],
      told: /got several; name one/,
    },
  };
  for (const [title, { words, told }] of Object.entries(cases))
    it(title, async () => {
      const { code, out, err } = await model(...words);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(told);
    });

  it("but a name's case is none", async () => {
    expect((await model("ResNet50", "--depth", "0")).code).toBe(0);
  });
});

describe("a report", () => {
  const cases: Record<string, { words: readonly string[]; told: RegExp }> = {
    "must be a PDF or a page": { words: ["gpt2", "--report", "x.docx"], told: /must end in \.pdf or \.html/ },
    "is about one model": { words: ["gpt2", "gpt2", "--report", "x.pdf"], told: /got several; name one/ },
    "is no other form": { words: ["gpt2", "--json", "--report", "x.pdf"], told: /choose one/ },
  };
  for (const [title, { words, told }] of Object.entries(cases))
    it(title, async () => {
      const { code, err } = await model(...words);
      expect(code).toBe(2);
      expect(err).toMatch(told);
    });
});
