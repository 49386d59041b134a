// mathjs' parser for bundlers and browsers, which drop the rest of the library; Node takes ../node/mathjs-parse.ts.
import * as mathjs from "mathjs/number";

/** Builds a parser from the kinds of nodes that it may make. */
export type CreateParse = (parts: Readonly<Record<string, unknown>>) => (expression: string) => unknown;

// Declared nowhere, exported all the same.
export const createParse = (mathjs as unknown as { readonly createParse: CreateParse }).createParse;
