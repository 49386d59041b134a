// Words of one's own: symbols, units and conventions that a user adds, typed, checked, printed like ours.
import { describe, expect, it } from "vitest";
import { bytes, given, vocabulary } from "../../src/index.js";

const hashing = {
  elementsHashed: { tex: "h", unit: "element", meaning: "elements hashed" },
  hashFlop: { tex: "F_h", unit: "FLOP", meaning: "operations of hashing" },
} as const;

describe("a vocabulary of one's own", () => {
  const { formula } = vocabulary(hashing);
  const flop = formula({
    id: "own.hash",
    meaning: "Operations of hashing",
    expression: "flopPerMac * 3 * elementsHashed",
    result: "hashFlop",
    inputs: ["elementsHashed"],
    source: "own arithmetic",
  });

  it("computes, with the working of any formula", () => {
    const quantity = flop({ elementsHashed: 10 });
    expect(quantity.value).toBe(60);
    expect(quantity.unit).toBe("FLOP");
    expect(quantity.tex).toBe("F_h = 2 \\times 3\\,h");
    expect(quantity.derivation().inputs.map(({ label }) => label)).toContain("elements hashed");
  });

  it("lets the caller put another value in place of a shared constant", () => {
    expect(flop({ elementsHashed: 10, flopPerMac: given(1, "a test", { unit: "FLOP/MAC" }) }).value).toBe(30);
  });

  it("tells a misspelt input to the compiler, and at run time", () => {
    // @ts-expect-error a misspelt input does not compile
    expect(() => flop({ elementsHashd: 10 })).toThrow('did you mean "elementsHashed"');
  });

  it("refuses a formula at once when dimensions do not fit", () => {
    const declare = () =>
      formula({
        id: "own.wrong",
        meaning: "wrong",
        expression: "3 * elementsHashed",
        result: "hashFlop",
        inputs: ["elementsHashed"],
        source: "own arithmetic",
      });
    expect(declare).toThrow("dimensions do not fit");
  });
});

describe("units and conventions of one's own", () => {
  const { formula, conventions } = vocabulary(
    {
      buckets: { tex: "b", unit: "bucket", meaning: "buckets", minimum: 0, integer: true },
      bucketMemory: { tex: "M_b", unit: "byte", meaning: "memory of all buckets" },
      bucketBytes: { tex: "m_b", unit: "byte/bucket", meaning: "bytes of a bucket" },
      fill: {
        tex: "\\varphi",
        unit: "1",
        meaning: "share of a bucket that is filled",
        constant: { value: 0.5, convention: "half-filled" },
      },
    },
    {
      units: { bucket: "counted", page: bytes(4096) },
      conventions: { "half-filled": "buckets are half filled" },
    },
  );
  const memory = formula({
    id: "own.bucket-memory",
    meaning: "Memory of buckets",
    expression: "buckets * bucketBytes * fill",
    result: "bucketMemory",
    inputs: ["buckets", "bucketBytes"],
    source: "own arithmetic",
  });

  it("are counted, converted and printed", () => {
    const quantity = memory({ buckets: 8, bucketBytes: { value: 2, unit: "page/bucket" } });
    expect(quantity.value).toBe(8 * 2 * 4096 * 0.5);
    expect(memory.countingChoices).toEqual(["buckets are half filled"]);
    expect(conventions["half-filled"]).toBe("buckets are half filled");
    expect(
      memory.evaluate({ buckets: 8, bucketBytes: { value: 1, unit: "byte/bucket" }, fill: 1 }).value,
    ).toBe(8);
  });

  it.each([
    ["a unit that means something else", { units: { h: "counted" } }, "it is a unit already"],
    ["a unit that cannot be a name", { units: { "a/b": "counted" } }, "use letters only"],
    ["a convention that is taken", { conventions: { "six-n-d": "mine" } }, "choose another name"],
  ] as const)("%s is refused", (_, options, words) => {
    expect(() => vocabulary({}, options as object)).toThrow(words);
  });

  it("a constant of a convention that nobody declared is refused", () => {
    const nobody = {
      x: { tex: "x", unit: "1", meaning: "x", constant: { value: 1, convention: "nobodys" } },
    } as const;
    expect(() => vocabulary(nobody)).toThrow('unknown convention, got "nobodys"');
  });
});

it("a unit that nobody knows may be declared: the error names the option", () => {
  const declared = () => vocabulary({ rows: { tex: "r", unit: "bucketful", meaning: "rows of buckets" } });
  expect(declared).toThrow('unknown unit, got "bucketful"');
  expect(declared).toThrow('declared by the option `units`: { units: { bucketful: "counted" } }');
});
