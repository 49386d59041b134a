// Finds what tslab compiles without complaint but runs wrongly: lost awaits, stale variables, shadowed imports.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../cell-error.js";
import type { TypeScript, ts } from "./library.js";

/** Where a top-level name was declared, and whether a function of that cell holds on to it. */
export interface DeclaredName {
  readonly cell: number;
  /** A function, class or callback of the declaring cell reads or writes it. */
  readonly captured: boolean;
  /** A function or class with a name does; later calls of it see the old variable. */
  readonly capturedByName: boolean;
}

export interface CellFacts {
  readonly problems: readonly Problem[];
  readonly declared: ReadonlyMap<string, DeclaredName>;
  readonly namespaces: readonly string[];
}

export interface TrapContext {
  readonly compiler: TypeScript;
  readonly program: ts.Program;
  readonly file: ts.SourceFile;
  readonly folder: string;
  readonly number: number;
  readonly hasTopLevelAwait: boolean;
  /** Names of earlier cells. */
  readonly earlier: ReadonlyMap<string, DeclaredName>;
}

/** Traps in one compiled cell; `file` is the cell with tslab's one-line prefix. */
export function cellTraps(context: TrapContext): CellFacts {
  const { compiler, file } = context;
  const checker = context.program.getTypeChecker();
  const problems: Problem[] = [...importTraps(context)];
  const captures = new Map<string, { byName: boolean }>();
  const namespaces: string[] = [];
  const visit = (node: ts.Node, scope: "top" | "callback" | "named"): void => {
    if (scope === "top" && isLostAwait(compiler, node) && !context.hasTopLevelAwait)
      problems.push(problemAt(file, node, lostAwait));
    if (compiler.isShorthandPropertyAssignment(node) && isOfEarlierCell(checker, node))
      problems.push(problemAt(file, node, lostShorthand(node.name.text)));
    if (compiler.isModuleDeclaration(node) && node.parent === file) namespaces.push(node.name.text);
    if (compiler.isIdentifier(node)) {
      const use = useOf(node, checker, compiler);
      if (use?.from === file && scope !== "top") {
        const byName = scope === "named" || captures.get(node.text)?.byName === true;
        captures.set(node.text, { byName });
      }
      if (use !== undefined && use.from !== file && compiler.isWriteAccess(node)) {
        const trap = staleWrite(node.text, context.earlier);
        if (trap !== undefined) problems.push(problemAt(file, node, trap));
      }
    }
    const inner = scope === "named" ? scope : innerScope(compiler, node, scope);
    compiler.forEachChild(node, (child) => visit(child, inner));
  };
  visit(file, "top");
  const declared = declaredNames(context, captures);
  problems.push(...redeclared(context, declared));
  return { problems, declared, namespaces };
}

const lostAwait =
  "tslab reads `await (`, `await [` and `for await` as ordinary code unless the cell also holds a plain await; put the value in a const first and write `await value`";

function isLostAwait(compiler: TypeScript, node: ts.Node): boolean {
  if (compiler.isAwaitExpression(node)) return true;
  if (compiler.isForOfStatement(node)) return node.awaitModifier !== undefined;
  const called =
    compiler.isCallExpression(node) || compiler.isElementAccessExpression(node)
      ? node.expression
      : compiler.isTaggedTemplateExpression(node)
        ? node.tag
        : undefined;
  return called !== undefined && compiler.isIdentifier(called) && called.text === "await";
}

function lostShorthand(name: string): string {
  return `tslab loses a shorthand property whose variable is declared in an earlier cell; write { ${name}: ${name} }`;
}

/** Whether the variable behind a shorthand property comes from an earlier cell, imports among them. */
function isOfEarlierCell(checker: ts.TypeChecker, node: ts.ShorthandPropertyAssignment): boolean {
  const [declaration] = checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? [];
  return /(?:^|\/)__prev__\.d\.ts$/.test(declaration?.getSourceFile().fileName ?? "");
}

/** The file in which the variable behind an identifier is declared at top level; undefined for anything else. */
function useOf(
  node: ts.Identifier,
  checker: ts.TypeChecker,
  compiler: TypeScript,
): { readonly from: ts.SourceFile } | undefined {
  const { parent } = node;
  if (parent === undefined || compiler.isExportSpecifier(parent)) return undefined;
  const symbol = compiler.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node);
  const declaration = symbol?.valueDeclaration;
  if (declaration === undefined || !isTopLevelVariable(compiler, declaration)) return undefined;
  const from = declaration.getSourceFile();
  return /(?:^|\/)__(?:tslab__\.ts|prev__\.d\.ts)$/.test(from.fileName) ? { from } : undefined;
}

