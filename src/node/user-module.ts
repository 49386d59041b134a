// Imports a user's module; TypeScript is translated by the compiler that tslab brings, since Node 20 cannot.
import { createRequire } from "node:module";
import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";
import { readRegularText } from "../disk/regular-file.js";
import { FlopbookError } from "../ground/errors.js";

/** What we use of the TypeScript compiler. */
interface Compiler {
  readonly ModuleKind: { readonly ESNext: number };
  readonly ScriptTarget: { readonly ES2022: number };
  readonly transpileModule: (
    source: string,
    options: {
      readonly fileName: string;
      readonly reportDiagnostics: boolean;
      readonly compilerOptions: object;
    },
  ) => {
    readonly outputText: string;
    readonly diagnostics?: readonly { readonly messageText: unknown; readonly start?: number }[];
  };
  readonly preProcessFile: (source: string) => {
    readonly importedFiles: readonly {
      readonly fileName: string;
      readonly pos: number;
      readonly end: number;
    }[];
  };
}

/** The exports of the module at `path`. Types in TypeScript are dropped, not checked. */
export async function importedModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  const file = basename(path);
  const typed = /^\.[cm]?ts$/.test(extname(path));
  const source = readRegularText(path, file);
  const address = typed ? translated(path, source) : pathToFileURL(path).href;
  try {
    return await import(/* @vite-ignore */ address);
  } catch (error) {
    if (error instanceof FlopbookError)
      throw new FlopbookError(`${file}: ${error.message}`, { cause: error });
    const message = error instanceof Error ? error.message : String(error);
    throw new FlopbookError(`${file}: cannot be loaded: ${message}; correct the module`, { cause: error });
  }
}

/** The module as a data: address, with its imports made absolute, so that no file is left behind. */
function translated(path: string, source: string): string {
  const file = basename(path);
  const ts = compiler(file);
  const { outputText, diagnostics = [] } = ts.transpileModule(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const [fault] = diagnostics;
  if (fault !== undefined)
    throw new FlopbookError(
      `${file}: line ${source.slice(0, fault.start ?? 0).split("\n").length}: ${String(fault.messageText)}; correct the TypeScript`,
    );
  const output = withAbsoluteImports(path, outputText, ts);
  return `data:text/javascript;base64,${Buffer.from(output).toString("base64")}`;
}

function withAbsoluteImports(path: string, source: string, ts: Compiler): string {
  const { resolve } = createRequire(path);
  let output = source;
  for (const { fileName, pos, end } of [...ts.preProcessFile(source).importedFiles].reverse()) {
    if (fileName.startsWith("node:")) continue;
    const address = pathToFileURL(resolved(path, fileName, resolve)).href;
    output = `${output.slice(0, pos)}"${address}"${output.slice(end + 2)}`;
  }
  return output;
}

function resolved(path: string, specifier: string, resolve: (id: string) => string): string {
  try {
    return resolve(specifier);
  } catch {
    throw new FlopbookError(
      `${basename(path)}: cannot find an import, got "${specifier}"; import packages and JavaScript files only, or put everything into one TypeScript file`,
    );
  }
}

function compiler(file: string): Compiler {
  const require = createRequire(import.meta.url);
  try {
    return loadedCompiler(createRequire(require.resolve("tslab")));
  } catch (error) {
    throw new FlopbookError(
      `${file}: cannot translate TypeScript, as tslab's compiler is not installed; run \`npm install tslab\`, or write the module in JavaScript`,
      { cause: error },
    );
  }
}

/** In a notebook that is built a stand-in lies where the compiler would, which the cells do not need: it steps aside. */
function loadedCompiler(require: NodeJS.Require): Compiler {
  const path = require.resolve("@tslab/typescript-for-tslab");
  const loaded: Partial<Compiler> = require(path);
  if (loaded.transpileModule !== undefined) return loaded as Compiler;
  const standIn = require.cache[path];
  delete require.cache[path];
  try {
    return require(path) as Compiler;
  } finally {
    if (standIn !== undefined) require.cache[path] = standIn;
  }
}
