// Two copies of the library in one process, as when the command line loads a module that imports the bundle.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const dist = join(import.meta.dirname, "..", "dist");
const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(dist, file)).href);

it("tells errors of one copy from the other, and knows units of both", async () => {
  const [bundle, modules, errors] = [
    await load("bundle/index.js"),
    await load("index.js"),
    await load("ground/errors.js"),
  ];
  expect(bundle.FlopbookError).not.toBe(errors.FlopbookError);
  const error = new bundle.FlopbookError("a: b");
  expect(error instanceof errors.FlopbookError).toBe(true);
  expect(new errors.NoAnswer("a: b") instanceof bundle.FlopbookError).toBe(true);
  expect(error instanceof errors.NoAnswer).toBe(false);
  class Own extends errors.FlopbookError {}
  expect(error instanceof Own).toBe(false);
  expect(new Error("a") instanceof bundle.FlopbookError).toBe(false);
  bundle.vocabulary({}, { units: { crate: "counted" } });
  expect(modules.given({ value: 2, unit: "crate" }, "a test").unit).toBe("crate");
});
