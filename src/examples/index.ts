// Every worked example, by explicit list.
import { FlopbookError, suggestion } from "../errors.js";
import type { Example } from "./example.js";
import { chinchillaClaims } from "./seed000-chinchilla.js";
import { resnet50Claims } from "./seed000-resnet50.js";
import { igptClaims } from "./seed001-igpt.js";
import { transformerClaims } from "./seed001-transformer.js";
import { languageModelClaims } from "./seed004-language-model.js";

/** All worked examples of this project. Ids are unique; a list with one twice does not load. */
export const examples: readonly Example[] = distinct([
  ...resnet50Claims,
  ...chinchillaClaims,
  ...igptClaims,
  ...transformerClaims,
  ...languageModelClaims,
]);

/** The worked example of this id. Errors on an unknown id, with the nearest ones. */
export function example(id: string): Example {
  const found = examples.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  const ids = examples.map((candidate) => candidate.id);
  throw new FlopbookError(
    `examples: no worked example of this id, got "${id}"${suggestion(id, ids) || "; `flopbook list` prints the ids"}`,
  );
}

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

export { evaluateExample, evaluateExamples } from "./evaluate.js";
export {
  type Calculation,
  type Correction,
  claimsOf,
  type Example,
  type ExampleDocument,
  type ExampleSpec,
  type Expectation,
  toExample,
} from "./example.js";
export type { ExampleResult } from "./result.js";
export type { StatedSpec } from "./stated.js";
export { type Evidence, type StatedInterval, verdictOn } from "./verdict.js";
export { verdictSentence } from "./verdict-display.js";
