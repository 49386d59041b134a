// The values file: names sorted, numbers in base units, no last bits.
import { expect, test } from "vitest";
import { type DerivationJson, mimeType, type NamedValueJson } from "../../src/ground/mime.js";
import type { ExecutedCell } from "../../src/notebook/notebook.js";
import { namedValues } from "../../src/report/values.js";

const derivation = (value: number, more: Partial<DerivationJson> = {}): DerivationJson => {
  return { label: "a label", value, unit: "FLOP", kind: "given", inputs: [], ...more };
};
const published = (...values: NamedValueJson[]) =>
  ({
    outputs: [{ type: "display", data: { [mimeType.values]: { values } }, metadata: {} }],
  }) as unknown as ExecutedCell;

test("values of all cells are sorted by name; the last of a name counts", () => {
  const cells = [
    published({ name: "b", derivation: derivation(1) }, { name: "a", derivation: derivation(2) }),
    published({ name: "b", derivation: derivation(3) }),
  ];
  expect(Object.entries(namedValues({ cells })).map(([name, { value }]) => [name, value])).toEqual([
    ["a", 2],
    ["b", 3],
  ]);
});

test("a value carries its unit, its text in the display unit, its label, formula and tolerance", () => {
  const formula = { id: "training.time" } as DerivationJson["formula"] & object;
  const cells = [
    published({
      name: "time",
      tolerance: 0.01,
      derivation: derivation(10800, { unit: "s", displayUnit: "h", formula }),
    }),
  ];
  expect(namedValues({ cells })).toEqual({
    time: {
      value: 10800,
      unit: "s",
      text: "3\u00a0h",
      label: "a label",
      formula: "training.time",
      tolerance: 0.01,
    },
  });
});

test("whole numbers are exact and others keep twelve digits, so that 0.1 + 0.2 is 0.3 on every machine", () => {
  const value = (number: number) =>
    namedValues({ cells: [published({ name: "x", derivation: derivation(number) })] }).x?.value;
  expect(value(3857973248)).toBe(3857973248);
  expect(value(0.1 + 0.2)).toBe(0.3);
  expect(value(-(0.1 + 0.2))).toBe(-0.3);
  expect(value(2.6693821234567e18)).toBe(2.66938212346e18);
  expect(value(1.23456789012345e-7)).toBe(1.23456789012e-7);
});

test("a value that is not a finite number is refused", () => {
  const cells = [published({ name: "x", derivation: derivation(Number.NaN) })];
  expect(() => namedValues({ cells })).toThrow("finite");
});
