// YAML front matter -> FrontMatter: every key known, every value checked.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { FrontMatter, SummaryItem } from "./notebook.js";

export { parseYaml } from "./yaml.js";

const keys = [
  "title",
  "subtitle",
  "kicker",
  "author",
  "date",
  "abstract",
  "lang",
  "toc",
  "number-sections",
  "paper",
  "summary",
  "verdict",
  "bibliography",
  "fonts",
] as const;
const summaryKeys = ["value", "label", "note", "unit", "digits"] as const;

/** A YAML or JSON mapping; undefined or null gives an empty one. Errors name `subject`. */
export function mapping(value: unknown, subject: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value))
    throw new FlopbookError(`${subject}: "key: value" lines are expected, got ${describe(value)}`);
  return value as Record<string, unknown>;
}

/** Splits "---\nYAML\n---\nrest"; undefined when the text does not begin with a front matter block. */
export function splitFrontMatter(
  source: string,
): { readonly yaml: string; readonly rest: string; readonly lines: number } | undefined {
  const match = /^---[ \t]*\r?\n([\s\S]*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(source);
  if (match === null || match.index !== 0) return undefined;
  const whole = match[0];
  const blank = /^\s*\n/.exec(source.slice(whole.length))?.[0] ?? "";
  const head = whole + blank;
  return { yaml: match[1] ?? "", rest: source.slice(head.length), lines: head.split("\n").length - 1 };
}

/** The checked front matter of a notebook; `title` falls back to `fallbackTitle`. */
export function frontMatter(raw: unknown, subject: string, fallbackTitle: string): FrontMatter {
  const given = mapping(raw, subject);
  const field = checkedFields(given, keys, subject);
  const author = texts("author", "a name or a list of names", given.author, subject);
  const date = day(given.date, subject);
  const paper = field.oneOf("paper", ["a4", "letter"] as const);
  const optional = {
    subtitle: field.text("subtitle"),
    kicker: field.text("kicker"),
    abstract: field.text("abstract")?.trim(),
    verdict: field.text("verdict"),
    author,
    date,
    paper,
    bibliography: texts("bibliography", "a path or a list of paths", given.bibliography, subject),
    fonts: fontNames(given.fonts, subject),
  };
  return {
    title: field.text("title") ?? fallbackTitle,
    lang: field.text("lang") ?? "en",
    toc: field.flag("toc") ?? true,
    numberSections: field.flag("number-sections") ?? true,
    summary: summaryItems(given.summary, subject),
    ...present(optional),
  };
}

/** Typed access to the values of a mapping whose keys must all be among `known`. */
export function checkedFields<Key extends string>(
  given: Readonly<Record<string, unknown>>,
  known: readonly Key[],
  subject: string,
) {
  for (const key of Object.keys(given))
    if (!(known as readonly string[]).includes(key))
      throw new FlopbookError(
        `${subject}: unknown key "${key}"${suggestion(key, known) || `; known keys are ${known.join(", ")}`}`,
      );
  function wrong(key: string, expected: string): never {
    throw new FlopbookError(`${subject}: ${key} must be ${expected}, got ${describe(given[key])}`);
  }
  const absent = (key: Key) => given[key] === undefined || given[key] === null;
  return {
    text(key: Key): string | undefined {
      if (absent(key)) return undefined;
      const value = given[key];
      if (typeof value === "number") return String(value);
      return typeof value === "string" ? value : wrong(key, "text (in quotes)");
    },
    flag(key: Key): boolean | undefined {
      if (absent(key)) return undefined;
      const value = given[key];
      return typeof value === "boolean" ? value : wrong(key, "true or false");
    },
    wholeNumber(key: Key): number | undefined {
      if (absent(key)) return undefined;
      const value = given[key];
      return typeof value === "number" && Number.isInteger(value) && value > 0
        ? value
        : wrong(key, "a whole number above 0");
    },
    oneOf<Value extends string>(key: Key, values: readonly Value[]): Value | undefined {
      if (absent(key)) return undefined;
      const value = values.find((candidate) => candidate === given[key]);
      return value ?? wrong(key, `one of ${values.join(", ")}`);
    },
  };
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The same object without the properties that are undefined. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** One text or several, as a list. */
function texts(
  key: string,
  expected: string,
  value: unknown,
  subject: string,
): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = Array.isArray(value) ? value : [value];
  for (const text of list)
    if (typeof text !== "string" || text === "")
      throw new FlopbookError(`${subject}: ${key} must be ${expected}, got ${describe(text)}`);
  return list as string[];
}

function fontNames(value: unknown, subject: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = Array.isArray(value) ? value : [value];
  for (const name of list)
    if (typeof name !== "string" || name === "")
      throw new FlopbookError(
        `${subject}: fonts must be a list of packages or of font files, got ${describe(name)}`,
      );
  return list as string[];
}

function day(value: unknown, subject: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = String(value);
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw new FlopbookError(`${subject}: date must be a day such as 2025-03-31, got ${describe(value)}`);
  return text;
}

function summaryItems(value: unknown, subject: string): readonly SummaryItem[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > 4)
    throw new FlopbookError(
      `${subject}: summary must be a list of up to four items with value and label, got ${describe(value)}`,
    );
  return value.map((item, index) => {
    const place = `${subject}, summary item ${index + 1}`;
    const given = mapping(item, place);
    const field = checkedFields(given, summaryKeys, place);
    const name = field.text("value");
    const label = field.text("label");
    if (name === undefined || label === undefined)
      throw new FlopbookError(
        `${place}: value (name of a published value) and label are needed, got ${describe(given)}`,
      );
    const rest = { note: field.text("note"), unit: field.text("unit"), digits: field.wholeNumber("digits") };
    return { value: name, label, ...present(rest) };
  });
}

function describe(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? "nothing");
  return text.length > 200 ? `${text.slice(0, 200)} …` : text;
}
