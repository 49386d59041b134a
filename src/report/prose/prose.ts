// Parsed prose and what its rendering knows: its page, its cell, its footnotes.
import type { Env, Token } from "markdown-it";
import type { Attachments } from "../../notebook/notebook.js";
import type { Place } from "../problem.js";
import type { PageState } from "../state/page-state.js";

/** What the rendering of a piece of prose knows about where it stands. */
export interface ProseEnv extends Env {
  readonly page: PageState;
  readonly cell: number | undefined;
  /** Tokens of each footnote, by its number in this text. */
  notes: readonly (readonly Token[])[];
  /** Page numbers of the footnotes that were printed already. */
  readonly noteNumbers: Map<number, number>;
  /** End tags that wait for the words of a link to be written. */
  readonly openLinks: string[];
  /** Headings and link texts print numbers without links. */
  readonly plain: boolean;
  /** Files that the cell carries. */
  readonly attachments: Attachments | undefined;
  /** Lines of the cell above the text: its front matter. */
  readonly linesAbove: number;
}

/** Parsed prose, ready to render in its place. */
export interface Prose {
  readonly tokens: readonly Token[];
  readonly env: ProseEnv;
}

/** Where a text stands: its page, and the cell it was written in. */
export interface ProseOrigin {
  readonly page: PageState;
  readonly cell: number | undefined;
  readonly plain?: boolean;
  readonly attachments?: Attachments | undefined;
  readonly linesAbove?: number;
}

/** The same prose without links, for headings. */
export function plainProse({ tokens, env }: Prose): Prose {
  return { tokens, env: { ...env, plain: true } };
}

/** Where a token of ours was written. */
export function placeOf(token: Token, env: ProseEnv): Place {
  const line = token.meta?.line;
  return { cell: env.cell, line: typeof line === "number" ? line : undefined };
}

/** All tokens, those inside others and inside the footnotes they name included, in reading order. */
export function* everyToken(tokens: readonly Token[], env: ProseEnv): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if (token.children !== null) yield* everyToken(token.children, env);
    if (token.type === "footnote_ref") {
      const note = env.notes[Number(token.meta?.id)];
      if (note !== undefined) yield* everyToken(note, { ...env, notes: [] });
    }
  }
}
