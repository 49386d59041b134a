// One worked example with its whole working: what is stated, what comes out, why, and every step down to sources.
import type { ExampleResult } from "../../examples/index.js";
import type { Terminal } from "../terminal.js";
import { plainSpaces, wrapped } from "../text-table.js";
import { citationText, originText, working } from "../working.js";

/** The example as paragraphs and indented steps, all of them or to a number of levels. */
export function exampleText(result: ExampleResult, { colors, columns }: Terminal, levels?: number): string {
  const width = Math.max(60, Math.min(100, columns));
  const verdict = result.verdict ?? "not computed";
  const failing = result.status === "fail";
  const facts: readonly (readonly [string, string | null])[] = [
    ["question", result.question],
    ["source", citationText({ source: result.document, place: result.where })],
    ["stated", result.statedText],
    ["computed", result.computedText],
    ["from stated", result.differenceText],
    ["verdict", failing ? colors.red(`${verdict}, but expected ${result.expectedVerdict}`) : verdict],
    ["right value", result.correctText],
    ["cause", result.cause],
    ["note", result.note],
    ["because of", result.correctionSource === null ? null : originText(result.correctionSource)],
    ["FAILED", result.problem],
  ];
  const lines = facts.flatMap(([name, value]) =>
    value === null ? [] : [name.padEnd(12) + wrapped(value, width - 12, " ".repeat(12))],
  );
  const steps = [
    ...workingOf("Working of the computed value", result.quantity, levels),
    ...workingOf("Working of the right value", result.corrected, levels),
  ];
  return plainSpaces(`${[colors.bold(`${result.id}: ${result.title}`), ...lines, ...steps].join("\n")}\n`);
}

function workingOf(title: string, quantity: ExampleResult["quantity"], levels: number | undefined): string[] {
  return quantity === undefined ? [] : ["", title, working(quantity.derivation(), levels).trimEnd()];
}
