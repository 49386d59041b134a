// What every command waits for: the program declares its commands without loading what they compute with.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "..", "..", "src");

/** Modules of src/ that a module loads at once, itself included: static imports that are more than types. */
function loaded(path: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const imports = readFileSync(path, "utf8").matchAll(
    /^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)\.js";/gms,
  );
  for (const [, target = ""] of imports) loaded(join(dirname(path), `${target}.ts`), seen);
  return seen;
}

test("the command line starts without the rooms that compute, read notebooks or make pages", () => {
  const rooms = new Set(
    [...loaded(join(source, "cli", "program.ts"))].map(
      (path) => relative(source, path).split(/[\\/]/)[0] ?? "",
    ),
  );
  // budget: the words of a budget with their meanings, a table of texts
  expect([...rooms].sort()).toEqual(["budget", "cli", "disk", "ground"]);
});
