// `flopbook formulas`: the list, a card, an evaluation with its working, and what a person may get wrong.
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/catalogue/catalogue.js";
import { runCommandLine } from "../../src/cli/program.js";
import { paint } from "../../src/cli/terminal.js";

async function formulas(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    interactive: false,
    columns: 80,
    colors: paint(false),
    env: {},
    cwd: "/",
  };
  const signal = new AbortController().signal;
  const code = await runCommandLine(["formulas", ...words], { terminal, signal });
  return { code, out, err };
}

/** The first layer of ResNet. */
const resNetStem = [
  "layer.convolution",
  ..."batch=1 inputChannels=3 inputHeight=224 inputWidth=224 outputChannels=64 kernel=7 stride=2 padding=3".split(
    " ",
  ),
];

describe("the list", () => {
  it("names every formula with its unit and meaning", async () => {
    const { code, out, err } = await formulas();
    expect([code, err]).toEqual([0, ""]);
    for (const { id } of catalogue) expect(out).toContain(`${id} `);
    expect(out).toMatch(/^time\.training-time +s +Time of a training run on several devices/m);
    expect(out).toContain(`${catalogue.length} formulas; `);
  });

  it("as JSON gives each formula TeX, unit, inputs, conventions and source", async () => {
    const rows: readonly Record<string, unknown>[] = JSON.parse((await formulas("--json")).out);
    expect(rows).toHaveLength(catalogue.length);
    for (const row of rows) {
      expect(row.tex, String(row.id)).toMatch(/ = /);
      expect(row.unit).toBeTypeOf("string");
      expect(row.source).toBeTruthy();
      expect(row.inputs).toBeInstanceOf(Array);
      expect(row.conventions).toBeInstanceOf(Array);
    }
  });

  it("may be searched", async () => {
    const { out } = await formulas("--search", "cache window");
    expect(out).toMatch(/^kv-cache\.window-memory /m);
    expect(out).toContain("1 formula; ");
    const json: readonly { id: string }[] = JSON.parse(
      (await formulas("--search", "cache window", "--json")).out,
    );
    expect(json.map(({ id }) => id)).toEqual(["kv-cache.window-memory"]);
  });

  it("finds types of layer too, and shows what one costs", async () => {
    const { code, out } = await formulas("--search", "grouped query");
    expect(code).toBe(0);
    expect(out).toMatch(/^layer\.grouped-query-attention /m);
    expect(out).not.toContain("0 formulas");
    const card = (await formulas("layer.linear")).out;
    expect(card).toContain("parameters           inputFeatures * outputFeatures + outputFeatures");
    expect(card).toMatch(/^forward +rows \* inputFeatures \* outputFeatures MAC$/m);
    expect(JSON.parse((await formulas("layer.linear", "--json")).out)).toMatchObject({
      id: "layer.linear",
      kept: "rows * inputFeatures",
    });
  });

  it("counts a layer for sizes, with parameters, gradients, memory and working", async () => {
    const { code, out } = await formulas(...resNetStem);
    expect(code).toBe(0);
    // 64 * 112 * 112 * 3 * 7 * 7 = 118,013,952; weights 64 * 3 * 49 = 9,408 and 64 biases.
    expect(out).toMatch(/^forward +118,013,952 MAC$/m);
    expect(out).toMatch(/^gradient of weights +118,013,952 MAC$/m);
    expect(out).toMatch(/^gradient of input +118,013,952 MAC$/m);
    expect(out).toMatch(/^parameters +9,472$/m);
    expect(out).toMatch(/^elements kept +150,528$/m);
    expect(out).toMatch(/^elements moved +962,816$/m);
    expect(out).toMatch(/outputHeight = 112 {2}= floor\(/);
    expect(out).toMatch(/dilationWidth = 1 {2}default$/m);
    expect(out).toContain("kernel height = 7  given on the command line");
    expect(out).toMatch(/= 112 {2}follows from the sizes/);
    const bare = await formulas(...resNetStem, "bias=false");
    expect(bare.out).toMatch(/^parameters +9,408$/m);
  });

  it("counts a layer of others, and takes other names and both axes at once", async () => {
    const attention = await formulas(
      "layer.attention",
      ..."batch=1 sequence=2048 modelDim=768 heads=12 headDim=64".split(" "),
    );
    expect(attention.out).toMatch(/^parameters +2,359,296$/m); // 4 x 768^2
    const names = ["layer.batch-norm", "batch=2", "channels=3"];
    const pair = await formulas(...names, "imageHeight=4", "imageWidth=4");
    expect((await formulas(...names, "input=4")).out).toBe(pair.out);
    const json = JSON.parse((await formulas(...names, "input=4", "--json")).out);
    expect(json).toMatchObject({
      id: "layer.batch-norm",
      parameters: "2 * channels",
      sizes: { batch: 2, channels: 3, inputHeight: 4, inputWidth: 4 },
      counted: { parameters: { value: 6 }, kept: 102, output: [2, 3, 4, 4] },
    });
    expect(json.counted.forward).toMatchObject([
      { operationClass: "normalisation", unit: "FLOP", value: 672 },
    ]);
  });

  it("says when a search finds nothing, and exits with 1", async () => {
    const { code, out, err } = await formulas("--search", "zebra stripes");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/no formula has all the words of "zebra stripes"; try fewer/);
  });
});

