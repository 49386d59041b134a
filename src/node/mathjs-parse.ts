// mathjs' parser for Node: loading the library's index builds 660 functions and takes 0.3 s, its parser alone 0.03 s.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { CreateParse } from "../formula/mathjs-parse.js";

const require = createRequire(import.meta.url);
/** The package exports only its index, so the file is taken from beside it. */
const file = join(dirname(require.resolve("mathjs/number")), "expression", "parse.js");

export const { createParse } = require(file) as { readonly createParse: CreateParse };
