// Every formula that the cost half exports, and inputs made up for it from the bounds of its symbols.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Formula, SymbolEntry } from "../../src/formula/index.js";

const folders = [
  "layers",
  "training",
  "hardware",
  "models",
  "cost",
  "scaling",
  "plan",
  "uncertainty",
  "documents",
];

/** All exported formulas with the file that exports them, by reading the folders. */
export async function everyFormula(): Promise<
  readonly { readonly file: string; readonly formula: Formula }[]
> {
  const found = new Map<Formula, string>();
  const root = join(import.meta.dirname, "..", "..", "src");
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && folders.includes(path.split("/")[0] ?? ""))
    .sort();
  for (const path of paths) {
    const module = (await import(join(root, path))) as Readonly<Record<string, unknown>>;
    for (const value of Object.values(module)) {
      if (isFormula(value) && !found.has(value)) found.set(value, path);
    }
  }
  return [...found].map(([formula, file]) => ({ file, formula }));
}

function isFormula(value: unknown): value is Formula {
  return typeof value === "function" && "compiled" in value && "expression" in value;
}

/** A generator of numbers in [0, 1) that gives the same numbers every time (Park and Miller 1988). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The numbers of one formula, the same whichever other formulas there are. */
export function randomNumbersOf(id: string): () => number {
  const random = randomNumbers(
    [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2_147_483_646, 1) + 1,
  );
  random();
  return random;
}

/** A value within the bounds of a symbol, in its base unit; exponents stay below 1, so that powers stay finite. */
export function madeUpValue(entry: SymbolEntry, name: string, random: () => number): number {
  const least = Math.max(entry.minimum ?? 0, entry.above ?? 0);
  const most =
    entry.maximum ?? (name.endsWith("Exponent") ? 1 : undefined) ?? Math.max(least, 1) + 10 ** (random() * 4);
  const value = least + (most - least) * (0.05 + 0.9 * random());
  return entry.integer === true ? Math.ceil(value) : value;
}
