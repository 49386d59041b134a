// The arguments of a node by their names: tensors as values, numbers with their symbols resolved.
import { FlopbookError } from "../../ground/errors.js";
import { type Call, tensorNames } from "./call.js";
import type { Argument, FileNode } from "./program.js";
import type { Value } from "./value.js";

/** What the names in arguments mean. */
export interface Names {
  readonly value: (name: string) => Value;
  readonly number: (name: string) => number | undefined;
}

type Arguments = Map<string, Argument>;

/** The parts of a call that only read arguments. */
export function argumentsOf(
  node: FileNode,
  subject: string,
  names: Names,
): ReturnType<typeof tensorsOf> & ReturnType<typeof othersOf> & Pick<Call, "problem"> {
  const problem = (message: string) => new FlopbookError(`${subject}: ${message}`);
  const given: Arguments = new Map(node.inputs.map(({ name, argument }) => [name, argument]));
  return { ...tensorsOf(node, given, names, problem), ...othersOf(given, names), problem };
}

function tensorsOf(
  node: FileNode,
  given: Arguments,
  { value: look }: Names,
  problem: Call["problem"],
): Pick<Call, "tensor" | "optional" | "tensors" | "all"> {
  const optional = (name: string) => {
    const found = given.get(name);
    return found?.kind === "tensor" ? look(found.name) : undefined;
  };
  return {
    optional,
    tensor(name) {
      const value = optional(name);
      if (value !== undefined) return value;
      throw problem(`must have a tensor "${name}", got none; the file is damaged`);
    },
    tensors(name) {
      const found = given.get(name);
      if (found?.kind === "tensor") return [look(found.name)];
      return found?.kind === "tensors"
        ? found.names.map((one) => (one === undefined ? undefined : look(one)))
        : [];
    },
    all: () => tensorNames(node).map(look),
  };
}

function othersOf(
  given: Arguments,
  { number }: Names,
): Pick<Call, "argument" | "number" | "numbers" | "flag" | "text"> {
  const resolved = (value: number | string) =>
    typeof value === "number" ? value : (number(value) ?? Number.NaN);
  return {
    argument: (name) => given.get(name),
    number(name, absent) {
      const found = given.get(name);
      if (found?.kind === "number") return resolved(found.value);
      return found?.kind === "flag" ? Number(found.value) : absent;
    },
    numbers(name) {
      const found = given.get(name);
      if (found?.kind === "numbers") return found.values.map(resolved);
      return found?.kind === "number" ? [resolved(found.value)] : undefined;
    },
    flag(name, absent) {
      const found = given.get(name);
      return found?.kind === "flag" ? found.value : absent;
    },
    text(name, absent) {
      const found = given.get(name);
      return found?.kind === "text" ? found.value : absent;
    },
  };
}
