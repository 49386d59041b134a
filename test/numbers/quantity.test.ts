// Quantities: inputs with origins, sums, text in other units, and the working down to sources.
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { formula } from "../../src/catalogue/vocabulary.js";
import { type DerivationJson, displaySymbol, mimeType } from "../../src/ground/mime.js";
import { given, isQuantity, type Quantity, sum } from "../../src/numbers/quantity.js";
import { flop, gibibytes, gigabytes, hours, teraflopPerSecond } from "../../src/numbers/units.js";
import { sources } from "../../src/sources/bibliography.js";

const twice = formula({
  id: "test.quantity-add",
  meaning: "operations of two parts",
  expression: "backwardFlop + forwardFlop",
  result: "flop",
  inputs: ["backwardFlop", "forwardFlop"],
  source: { source: sources.kaplan2020, place: "section 2.1" },
});

const training = formula({
  id: "test.quantity-training",
  meaning: "training operations",
  expression: "passesPerStep * forwardFlop * samples",
  result: "trainingFlop",
  inputs: ["forwardFlop", "samples"],
  source: sources.epochMethod,
});

const count = (json: DerivationJson): number =>
  1 + json.inputs.reduce((total, input) => total + count(input), 0);

describe("given", () => {
  it("converts to the base unit and shows the unit that it was given in", () => {
    const memory = given(
      gibibytes(80),
      { source: sources.nvidiaA100, place: "page 2" },
      { label: "A100 memory" },
    );
    expect(memory.value).toBe(85_899_345_920);
    expect(memory.unit).toBe("byte");
    expect(memory.text).toBe("80\u00a0GiB");
    expect(memory.textIn("GB", 4)).toBe("85.90\u00a0GB");
    expect(memory.valueIn("GiB")).toBe(80);
    expect(given(teraflopPerSecond(125), sources.nvidiaV100).text).toBe("125\u00a0TFLOP/s");
  });

  it("takes a bare number as a count of what is named", () => {
    const images = given(1_281_167, "ILSVRC-2012 training set", { unit: "image" });
    expect(images.unit).toBe("image");
    expect(images.text).toBe("1.28\u00a0million\u00a0images");
    expect(images.derivation()).toEqual({
      label: "value",
      value: 1_281_167,
      unit: "image",
      kind: "given",
      note: "ILSVRC-2012 training set",
      inputs: [],
    });
  });

  it("refuses what is not finite, and an unknown unit", () => {
    expect(() => given(Number.NaN, "nowhere", { label: "epochs" })).toThrow(
      "epochs: must be a finite number, got NaN",
    );
    expect(() => given(3, "nowhere", { unit: "imgae" })).toThrow(
      'unknown unit, got "imgae"; did you mean "image"',
    );
  });
});

describe("sum", () => {
  const parts = [1, 2, 3].map((value) => given(value, "assumed", { unit: "MAC", label: `layer ${value}` }));

  it("totals its parts and keeps them as inputs", () => {
    const total = sum("network", parts, { symbolTex: "M" });
    expect(total.value).toBe(6);
    expect(total.unit).toBe("MAC");
    expect(total.derivation()).toMatchObject({ kind: "sum", label: "network", symbolTex: "M" });
    expect(total.derivation().inputs.map(({ label }) => label)).toEqual(["layer 1", "layer 2", "layer 3"]);
    expect(total.tex).toBeUndefined();
    expect(total.resultTex).toBe("6\\;\\mathrm{MAC}");
  });

  it("refuses nothing to add, and unlike units", () => {
    expect(() => sum("network", [])).toThrow("network: a sum needs at least one part, got none");
    expect(() => sum("network", [...parts, given(flop(1), "assumed", { label: "softmax" })])).toThrow(
      'got "MAC" (layer 1) and "FLOP" (softmax)',
    );
  });
});

