// A worked example: what a document states, the formula behind it, what is wrong with it, and what we expect.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { VerdictName } from "../ground/mime.js";
import type { Origin, Source } from "../ground/source.js";
import type { Quantity } from "../numbers/quantity.js";
import { dimensionOf } from "../numbers/units.js";
import { sourcedInputs } from "./inputs.js";
import { type Stated, type StatedSpec, toStated } from "./stated.js";

/** Something that computes: a formula, or a function that wires several. Quantities must be welcome as inputs. */
export type Calculation = (inputs: never) => Quantity;

/** What a calculation takes. */
export type InputsOf<C extends Calculation> = Parameters<C>[0];

/** Inputs at once, or made when the example is evaluated (when a network must be counted for them). */
export type Later<Inputs> = Inputs | (() => Inputs);

/** A premise put right: other inputs, another formula, or both; and what says so. */
export interface Correction<C extends Calculation> {
  /** Replace inputs of the same name. */
  readonly inputs?: Later<Partial<InputsOf<C>>>;
  /** Replaces the formula. */
  readonly formula?: (inputs: InputsOf<C>) => Quantity;
  readonly source: Origin;
}

/** What an example must give, so that drift fails the check. */
export interface Expectation {
  /** Default "agrees". */
  readonly verdict?: VerdictName;
  /** Computed value in the unit of the statement, by hand or from another program. */
  readonly value?: number;
  /** Right value in the unit of the statement, when it is another. */
  readonly correct?: number;
  /** Largest relative difference from `value` and `correct`; 1e-6 when absent. */
  readonly tolerance?: number;
}

/** A statement of a document, a conflict between statements, or a finding of ours beside the listed statements. */
export type ExampleKind = "claim" | "conflict" | "own";

/** One side of a conflict: what a document says. */
export interface Side {
  readonly says: string;
  readonly source: Source;
}

/** A worked example as written down. */
export interface ExampleSpec<C extends Calculation> {
  /** Unique, lower case with hyphens: "resnet50-train-total". */
  readonly id: string;
  readonly title: string;
  /** Default "claim"; conflicts get theirs with their sides. */
  readonly kind?: "own";
  /** The place in the document, in its words. */
  readonly where: string;
  /** Default: the question of the document's example. */
  readonly question?: string;
  readonly formula: C;
  /** The document's own inputs; bare numbers and amounts get the document as their source. */
  readonly inputs: Later<InputsOf<C>>;
  readonly stated: StatedSpec<Extract<keyof InputsOf<C>, string>>;
  /** Unit of the statement and of every number of the result. */
  readonly unit: string;
  /** Inputs as the document prints them rounded on the way to the stated value. */
  readonly printedSteps?: Partial<InputsOf<C>>;
  readonly corrected?: Correction<C>;
  /**
   * What went wrong, in one or two sentences. "{stated}", "{computed}" and "{correct}" stand for the values, so
   * that the sentence cannot go stale. Required when the expected verdict is "inconsistent" or "wrong-premise".
   */
  readonly cause?: string;
  /**
   * The right answer in words, in place of our text of the right value. "{correct}" stands for that value; words
   * without it say that the right answer is no number.
   */
  readonly rightSays?: string;
  /** A remark that does not change the verdict. */
  readonly note?: string;
  readonly expect?: Expectation;
}

/** A checked worked example, ready to evaluate. */
export interface Example {
  readonly id: string;
  readonly title: string;
  readonly kind: ExampleKind;
  readonly sides: readonly Side[];
  /** The document's example that it belongs to: "ResNet-50 on ImageNet". */
  readonly topic: string;
  readonly question: string;
  readonly document: Source;
  readonly where: string;
  readonly unit: string;
  readonly stated: Stated;
  readonly compute: () => Quantity;
  readonly computeFromPrintedSteps: (() => Quantity) | undefined;
  readonly computeCorrected: (() => Quantity) | undefined;
  readonly correctionSource: Origin | undefined;
  readonly cause: string | undefined;
  readonly rightSays: string | undefined;
  readonly note: string | undefined;
  readonly expect: Required<Pick<Expectation, "verdict" | "tolerance">> & Expectation;
}

/** The document that a group of examples is from, and the question that they answer. */
export interface ExampleDocument {
  readonly source: Source;
  readonly title: string;
  readonly question: string;
}

