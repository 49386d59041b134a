// The rules of the house, as functions over source files: who may import whom, and what a file may look like.
import { isBuiltin } from "node:module";
import ts from "@tslab/typescript-for-tslab";

/** A file of the repository; `path` is relative to its root, with forward slashes. */
export interface File {
  readonly path: string;
  readonly text: string;
}

/** One breach of a rule. */
export interface Breach {
  readonly rule: string;
  readonly path: string;
  readonly detail: string;
}

/**
 * The cost half, bottom up: a rank imports lower ranks, and of its own rank only its own folder, but for the ladders.
 */
export const ranks: readonly (readonly string[])[] = [
  ["ground", "sources"],
  ["numbers"],
  ["formula"],
  ["layers", "training", "hardware"],
  ["models", "importers"],
  ["cost", "scaling", "uncertainty"],
  ["plan", "examples"],
  ["runs", "budget", "display", "catalogue", "door", "node", "index", "documents"],
];
/** The report half, bottom up: rank 0, `numbers/format`, its own libraries and those before. */
export const reportHalf: readonly string[] = ["disk", "notebook", "report"];
/** Rooms of `src/report`, bottom up: each imports those before it; the files beside them import no room. */
export const reportRooms: readonly string[] = [
  "text",
  "foreign",
  "figures",
  "fonts",
  "pdf",
  "derivations",
  "citations",
  "state",
  "prose",
  "outputs",
  "page",
  "edition",
];
/** Folders whose rooms still import each other in circles; any other folder's rooms stand one above the other. */
const knotted: readonly string[] = [];
/** Within a rank nobody imports a neighbour, but for these: each may import those before it. */
const ladders: readonly (readonly string[])[] = [
  ["models", "importers"],
  ["runs", "budget", "display", "catalogue", "door", "node", "index", "documents"],
];

/** Rooms that need Node; every other runs in a browser as well. `node` is the full door's, and may use the disk. */
const nodeRooms: readonly string[] = ["cli", "node", ...reportHalf];
/** Takes a library's file past its index, for a quick start; bundlers take the file that imports the library. */
const shortcuts: readonly string[] = ["src/node/mathjs-parse.ts"];

/** Files that are lists of data or names; the length rule does not count them. */
export const dataTables: readonly RegExp[] = [
  /^src\/(sources\/(bibliography|datasheets)|index|door\/\w+)\.ts$/,
  /^src\/formula\/conventions\.ts$/,
  /^src\/([a-z-]+\/)+symbols\.ts$/,
  /^src\/hardware\/(?!index)[\w-]+\.ts$/,
  /^src\/runs\/(sources|records\/[\w-]+)\.ts$/,
  /^src\/documents\/measured\/(torchvision|modules|transformers|language-parameters)\.ts$/,
];
const longestFile = 250;
const longestFunction = 40;
const vagueNames = ["utils", "util", "helpers", "helper", "types", "common", "misc"];
const numberFormatters = ["toFixed", "toPrecision", "toExponential", "toLocaleString", "Intl"];

/** Every breach of every rule over `files` (all of src/). */
export function sourceBreaches(files: readonly File[]): Breach[] {
  const sources = files.map(parsed);
  return [
    ...sources.flatMap(topLevelBreaches),
    ...sources.flatMap(rankBreaches),
    ...sources.flatMap(roomBreaches),
    ...sources.flatMap(nodeBreaches),
    ...cycleBreaches(sources),
    ...circleBreaches(sources),
    ...libraryBreaches(sources),
    ...sources.flatMap(exportBreaches),
    ...sources.flatMap(firstLineBreaches),
    ...sources.flatMap(lengthBreaches),
    ...sources.flatMap(nameBreaches),
    ...sources.flatMap(numberTextBreaches),
  ];
}

interface Source extends File {
  readonly tree: ts.SourceFile;
  readonly imports: readonly string[];
  /** Those that stay at run time: `import type` is erased, and spreads a library's types but not its use. */
  readonly loads: readonly string[];
}

function parsed(file: File): Source {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2022, true);
  const imports = new Set<string>();
  const loads = new Set<string>();
  const add = (node: ts.Node | undefined, typeOnly: boolean) => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    imports.add(node.text);
    if (!typeOnly) loads.add(node.text);
  };
  visit(tree, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && loadsModule(node.expression)) add(node.arguments[0], false);
  });
  return { ...file, tree, imports: [...imports], loads: [...loads] };
}

