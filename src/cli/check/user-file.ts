// Worked examples of a user: read from a JSON file, or from a module in JavaScript or TypeScript.
import { basename } from "node:path";
import { readRegularText } from "../../disk/regular-file.js";
import type { Example } from "../../examples/index.js";
import { examplesOfRecords } from "../../examples/user-record.js";
import { FlopbookError } from "../../ground/errors.js";
import { importedModule } from "../../node/user-module.js";

/** What reading a file of examples touches. */
export interface FileEffects {
  readonly readText: (path: string) => Promise<string>;
  /** The exports of a module; TypeScript is translated on the way. */
  readonly importModule: (path: string) => Promise<Readonly<Record<string, unknown>>>;
}

const realEffects: FileEffects = {
  readText: async (path) => readRegularText(path, basename(path)),
  importModule: (path) => importedModule(path),
};

/**
 * The worked examples in a file. A `.json` file holds `{ "document": {...}, "examples": [...] }`; a `.js`, `.mjs`,
 * `.ts` or `.mts` module exports the same object, or a list made by `claimsOf`, as its default or as `examples`.
 * Errors name the file, the record and the field, and say what to do.
 *
 * A record: `id`, `title`, `where`, `formula` (its id), `inputs` (numbers, `{ value, unit }`, or
 * `{ formula, inputs }`), `stated` (`{ value, digits }`, `{ range: [low, high] }`, `{ atMost }`, `{ atLeast }` or
 * `{ expression, letters }`), `unit`; and if need be `question`, `printedSteps`, `corrected`
 * (`{ inputs, formula, source }`), `cause`, `note`, `expect` (`{ verdict, value, correct, tolerance }`).
 */
export async function readExamples(
  path: string,
  effects: FileEffects = realEffects,
): Promise<readonly Example[]> {
  const file = basename(path);
  const content = path.endsWith(".json")
    ? json(file, await effects.readText(path))
    : await defaultOf(path, effects);
  if (Array.isArray(content) && content.length > 0 && content.every(isExample)) return content;
  return examplesOfRecords(file, content);
}

function json(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FlopbookError(
      `${file}: is not JSON: ${error instanceof Error ? error.message : String(error)}; correct it`,
    );
  }
}

async function defaultOf(path: string, effects: FileEffects): Promise<unknown> {
  const exported = await effects.importModule(path);
  const found = exported.default ?? exported.examples;
  if (found !== undefined) return found;
  throw new FlopbookError(
    `${basename(path)}: has no default export, got ${Object.keys(exported).join(", ") || "no exports"}; write \`export default [claim({ ... })]\``,
  );
}

function isExample(value: unknown): value is Example {
  const example = value as Partial<Example> | null;
  return (
    typeof example === "object" && typeof example?.id === "string" && typeof example.compute === "function"
  );
}
