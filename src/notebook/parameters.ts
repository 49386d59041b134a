// Parameters from the command line: checked against the `parameters` cell, injected as a cell after it.
import { FlopbookError, suggestion } from "../ground/errors.js";
import { isInjected } from "./cell-options.js";
import { mapping, parseYaml } from "./front-matter.js";
import type { Cell, Notebook } from "./notebook.js";

export type ParameterValue = string | number | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** A cell to run; `injected` marks the one that -P or --params added. */
export interface InjectableCell extends Cell {
  readonly injected: boolean;
}

/** A notebook's cells with the parameters of this run in place. */
export interface Parametrized {
  readonly cells: readonly InjectableCell[];
  /** The values injected into this notebook, by name. */
  readonly parameters: ParameterValues;
}

interface Declaration {
  readonly name: string;
  /** "number", "string", "boolean" or a union of literals such as `"fp16" | "bf16"`. */
  readonly type: string;
}

/** Values from `-P name=value` (or `name:value`) and from the text of a YAML or JSON file; -P wins. */
export function parameterValues(
  assignments: readonly string[],
  file?: { readonly name: string; readonly text: string },
): ParameterValues {
  const fromFile = file === undefined ? {} : mapping(parseYaml(file.text, file.name), file.name);
  for (const [name, value] of Object.entries(fromFile))
    if (!["string", "number", "boolean"].includes(typeof value))
      throw new FlopbookError(
        `${file?.name}: ${name} must be a number, a text or true/false, got ${JSON.stringify(value)}`,
        { exitCode: 2 },
      );
  const fromLine = assignments.map((assignment) => {
    const match = /^([A-Za-z_$][\w$]*)[=:]([\s\S]*)$/.exec(assignment);
    if (match === null)
      throw new FlopbookError(`-P: name=value is expected, got "${assignment}"`, { exitCode: 2 });
    return [match[1] ?? "", match[2] ?? ""] as const;
  });
  return { ...(fromFile as Record<string, ParameterValue>), ...Object.fromEntries(fromLine) };
}

/**
 * Each notebook with the parameters that its `parameters` cell declares. A name that no notebook declares is an
 * error that offers the nearest ones; so is a value that does not fit the declared type.
 */
export function withParameters(
  notebooks: readonly Notebook[],
  values: ParameterValues,
): readonly Parametrized[] {
  const declared = notebooks.map(declarationsOf);
  checkNames(declared.flat(), values);
  return notebooks.map((notebook, index) => parametrized(notebook, declared[index] ?? [], values));
}

/** Which notebooks cannot take the values of a build, and the values that the others take. */
export interface ParameterFaults {
  /** Why, by path. */
  readonly refused: ReadonlyMap<string, string>;
  readonly values: ParameterValues;
}

/**
 * Finds the notebooks that cannot take the values, so that the others are built. Errors on a name that none declares,
 * `all` telling that no notebook is missing from the list, and where every notebook that declares a value refuses it
 * for its type: that is a mistake in the command, not in a notebook.
 */
export function parameterFaults(
  notebooks: readonly Notebook[],
  values: ParameterValues,
  all: boolean,
): ParameterFaults {
  const tried = notebooks.map((notebook) => triedOn(notebook, values));
  if (all)
    checkNames(
      tried.flatMap(({ declared }) => declared),
      values,
    );
  const asked = tried.filter(({ declared }) => declared.some(({ name }) => Object.hasOwn(values, name)));
  const usage = asked.find(({ fault }) => fault?.exitCode === 2);
  if (usage?.fault !== undefined && asked.every(({ fault }) => fault !== undefined)) throw usage.fault;
  const refused = tried.flatMap(({ notebook, fault }) =>
    fault === undefined ? [] : [[notebook.path, fault.message] as const],
  );
  const taken = new Set(
    tried.flatMap(({ declared, fault }) => (fault === undefined ? declared.map(({ name }) => name) : [])),
  );
  return {
    refused: new Map(refused),
    values: Object.fromEntries(Object.entries(values).filter(([name]) => taken.has(name))),
  };
}

/** What a notebook declares, and why it cannot take the values, if so. */
function triedOn(notebook: Notebook, values: ParameterValues) {
  let declared: readonly Declaration[] = [];
  try {
    declared = declarationsOf(notebook);
    parametrized(notebook, declared, values);
    return { notebook, declared };
  } catch (error) {
    if (error instanceof FlopbookError) return { notebook, declared, fault: error };
    throw error;
  }
}

