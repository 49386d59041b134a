// Every worked example is evaluated; the list is compared with the statements of the source texts.
import { describe, expect, it } from "vitest";
import { example, examples } from "../../src/documents/index.js";
import { evaluateExample, evaluateExamples } from "../../src/examples/index.js";
import { displaySymbol, mimeType } from "../../src/ground/mime.js";
import { transformerBig } from "../../src/models/language/encoder-decoder.js";
import { forwardMac } from "../../src/models/operations.js";

const headline = [
  "resnet50-forward-flops",
  "resnet50-forward-macs",
  "resnet50-train-mantissa",
  "resnet50-train-exponent",
  "resnet50-train-total",
  "resnet50-train-eflop-unit",
  "resnet50-train-seconds",
  "resnet50-train-hours",
  "resnet50-8xv100-consistency",
  "chinchilla-c-over-6",
  "chinchilla-n-12p9b",
  "chinchilla-d-258b",
  "chinchilla-check-2e22",
  "chinchilla-check-vs-budget",
  "chinchilla-factor-6",
  "igpt-three-versions-spread",
  "igpt-l-total",
  "transformer-mha-formula",
  "transformer-mha",
  "transformer-mha-inner",
  "transformer-input-size-w",
  "transformer-ffn",
  "transformer-stack",
  "transformer-final-linear",
  "transformer-softmax-negligible",
  "transformer-add-norm-negligible",
  "transformer-forward-total",
  "transformer-train-printed-expression",
  "transformer-train-total",
  "lm-6nd-formula",
  "lm-forward-2n",
  "lm-backward-4n",
  "lm-total-6",
  "lm-7b-2t",
  "lm-mem-adam",
  "lm-mem-subtotal",
  "lm-mem-112gb",
  "lm-mem-exceeds-one-gpu",
  "lm-optimizer-dwarfs-model",
];

describe("the list of worked examples", () => {
  it("holds every statement of the four headline examples", () => {
    const ids = examples.map(({ id }) => id);
    expect(headline.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("offers near ids for an unknown one", () => {
    expect(() => example("igpt-l-totals")).toThrow(/"igpt-l-totals".*did you mean "igpt-l-total"/);
  });
});

describe.each(examples.map((one) => [one.id, one] as const))("worked example %s", (_, one) => {
  const result = evaluateExample(one);

  it("gives its expected verdict and values", () => {
    expect(result.problem).toBeNull();
    expect(result.status).toBe("pass");
  });

  it("declares what it expects by number, and the right value wherever it carries a correction", () => {
    expect(one.expect.value).toBeTypeOf("number");
    expect(one.expect.correct === undefined).toBe(one.computeCorrected === undefined);
  });

  it("names a cause and a right value when the statement is wrong", () => {
    if (result.verdict !== "inconsistent" && result.verdict !== "wrong-premise") return;
    expect(result.cause).toMatch(/\w{3,}.*\.$/s);
    expect(result.cause).not.toMatch(/\{\w+\}/);
    expect(result.correct).toBeTypeOf("number");
    expect(result.correctText).not.toBeNull();
  });

  it("shows itself, with its document as citation", () => {
    const bundle = result[displaySymbol]();
    expect(bundle[mimeType.verdict]).toMatchObject({ id: one.id, verdict: result.verdict });
    expect(String(bundle[mimeType.text])).toContain(one.title);
  });

  it("leads every input back to a document, a stated assumption or a convention", () => {
    const leaves = result.quantity?.steps.filter(({ kind }) => kind === "given" || kind === "constant") ?? [];
    expect(leaves.length).toBeGreaterThan(0);
    expect(leaves.filter(({ citation, note }) => citation === undefined && note === undefined)).toEqual([]);
    expect(leaves.filter(({ note }) => note === "given by the caller")).toEqual([]);
  });
});

describe("the verdicts of the headline examples", () => {
  it("are the ones that hand arithmetic gives", () => {
    const verdicts = Object.fromEntries(
      evaluateExamples(examples)
        .filter(({ verdict }) => verdict !== "agrees")
        .map(({ id, verdict }) => [id, verdict]),
    );
    expect(verdicts).toMatchObject({
      "resnet50-forward-flops": "inconsistent", // 2 × 3.858 G is 7.7 G, not 3.8 G
      "resnet50-forward-macs": "wrong-premise", // 3.8 G is the count of MAC itself
      "resnet50-train-mantissa": "rounding", // 1.31328, printed 1.32
      "resnet50-train-total": "wrong-premise", // 3 × 7.716e9 × 1.28e6 × 90 = 2.667e18
      "resnet50-train-seconds": "wrong-premise", // 2.667e18 / 62.5e12 = 42,666 s
      "resnet50-train-hours": "wrong-premise", // 42,666 s = 11.85 h
      "resnet50-8xv100-consistency": "inconsistent", // 5.87 h / 8 = 0.73 h
      "chinchilla-n-12p9b": "wrong-premise", // sqrt(1e21 / 120) = 2.887e9
      "chinchilla-d-258b": "wrong-premise", // 20 × 2.887e9 = 5.77e10
      "chinchilla-check-2e22": "wrong-premise", // 6 × 2.887e9 × 5.774e10 = 1e21
      "chinchilla-check-vs-budget": "inconsistent", // 1.997e22 / 1e21 = 20
      "transformer-input-size-w": "inconsistent", // vectors of 1024
      "transformer-mha": "wrong-premise", // 32 × (1024 × 192 + 20 × 128 + 64 × 1024) = 8,470,528
      "transformer-stack": "wrong-premise", // 6 × (3 × 8,470,528 + 2 × 16,777,216) = 353,796,096
      "transformer-forward-total": "wrong-premise", // 353,796,096 + 61,440,000 = 415,236,096
      "transformer-train-printed-expression": "inconsistent", // 7.5e9 × 3 × 3.1e9 = 6.975e19
      "transformer-train-total": "wrong-premise", // 7.5e9 × 3 × 415,236,096 = 9.343e18
    });
  });

  it("give iGPT-L exactly 0.3 × 125e12 × 2500 × 86400", () => {
    const { computed } = evaluateExample(example("igpt-l-total"));
    expect(Math.abs((computed ?? 0) / 8.1e21 - 1)).toBeLessThan(1e-12);
  });
});

describe("the corrected Transformer", () => {
  it("agrees with an exact count of the same network, layer by layer", () => {
    // 20 source and 20 target tokens; the text counts no biases and takes 30,000 words
    const graph = transformerBig({
      sourceLength: 20,
      targetLength: 20,
      vocabulary: 30_000,
      attentionBias: false,
    });
    const perPair = (2 * forwardMac(graph).value) / 20;
    expect(perPair).toBe(415_236_096);
    expect(evaluateExample(example("transformer-forward-total")).correct).toBe(perPair);
  });
});
