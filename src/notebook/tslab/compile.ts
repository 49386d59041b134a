// Cells -> compiled cells, by tslab's converter, with positions, plain problems and the traps found. Runs in a child.
import { relative } from "node:path";
import type { Problem } from "../cell-error.js";
import { compilerHooks } from "./compiler-hooks.js";
import { type Conversion, type Converter, type Diagnostic, loadConverter, type ts } from "./library.js";
import { type CellHistory, remedy } from "./remedies.js";
import type { Positions } from "./source-map.js";
import { type CellFacts, cellTraps, type DeclaredName } from "./traps.js";

export interface CompileRequest {
  readonly folder: string;
  readonly cells: readonly RequestedCell[];
}

export interface RequestedCell {
  readonly number: number;
  readonly source: string;
  readonly raisesException: boolean;
}

/** A cell that may run; positions are 0-based in its source. */
export interface CompiledCell {
  readonly output: string;
  readonly hasTopLevelAwait: boolean;
  readonly lastExpressionVariable: string | undefined;
  readonly positions: Positions;
}

/** A project file compiled along; positions are 0-based in the file. */
export interface CompiledFile {
  readonly path: string;
  readonly data: string;
  readonly positions: Positions;
}

export interface CompileResult {
  /** In order; the list ends after the first cell with problems that is not expected to fail. */
  readonly cells: readonly (CompiledCell | { readonly problems: readonly Problem[] })[];
  readonly files: readonly CompiledFile[];
  /** Local files that the result depends on; absolute paths. */
  readonly inputs: readonly string[];
}

interface State {
  declarations: string;
  readonly earlier: Map<string, DeclaredName>;
  readonly namespaces: Map<string, number>;
  readonly expectedToFail: Map<string, number>;
  readonly inputs: Set<string>;
}

interface FolderConverter {
  readonly converter: Converter;
  readonly program: () => ts.Program;
  /** Project files compiled so far; tslab hands each out once per converter. */
  readonly files: Map<string, CompiledFile>;
}

/** Compiles notebooks one after another; the first one of a folder starts a converter (a second or so). */
export class Compiler {
  readonly #hooks = compilerHooks();
  readonly #library = loadConverter(this.#hooks.override);
  readonly #converters = new Map<string, FolderConverter>();