function checkNames(declared: readonly Declaration[], values: ParameterValues): void {
  const known = new Set(declared.map(({ name }) => name));
  for (const name of Object.keys(values))
    if (!known.has(name))
      throw new FlopbookError(
        `-P ${name}: no notebook declares this parameter${suggestion(name, known) || declaredNames(known)}`,
        { exitCode: 2 },
      );
}

function declaredNames(known: ReadonlySet<string>): string {
  if (known.size > 0) return `; declared are ${[...known].join(", ")}`;
  return '; tag a cell "parameters" and declare it there: const gpus: number = 8';
}

function parametrized(
  notebook: Notebook,
  declarations: readonly Declaration[],
  values: ParameterValues,
): Parametrized {
  const used = declarations.filter(({ name }) => Object.hasOwn(values, name));
  const plain = notebook.cells.map((cell) => ({ ...cell, injected: false }));
  const declaring = parametersCell(notebook);
  if (used.length === 0 || declaring === undefined) return { cells: plain, parameters: {} };
  const parameters: Record<string, ParameterValue> = {};
  const lines = used.map((declaration) => {
    const { name, type } = declaration;
    refuseOtherUses(declaring, name, notebook.name);
    const value = checkedValue(declaration, values[name] ?? "", notebook.name);
    parameters[name] = value;
    return `const ${name}: ${type} = ${JSON.stringify(value)};`;
  });
  const injected: InjectableCell = {
    ...declaring,
    id: `${declaring.id}-injected`,
    source: lines.join("\n"),
    optionLines: 0,
    options: { ...declaring.options, label: undefined, parameters: false, tags: ["injected-parameters"] },
    injected: true,
  };
  const cells = plain
    .filter((cell) => !(cell.kind === "code" && isInjected(cell.options)))
    .flatMap((cell) => (cell.number === declaring.number ? [cell, injected] : [cell]));
  return { cells, parameters };
}

/** The cell tagged `parameters`; an error when there are two. */
export function parametersCell({ name, cells }: Pick<Notebook, "name" | "cells">): Cell | undefined {
  const [first, second] = cells.filter((cell) => cell.kind === "code" && cell.options.parameters);
  if (second !== undefined)
    throw new FlopbookError(
      `${name}, cell ${second.number}: cell ${first?.number} is already the parameters cell; tag only one`,
    );
  return first;
}

const declaration = /^[ \t]*(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::\s*([^=\n]+?))?\s*=\s*([^\n]*)$/gm;

/** Declarations of the form `const name: type = literal`, one a line; others are not parameters. */
function declarationsOf(notebook: Notebook): readonly Declaration[] {
  const cell = parametersCell(notebook);
  if (cell === undefined) return [];
  return [...cell.source.matchAll(declaration)].flatMap(([, name = "", annotation, initialiser = ""]) => {
    const literal = initialiser.replace(/\s*(?:\/\/.*)?$/, "").replace(/;\s*$/, "");
    const type = annotation?.trim() ?? literalType(literal);
    return type === undefined || literalType(literal) === undefined ? [] : [{ name, type }];
  });
}

function literalType(literal: string): string | undefined {
  if (/^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?$/.test(literal)) return "number";
  if (/^(?:true|false)$/.test(literal)) return "boolean";
  return /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`$\\]*`)$/.test(literal) ? "string" : undefined;
}

/** A value computed from a parameter in the same cell would keep the old one, unnoticed. */
function refuseOtherUses(cell: Cell, name: string, notebook: string): void {
  const code = cell.source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    .replace(/\/\/.*$/gm, "");
  const uses = code.match(new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`, "g"));
  if (uses?.length === 1) return;
  throw new FlopbookError(
    `${notebook}, cell ${cell.number}: "${name}" is also used inside the parameters cell and would keep its old value there; move what is computed from it to the next cell`,
  );
}

function checkedValue({ name, type }: Declaration, given: ParameterValue, notebook: string): ParameterValue {
  const text = String(given);
  const wrong = (expected: string) =>
    new FlopbookError(`-P ${name}: ${expected} is expected (${notebook}), got ${JSON.stringify(given)}`, {
      exitCode: 2,
    });
  if (type === "string") return text;
  if (type === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw wrong("true or false");
  }
  if (type === "number") {
    const number = typeof given === "boolean" || text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(number) && !/^\s*[+-]?0[xob]/i.test(text)) return number;
    throw wrong("a number");
  }
  const options = type.split("|").map((option) => option.trim().replace(/^'(.*)'$/, '"$1"'));
  const match = options.find((option) => option === text || option === JSON.stringify(text));
  if (match === undefined) throw wrong(`one of ${options.join(", ")}`);
  return match.startsWith('"') ? text : (JSON.parse(match) as ParameterValue);
}
