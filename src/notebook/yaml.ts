// YAML text -> plain values, whoever wrote it: bounded in size, depth and aliases. The only import of yaml.
import { createRequire } from "node:module";
import type { Alias, Document, LineCounter } from "yaml";
import { FlopbookError } from "../ground/errors.js";

/** The longest YAML text that is read, in characters; what people write by hand is a hundredth of it. */
const longestText = 256 * 1024;

/** How often anchors may be repeated in all, counted with what the repeated parts repeat themselves. */
const mostAliases = 100;

/** How deep lists and mappings may be nested. */
const deepest = 200;

const quoting = 'put a text that holds ": ", "#" or a leading symbol in quotes';

/** Loaded with the first text: a check in which nothing has changed reads none. */
const library = () => createRequire(import.meta.url)("yaml") as typeof import("yaml");

/** The value of a YAML text. Errors name `subject`, the line and the remedy. */
export function parseYaml(text: string, subject: string): unknown {
  if (text.trim() === "") return null;
  if (text.length > longestText)
    throw new FlopbookError(
      `${subject}: YAML of ${text.length} characters, at most ${longestText} are read; is it the right file?`,
    );
  if (depthOf(text) > deepest) throw tooDeep(subject);
  try {
    return parsedValue(text, subject);
  } catch (error) {
    if (error instanceof FlopbookError) throw error;
    if (error instanceof RangeError) throw tooDeep(subject);
    throw new FlopbookError(`${subject}: not valid YAML: ${firstLine(error)}; ${quoting}`, { cause: error });
  }
}

/** How deep brackets are nested, those in texts counted too: a bound that costs no parsing. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const [mark] of text.matchAll(/[[\]{}]/g)) {
    depth = mark === "[" || mark === "{" ? depth + 1 : Math.max(0, depth - 1);
    most = Math.max(most, depth);
  }
  return most;
}

function tooDeep(subject: string): FlopbookError {
  return new FlopbookError(`${subject}: not valid YAML: its parts are nested too deeply; write it flatter`);
}

function parsedValue(text: string, subject: string): unknown {
  const { LineCounter, parseDocument } = library();
  const lines = new LineCounter();
  const document = parseDocument(text, {
    prettyErrors: true,
    uniqueKeys: true,
    lineCounter: lines,
    logLevel: "error",
  });
  const [first] = document.errors;
  if (first !== undefined) {
    if (/call stack/.test(first.message)) throw tooDeep(subject);
    const problem = firstLine(first).replace(/ at line \d+, column \d+:?$/, "");
    throw invalid(subject, first.linePos?.[0].line, problem, quoting);
  }
  refuseAliases(document, subject, lines);
  return document.toJS({ maxAliasCount: mostAliases });
}

/** `*draft*` is an alias to YAML; one that leads nowhere, into itself, or to more and more is told with its line. */
function refuseAliases(document: Document.Parsed, subject: string, lines: LineCounter): void {
  const { visit } = library();
  const sizes = new Map<unknown, number>();
  const fail = (alias: Alias, problem: string, remedy: string): never => {
    throw invalid(subject, lines.linePos(alias.range?.[0] ?? 0).line, problem, remedy);
  };
  visit(document, {
    Alias: (_key, alias, path) => {
      const target = alias.resolve(document);
      if (target === undefined)
        fail(
          alias,
          `*${alias.source} repeats an anchor that does not stand before it`,
          "put a text that begins with * in quotes",
        );
      if (path.includes(target as never))
        fail(
          alias,
          `*${alias.source} repeats the part that it stands in, without end`,
          "write the value out",
        );
      const count = [...sizes.values()].reduce((sum, size) => sum + size, 0) + repeats(target, document);
      sizes.set(alias, repeats(target, document));
      if (count > mostAliases)
        fail(alias, `its aliases repeat more than ${mostAliases} parts`, "write the values out");
    },
  });

  /** How many parts an alias stands for: itself, and those of the aliases inside. */
  function repeats(target: unknown, within: Document.Parsed): number {
    let count = 1;
    visit(target as never, {
      Alias: (_key, alias) => {
        count += sizes.get(alias) ?? repeats(alias.resolve(within), within);
      },
    });
    return count;
  }
}

function invalid(subject: string, line: number | undefined, problem: string, remedy: string): FlopbookError {
  const place = line === undefined ? "" : `, line ${line}`;
  return new FlopbookError(`${subject}: not valid YAML${place}: ${problem}; ${remedy}`);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
