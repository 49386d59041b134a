// The graphs of an exported program out of its JSON: nodes, their arguments, and the facts of every tensor.
import { anyNumber, entries, field, type Json, list, misplaced, only, text, wholeNumber } from "./json.js";
import { moduleClass, modulePath } from "./module-path.js";
import type { Argument, FileGraph, FileNode, NumberArgument, Origin, Size, TensorFacts } from "./program.js";

/** Graphs may stand in graphs; deeper than this is damage. */
const deepest = 64;

/** A graph with those inside it. */
export function graphOf(json: Json, depth = 0): FileGraph {
  if (depth > deepest) throw misplaced({ ...json, value: "a deeper one" }, `a graph at most ${deepest} deep`);
  return {
    inputs: list(field(json, "inputs")).map((one) => argumentOf(one, depth)),
    outputs: list(field(json, "outputs")).map((one) => argumentOf(one, depth)),
    nodes: list(field(json, "nodes")).map((one) => nodeOf(one, depth)),
    tensors: new Map(entries(field(json, "tensor_values")).map(([name, facts]) => [name, factsOf(facts)])),
    numbers: new Map(entries(field(json, "sym_int_values")).map(([name, size]) => [name, sizeOf(size)])),
  };
}

function nodeOf(json: Json, depth: number): FileNode {
  const stack = metadata(json, "nn_module_stack");
  return {
    target: text(field(json, "target")),
    inputs: list(field(json, "inputs")).map((input) => ({
      name: text(field(input, "name")),
      argument: argumentOf(field(input, "arg"), depth),
    })),
    outputs: list(field(json, "outputs")).map((output) => argumentOf(output, depth)),
    path: stack === undefined ? undefined : modulePath(stack),
    owner: stack === undefined ? "" : moduleClass(stack),
    origin: originOf(metadata(json, "torch_fn")),
  };
}

function metadata(json: Json, name: string): string | undefined {
  const all = field(json, "metadata");
  if (all.value === undefined || all.value === null) return undefined;
  const { value } = field(all, name);
  return typeof value === "string" ? value : undefined;
}

/** "silu_1;function.silu": the call, and the function that was called. */
function originOf(text: string | undefined): Origin | undefined {
  const [call = "", what = ""] = (text ?? "").split(";");
  const name = what.split(".").at(-1) ?? "";
  return call === "" || name === "" ? undefined : { call, function: name };
}

function factsOf(json: Json): TensorFacts {
  return {
    type: wholeNumber(field(json, "dtype")),
    sizes: list(field(json, "sizes")).map(sizeOf),
    strides: list(field(json, "strides")).map(sizeOf),
    trainable: field(json, "requires_grad").value === true,
  };
}

function sizeOf(json: Json): Size {
  const [kind, value] = only(json);
  if (kind === "as_int") return wholeNumber(value);
  if (kind !== "as_expr") throw misplaced(json, "a size");
  const hint = field(value, "hint");
  return { expression: text(field(value, "expr_str")), hint: hintOf(hint) };
}

function hintOf(hint: Json): number | undefined {
  if (hint.value === undefined || hint.value === null) return undefined;
  const [, value] = only(hint);
  return typeof value.value === "number" ? value.value : undefined;
}

type Reader = (value: Json, depth: number) => Argument;

const nameOf = (json: Json): string => text(field(json, "name"));
const nothing: Reader = () => ({ kind: "none" });
const number: Reader = (value) => ({ kind: "number", value: anyNumber(value) });
const numbers: Reader = (value) => ({ kind: "numbers", values: list(value).map(anyNumber) });
const tensors: Reader = (value) => ({ kind: "tensors", names: list(value).map(nameOf) });
const symbolic: Reader = (value) => ({ kind: "number", value: symbolicNumber(value) });
const symbolics: Reader = (value) => ({ kind: "numbers", values: list(value).map(symbolicNumber) });

const readers: Readonly<Record<string, Reader>> = {
  as_none: nothing,
  as_tensor: (value) => ({ kind: "tensor", name: nameOf(value) }),
  as_tensors: tensors,
  as_optional_tensors: (value) => ({ kind: "tensors", names: list(value).map(optionalName) }),
  as_optional_tensor: (value) => {
    const name = optionalName(value);
    return name === undefined ? { kind: "none" } : { kind: "tensor", name };
  },
  as_nested_tensors: (value) => ({
    kind: "tensors",
    names: list(value).flatMap((one) => list(one).map(nameOf)),
  }),
  as_int: number,
  as_float: number,
  as_ints: numbers,
  as_floats: numbers,
  as_sym_int: symbolic,
  as_sym_float: symbolic,
  as_sym_ints: symbolics,
  as_sym_floats: symbolics,
  as_bool: (value) => ({ kind: "flag", value: value.value === true }),
  as_string: (value) => ({ kind: "text", value: text(value) }),
  as_strings: (value) => ({ kind: "texts", values: list(value).map(text) }),
  as_scalar_type: (value) => ({ kind: "element type", value: wholeNumber(value) }),
  as_memory_format: (value) => ({ kind: "memory format", value: wholeNumber(value) }),
  as_graph: (value, depth) => ({
    kind: "graph",
    name: nameOf(value),
    graph: graphOf(field(value, "graph"), depth + 1),
  }),
};

function argumentOf(json: Json, depth: number): Argument {
  const [kind, value] = only(json);
  const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  return reader === undefined ? { kind: "other" } : reader(value, depth);
}

function optionalName(json: Json): string | undefined {
  const [kind, value] = only(json);
  return kind === "as_tensor" ? nameOf(value) : undefined;
}

function symbolicNumber(json: Json): NumberArgument {
  const [kind, value] = only(json);
  return kind === "as_name" ? text(value) : anyNumber(value);
}
