// Changes to tslab's compiler for batch use: source maps, no file watching, quicker reading of declarations.
import type { TypeScript, ts } from "./library.js";
import { decodedPositions, joinedPositions, type Positions } from "./source-map.js";

/** What the hooks let the compiling process see. */
export interface CompilerHooks {
  /** For loadConverter. */
  readonly override: (compiler: TypeScript) => object;
  /** For the converter made last: what gives the program of its last conversion. */
  readonly programOfNewest: () => () => ts.Program;
  /** Positions of compiled text in its source, 0-based; the cell's prefix line is still counted. */
  readonly positions: (compiled: string) => Positions;
}

const mapComment = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]*)\s*$/;
const trailingComment = /\/\/# sourceMappingURL=\S*\s*$/;

/** Hooks for one process. */
export function compilerHooks(): CompilerHooks {
  let newest: { program?: ts.Program } = {};
  const maps = new Map<string, Positions>();
  return {
    programOfNewest: () => {
      const slot = newest;
      return () => {
        if (slot.program === undefined) throw new Error("no program has been compiled yet");
        return slot.program;
      };
    },
    positions: (compiled) => maps.get(compiled) ?? [],
    override: (compiler) => {
      quickenFileSystem(compiler.sys);
      return {
        createWatchCompilerHost: withSourceMaps(compiler),
        createWatchProgram: (host: ts.WatchCompilerHost<ts.BuilderProgram>) => {
          const slot: typeof newest = {};
          newest = slot;
          const afterProgramCreate = following(host.afterProgramCreate, (program) => {
            slot.program = program;
          });
          return compiler.createWatchProgram(Object.assign(host, { afterProgramCreate }) as never);
        },
        transpileModule: withPositions(compiler, maps),
      };
    },
  };
}

type AnyFunction = (...values: never[]) => unknown;

function following(
  first: ((builder: ts.BuilderProgram) => void) | undefined,
  then: (program: ts.Program) => void,
): (builder: ts.BuilderProgram) => void {
  return (builder) => {
    first?.(builder);
    then(builder.getProgram());
  };
}

function withSourceMaps(compiler: TypeScript): AnyFunction {
  const create = compiler.createWatchCompilerHost as (...values: unknown[]) => unknown;
  return (roots: unknown, options: object, system: unknown, _createProgram: unknown, ...rest: unknown[]) =>
    create(roots, { ...options, inlineSourceMap: true }, system, lightProgram(compiler), ...rest);
}

/**
 * tslab builds two programs a cell and asks the second one only which project files it reaches. The record that
 * answers this for a whole program takes longer than checking a cell; when the cell is the only file that is not a
 * declaration, it is the answer, and otherwise the record is made when asked for.
 */
function lightProgram(compiler: TypeScript): ts.CreateProgram<ts.BuilderProgram> {
  return (roots, options, host, ...rest) => {
    const builder = compiler.createAbstractBuilder(roots, options, host, ...rest);
    const program = builder.getProgram();
    // tslab reads the cell's names, which come from binding; a checker, which would bind it, is not made yet.
    const cell = program.getSourceFiles().find(({ fileName }) => fileName.endsWith("/__tslab__.ts"));
    if (cell !== undefined) compiler.bindSourceFile(cell, program.getCompilerOptions());
    let full: ts.BuilderProgram | undefined;
    const getAllDependencies = (file: ts.SourceFile): readonly string[] => {
      if (program.getSourceFiles().every((other) => other === file || other.isDeclarationFile))
        return [file.fileName];
      full ??= compiler.createEmitAndSemanticDiagnosticsBuilderProgram(program, host ?? {});
      return full.getAllDependencies(file);
    };
    return Object.assign(builder, { getAllDependencies });
  };
}

/** tslab's second step, from ES modules to CommonJS: its map is joined with the first step's, which the text ends in. */
function withPositions(compiler: TypeScript, maps: Map<string, Positions>): typeof ts.transpileModule {
  return (text, options) => {
    const inline = mapComment.exec(text)?.[1] ?? "";
    const first = inline === "" ? [] : mappingsOf(Buffer.from(inline, "base64").toString("utf8"));
    const compilerOptions = { ...options.compilerOptions, sourceMap: true };
    const result = compiler.transpileModule(text.replace(mapComment, ""), { ...options, compilerOptions });
    const outputText = result.outputText.replace(trailingComment, "");
    maps.set(outputText, joinedPositions(first, mappingsOf(result.sourceMapText ?? '{"mappings":""}')));
    return { ...result, outputText };
  };
}

function mappingsOf(map: string): Positions {
  return decodedPositions((JSON.parse(map) as { mappings: string }).mappings);
}

/**
 * The compiler remembers its first working folder; each converter is to take the one of its own. Files do not change
 * during a build, so watching them is dropped. Doc comments of Node's and the language's own
 * declarations are dropped too: they are most of the text, parsing them costs a third of the start, and they say
 * nothing about types.
 */
function quickenFileSystem(system: ts.System): void {
  system.getCurrentDirectory = () => process.cwd();
  const watcher = { close() {} };
  system.watchFile = () => watcher;
  system.watchDirectory = () => watcher;
  const read = system.readFile.bind(system);
  system.readFile = (path, encoding) => {
    const text = read(path, encoding);
    const plain = /(?:@types\/node|typescript-for-tslab)\/.*\.d\.ts$/.test(path);
    return plain ? text?.replace(/\/\*\*[\s\S]*?\*\//g, "") : text;
  };
}
