// Tables of worked examples for notebooks: verdicts, errors by size, and conflicts between documents.
import { amountText, type ExampleResult } from "../examples/index.js";
import { type Table, type TableCell, type TableSpec, table } from "./table.js";
import { offBy, statedAndRight } from "./verdicts.js";

type Words = Pick<TableSpec, "title" | "caption" | "source">;

/** Statements against computed values: what is stated, what comes out, what is right, and why. */
export function verdictsTable(words: Words, results: readonly ExampleResult[]): Table {
  return table({
    ...words,
    columns: [
      { head: "Statement", kind: "rowHead" },
      { head: "Stated", kind: "text" },
      { head: "Computed", kind: "text" },
      { head: "Right", kind: "text" },
      { head: "Verdict", kind: "verdict" },
      { head: "Cause", kind: "text" },
    ],
    rows: results.map((result) => [
      prose(result.title),
      stated(result),
      prose(result.computedText ?? ""),
      prose(result.correctText ?? result.computedText ?? ""),
      result.verdict === null ? prose(result.problem ?? "") : { verdict: result.verdict },
      prose(result.cause ?? result.note ?? ""),
    ]),
  });
}

/** Errors of one kind: where they stand, what is stated, what is right, how far off it is, and why. */
export function errorsTable(words: Words, results: readonly ExampleResult[]): Table {
  return table({
    ...words,
    columns: [
      { head: "Statement", kind: "rowHead" },
      { head: "Stated", kind: "text" },
      { head: "Right", kind: "text" },
      { head: "Off by", kind: "text" },
      { head: "Cause", kind: "text" },
    ],
    rows: results.map((result) => [
      traced(result),
      stated(result),
      right(result),
      offBy(result),
      prose(result.cause ?? result.note ?? ""),
    ]),
  });
}

/** Conflicts between statements: what each side says, which one is used here, and why. */
export function conflictsTable(words: Words, results: readonly ExampleResult[]): Table {
  return table({
    ...words,
    columns: [
      { head: "Conflict", kind: "rowHead" },
      { head: "One side", kind: "text" },
      { head: "The other", kind: "text" },
      { head: "Used here, and why", kind: "text" },
    ],
    wide: true,
    rows: results.map((result) => {
      const [one, other] = result.sides.map(({ says, source }) => ({
        text: prose(says),
        citation: { source },
      }));
      return [
        { text: prose(result.title), under: `\`${result.id}\`` },
        one ?? "",
        other ?? "",
        prose(result.cause ?? result.note ?? ""),
      ];
    }),
  });
}

/** The title over its id and its place, so that a reader finds it in the document and `flopbook check ID` shows it. */
function traced({ id, title, document, where }: ExampleResult): TableCell {
  return { text: prose(title), under: `\`${id}\` · ${prose(where)}`, citation: { source: document } };
}

/** An expression is typeset, with its value for the inputs that it was tried with. */
function stated({ statedTex, statedNumber, statedText, unit }: ExampleResult): string {
  if (statedTex === null) return prose(statedText);
  if (statedNumber === null) return `$${statedTex}$`;
  const value = prose(amountText(statedNumber, unit));
  return /^\d+$/.test(statedTex) ? value : `$${statedTex}$ (${value})`;
}

function right(result: ExampleResult): string {
  if (statedAndRight(result)?.onlyTheWay === true)
    return `as stated, but its way gives ${prose(result.computedText ?? "")}`;
  return prose(result.correctText ?? result.computedText ?? "");
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const drawn: Readonly<Record<string, string>> = { "‖": "\\|\\|", "∑": "$\\sum$", "≫": "$\\gg$" };

/**
 * Words as Markdown that means nothing but themselves, with powers raised: "6 × 10^−5" and "2*n" stay what they are.
 * Raised digits and signs that text faces lack are written in other ways.
 */
function prose(words: string): string {
  return words
    .replace(/[\\`*_{}[\]<>#$~@|]/g, "\\$&")
    .replace(/[⁰¹²³⁴-⁹⁻]+/g, (signs) => `^${[...signs].map(lowered).join("")}^`)
    .replace(/\^(−?\d+(?:\.\d+)?)(?!\d*\^)/g, "^$1^")
    .replace(/[‖∑≫]/g, (sign) => drawn[sign] ?? sign);
}

function lowered(sign: string): string {
  return sign === "⁻" ? "−" : String(raised.indexOf(sign));
}
