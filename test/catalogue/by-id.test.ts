// The typed map of formulas: it names every module that exports one, so that no id is missing where code is written.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { formulas } from "../../src/catalogue/by-id.js";

it("names every module of the library that exports a formula", () => {
  const src = join(import.meta.dirname, "../../src");
  const text = (path: string) => readFileSync(join(src, path), "utf8");
  const named = new Set(
    [...text("catalogue/by-id.ts").matchAll(/from "\.\.\/([^"]+)\.js"/g)].map(([, path]) => path),
  );
  const declaring = readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !path.startsWith("documents/"))
    .filter((path) => /^export const \w+ = formula\(/m.test(text(path)))
    .map((path) => path.replace(/\.ts$/, ""));
  expect(declaring.length).toBeGreaterThan(100);
  expect(declaring.filter((path) => !named.has(path))).toEqual([]);
});

it("gives the formula of an id, typed", () => {
  expect(formulas["compute.language-model-training-flop"]({ parameters: 2, tokens: 3 }).value).toBe(36);
  // @ts-expect-error a misspelt id does not compile
  expect(formulas["compute.language-model-training-flp"]).toBeUndefined();
});
