// Values that optimizers keep for each parameter.
import { describe, expect, it } from "vitest";
import { type OptimizerId, optimizerValues } from "../../src/training/index.js";

describe("optimizers", () => {
  it("keep 0, 1 and 2 values for each parameter: M_opt of the text", () => {
    expect(["sgd", "momentum", "adam"].map((id) => optimizerValues(id as OptimizerId).value)).toEqual([
      0, 1, 2,
    ]);
  });

  it("are offered by near names", () => {
    expect(() => optimizerValues("adem" as OptimizerId)).toThrow(/got "adem"; did you mean "adam"/);
  });
});