describe("a quantity", () => {
  const time = given(hours(11.862), "measured", { label: "run" });

  it("is shown in another unit of its dimension only", () => {
    expect(time.as("min").text).toBe("712\u00a0min");
    expect(time.as("min").value).toBe(time.value);
    expect(() => time.as("GB")).toThrow('run: is in s and cannot be shown in another dimension, got "GB"');
    expect(() => time.valueIn("FLOP/s")).toThrow("choose a unit of s");
    expect(() => time.textIn("FLOP")).toThrow("must have the dimension of the value (s)");
  });

  it("is renamed without losing its working", () => {
    const renamed = time.labelled("training run");
    expect(renamed.label).toBe("training run");
    expect(renamed.provenance).toBe(time.provenance);
  });

  it("prints its text, and does not pass for a number", () => {
    expect(inspect(time)).toBe("run: 11.9\u00a0h");
    expect(`${time}`).toBe("11.9\u00a0h");
    expect(Number(time)).toBeNaN();
    expect(isQuantity(time)).toBe(true);
    expect(isQuantity(gigabytes(3))).toBe(false);
    expect(isQuantity(null)).toBe(false);
  });

  it("takes label and symbol from the formula that uses it, unless it has its own", () => {
    const own = given(flop(7), "assumed", { label: "ResNet-50, one image" });
    const run = training({ forwardFlop: own, samples: 10 });
    const [passes, forward, samples] = run.derivation().inputs;
    expect(passes).toMatchObject({ kind: "constant", value: 3, symbolTex: "p" });
    expect(passes?.note).toContain("three forward passes");
    expect(forward).toMatchObject({ label: "ResNet-50, one image", symbolTex: "F_{\\mathrm{fwd}}" });
    expect(samples).toMatchObject({ label: "training samples of one epoch", note: "given by the caller" });
  });

  it("lists its working with inputs before results, and its sources once each", () => {
    const forward = given(flop(7), { source: sources.he2016, place: "Table 1" }, { label: "forward" });
    const total = twice({
      backwardFlop: training({ forwardFlop: forward, samples: 1 }),
      forwardFlop: forward,
    });
    expect(total.value).toBe(28);
    expect(
      total.steps.map(({ label, text, formula: made }) => [label, text.replace("\u00a0", " "), made]),
    ).toEqual([
      ["forward passes that one training step costs", "3", undefined],
      ["forward", "7 FLOP", undefined],
      ["training samples of one epoch", "1 sample", undefined],
      ["training operations", "21 FLOP", "trainingFlop = passesPerStep * forwardFlop * samples"],
      ["operations", "28 FLOP", "flop = backwardFlop + forwardFlop"],
    ]);
    expect(total.sources.map(({ id }) => id)).toEqual(["he2016", "epochMethod", "kaplan2020"]);
  });

  it("writes its tree as JSON, with citation, formula and display unit", () => {
    const forward = given({ value: 7, unit: "GFLOP" }, { source: sources.he2016, place: "Table 1" });
    const json = JSON.parse(JSON.stringify(training({ forwardFlop: forward, samples: 2 }))) as DerivationJson;
    expect(json.kind).toBe("formula");
    expect(json.formula).toMatchObject({
      id: "test.quantity-training",
      tex: "C = 3\\,F_{\\mathrm{fwd}}\\,N_{\\mathrm{s}}",
      substitutedTex: "3 \\times 7\\;\\mathrm{GFLOP} \\times 2\\;\\mathrm{samples}",
      resultTex: "4.2 \\times 10^{10}\\;\\mathrm{FLOP}",
      citation: { source: { id: "epochMethod" } },
    });
    expect(json.formula?.conventions[0]).toContain("three forward passes");
    expect(json.inputs[1]).toMatchObject({
      value: 7e9,
      unit: "FLOP",
      displayUnit: "GFLOP",
      citation: { source: { id: "he2016" }, place: "Table 1" },
    });
  });

  it("does not explode when parts are shared: forty doublings are forty steps", () => {
    let q: Quantity = given(flop(1), "assumed", { label: "start" });
    for (let i = 0; i < 40; i++) q = twice({ backwardFlop: q, forwardFlop: q });
    expect(q.value).toBe(2 ** 40);
    expect(q.steps).toHaveLength(41);
    // Each of the 40 steps has two inputs, the second one folded.
    expect(count(q.derivation())).toBe(81);
    expect(q.derivation().inputs[1]).toMatchObject({ note: "derived above", inputs: [] });
  });

  it("shows itself as a worked equation in TeX and text", () => {
    const bundle = training({ forwardFlop: flop(7), samples: 2 })[displaySymbol]();
    expect(bundle[mimeType.text]).toBe("training operations: 42\u00a0FLOP");
    expect(bundle[mimeType.latex]).toBe(
      "$$\\begin{aligned}\nC &= 3\\,F_{\\mathrm{fwd}}\\,N_{\\mathrm{s}} \\\\\n&= 3 \\times 7\\;\\mathrm{FLOP} \\times 2\\;\\mathrm{samples} \\\\\n&= 42\\;\\mathrm{FLOP}\n\\end{aligned}$$",
    );
    expect(bundle[mimeType.equation]).toMatchObject({ resultTex: "42\\;\\mathrm{FLOP}" });
    expect(time[displaySymbol]()[mimeType.equation]).toMatchObject({
      tex: "\\text{run} = 42{,}700\\;\\mathrm{s} = 11.86\\;\\mathrm{h}",
    });
  });
});
