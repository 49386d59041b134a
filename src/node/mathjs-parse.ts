// mathjs' parser for Node: loading the library's index builds 660 functions and takes 0.3 s, its parser alone 0.03 s.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { CreateParse } from "../formula/mathjs-parse.js";

const require = createRequire(import.meta.url);

/** Loads the file and builds the parser. The package exports only its index, so the file is taken from beside it. */
export const createParse: CreateParse = (parts) => {
  const file = join(dirname(require.resolve("mathjs/number")), "expression", "parse.js");
  return (require(file) as { readonly createParse: CreateParse }).createParse(parts);
};