  compile({ folder, cells }: CompileRequest): CompileResult {
    const state: State = {
      declarations: "",
      earlier: new Map(),
      namespaces: new Map(),
      expectedToFail: new Map(),
      inputs: new Set(),
    };
    const compiled: CompileResult["cells"][number][] = [];
    for (const cell of cells) {
      const result = this.#compileCell(cell, folder, state);
      compiled.push(result);
      if ("problems" in result && !cell.raisesException) break;
    }
    const wanted = new Set([...state.inputs].map((path) => path.replace(/\.(?:ts|tsx|js|jsx)$/, ".js")));
    const files = [...this.#converterFor(folder).files.values()].filter(({ path }) => wanted.has(path));
    return { cells: compiled, files, inputs: [...state.inputs] };
  }

  /** A converter takes the working folder of the moment it is made. */
  #converterFor(folder: string): FolderConverter {
    process.chdir(folder);
    const known = this.#converters.get(folder);
    if (known !== undefined) return known;
    const converter = this.#library.createConverter();
    const made: FolderConverter = { converter, program: this.#hooks.programOfNewest(), files: new Map() };
    this.#converters.set(folder, made);
    return made;
  }

  #compileCell(cell: RequestedCell, folder: string, state: State): CompileResult["cells"][number] {
    const { module, mode } = this.#library.metadata(cell.source);
    if (module !== undefined || mode === "browser")
      return { problems: [{ kind: "type", name: "TslabTrap", message: unsupportedMode(module) }] };
    const { converter, program, files } = this.#converterFor(folder);
    const conversion = converter.convert(state.declarations, cell.source);
    for (const path of localFiles(program())) state.inputs.add(path);
    for (const { path, data } of conversion.sideOutputs ?? [])
      files.set(path, { path, data, positions: this.#hooks.positions(data) });
    const facts = this.#facts(cell, program(), slashed(folder), conversion, state);
    const traps = facts.problems;
    const known = new Set(traps.map(({ line, column }) => `${line}:${column}`));
    const types = typeProblems(conversion, cell.source, state, folder);
    const problems = [...types.filter(({ line, column }) => !known.has(`${line}:${column}`)), ...traps];
    if (problems.length > 0) return { problems };
    remember(cell, conversion, facts, state);
    const output = conversion.output ?? "";
    return {
      output,
      hasTopLevelAwait: conversion.hasToplevelAwait === true,
      lastExpressionVariable: conversion.lastExpressionVar,
      positions: withoutPrefix(this.#hooks.positions(output)),
    };
  }

  #facts(
    cell: RequestedCell,
    program: ts.Program,
    folder: string,
    conversion: Conversion,
    { earlier }: State,
  ): CellFacts {
    const file = program.getSourceFile(`${folder}/__tslab__.ts`);
    if (file === undefined) throw new Error("tslab's cell file is not in its program");
    const { compiler } = this.#library;
    const hasTopLevelAwait = conversion.hasToplevelAwait === true;
    return cellTraps({ compiler, program, file, folder, number: cell.number, hasTopLevelAwait, earlier });
  }
}

/** A cell that may fail leaves no names to later cells, whether it fails or not: so it is the same on each run. */
function remember(cell: RequestedCell, conversion: Conversion, facts: CellFacts, state: State): void {
  if (cell.raisesException) {
    for (const name of facts.declared.keys()) state.expectedToFail.set(name, cell.number);
    return;
  }
  state.declarations = conversion.declOutput ?? "";
  for (const [name, declared] of facts.declared) state.earlier.set(name, declared);
  for (const name of facts.namespaces) state.namespaces.set(name, cell.number);
}

function unsupportedMode(module: string | undefined): string {
  return module === undefined
    ? "@browser: tslab would skip this cell without a word; remove the tag"
    : `@module ${module}: module cells are not built into reports; put the code into ${module}.ts beside the notebook and import "./${module}"`;
}

/** Compiler messages, those of one place joined, without the ones about tslab's own added line. */
function typeProblems(
  conversion: Conversion,
  source: string,
  history: CellHistory,
  folder: string,
): readonly Problem[] {
  const end = source.split("\n").length;
  const groups: Diagnostic[][] = [];
  for (const diagnostic of conversion.diagnostics) {
    const last = groups.at(-1)?.[0];
    const same = last !== undefined && last.fileName === diagnostic.fileName && at(last) === at(diagnostic);
    if (same) groups.at(-1)?.push(diagnostic);
    else groups.push([diagnostic]);
  }
  const inside = groups.filter(([first]) => first?.fileName !== undefined || (first?.start.line ?? 0) < end);
  return (inside.length > 0 ? inside : groups.slice(0, 1)).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const text = [
      ...new Set(group.map(({ messageText }) => withRelativePaths(messageText, folder).replace(/\.$/, ""))),
    ].join(": ");
    const message = text + remedy(first.code, first.messageText, history);
    if (first.fileName !== undefined)
      return [{ kind: "type", name: "TypeScript", message: `${first.fileName}:${at(first)}: ${message}` }];
    const { line, character } = first.start;
    const place = line < end ? { line: line + 1, column: character + 1 } : { line: end };
    return [{ kind: "type", name: "TypeScript", message, ...place }];
  });
}

/** The same message on every machine. */
function withRelativePaths(message: string, folder: string): string {
  return message.replace(
    /'((?:\/|[A-Za-z]:[\\/])[^']*)'/g,
    (_, path: string) => `'${slashed(relative(folder, path)) || "."}'`,
  );
}

function at({ start }: Diagnostic): string {
  return `${start.line + 1}:${start.character + 1}`;
}

function localFiles(program: ts.Program): string[] {
  return program
    .getSourceFiles()
    .map(({ fileName }) => fileName)
    .filter((path) => !path.includes("/node_modules/") && !/\/__(?:tslab__\.ts|prev__\.d\.ts)$/.test(path));
}

/** tslab puts one line before the cell. */
function withoutPrefix(positions: Positions): Positions {
  return positions.map((flat) =>
    flat.map((value, index) => (index % 3 === 1 ? Math.max(0, value - 1) : value)),
  );
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
