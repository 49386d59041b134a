// Worked examples: what one is, how it is judged, and how users' own are read.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { Example } from "./example.js";

/** The same list. Errors when two examples share an id. */
export function distinct(list: readonly Example[]): readonly Example[] {
  const seen = new Set<string>();
  for (const { id } of list) {
    if (seen.has(id))
      throw new FlopbookError(`example "${id}": the id is used twice, got a second one; rename one of them`);
    seen.add(id);
  }
  return list;
}

/** The worked example of this id in `list`. Errors on an unknown id, with the nearest ones. */
export function exampleIn(list: readonly Example[], id: string): Example {
  const found = list.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  const near = suggestion(
    id,
    list.map((candidate) => candidate.id),
  );
  throw new FlopbookError(
    `examples: no worked example of this id, got "${id}"${near || "; `flopbook list` prints the ids"}`,
  );
}

export { evaluateExample, evaluateExamples } from "./evaluate.js";
export {
  type Calculation,
  type Correction,
  claimsOf,
  type Example,
  type ExampleDocument,
  type ExampleKind,
  type ExampleSpec,
  type Expectation,
  type Side,
  toExample,
} from "./example.js";
export type { ExampleResult, Judgement } from "./result.js";
export type { StatedSpec } from "./stated.js";
export { amountText } from "./stated.js";
export { type Evidence, type StatedInterval, verdictOn } from "./verdict.js";
export { verdictSentence } from "./verdict-display.js";
