// A GGUF file as a counted graph: the whole cost where its architecture is known, else its parameters alone.
import type { CountedGraph } from "../../layers/index.js";
import type { ModelInput } from "../../models/record.js";
import { baseName } from "../bytes/byte-source.js";
import type { Place } from "../bytes/place.js";
import type { Reading } from "../bytes/steps.js";
import { keysGraph, modelTypes } from "../hugging-face/from-config.js";
import { agreeing } from "../weights/agreement.js";
import { withStored } from "../weights/stored.js";
import type { WeightFile } from "../weights/weight-file.js";
import { weightsGraph } from "../weights/weights-graph.js";
import { architectures, type Config } from "./architectures.js";
import { readGguf } from "./file.js";
import { ggufKeys } from "./gguf-keys.js";

/**
 * The network of a GGUF file or split set. Its metadata say what the network is and must agree with the tensors, else
 * an error says where they differ; with an unknown architecture the graph has parameters and no operations.
 */
export function* ggufGraph(place: Place, input: ModelInput): Reading<CountedGraph> {
  const file = yield* readGguf(place);
  const found = ggufConfig(file);
  if ("why" in found) return weightsGraph(file, input, found.why);
  const graph = keysGraph(found.config, input);
  const name = file.metadata.get("general.name");
  const named = {
    ...graph,
    name: typeof name === "string" && name !== "" ? name : baseName(place.path),
    origin: `metadata of ${baseName(place.path)}`,
  };
  return agreeing(copiesOnce(file), withStored(named, file), {
    description: "its metadata",
    remedy: "convert the model again",
  });
}

/** The Hugging Face config that a GGUF file was converted from, or why there is none. */
export function ggufConfig(file: WeightFile): { readonly config: Config } | { readonly why: string } {
  const keys = ggufKeys(file);
  if (keys === undefined)
    return {
      why: `no key "general.architecture" says what the network is; ${file.missing.length > 0 ? "fetch the missing splits, the first has the keys" : "convert the model again"}`,
    };
  const { architecture, varying } = keys;
  const reader = Object.hasOwn(architectures, architecture) ? architectures[architecture] : undefined;
  if (reader === undefined)
    return {
      why: `the architecture "${architecture}" is not known; known are ${Object.keys(architectures).join(", ")}`,
    };
  if (varying.length > 0)
    return {
      why: `${varying.join(" and ")} differ from layer to layer, which no known network of "${architecture}" has`,
    };
  const config = reader(keys);
  const modelType = String(config.model_type);
  if (!modelTypes.includes(modelType))
    return { why: `the architecture "${architecture}" is that of "${modelType}", which is not known` };
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  return { config: Object.fromEntries(given) };
}

/** Some files of DeepSeek keep one matrix both whole (attn_kv_b) and as its two halves; the halves then do not count. */
function copiesOnce(file: WeightFile): WeightFile {
  const names = new Set(file.tensors.map(({ name }) => name));
  const tensors = file.tensors.filter(
    ({ name }) => !(/\.attn_[kv]_b\.weight$/.test(name) && names.has(name.replace(/_[kv]_b\./, "_kv_b."))),
  );
  return { ...file, tensors };
}
