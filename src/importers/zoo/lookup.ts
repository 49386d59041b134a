// How a name finds a model in a list of records: without regard to case, with the nearest names for a misspelt one.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { CountedGraph } from "../../layers/index.js";
import { checkResolution } from "../../models/least-resolution.js";
import type { ModelInput, ModelRecord } from "../../models/record.js";

/** The record of this name or alias, whatever its case, hyphens and underscores; undefined when there is none. */
export function recordNamed(name: string, all: readonly ModelRecord[]): ModelRecord | undefined {
  const wanted = name.toLowerCase();
  const exact = all.find(({ id, aliases }) => id === wanted || aliases?.includes(wanted) === true);
  return (
    exact ?? all.find(({ id, aliases = [] }) => [id, ...aliases].some((one) => plain(one) === plain(wanted)))
  );
}

/** "llama-3-70b" and "llama3-70b" are one name; what parts two digits stays, since 1_6 is not 16. */
function plain(name: string): string {
  return name.replaceAll(/(?<!\d)[-_ ]|[-_ ](?!\d)/g, "").replaceAll(/[_ ]/g, "-");
}

/** The graph of the model of this name. Errors on an unknown name and on an input that the model does not have. */
export function graphNamed(name: string, input: ModelInput, all: readonly ModelRecord[]): CountedGraph {
  const record = recordNamed(name, all);
  if (record === undefined) {
    const names = all.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
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