describe("one formula", () => {
  it("is shown with its symbols, conventions and source", async () => {
    const { code, out } = await formulas("compute.training-flop");
    expect(code).toBe(0);
    expect(out).toContain("trainingFlop = passesPerStep * forwardFlop * samples * epochs");
    expect(out).toMatch(/^forwardFlop +FLOP\/sample +forward operations of one sample$/m);
    expect(out).toMatch(/^passesPerStep +1 +3 /m);
    expect(out).toContain("a training step costs three forward passes");
    expect(out).toContain("`flopbook formulas compute.training-flop forwardFlop=… samples=… epochs=…`");
  });

  it("is evaluated from letters as printed, with its working", async () => {
    const { code, out, err } = await formulas("matmul.flop", "m=32", "n=4096", "p=4096");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("operations = 1.07 GFLOP"); // 2 × 32 × 4096² = 1,073,741,824
    expect(out).toContain("= flopPerMac * rows * innerDim * columns");
    expect(out).toContain("rows of the product = 32  given on the command line");
  });

  it("takes values with units, percent signs, powers of ten and underscores, and other constants", async () => {
    const words = ["C=1.32EFLOP", "devices=8", "peak=125TFLOP/s", "utilisation=50%"];
    expect((await formulas("time.training-time", ...words)).out).toContain("time = 44 min"); // 2640 s
    const total = ["forwardFlop=3.8e9FLOP", "samples=1_280_000", "epochs=90"];
    expect((await formulas("compute.training-flop", ...total)).out).toContain("= 1.31 EFLOP");
    expect((await formulas("compute.training-flop", ...total, "passesPerStep=4")).out).toContain(
      "= 1.75 EFLOP",
    );
    const memory = await formulas("memory.device-share", "stateMemory=112GB", "deviceMemory=80 GiB");
    expect(memory.out).toContain("= 1.30 devices"); // 112e9 / 85.9e9
  });

  it("as JSON carries the value in base units and the working", async () => {
    const { out } = await formulas("matmul.flop", "m=2", "n=3", "p=4", "--json");
    expect(JSON.parse(out)).toMatchObject({
      id: "matmul.flop",
      unit: "FLOP",
      value: 48,
      working: { value: 48, kind: "formula" },
    });
  });

  it("without inputs is evaluated at once", async () => {
    expect((await formulas("compute.flop-per-parameter-token")).out).toMatch(/= 6 FLOP/);
  });
});