/** import(...), require(...), require.resolve(...). */
function loadsModule(called: ts.Expression): boolean {
  return called.kind === ts.SyntaxKind.ImportKeyword || /^require(\.resolve)?$/.test(called.getText());
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** "src/layers/linear.ts" -> "layers", "src/units.ts" -> "units". */
function member(path: string): string {
  const [, first = ""] = path.split("/");
  return first.replace(/\.ts$/, "");
}

function rankOf(name: string): number {
  return ranks.findIndex((names) => names.includes(name));
}

function topLevelBreaches({ path }: Source): Breach[] {
  const name = member(path);
  const known = [...ranks.flat(), ...reportHalf, "cli"];
  return known.includes(name) ? [] : [{ rule: "top level", path, detail: `"${name}" has no rank` }];
}

function rankBreaches(source: Source): Breach[] {
  return source.imports.flatMap((specifier) => {
    const target = resolved(source.path, specifier);
    const detail = target === undefined ? undefined : forbidden(member(source.path), target);
    return detail === undefined
      ? []
      : [{ rule: "rank", path: source.path, detail: `imports ${specifier}: ${detail}` }];
  });
}

/** What only Node has, in a room that must run in a browser too: its modules, and its globals. */
function nodeBreaches({ path, tree, imports }: Source): Breach[] {
  if (nodeRooms.includes(member(path))) return [];
  const breach = (detail: string): Breach => ({ rule: "browser", path, detail });
  const breaches = imports
    .filter((specifier) => specifier.startsWith("node:") || isBuiltin(specifier))
    .map((specifier) => breach(`imports ${specifier}`));
  visit(tree, (node) => {
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return;
    if (["process", "Buffer"].includes(node.expression.text))
      breaches.push(breach(`${node.getText()} ${lineOf(tree, node)}`));
  });
  return breaches;
}

/** Why `from` may not import `to`, or undefined when it may. */
function forbidden(from: string, target: string): string | undefined {
  const to = member(target);
  if (from === to || from === "cli") return undefined;
  if (to === "cli") return "nothing imports the command line";
  const [low, high] = [rankOf(to), rankOf(from)];
  if (reportHalf.includes(from)) {
    if (low === 0 || target === "src/numbers/format.ts" || above(reportHalf, from, to)) return undefined;
    return reportHalf.includes(to) ? `${to} stands above ${from}` : "the report half knows no networks";
  }
  if (from === "node" && to === "disk") return undefined;
  if (reportHalf.includes(to)) return "the cost half knows no pages";
  if (low > high) return `rank ${high} imports rank ${low}`;
  if (low < high || low === 0 || ladders.some((names) => above(names, from, to))) return undefined;
  return `neighbours of rank ${high}`;
}

function above(ladder: readonly string[], from: string, to: string): boolean {
  return ladder.includes(to) && ladder.indexOf(to) < ladder.indexOf(from);
}

/** "src/cost/time.ts", "../units.js" -> "src/units.ts"; undefined for a package. */
function resolved(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const parts = path.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/").replace(/\.js$/, ".ts");
}

/** Imports that lead up the ladder of src/report, types included. */
function roomBreaches({ path, imports }: Source): Breach[] {
  const from = reportRoom(path);
  if (from === undefined) return [];
  return imports.flatMap((specifier) => {
    const to = reportRoom(resolved(path, specifier) ?? "");
    if (to === undefined || to === from || to === "" || above(reportRooms, from, to)) return [];
    const detail = `imports ${specifier}: ${from === "" ? "a file beside the rooms imports none" : `${to} is not below ${from}`}`;
    return [{ rule: "room", path, detail }];
  });
}

/** "src/report/page/body.ts" -> "page", "src/report/problem.ts" -> "", undefined outside src/report. */
function reportRoom(path: string): string | undefined {
  const [, half, room = "", inner] = path.split("/");
  if (half !== "report") return undefined;
  return inner === undefined ? "" : room;
}

function cycleBreaches(sources: readonly Source[]): Breach[] {
  const edges = new Map(sources.map((s) => [s.path, s.imports.flatMap((to) => resolved(s.path, to) ?? [])]));
  return circles(edges).map((circle) => ({
    rule: "cycle",
    path: circle[0] ?? "",
    detail: circle.join(" -> "),
  }));
}

/**
 * Rooms and files of one folder that import each other in a circle, though no two files do. A vocabulary, which gathers
 * the symbols of the rooms beside it and is spoken in all of them, stands outside.
 */
function circleBreaches(sources: readonly Source[]): Breach[] {
  const folders = new Map<string, Map<string, Set<string>>>();
  for (const { path, imports } of sources)
    for (const specifier of imports) {
      const target = resolved(path, specifier);
      if (target === undefined || /\/vocabulary\.ts$/.test(target)) continue;
      const [folder, from, to] = parting(path, target);
      const edges = folders.get(folder) ?? new Map<string, Set<string>>();
      folders.set(folder, edges.set(from, (edges.get(from) ?? new Set()).add(to)));
    }
  return [...folders].flatMap(([folder, edges]) =>
    knotted.includes(folder)
      ? []
      : circles(edges)
          .filter((circle) => circle.some((name) => !name.endsWith(".ts")))
          .map((circle) => ({ rule: "circle of rooms", path: folder, detail: circle.join(" -> ") })),
  );
}

/** The folder that holds both, and the member of it that each is in: "src/plan", "step", "layout.ts". */
function parting(a: string, b: string): [folder: string, from: string, to: string] {
  const [left, right] = [a.split("/"), b.split("/")];
  const at = left.findIndex((part, i) => part !== right[i]);
  return [left.slice(0, at).join("/"), left[at] ?? "", right[at] ?? ""];
}

/** Ways through the graph that come back to where they began. */
function circles(edges: ReadonlyMap<string, Iterable<string>>): string[][] {
  const finished = new Set<string>();
  const found: string[][] = [];
  const walk = (name: string, trail: readonly string[]): void => {
    const at = trail.indexOf(name);
    if (at >= 0) found.push([...trail.slice(at), name]);
    if (at >= 0 || finished.has(name)) return;
    for (const next of edges.get(name) ?? []) walk(next, [...trail, name]);
    finished.add(name);
  };
  for (const name of edges.keys()) walk(name, []);
  return found;
}

function libraryBreaches(sources: readonly Source[]): Breach[] {
  const users = new Map<string, Set<string>>();
  for (const { path, loads } of sources.filter(({ path }) => !shortcuts.includes(path)))
    for (const specifier of loads) {
      if (specifier.startsWith(".") || specifier.startsWith("node:")) continue;
      const library = specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");
      users.set(library, (users.get(library) ?? new Set()).add(path));
    }
  return [...users].flatMap(([library, paths]) =>
    paths.size === 1
      ? []
      : [
          {
            rule: "one library, one file",
            path: [...paths].sort().join(", "),
            detail: `all import ${library}`,
          },
        ],
  );
}

function exportBreaches({ path, tree }: Source): Breach[] {
  return tree.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement) && statement.exportClause === undefined)
      return [{ rule: "named exports", path, detail: `export * ${lineOf(tree, statement)}` }];
    const isDefault =
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword));
    return isDefault
      ? [{ rule: "named exports", path, detail: `export default ${lineOf(tree, statement)}` }]
      : [];
  });
}

