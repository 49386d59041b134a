// The committed baseline of a notebook's named values: read, compare, rewrite. Only `check --update` writes one.
import { existsSync } from "node:fs";
import { readRegularText } from "../../disk/regular-file.js";
import { FlopbookError } from "../../ground/errors.js";

/** What `notebooks/<name>.baseline.json` says of one named value; `value` is in the base unit `unit`. */
export interface BaselineRecord {
  readonly value: number;
  readonly unit: string;
  /** Relative. */
  readonly tolerance: number;
}

export type Baseline = Readonly<Record<string, BaselineRecord>>;

/** A value as a notebook published it. */
export interface PublishedValue {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Relative tolerance that the notebook asks for, if it does. */
  readonly tolerance: number | undefined;
}

export type ValueStatus = "pass" | "drift" | "unit" | "missing" | "extra" | "not-finite";

/** One named value beside its baseline record; `null` where there is none. */
export interface ValueCheck {
  readonly name: string;
  readonly status: ValueStatus;
  readonly baseline: number | null;
  readonly baselineUnit: string | null;
  readonly computed: number | null;
  readonly unit: string | null;
  /** (computed - baseline) / |baseline|; `null` where it has no meaning. */
  readonly relativeDifference: number | null;
  readonly tolerance: number | null;
  /** What is wrong and what to do; `null` when nothing is. */
  readonly problem: string | null;
}

/** Relative tolerance where neither notebook nor baseline names one: room for the last digits, no more. */
export const defaultTolerance = 1e-9;

/** The baseline file's records, or undefined when there is no such file. Throws on a file that is not a baseline. */
export function readBaseline(path: string, shown: string): Baseline | undefined {
  if (!existsSync(path)) return undefined;
  const fail = (problem: string): never => {
    throw new FlopbookError(`${shown}: ${problem}; mend it, or rewrite it with \`flopbook check --update\``);
  };
  let json: unknown;
  try {
    json = JSON.parse(readRegularText(path));
  } catch (error) {
    return fail(`not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!isObject(json)) return fail("must be an object of records by value name");
  return Object.fromEntries(
    Object.entries(json).map(([name, record]) => {
      if (!isRecord(record))
        return fail(`"${name}" must be {"value": number, "unit": text, "tolerance": number}`);
      return [name, record];
    }),
  );
}

/** The file's text: names sorted, one record a line, so that git shows exactly what moved. */
export function baselineText(baseline: Baseline): string {
  const names = Object.keys(baseline).sort();
  if (names.length === 0) return "{}\n";
  const lines = names.map((name) => {
    const record = baseline[name];
    const fields = record && { value: record.value, unit: record.unit, tolerance: record.tolerance };
    return `  ${JSON.stringify(name)}: ${JSON.stringify(fields).replaceAll('":', '": ').replaceAll(',"', ', "')}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** The baseline that these values make; a tolerance comes from the notebook, else from the old record. */
export function baselineOf(values: readonly PublishedValue[], old: Baseline = {}): Baseline {
  return Object.fromEntries(
    values.map(({ name, value, unit, tolerance }) => [
      name,
      { value, unit, tolerance: tolerance ?? old[name]?.tolerance ?? defaultTolerance },
    ]),
  );
}

/** Every name of either side, sorted, with how it fares. */
export function comparedValues(values: readonly PublishedValue[], baseline: Baseline): ValueCheck[] {
  const published = new Map(values.map((value) => [value.name, value]));
  const names = [...new Set([...Object.keys(baseline), ...published.keys()])].sort();
  return names.map((name) => comparedValue(name, published.get(name), baseline[name]));
}

function comparedValue(
  name: string,
  published: PublishedValue | undefined,
  record: BaselineRecord | undefined,
): ValueCheck {
  const difference = published && record ? relativeDifference(published.value, record.value) : null;
  const finding = found(published, record, difference);
  return {
    name,
    ...finding,
    baseline: record?.value ?? null,
    baselineUnit: record?.unit ?? null,
    computed: published?.value ?? null,
    unit: published?.unit ?? null,
    relativeDifference: finding.status === "unit" ? null : difference,
    tolerance: record?.tolerance ?? null,
  };
}

function found(
  published: PublishedValue | undefined,
  record: BaselineRecord | undefined,
  difference: number | null,
): Pick<ValueCheck, "status" | "problem"> {
  if (published === undefined)
    return {
      status: "missing",
      problem: "the notebook no longer publishes it; publish it, or accept with --update",
    };
  if (record === undefined)
    return { status: "extra", problem: "the baseline does not have it; accept it with --update" };
  if (!Number.isFinite(published.value))
    return {
      status: "not-finite",
      problem: `computed ${published.value}; find the input that is zero or missing`,
    };
  if (published.unit !== record.unit)
    return {
      status: "unit",
      problem: `unit was ${record.unit}, is ${published.unit}; undo it, or accept it with --update`,
    };
  if (difference !== null && Math.abs(difference) <= record.tolerance)
    return { status: "pass", problem: null };
  const moved = `was ${record.value}, is ${published.value} ${record.unit} (tolerance ${record.tolerance})`;
  return { status: "drift", problem: `${moved}; find what moved it, or accept it with --update` };
}

/** Signed, relative to the baseline; 0 for equal values, `null` against a baseline of 0. */
function relativeDifference(computed: number, baseline: number): number | null {
  if (computed === baseline) return 0;
  return baseline === 0 ? null : (computed - baseline) / Math.abs(baseline);
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function isRecord(json: unknown): json is BaselineRecord {
  if (!isObject(json)) return false;
  const { value, unit, tolerance } = json;
  return (
    typeof value === "number" && typeof unit === "string" && typeof tolerance === "number" && tolerance >= 0
  );
}
