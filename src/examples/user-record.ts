// Records of a user's file -> checked examples: names, numbers and units are checked before anything is computed.

import type { Formula } from "../formula/index.js";
import { FlopbookError } from "../ground/errors.js";
import type { Origin, Source } from "../ground/source.js";
import type { Quantity } from "../numbers/quantity.js";
import {
  type Example,
  type ExampleDocument,
  type ExampleSpec,
  type Expectation,
  toExample,
} from "./example.js";
import type { StatedSpec } from "./stated.js";
import { type Field, field, list, object, onlyFields, optional, plausible, text } from "./user-field.js";
import { formulaOf, inputsOf } from "./user-formula.js";

const recordFields = [
  "id",
  "title",
  "where",
  "question",
  "formula",
  "inputs",
  "stated",
  "unit",
  "printedSteps",
  "corrected",
  "cause",
  "note",
  "expect",
] as const;

/** The examples of `{ document, examples }`. `file` names the file in errors. */
export function examplesOfRecords(file: string, content: unknown): readonly Example[] {
  plausible(file, content);
  const root = object(field(file, content));
  onlyFields(root, ["document", "examples", "$schema"]);
  const document = documentOf(root.field("document"));
  return list(root.field("examples")).map((record, index) => exampleOf(record, index, document));
}

function exampleOf(record: Field, index: number, document: ExampleDocument): Example {
  const named = nameOf(record, index);
  const fields = object(named);
  onlyFields(fields, recordFields);
  const formula = formulaOf(fields.field("formula"));
  const corrected = optional(fields.field("corrected"), (given) => correctionOf(given, formula));
  const cause = optional(fields.field("cause"), text);
  const note = optional(fields.field("note"), text);
  const question = optional(fields.field("question"), text);
  const printedSteps = optional(fields.field("printedSteps"), (given) => inputsOf(given, formula, "some"));
  const expect = optional(fields.field("expect"), expectationOf);
  const inputs = inputsOf(fields.field("inputs"), formula, "all");
  const spec: ExampleSpec<(inputs: Readonly<Record<string, unknown>>) => Quantity> = {
    id: text(fields.field("id")),
    title: text(fields.field("title")),
    where: text(fields.field("where")),
    unit: text(fields.field("unit")),
    formula: formula.evaluate,
    inputs,
    stated: statementOf(fields.field("stated")),
    ...(question && { question }),
    ...(printedSteps && { printedSteps: printedSteps() }),
    ...(corrected && { corrected }),
    ...(cause && { cause }),
    ...(note && { note }),
    ...(expect && { expect }),
  };
  return inRecord(named, () => toExample(spec, document));
}

/** The record under its id, once it is known to have one. */
function nameOf(record: Field, index: number): Field {
  const id = (record.value as { id?: unknown } | null)?.id;
  const name = typeof id === "string" ? `record ${index + 1} ("${id}")` : `record ${index + 1}`;
  return field(`${record.file}: ${name}`, record.value, "");
}

function inRecord<Value>(record: Field, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    throw new FlopbookError(`${record.file}: ${error.message.replace(/^example "[^"]*": /, "")}`);
  }
}

function correctionOf(given: Field, formula: Formula) {
  const fields = object(given);
  onlyFields(fields, ["inputs", "formula", "source"]);
  const other = optional(fields.field("formula"), formulaOf);
  const inputs = optional(fields.field("inputs"), (values) => inputsOf(values, other ?? formula, "some"));
  return {
    source: originOf(fields.field("source")),
    ...(inputs && { inputs }),
    ...(other && {
      formula: other.evaluate,
    }),
  };
}

const statementFields = [
  "value",
  "digits",
  "range",
  "atMost",
  "atLeast",
  "expression",
  "letters",
  "says",
] as const;

/** Its numbers are checked by `toStated`; here only that it is one of the forms. */
function statementOf(given: Field): StatedSpec {
  const fields = object(given, '{ "value", "digits" } or another form of statement');
  onlyFields(fields, statementFields);
  return fields.value as unknown as StatedSpec;
}

function expectationOf(given: Field): Expectation {
  const fields = object(given);
  onlyFields(fields, ["verdict", "value", "correct", "tolerance"]);
  return fields.value as Expectation;
}

function documentOf(given: Field): ExampleDocument {
  const fields = object(given);
  onlyFields(fields, ["author", "title", "year", "url", "question"]);
  const source = sourceOf(fields);
  const question = optional(fields.field("question"), text) ?? "Is the statement right?";
  return { source, title: source.title, question };
}

function originOf(given: Field): Origin {
  if (typeof given.value === "string" && given.value.trim() !== "") return given.value;
  const fields = object(given, 'a sentence or { "author", "title", "year", "place" }');
  onlyFields(fields, ["author", "title", "year", "url", "place"]);
  const place = optional(fields.field("place"), text);
  return { source: sourceOf(fields), ...(place && { place }) };
}

function sourceOf(fields: ReturnType<typeof object>): Source {
  const author = text(fields.field("author"));
  const title = text(fields.field("title"));
  const year = fields.field("year");
  if (typeof year.value !== "number" || !Number.isInteger(year.value) || year.value < 1 || year.value > 9999)
    throw new FlopbookError(
      `${year.name}: must be a year, got ${JSON.stringify(year.value)}; write a number such as 2024`,
    );
  const url = optional(fields.field("url"), text);
  const slug = `${author} ${year.value} ${title}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return { id: slug.slice(0, 60), kind: "text", author, title, year: year.value, ...(url && { url }) };
}