function firstLineBreaches({ path, text }: Source): Breach[] {
  const line = text.replace(/^#!.*\n/, "").split("\n", 1)[0] ?? "";
  return /^\/[/*]+ \S.{14,}/.test(line)
    ? []
    : [{ rule: "first line", path, detail: `does not say what the file is for: ${line}` }];
}

function lengthBreaches({ path, text, tree }: Source): Breach[] {
  if (dataTables.some((table) => table.test(path))) return [];
  const lines = text.trimEnd().split("\n").length;
  const breaches =
    lines > longestFile
      ? [{ rule: "file length", path, detail: `${lines} lines, limit ${longestFile}` }]
      : [];
  visit(tree, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
    const { line: first } = tree.getLineAndCharacterOfPosition(node.getStart());
    const long = tree.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
    if (long > longestFunction)
      breaches.push({
        rule: "function length",
        path,
        detail: `${long} lines ${lineOf(tree, node)}, limit ${longestFunction}`,
      });
  });
  return breaches;
}

function nameBreaches({ path }: Source): Breach[] {
  const vague = path
    .replace(/\.ts$/, "")
    .split("/")
    .find((part) => vagueNames.includes(part));
  return vague === undefined ? [] : [{ rule: "file name", path, detail: `"${vague}" says nothing` }];
}

function numberTextBreaches({ path, tree, imports }: Source): Breach[] {
  if (path === "src/numbers/format.ts") return [];
  const breaches = imports.includes("d3-format")
    ? [{ rule: "number text", path, detail: "imports d3-format" }]
    : [];
  visit(tree, (node) => {
    if (ts.isIdentifier(node) && numberFormatters.includes(node.text))
      breaches.push({
        rule: "number text",
        path,
        detail: `${node.text} ${lineOf(tree, node)}: only format.ts makes text of numbers`,
      });
  });
  return breaches;
}

/** Absolute paths in a file that git holds: homes, work folders, temporary folders, drives. */
export function pathBreaches({ path, text }: File): Breach[] {
  return text.split("\n").flatMap((line, at) => {
    const [found] =
      /(?<![\w.~/:@)}-])\/(?:home|root|Users|work|tmp|mnt|opt|var)\/[\w.-]+|\b[A-Z]:\\\\?\w+/.exec(line) ??
      [];
    return found === undefined ? [] : [{ rule: "absolute path", path, detail: `${found} on line ${at + 1}` }];
  });
}

function lineOf(tree: ts.SourceFile, node: ts.Node): string {
  return `on line ${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
