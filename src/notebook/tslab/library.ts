// The only door to tslab and its TypeScript 5.0.4: converter for the compiling process, executor for running ones.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as ts from "@tslab/typescript-for-tslab";

export type { ts };
/** tslab's compiler, with the internals used here. */
export type TypeScript = typeof ts & {
  isWriteAccess(node: ts.Node): boolean;
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
};

export interface Diagnostic {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly messageText: string;
  readonly code: number;
  readonly fileName?: string;
}

export interface SideOutput {
  readonly path: string;
  readonly data: string;
}

export interface Conversion {
  readonly output?: string;
  readonly declOutput?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly hasToplevelAwait?: boolean;
  readonly sideOutputs?: readonly SideOutput[];
  readonly lastExpressionVar?: string;
}

export interface Converter {
  convert(previousDeclarations: string, source: string): Conversion;
  close(): void;
}

/** What a leading JSDoc comment asks of tslab. */
export interface CellMetadata {
  readonly module?: string;
  readonly mode?: "node" | "browser";
}

export interface Executor {
  execute(source: string): Promise<boolean>;
}

interface ExecutorConsole {
  log(value: unknown): void;
  error(...values: unknown[]): void;
}

/** Makes an executor for a working folder; `convert` is asked for each cell, `console` gets values and errors. */
export type ExecutorFactory = (
  folder: string,
  convert: (previous: string, source: string) => Conversion,
  console: ExecutorConsole,
) => Executor;

const own = createRequire(import.meta.url);

/** Version of the tslab that compiles and runs. */
export const tslabVersion: string = JSON.parse(
  readFileSync(own.resolve("tslab/package.json"), "utf8"),
).version;

/** Folder of tslab's compiled files; stack frames from there are ours to hide. */
export const tslabFolder: string = own.resolve("tslab/dist/executor.js").replace(/executor\.js$/, "");

const compilerPath = () => createRequire(tslabFolder).resolve("@tslab/typescript-for-tslab");

/**
 * tslab's converter factory over its own compiler, some of whose functions `override` replaces. To be called once
 * per process, before anything else loads the converter.
 */
export function loadConverter(override: (compiler: TypeScript) => object): {
  readonly compiler: TypeScript;
  readonly createConverter: () => Converter;
  readonly metadata: (source: string) => CellMetadata;
} {
  const path = compilerPath();
  const compiler: TypeScript = own(path);
  const loaded = own.cache[path];
  // The module's properties are fixed getters: replace the object that others will require.
  if (loaded !== undefined) loaded.exports = { ...compiler, ...override(compiler) };
  const { createConverter } = own("tslab/dist/converter.js");
  const { getCodeMetadata } = own("tslab/dist/metadata.js");
  return { compiler, createConverter, metadata: getCodeMetadata };
}

/** The place from which tslab's display API and flopbook's show() take the writer of display data. */
export interface DisplayHook {
  lastWriteDisplayData: ((display: { readonly data: object; readonly metadata?: object }) => void) | null;
}

/**
 * tslab's executor without its compiler and sockets (they take most of its start): modules that the executor needs
 * for interactive use only are replaced by stand-ins; `display` stands where show() looks for tslab/dist/jupyter.
 */
export function loadExecutor(
  display: DisplayHook,
): (
  folder: string,
  convert: (previous: string, source: string) => Conversion,
  console: ExecutorConsole,
) => Executor {
  standIn(compilerPath(), { __esModule: true, version: "5.0.4" });
  standIn(own.resolve("tslab/dist/metadata.js"), { __esModule: true, getCodeMetadata: () => ({}) });
  standIn(own.resolve("tslab/dist/jupyter.js"), Object.assign(display, { __esModule: true }));
  const { createExecutor } = own("tslab/dist/executor.js");
  return (folder, convert, console) => {
    const unused = () => {
      throw new Error("not available while a report is built");
    };
    const converter = { convert, close() {}, inspect: unused, complete: unused, addModule: unused };
    return createExecutor(folder, { node: converter, browser: converter, close() {} }, console);
  };
}

function standIn(path: string, exports: object): void {
  const Module = own("node:module");
  const module = new Module(path);
  Object.assign(module, { filename: path, loaded: true, exports, paths: [] });
  own.cache[path] = module;
}
