// The zoo: every model by name, looked up without regard to case, with the nearest names for a misspelt one.
import { FlopbookError, suggestion } from "../../errors.js";
import type { CountedGraph } from "../../layers/index.js";
import type { Claim } from "../../models/claim.js";
import { textClaims, textModels } from "../../models/language/index.js";
import { checkResolution } from "../../models/least-resolution.js";
import type { ModelInput, ModelRecord } from "../../models/record.js";
import { visionClaims, visionModels } from "../../models/vision/index.js";
import { publishedClaims, publishedModels } from "./published-models.js";

/** Every model by name. */
export const models: readonly ModelRecord[] = [...visionModels, ...textModels, ...publishedModels];

/** Every published claim about them. */
export const modelClaims: readonly Claim[] = [...visionClaims, ...textClaims, ...publishedClaims];

/** The record of this name or alias, whatever its case, hyphens and underscores; undefined when there is none. */
export function modelRecord(name: string): ModelRecord | undefined {
  const wanted = name.toLowerCase();
  const exact = models.find(({ id, aliases }) => id === wanted || aliases?.includes(wanted) === true);
  return (
    exact ??
    models.find(({ id, aliases = [] }) => [id, ...aliases].some((one) => plain(one) === plain(wanted)))
  );
}

/** "llama-3-70b" and "llama3-70b" are one name; what parts two digits stays, since 1_6 is not 16. */
function plain(name: string): string {
  return name.replaceAll(/(?<!\d)[-_ ]|[-_ ](?!\d)/g, "").replaceAll(/[_ ]/g, "-");
}

/** The graph of the model of this name. Errors on an unknown name and on an input that the model does not have. */
export function model(name: string, input: ModelInput = {}): CountedGraph {
  const record = modelRecord(name);
  if (record === undefined) {
    const names = models.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
    throw new FlopbookError(
      `models: unknown model, got "${name}"${suggestion(name.toLowerCase(), names) || "; npx flopbook models lists them"}`,
    );
  }
  const foreign = record.reads === "images" ? "sequence" : "resolution";
  if (input[foreign] !== undefined)
    throw new FlopbookError(
      `models: ${record.id} reads ${record.reads} and has no ${foreign}, got ${input[foreign]}; leave it out`,
    );
  if (input.resolution !== undefined)
    checkResolution(input.resolution, (resolution) =>
      record.graph(resolution === undefined ? {} : { resolution }),
    );
  return record.graph(input);
}
