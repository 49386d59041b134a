// A formula that is wrong does not load: one test for each way of being wrong.
import { describe, expect, it } from "vitest";
import { formula } from "../../src/catalogue/vocabulary.js";
import type { FormulaDefinition } from "../../src/formula/index.js";
import { FlopbookError } from "../../src/ground/errors.js";

type Loose = Partial<Record<keyof FormulaDefinition, unknown>>;

const good = {
  id: "test.good",
  meaning: "training operations",
  expression: "passesPerStep * forwardFlop * samples * epochs",
  result: "trainingFlop",
  inputs: ["forwardFlop", "samples", "epochs"],
  source: "made up for a test",
} as const;

let count = 0;

/** Declares `good` with changes, under a fresh id; the compiler cannot see what is wrong with it. */
function declare(changes: Loose): void {
  count += 1;
  formula({ ...good, id: `test.check-${count}`, ...changes } as never);
}

describe("a formula loads only when", () => {
  it("nothing is wrong with it", () => {
    expect(() => declare({})).not.toThrow();
  });

  it.each<[string, Loose, string]>([
    [
      "its symbols are known",
      { expression: "pasesPerStep * forwardFlop * samples * epochs" },
      'unknown symbol, got "pasesPerStep"; did you mean "passesPerStep"',
    ],
    [
      "its result is known",
      { result: "trainFlop" },
      'unknown symbol, got "trainFlop"; did you mean "trainingFlop"',
    ],
    [
      "its inputs are known",
      { inputs: ["forwardFlop", "sampels", "epochs"] },
      'unknown symbol, got "sampels"; did you mean "samples"',
    ],
    [
      "a number and a symbol have a sign between them",
      { expression: "2forwardFlop * samples * epochs" },
      'the product "2 forwardFlop" has no sign; write "2 * forwardFlop"',
    ],
    [
      "two symbols have a sign between them",
      { expression: "forwardFlop samples * epochs" },
      'the product "forwardFlop samples" has no sign',
    ],
    [
      "parentheses have a sign before them",
      { expression: "2(forwardFlop * samples) * epochs" },
      "has no sign",
    ],
    [
      "a symbol before parentheses is not a call",
      { expression: "forwardFlop (samples) * epochs" },
      '"forwardFlop(...)" is not a function that formulas may use',
    ],
    [
      "it assigns nothing",
      { expression: "trainingFlop = forwardFlop * samples * epochs" },
      "assignment is not allowed",
    ],
    [
      "it defines no function",
      { expression: "f(x) = forwardFlop * samples * epochs" },
      "defining a function is not allowed",
    ],
    [
      "it calls listed functions only",
      { expression: "forwardFlop * samples * sin(epochs)" },
      '"sin(...)" is not a function that formulas may use; these are abs, ceil',
    ],
    [
      "its functions have their arguments",
      { expression: "forwardFlop * samples * log2(epochs, 3)" },
      "log2 takes 1 arguments, got 2",
    ],
    [
      "it is one statement",
      { expression: "forwardFlop * samples; epochs" },
      'the character ";" is not allowed',
    ],
    [
      "it holds no index",
      { expression: "forwardFlop.samples * epochs" },
      "properties and indices are not allowed",
    ],
    ["it holds no list", { expression: "[forwardFlop]" }, 'the character "[" is not allowed'],
    [
      "it holds no other operator",
      { expression: "forwardFlop * samples mod epochs" },
      'the operator "mod" is not allowed',
    ],
    ["it holds no percent sign", { expression: "30% * forwardFlop" }, 'the character "%" is not allowed'],
    ["it is not empty", { expression: " " }, "the expression is empty"],
    ["it is complete", { expression: "forwardFlop * samples *" }, "Unexpected end of expression"],
    [
      "it holds no word value",
      { expression: "true * forwardFlop * samples * epochs" },
      '"true" is not allowed',
    ],
    ["its numbers are finite", { expression: "1e400 * forwardFlop * samples * epochs" }, "is not allowed"],
    [
      "every input is used",
      { inputs: ["forwardFlop", "samples", "epochs", "tokens"] },
      'input is unused or listed twice, got "tokens"',
    ],
    [
      "no input stands twice",
      { inputs: ["forwardFlop", "samples", "epochs", "epochs"] },
      'listed twice, got "epochs"',
    ],
    [
      "every symbol without a constant is an input",
      { inputs: ["forwardFlop", "samples"] },
      'not among the inputs, got "epochs"',
    ],
    [
      "its conventions are known",
      { conventions: ["mac-two-flops"] },
      'unknown convention, got "mac-two-flops"; did you mean "mac-two-flop"',
    ],
    [
      "a count of multiply-accumulates is not declared as FLOP",
      { expression: "forwardMac * samples", inputs: ["forwardMac", "samples"] },
      'the expression is in 1, but the result "trainingFlop" is in FLOP',
    ],
    [
      "a rate is not declared as a count",
      { expression: "rate * samples", inputs: ["rate", "samples"] },
      "the expression is in FLOP/s, but the result",
    ],
    [
      "a sum holds like parts",
      { expression: "forwardFlop * samples + epochs", inputs: ["forwardFlop", "samples", "epochs"] },
      '"(forwardFlop * samples) + epochs" puts FLOP and 1 together',
    ],
    [
      "a difference holds like parts",
      { expression: "flop - time", inputs: ["flop", "time"] },
      "puts FLOP and s together",
    ],
    [
      "max compares like parts",
      { expression: "max(flop, time)", inputs: ["flop", "time"] },
      "puts FLOP and s together",
    ],
    [
      "an exponent is a pure number",
      { expression: "epochs ^ time", inputs: ["epochs", "time"], result: "epochs" },
      "an exponent must be a pure number, got s",
    ],
    [
      "a function takes a pure number",
      { expression: "flop * log(time)", inputs: ["flop", "time"] },
      'log takes a pure number, got s in "log(time)"',
    ],
    [
      "rounding takes a pure number",
      { expression: "round(flop)", inputs: ["flop"] },
      "round takes a pure number, got FLOP",
    ],
    [
      "a variable exponent stands on a pure number",
      { expression: "flop ^ epochs", inputs: ["flop", "epochs"] },
      "a variable exponent needs a pure number below it, got FLOP",
    ],
    [
      "pow is as strict as ^",
      { expression: "pow(flop, epochs)", inputs: ["flop", "epochs"] },
      "a variable exponent needs a pure number below it, got FLOP",
    ],
    [
      "a square root halves the dimension",
      { expression: "sqrt(flop)", inputs: ["flop"] },
      "the expression is in FLOP^0.5",
    ],
    [
      "its symbols can be told apart in print",
      {
        expression: "dataExponent * bandwidth / bandwidth",
        inputs: ["dataExponent", "bandwidth"],
        result: "dataExponent",
      },
      "look the same in print",
    ],
  ])("%s", (_, changes, message) => {
    const attempt = () => declare(changes);
    expect(attempt).toThrow(FlopbookError);
    expect(attempt).toThrow(/^formula "test\.check-\d+": /);
    expect(attempt).toThrow(message);
  });

  it("its id is not that of another formula; the same cell may run twice", () => {
    declare({ id: "test.twice" });
    expect(() => declare({ id: "test.twice" })).not.toThrow();
    expect(() => declare({ id: "test.twice", expression: "forwardFlop * samples * epochs" })).toThrow(
      'formula "test.twice": the id is already that of "trainingFlop = passesPerStep',
    );
  });

  it("a power with a fixed exponent carries its dimension", () => {
    expect(() => declare({ expression: "flop ^ 2 / flop", inputs: ["flop"] })).not.toThrow();
    expect(() => declare({ expression: "(flop * flop) ^ (1 / 2)", inputs: ["flop"] })).not.toThrow();
    expect(() => declare({ expression: "flop ^ -1 * flop * flop", inputs: ["flop"] })).not.toThrow();
    expect(() => declare({ expression: "sqrt(flop) * sqrt(flop)", inputs: ["flop"] })).not.toThrow();
    expect(() => declare({ expression: "flop ^ 2", inputs: ["flop"] })).toThrow("is in FLOP^2");
  });
});