describe("a mistake exits with 2 and says what to do", () => {
  const time = "time.training-time";
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["in an id", ["matmul.flpo"], /none has this id, got "matmul.flpo"; did you mean "matmul.flop"/],
    [
      "in the name of an input",
      [time, "trainingFlap=3FLOP"],
      /no input of this name, got "trainingFlap"; did you mean "trainingFlop"/,
    ],
    [
      "in a name like no other",
      [time, "zz=3"],
      /got "zz"; its inputs are trainingFlop \(training operations, FLOP\), devices/,
    ],
    [
      "by a missing input",
      [time, "C=3FLOP", "n=1"],
      /an input is missing, got trainingFlop, devices; add peak/,
    ],
    [
      "by a number without its unit",
      [time, "C=3"],
      /needs a unit of FLOP .*got "3"; write trainingFlop=1\.3EFLOP/,
    ],
    ["in a unit", [time, "C=3EFLP"], /unknown unit, got "EFLP"; did you mean "EFLOP"/],
    ["by a unit of another dimension", [time, "C=3GB", "n=1", "P=1TFLOP/s", "u=1"], /needs FLOP .*got 3\sGB/],
    ["by what is no number", [time, "C=many"], /must be a number, with a unit where it has one, got "many"/],
    ["by a word without an equals sign", [time, "C"], /inputs are name=value, got "C"; write trainingFlop=/],
    ["by an input given twice", [time, "C=3FLOP", "trainingFlop=4FLOP"], /"trainingFlop" is given twice/],
    ["by a value out of bounds", [time, "C=1FLOP", "n=1", "P=1FLOP/s", "u=2"], /must be at most 1 .*got 2/],
    ["in the name of a layer", ["linear"], /got "linear"; did you mean "layer\.linear"/],
    [
      "by missing sizes of a layer",
      ["layer.linear", "rows=2"],
      /sizes are missing, got rows; add inputFeatures \(input features\), outputFeatures/,
    ],
    [
      "by sizes of which another would do",
      ["layer.linear", "inputFeatures=2", "outputFeatures=2"],
      /add batch \(samples in a batch\), sequence \(tokens in a sequence\), or rows/,
    ],
    ["in a size of a layer", ["layer.convolution", "kernl=3"], /got "kernl"; did you mean "kernel"/],
    [
      "in a setting of a layer",
      ["layer.linear", "bias=maybe"],
      /no such setting, got "bias=maybe"; there is yes, no/,
    ],
    ["by a size that is no number", ["layer.linear", "rows=many"], /"rows" must be a number, got "many"/],
    ["by a size given twice", ["layer.relu", "elements=2", "elements=3"], /"elements" is given twice/],
    [
      "by half a size",
      ["layer.relu", "elements=2.5"],
      /elements must be a whole number of at least 0.*got 2\.5/,
    ],
    [
      "by groups that do not divide",
      [...resNetStem, "groups=2"],
      /inputChannels \/ groups must be a whole number, got inputChannels = 3, groups = 2/,
    ],
    [
      "by a kernel larger than the image",
      ["layer.max-pooling", "batch=1", "channels=2", "input=4", "kernel=9"],
      /outputHeight must be .* at least 1 .*got .*check the sizes that it follows from/,
    ],
    ["by an id with a search", [time, "--search", "x"], /--search lists formulas and takes no id/],
    [
      "by a letter that two inputs share",
      ["formats.bits-per-value", "bb=4"],
      /has no input of this name, got "bb"/,
    ],
    ["in an option", ["--jsn"], /unknown option '--jsn'; did you mean "--json"/],
  ];

  it.each(cases)("%s", async (_, words, message) => {
    const { code, out, err } = await formulas(...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err).not.toContain(".ts:");
  });

  it("by a letter that two of its symbols have, where the names are asked for", async () => {
    const { code, err } = await formulas("quantization.scale", "x=1");
    expect(code).toBe(2);
    expect(err).toMatch(/the letter may be largestValue or smallestValue, got "x"; write the name/);
  });
});