/** Makes the examples of one document: `const claim = claimsOf({...}); export const list = [claim({...}), ...]`. */
export function claimsOf(
  document: ExampleDocument,
): <C extends Calculation>(spec: ExampleSpec<C>) => Example {
  return (spec) => toExample(spec, document);
}

/** Checks a spec and closes it over its inputs. Errors name the example, the field, and what to do. */
export function toExample<C extends Calculation>(spec: ExampleSpec<C>, document: ExampleDocument): Example {
  checkSpec(spec);
  const { corrected, printedSteps, expect } = spec;
  const calculation: Calculation = spec.formula;
  const formula = calculation as (inputs: object) => Quantity; // its own inputs, which `own` gives
  const citation = { source: document.source, place: spec.where };
  const own = (): object => sourcedInputs(now(spec.inputs), citation);
  const replaced = (): object =>
    corrected?.inputs === undefined
      ? own()
      : { ...own(), ...sourcedInputs(now(corrected.inputs), corrected.source) };
  const rightFormula = (corrected?.formula ?? formula) as typeof formula;
  return {
    id: spec.id,
    title: spec.title,
    kind: spec.kind ?? "claim",
    sides: [],
    topic: document.title,
    question: spec.question ?? document.question,
    document: document.source,
    where: spec.where,
    unit: spec.unit,
    stated: inField(spec.id, "stated", () => toStated(spec.stated, () => now(spec.inputs))),
    compute: () => formula(own()),
    computeFromPrintedSteps:
      printedSteps && (() => formula({ ...own(), ...sourcedInputs(printedSteps, citation) })),
    computeCorrected: corrected && (() => rightFormula(replaced())),
    correctionSource: corrected?.source,
    cause: spec.cause,
    rightSays: spec.rightSays,
    note: spec.note,
    expect: { ...expect, verdict: expect?.verdict ?? "agrees", tolerance: expect?.tolerance ?? 1e-6 },
  };
}

const verdicts = [
  "agrees",
  "rounding",
  "inconsistent",
  "wrong-premise",
] as const satisfies readonly VerdictName[];

function now(later: Later<object>): object {
  return typeof later === "function" ? (later as () => object)() : later;
}

/** An error that names the example and the field. */
export function exampleError(id: string, field: string, problem: string): FlopbookError {
  return new FlopbookError(`example "${id}": ${field}: ${problem}`);
}

function inField<Value>(id: string, field: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof FlopbookError) throw exampleError(id, field, error.message);
    throw error;
  }
}

/** The part of a spec that does not depend on its formula. */
type SpecFrame = Pick<ExampleSpec<Calculation>, "id" | "title" | "where" | "unit" | "cause" | "expect"> & {
  readonly corrected?: unknown;
};

function checkSpec(spec: SpecFrame): void {
  const { id, expect = {} } = spec;
  if (typeof id !== "string" || !/^[a-z0-9]+(-[a-z0-9.]+)*$/.test(id))
    throw exampleError(
      String(id),
      "id",
      `must be lower case words with hyphens, got "${String(id)}"; write "my-model-total"`,
    );
  for (const field of ["title", "where", "unit"] as const)
    if (typeof spec[field] !== "string" || spec[field].trim() === "")
      throw exampleError(id, field, `must be a text, got ${JSON.stringify(spec[field])}; write one`);
  inField(id, "unit", () => dimensionOf(spec.unit));
  const verdict = expect.verdict ?? "agrees";
  if (!verdicts.includes(verdict))
    throw exampleError(
      id,
      "expect.verdict",
      `is unknown, got ${JSON.stringify(verdict)}${suggestion(String(verdict), verdicts) || `; use ${verdicts.join(", ")}`}`,
    );
  for (const field of ["value", "correct", "tolerance"] as const)
    if (expect[field] !== undefined && !Number.isFinite(expect[field]))
      throw exampleError(
        id,
        `expect.${field}`,
        `must be a finite number, got ${String(expect[field])}; correct it`,
      );
  const wrong = verdict === "inconsistent" || verdict === "wrong-premise";
  if (wrong && (spec.cause ?? "").trim() === "")
    throw exampleError(
      id,
      "cause",
      `is missing for the verdict "${verdict}"; say in one or two sentences what went wrong`,
    );
  if (verdict === "wrong-premise" && spec.corrected === undefined)
    throw exampleError(
      id,
      "corrected",
      `is missing for the verdict "wrong-premise"; give the right input and its source`,
    );
}
