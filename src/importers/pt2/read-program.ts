// The JSON of an exported program, checked and brought into the shapes that the importer works with.
import { FlopbookError } from "../../ground/errors.js";
import type { Example } from "./examples.js";
import { entries, field, type Json, list, misplaced, only, text, wholeNumber } from "./json.js";
import type { InputRole, Program, Range } from "./program.js";
import { graphOf } from "./read-graph.js";

/** Major versions of the schema that are known: the same fields where it matters here. */
const knownVersions: readonly number[] = [7, 8];

/** The program of models/model.json; `weights` is the table of its stored weights, where the archive has one. */
export function programOf(
  file: string,
  json: Json,
  { weights, examples }: { readonly weights: Json | undefined; readonly examples: readonly Example[] },
): Program {
  checkVersion(file, json);
  const module = field(json, "graph_module");
  const signature = field(module, "signature");
  const inputs = list(field(signature, "input_specs")).flatMap(inputRole);
  return {
    file,
    graph: graphOf(field(module, "graph")),
    inputs,
    examples: exampleNumbers(inputs, examples),
    outputs: list(field(signature, "output_specs")).flatMap(outputName),
    ranges: new Map(entries(field(json, "range_constraints")).map(([name, range]) => [name, rangeOf(range)])),
    places: placesOf(weights),
  };
}

/** The numbers of the example inputs, where there are as many tensors as inputs. */
function exampleNumbers(
  inputs: readonly InputRole[],
  examples: readonly Example[],
): ReadonlyMap<string, number> {
  const data = inputs.filter(({ kind }) => kind === "data");
  if (data.length !== examples.length) return new Map();
  return new Map(
    data.flatMap(({ name }, i) => {
      const number = examples[i]?.number;
      return number === undefined ? [] : [[name, number] as const];
    }),
  );
}

function checkVersion(file: string, json: Json): void {
  const version = field(json, "schema_version");
  if (version.value === undefined)
    throw misplaced(version, "the version of the schema of an exported program");
  const major = wholeNumber(field(version, "major"));
  if (knownVersions.includes(major)) return;
  const from = field(json, "torch_version").value;
  const by = typeof from === "string" && /^[\w.+-]{1,40}$/.test(from) ? ` (written by torch ${from})` : "";
  throw new FlopbookError(
    `${file}: schema version must be ${knownVersions.join(" or ")}, got ${major}${by}; export it with a torch that writes one of these`,
  );
}

function inputRole(spec: Json): readonly InputRole[] {
  const [kind, value] = only(spec);
  if (kind === "user_input") return dataRole(field(value, "arg"));
  const named = {
    parameter: "parameter_name",
    buffer: "buffer_name",
    tensor_constant: "tensor_constant_name",
  };
  const key = named[kind as keyof typeof named];
  if (key === undefined || !Object.hasOwn(named, kind)) return [];
  return [
    {
      kind: kind === "tensor_constant" ? "constant" : (kind as "parameter" | "buffer"),
      name: text(field(field(value, "arg"), "name")),
      path: text(field(value, key)),
    },
  ];
}

function dataRole(argument: Json): readonly InputRole[] {
  const [kind, value] = only(argument);
  if (kind === "as_tensor") return [dataOf(value)];
  return kind === "as_tensors" ? list(value).map(dataOf) : [];
}

function dataOf(tensor: Json): InputRole {
  const name = text(field(tensor, "name"));
  return { kind: "data", name, path: name };
}

/** What the loss may read: outputs of the user, not buffers that are written. */
function outputName(spec: Json): readonly string[] {
  const [kind, value] = only(spec);
  if (kind !== "user_output" && kind !== "loss_output") return [];
  const argument = field(value, "arg");
  if (kind === "loss_output") return [text(field(argument, "name"))];
  const [what, tensor] = only(argument);
  if (what === "as_tensor") return [text(field(tensor, "name"))];
  return what === "as_tensors" ? list(tensor).map((one) => text(field(one, "name"))) : [];
}

function rangeOf(range: Json): Range {
  const bound = (name: string) => {
    const { value } = field(range, name);
    return typeof value === "number" ? value : undefined;
  };
  return { least: bound("min_val"), most: bound("max_val") };
}

function placesOf(weights: Json | undefined): ReadonlyMap<string, string> {
  if (weights === undefined || field(weights, "config").value === undefined) return new Map();
  return new Map(
    entries(field(weights, "config")).flatMap(([path, entry]) => {
      const place = field(entry, "path_name").value;
      return typeof place === "string" ? [[path, place] as const] : [];
    }),
  );
}
