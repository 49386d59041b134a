// Baselines of named values: what passes, what fails, and what the file looks like.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  type Baseline,
  baselineOf,
  baselineText,
  comparedValues,
  type PublishedValue,
  readBaseline,
} from "../../src/cli/check/baseline.js";

const hours: PublishedValue = { name: "hours", value: 21123, unit: "s", tolerance: undefined };
const baseline: Baseline = { hours: { value: 21123, unit: "s", tolerance: 1e-9 } };

describe("comparing named values with their baseline", () => {
  const status = (values: readonly PublishedValue[], records: Baseline) =>
    comparedValues(values, records).map((row) => `${row.name}: ${row.status}`);

  test("an equal value passes", () => expect(status([hours], baseline)).toEqual(["hours: pass"]));

  test("a value within the relative tolerance passes, one beyond it drifts", () => {
    const loose = { hours: { value: 1000, unit: "s", tolerance: 0.01 } };
    expect(status([{ ...hours, value: 1010 }], loose)).toEqual(["hours: pass"]); // 10 / 1000 = 0.01
    expect(status([{ ...hours, value: 1010.1 }], loose)).toEqual(["hours: drift"]);
    expect(status([{ ...hours, value: 989 }], loose)).toEqual(["hours: drift"]); // −11 / 1000
  });

  test("the difference is signed and relative to the baseline", () => {
    const [row] = comparedValues([{ ...hours, value: 900 }], {
      hours: { value: 1000, unit: "s", tolerance: 0 },
    });
    expect(row?.relativeDifference).toBeCloseTo(-0.1, 12);
  });

  test("a change of unit fails though the number is the same", () =>
    expect(status([{ ...hours, unit: "h" }], baseline)).toEqual(["hours: unit"]));

  test("a value that is gone, and one that is new, fail with a remedy", () => {
    const rows = comparedValues([{ ...hours, name: "seconds" }], baseline);
    expect(rows.map((row) => `${row.name}: ${row.status}`)).toEqual(["hours: missing", "seconds: extra"]);
    for (const row of rows) expect(row.problem).toContain("--update");
  });

  test("anything but a finite number fails, even beside an equal baseline", () => {
    expect(status([{ ...hours, value: Number.NaN }], baseline)).toEqual(["hours: not-finite"]);
    expect(status([{ ...hours, value: Number.POSITIVE_INFINITY }], baseline)).toEqual(["hours: not-finite"]);
  });

  test("zero equals zero, and nothing else is near it", () => {
    const zero = { hours: { value: 0, unit: "s", tolerance: 0.5 } };
    expect(status([{ ...hours, value: 0 }], zero)).toEqual(["hours: pass"]);
    expect(status([{ ...hours, value: 1e-300 }], zero)).toEqual(["hours: drift"]);
  });
});

describe("the baseline file", () => {
  const folder = mkdtempSync(join(tmpdir(), "flopbook-baseline-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (text: string) => {
    const path = join(folder, "x.baseline.json");
    writeFileSync(path, text);
    return () => readBaseline(path, "x.baseline.json");
  };

  test("has sorted names, one record a line, and a last newline", () => {
    const text = baselineText({
      macs: { value: 3857973248, unit: "MAC", tolerance: 0 },
      hours: { value: 0.1, unit: "s", tolerance: 1e-9 },
    });
    expect(text).toBe(
      '{\n  "hours": {"value": 0.1, "unit": "s", "tolerance": 1e-9},\n  "macs": {"value": 3857973248, "unit": "MAC", "tolerance": 0}\n}\n',
    );
  });

  test("reads back as it was written", () => {
    const records = { 'odd "name", x': { value: -1.5e30, unit: "FLOP/s", tolerance: 1e-3 } };
    expect(written(baselineText(records))()).toEqual(records);
    expect(written(baselineText({}))()).toEqual({});
  });

  test("that is missing is told apart from an empty one", () =>
    expect(readBaseline(join(folder, "none.json"), "none.json")).toBeUndefined());

  test("that is broken is refused with its name and a remedy", () => {
    expect(written("{")).toThrow(/x\.baseline\.json: not JSON.*--update/);
    expect(written("[]")).toThrow(/must be an object/);
    expect(written('{"hours": {"value": "3", "unit": "s", "tolerance": 0}}')).toThrow(/"hours" must be/);
    expect(written('{"hours": {"value": 3, "unit": "s", "tolerance": -1}}')).toThrow(/"hours" must be/);
  });

  test("takes the tolerance from the notebook, else from the old record, else the default", () => {
    const old = { hours: { value: 1, unit: "s", tolerance: 0.02 } };
    expect(baselineOf([hours], old).hours?.tolerance).toBe(0.02);
    expect(baselineOf([{ ...hours, tolerance: 0.001 }], old).hours?.tolerance).toBe(0.001);
    expect(baselineOf([hours]).hours?.tolerance).toBe(1e-9);
  });
});
