// Reads fields of unknown data with errors that name the file, the record and the field.
import { FlopbookError, suggestion } from "../ground/errors.js";

/** A value with the name by which errors call it. */
export interface Field {
  /** File, and record within it. */
  readonly file: string;
  readonly path: string;
  /** File and path together. */
  readonly name: string;
  readonly value: unknown;
}

/** An object whose fields can be asked for. */
export interface ObjectField extends Field {
  readonly value: Readonly<Record<string, unknown>>;
  readonly field: (key: string) => Field;
}

/** A value under a file name and a path inside it. */
export function field(file: string, value: unknown, path = ""): Field {
  return { file, path, name: path === "" ? file : `${file}: ${path}`, value };
}

/** The field as an object. */
export function object(given: Field, wanted = "an object with fields"): ObjectField {
  const { value, file, path, name } = given;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(name, wanted, value);
  const fields = value as Readonly<Record<string, unknown>>;
  const join = (key: string) => (path === "" ? key : `${path}.${key}`);
  return { ...given, value: fields, field: (key) => field(file, fields[key], join(key)) };
}

/** The items of a list. */
export function list(given: Field): readonly Field[] {
  const { value, file, path, name } = given;
  if (!Array.isArray(value) || value.length === 0)
    throw wrong(name, "a list with at least one record", value);
  return value.map((item, index) => field(file, item, `${path}[${index}]`));
}

/** The field as a text that is not empty. */
export function text({ name, value }: Field): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw wrong(name, "a text", value);
}

/** What `read` makes of the field, or undefined when it is absent. */
export function optional<Value>(given: Field, read: (given: Field) => Value): Value | undefined {
  return given.value === undefined ? undefined : read(given);
}

/** Refuses fields that nothing reads: a misspelt one would be lost. */
export function onlyFields(given: ObjectField, known: readonly string[]): void {
  const odd = Object.keys(given.value).find((key) => !known.includes(key));
  if (odd === undefined) return;
  throw new FlopbookError(
    `${given.name}: has an unknown field, got "${odd}"${suggestion(odd, known) || `; the fields are ${known.join(", ")}`}`,
  );
}

/** Larger than anything that is counted here, and far from where a number ends. */
const mostAmount = 1e60;

/** Errors on the first number, wherever it stands, that is none or larger than anything counted. */
export function plausible(file: string, value: unknown, path = ""): void {
  if (typeof value === "number" && !(Math.abs(value) <= mostAmount))
    throw new FlopbookError(
      `${file}: ${path}: must be a number up to ${mostAmount}, got ${value}; write it in another unit`,
    );
  // of a module: formulas and quantities have been checked where they were made
  if (!isPlain(value)) return;
  const inList = Array.isArray(value);
  for (const [key, item] of Object.entries(value))
    plausible(file, item, inList ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** "name: must be ..., got ...; write it". */
export function wrong(name: string, wanted: string, value: unknown): FlopbookError {
  const got = value === undefined ? "nothing" : JSON.stringify(value);
  return new FlopbookError(`${name}: must be ${wanted}, got ${got}; write it`);
}
