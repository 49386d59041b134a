// Examples made for the test: drift, errors and rounded steps, each with hand arithmetic.
import { describe, expect, it } from "vitest";
import { languageModelTrainingFlop, trainingTime } from "../../src/cost/index.js";
import { claimsOf, type ExampleSpec, evaluateExample } from "../../src/examples/index.js";
import type { Source } from "../../src/ground/source.js";
import { petaflop, teraflopPerSecond } from "../../src/numbers/units.js";

const source: Source = { id: "note", kind: "text", author: "Nobody", title: "A note", year: 2020 };
const claim = claimsOf({ source, title: "A note", question: "Is it right?" });
type Spec = ExampleSpec<typeof languageModelTrainingFlop>;

/** 6 × 2 × 5 = 60 FLOP, stated as 60. */
const sound: Spec = {
  id: "sixty",
  title: "Six times ten",
  where: "line 1",
  formula: languageModelTrainingFlop,
  inputs: { parameters: 2, tokens: 5 },
  stated: { value: 60, digits: 2 },
  unit: "FLOP",
  expect: { value: 60 },
};
const judged = (change: Partial<Spec>) => evaluateExample(claim({ ...sound, ...change }));

describe("an evaluated example", () => {
  it("carries the statement, the computed value and the difference between them", () => {
    const result = judged({
      stated: { value: 50, digits: 2 },
      expect: { verdict: "inconsistent" },
      cause: "Slip.",
    });
    expect(result).toMatchObject({
      stated: 50,
      computed: 60,
      unit: "FLOP",
      verdict: "inconsistent",
      correct: 60,
    });
    expect(result.relativeDifference).toBeCloseTo(0.2, 12); // (60 - 50) / 50
    expect(result.differenceText).toBe("+20\u00a0%"); // the same in words
  });

  it("says the same difference in words as in data, against what is stated", () => {
    const far = judged({
      stated: { value: 20, digits: 2 },
      expect: { verdict: "inconsistent" },
      cause: "Slip.",
    });
    expect([far.relativeDifference, far.differenceText]).toEqual([2, "3\u00a0×"]); // 60 / 20
    const near = judged({
      stated: { value: 80, digits: 2 },
      expect: { verdict: "inconsistent" },
      cause: "Slip.",
    });
    expect([near.relativeDifference, near.differenceText]).toEqual([-0.25, "−25\u00a0%"]); // 60 / 80 - 1
    expect(judged({ stated: { range: [50, 70] } }).differenceText).toBeNull();
  });

  it("gives the right answer in words where a number would mislead", () => {
    const words = { expect: { verdict: "inconsistent" }, cause: "It is {correct}." } as const;
    const stated = { atLeast: 61, says: "large" };
    const small = judged({ ...words, stated, rightSays: "small: {correct}" });
    expect(small).toMatchObject({ correctText: "small: 60\u00a0FLOP", correct: 60, rightInWords: false });
    expect(small.cause).toBe("It is 60\u00a0FLOP.");
    expect(judged({ ...words, stated, rightSays: "small" })).toMatchObject({
      correctText: "small",
      rightInWords: true,
    });
  });

  it("has its inputs sourced by the document", () => {
    const leaf = judged({}).quantity?.steps.find(({ label }) => label === "training tokens");
    expect(leaf?.citation).toEqual({ source, place: "line 1" });
  });

  it("fails when the verdict is not the expected one, and says what to do", () => {
    const result = judged({ stated: { value: 70, digits: 2 } });
    expect(result.status).toBe("fail");
    expect(result.problem).toMatch(
      /must be agrees, got inconsistent \(stated 70.FLOP, computed 60.FLOP\); correct/,
    );
  });

  it("fails when the computed value drifts although the verdict stays", () => {
    const result = judged({ expect: { value: 60.3 } });
    expect(result.verdict).toBe("agrees");
    expect(result.problem).toMatch(/computed value has moved from 60\.3.FLOP to 60.FLOP/);
    expect(judged({ expect: { value: 60.3, tolerance: 0.01 } }).status).toBe("pass");
  });

  it("fails when the right value drifts", () => {
    const corrected = { inputs: { tokens: 50 }, source: "the token count of the table" };
    const wrong = { verdict: "wrong-premise", value: 60 } as const;
    const cause = "The text says {stated}, gets {computed} and should get {correct}.";
    const good = judged({ corrected, cause, expect: { ...wrong, correct: 600 } });
    expect(good).toMatchObject({ status: "pass", correct: 600 });
    expect(good.cause).toBe("The text says 60\u00a0FLOP, gets 60\u00a0FLOP and should get 600\u00a0FLOP.");
    expect(judged({ corrected, cause, expect: { ...wrong, correct: 590 } }).problem).toMatch(
      /right value has moved/,
    );
  });

  it("corrects by another formula as well as by other inputs", () => {
    const corrected = {
      formula: ({ parameters, tokens }: Parameters<typeof languageModelTrainingFlop>[0]) =>
        languageModelTrainingFlop({ parameters, tokens, flopPerParameterToken: { value: 8, unit: "FLOP" } }),
      source: "with full recomputation",
    };
    const result = judged({
      corrected,
      cause: "Recomputed.",
      expect: { verdict: "wrong-premise", correct: 80 },
    });
    expect(result).toMatchObject({ status: "pass", verdict: "wrong-premise", correct: 80 });
  });

  it("calls it rounding when only the printed steps give the stated digits", () => {
    // 6.25e15 / 1e12 is 6250 s; printed as 6.3 PFLOP it gives 6300 s
    const spec: ExampleSpec<typeof trainingTime> = {
      ...sound,
      formula: trainingTime,
      inputs: { trainingFlop: petaflop(6.25), devices: 1, peak: teraflopPerSecond(1), utilisation: 1 },
      stated: { value: 6300, digits: 3 },
      unit: "s",
      expect: { verdict: "rounding", value: 6250 },
    };
    expect(
      evaluateExample(claim({ ...spec, printedSteps: { trainingFlop: petaflop(6.3) } })).problem,
    ).toBeNull();
    expect(evaluateExample(claim(spec)).verdict).toBe("inconsistent");
  });

  it("keeps seconds as seconds and takes percent, ranges and limits", () => {
    expect(judged({ stated: { range: [50, 70] } })).toMatchObject({ stated: [50, 70], verdict: "agrees" });
    expect(judged({ stated: { atLeast: 61 } }).verdict).toBe("inconsistent");
    expect(judged({ stated: { atMost: 60, says: "little" } })).toMatchObject({
      stated: "little",
      verdict: "agrees",
    });
  });

  it("evaluates an expression in the document's letters", () => {
    const letters = { N: "parameters", D: "tokens" } as const;
    expect(judged({ stated: { expression: "6*N*D", letters } }).verdict).toBe("agrees");
    expect(judged({ stated: { expression: "8*N*D", letters } }).verdict).toBe("inconsistent");
  });

  it("fails with the reason when it cannot be computed", () => {
    const result = judged({ inputs: { parameters: -2, tokens: 5 } });
    expect(result).toMatchObject({ status: "fail", computed: null, verdict: null });
    expect(result.problem).toMatch(/cannot be computed: .*"parameters": must be at least 0/);
  });
});

