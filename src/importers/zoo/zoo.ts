// The zoo: every model by name, looked up without regard to case, with the nearest names for a misspelt one.
import { FlopbookError } from "../../ground/errors.js";
import type { CountedGraph } from "../../layers/index.js";
import type { Claim } from "../../models/claim.js";
import { textClaims } from "../../models/language/index.js";
import type { ModelInput, ModelRecord } from "../../models/record.js";
import { visionClaims, visionModels } from "../../models/vision/index.js";
import { decoderZoo } from "./decoder-zoo.js";
import { graphNamed, recordNamed } from "./lookup.js";
import { publishedEncoders } from "./published-encoders.js";
import { publishedClaims } from "./published-models.js";

/** Every model by name. */
export const models: readonly ModelRecord[] = [...visionModels, ...decoderZoo, ...publishedEncoders];

/** Every published claim about them. */
export const modelClaims: readonly Claim[] = [...visionClaims, ...textClaims, ...publishedClaims];

/**
 * The record of this name or alias, whatever its case, hyphens and underscores; undefined when there is none. `own` are
 * models of one's own beside the zoo.
 */
export function modelRecord(name: string, own: readonly ModelRecord[] = []): ModelRecord | undefined {
  return recordNamed(name, [...models, ...own]);
}

/**
 * The graph of the model of this name, of the zoo or of one's `own`. Errors on an unknown name and on an input that the
 * model does not have.
 *
 * @example parameters(model("llama-2-7b")) // 6.74 billion parameters
 */
export function model(name: string, input: ModelInput = {}, own: readonly ModelRecord[] = []): CountedGraph {
  return graphNamed(name, input, [...own, ...models]);
}

/** Models of one's own, checked, with names that neither the zoo nor one another have. */
export function ownModels(list: readonly ModelRecord[]): readonly ModelRecord[] {
  return list.map((record, at) => {
    checkRecord(record);
    const before = list.slice(0, at);
    const taken = [record.id, ...(record.aliases ?? [])].find((name) => modelRecord(name, before));
    if (taken === undefined) return record;
    throw new FlopbookError(`models/${record.id}: the name is taken, got "${taken}"; choose another`);
  });
}

function checkRecord(record: ModelRecord): void {
  const { id, family, reads, graph, aliases = [] } = record;
  const refuse = (what: string, got: unknown, remedy: string): never => {
    throw new FlopbookError(`models/${String(id)}: ${what}, got ${JSON.stringify(got) ?? "none"}; ${remedy}`);
  };
  for (const name of [id, ...aliases])
    if (typeof name !== "string" || !/^[a-z0-9][\w.-]*$/.test(name))
      refuse(
        "a name must be lower-case letters, digits, dots and hyphens",
        name,
        'write one such as "tiny-1b"',
      );
  if (typeof family !== "string" || family === "") refuse("family must be a text", family, "name one");
  if (reads !== "images" && reads !== "tokens")
    refuse('reads must be "images" or "tokens"', reads, "say what goes into it");
  if (typeof graph !== "function")
    refuse("graph must be a function of the input", graph, "write graph: (input) => decoder({ ... })");
}
