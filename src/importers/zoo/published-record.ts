// A published model as a record of the zoo: its config counted by one of the types that are known.
import type { ModelRecord } from "../../models/record.js";
import { graphOfTypes } from "../hugging-face/config-graph.js";
import { configKeys } from "../hugging-face/config-keys.js";
import type { KnownTypes } from "../hugging-face/known-types.js";
import type { PublishedModel } from "./published-model.js";

/** Makes records of models whose configs are of these types. */
export function recordWith(known: KnownTypes) {
  return ({ id, aliases = [], family, source, config }: PublishedModel): ModelRecord => ({
    id,
    aliases,
    family,
    reads: "tokens",
    graph: (input) =>
      graphOfTypes(known, configKeys(`models/${id}`, config), { name: id, origin: source, input }),
  });
}
