// Values of a program's JSON, asked for with the place where they stand, so that damage has an address.
import { FlopbookError } from "../../ground/errors.js";

/** A value of a JSON text and its place, "graph.nodes[3].target". */
export interface Json {
  readonly value: unknown;
  readonly file: string;
  readonly place: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The JSON of a text; Python's Infinity and NaN are read as well. */
export function parsed(file: string, place: string, text: string): Json {
  try {
    return { value: JSON.parse(text), file, place };
  } catch (cause) {
    const strict = text.replace(/([:[,]\s*)(-?Infinity|NaN)(?=\s*[,\]}])/g, '$1"$2"');
    if (strict !== text) return parsed(file, place, strict);
    const problem = cause instanceof Error ? cause.message.slice(0, 80) : String(cause);
    throw new FlopbookError(
      `${file}: ${place} must be JSON, got other text (${problem}); export the file again`,
      {
        cause,
      },
    );
  }
}

/** The error for a value that is not what the format has there. */
export function misplaced({ file, place, value }: Json, expected: string): FlopbookError {
  const got = value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
  return new FlopbookError(`${file}: ${place} must be ${expected}, got ${got}; the file is damaged`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of an object. */
export function fields(json: Json): Fields {
  if (isFields(json.value)) return json.value;
  throw misplaced(json, "an object");
}

/** A field of an object, which may be absent. */
export function field(json: Json, name: string): Json {
  const own = fields(json);
  const value = Object.hasOwn(own, name) ? own[name] : undefined;
  return { value, file: json.file, place: json.place === "" ? name : `${json.place}.${name}` };
}

/** The elements of a list; none where it is absent. */
export function list(json: Json): readonly Json[] {
  const { value, file, place } = json;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw misplaced(json, "a list");
  return value.map((one: unknown, i) => ({ value: one, file, place: `${place}[${i}]` }));
}

/** The fields of an object with their names; none where it is absent. */
export function entries(json: Json): readonly (readonly [string, Json])[] {
  const { value, file, place } = json;
  if (value === undefined || value === null) return [];
  return Object.entries(fields(json)).map(([name, one]) => [
    name,
    { value: one, file, place: `${place}.${name}` },
  ]);
}

export function text(json: Json): string {
  if (typeof json.value === "string") return json.value;
  throw misplaced(json, "a text");
}

export function wholeNumber(json: Json): number {
  if (typeof json.value === "number" && Number.isInteger(json.value)) return json.value;
  throw misplaced(json, "a whole number");
}

/** A number; Infinity and NaN are written as text. */
export function anyNumber(json: Json): number {
  if (typeof json.value === "number") return json.value;
  if (typeof json.value === "string" && /^(-?Infinity|NaN)$/.test(json.value)) return Number(json.value);
  throw misplaced(json, "a number");
}

/** The one field of a union such as {"as_int": 3}, and its name. */
export function only(json: Json): readonly [string, Json] {
  const [first] = entries(json).filter(([, { value }]) => value !== undefined && value !== null);
  if (first !== undefined) return first;
  throw misplaced(json, "an object with one field");
}