describe("a spec that cannot be right", () => {
  it.each<[string, Partial<Spec>, RegExp]>([
    ["an id with spaces", { id: "Six Ty" }, /example "Six Ty": id: must be lower case/],
    ["an unknown unit", { unit: "FLOPS" }, /example "sixty": unit: .*unknown unit/],
    [
      "no digits",
      { stated: { value: 60 } as never },
      /example "sixty": stated: digits must be a whole number/,
    ],
    ["a range turned round", { stated: { range: [8, 6] } }, /range must go from the lower/],
    ["a statement of no known form", { stated: {} as never }, /stated: must state something/],
    [
      "a letter without input",
      { stated: { expression: "6*N*D", letters: { N: "parameters" } } },
      /letter "D" of "6\*N\*D" has no input/,
    ],
    [
      "a misspelt verdict",
      { expect: { verdict: "agree" as never } },
      /expect\.verdict: is unknown, got "agree"; did you mean "agrees"/,
    ],
    ["no cause", { expect: { verdict: "inconsistent" } }, /cause: is missing for the verdict "inconsistent"/],
    [
      "no correction",
      { expect: { verdict: "wrong-premise" }, cause: "Slip." },
      /corrected: is missing for the verdict "wrong-premise"/,
    ],
  ])("with %s is refused by name", (_, change, message) => {
    expect(() => claim({ ...sound, ...change })).toThrow(message);
  });

  it("is refused by the compiler when an input is missing or misspelt", () => {
    // @ts-expect-error tokens are missing
    claim({ ...sound, formula: languageModelTrainingFlop, inputs: { parameters: 2 } });
    // @ts-expect-error token is misspelt
    claim({ ...sound, formula: languageModelTrainingFlop, inputs: { parameters: 2, tokens: 5, token: 5 } });
  });
});