function isTopLevelVariable(compiler: TypeScript, declaration: ts.Node): boolean {
  let node = declaration;
  while (compiler.isBindingElement(node) || compiler.isBindingName(node)) node = node.parent;
  if (!compiler.isVariableDeclaration(node)) return false;
  return compiler.isSourceFile(node.parent?.parent?.parent);
}

function innerScope(
  compiler: TypeScript,
  node: ts.Node,
  scope: "top" | "callback",
): "top" | "callback" | "named" {
  if (
    compiler.isFunctionDeclaration(node) ||
    compiler.isClassLike(node) ||
    compiler.isMethodDeclaration(node)
  )
    return "named";
  if (!compiler.isFunctionLike(node)) return scope;
  return compiler.isVariableDeclaration(node.parent) || compiler.isPropertyAssignment(node.parent)
    ? "named"
    : "callback";
}

function staleWrite(name: string, earlier: ReadonlyMap<string, DeclaredName>): string | undefined {
  const declared = earlier.get(name);
  if (declared?.captured !== true) return undefined;
  return `"${name}" is declared in cell ${declared.cell}, where a function uses it: under tslab that function would keep its own copy and not see this value; keep it in an object (const state = { ${name}: ... }; state.${name} = ...) or pass it as an argument`;
}

function declaredNames(
  { file, number }: TrapContext,
  captures: ReadonlyMap<string, { readonly byName: boolean }>,
): ReadonlyMap<string, DeclaredName> {
  const locals = (file as { locals?: ReadonlyMap<string, ts.Symbol> }).locals;
  const names = new Map<string, DeclaredName>();
  locals?.forEach((_, key) => {
    const capture = captures.get(key);
    names.set(key, {
      cell: number,
      captured: capture !== undefined,
      capturedByName: capture?.byName === true,
    });
  });
  return names;
}

function redeclared(
  { earlier, file }: TrapContext,
  declared: ReadonlyMap<string, DeclaredName>,
): readonly Problem[] {
  const locals = (file as { locals?: ReadonlyMap<string, ts.Symbol> }).locals;
  return [...declared.keys()].flatMap((name) => {
    const before = earlier.get(name);
    const node = locals?.get(name)?.valueDeclaration;
    if (before?.capturedByName !== true || node === undefined) return [];
    return [
      problemAt(
        file,
        node,
        `"${name}" is declared again, but a function of cell ${before.cell} goes on using the old one; choose another name or pass it as an argument`,
      ),
    ];
  });
}

/** Imports that tslab cannot load, or would take from a local file instead of the package. */
function importTraps({ program, file, folder }: TrapContext): readonly Problem[] {
  const problems: Problem[] = [];
  const local = program
    .getSourceFiles()
    .filter(
      (other) => other === file || (!other.isDeclarationFile && !other.fileName.includes("/node_modules/")),
    );
  for (const source of local)
    for (const literal of (source as { imports?: readonly ts.StringLiteral[] }).imports ?? []) {
      const message = importTrap(literal.text, source === file ? folder : join(source.fileName, ".."));
      if (message === undefined) continue;
      const where = source === file ? "" : `${source.fileName.slice(folder.length + 1)}: `;
      problems.push(source === file ? problemAt(file, literal, message) : problem(where + message));
    }
  return problems;
}

function importTrap(specifier: string, folder: string): string | undefined {
  if (/^(?:\.|\/|[A-Za-z]:|node:)/.test(specifier)) return undefined;
  if (/^vega(?:-lite|-embed)?(?:\/|$)/.test(specifier))
    return `${specifier} cannot be loaded by the kernel (it awaits at its top level); hand a Vega-Lite specification to show(), the report draws it`;
  const shadow = [".ts", ".tsx", ".js", ".jsx"].find((extension) =>
    existsSync(join(folder, specifier + extension)),
  );
  if (shadow === undefined) return undefined;
  return `the local file ${specifier}${shadow} stands in the way of the package "${specifier}", and tslab would load the file; rename the file`;
}

function problemAt(file: ts.SourceFile, node: ts.Node, message: string): Problem {
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return { ...problem(message), line, column: character + 1 };
}

function problem(message: string): Problem {
  return { kind: "type", name: "TslabTrap", message };
}
