// Markdown tokens and raw HTML side by side -> one tree: a real parser closes what is open and drops what closes nothing.
import type { Element, RootContent } from "hast";
import type { Token } from "markdown-it";
import { parsedFragment } from "../../foreign/tree.js";
import type { ProseEnv } from "../prose.js";

/** What stands between raw pieces: tokens as they are, or a pair that embraces what follows. */
export type Item =
  | { readonly kind: "raw"; readonly markup: string; readonly line: number }
  | { readonly kind: "kept"; readonly tokens: readonly Token[] }
  | { readonly kind: "open"; readonly token: Token }
  | { readonly kind: "close"; readonly token: Token };

/** The tree of some siblings, and the way back from a stand-in in it to the tokens it stands for. */
export interface Skeleton {
  readonly nodes: readonly RootContent[];
  /** Tokens of a stand-in; of a pair the inside is the children of the element. */
  readonly standsFor: (element: Element) => StandIn | undefined;
  /** Line of the cell on which a node begins. */
  readonly lineOf: (node: RootContent) => number | undefined;
}

export type StandIn =
  | { readonly kind: "kept"; readonly tokens: readonly Token[] }
  | { readonly kind: "pair"; readonly open: Token; readonly close: Token | undefined };

/** Text of an HTML block as inline tokens: formulas, values, references. */
export type TextReader = (text: string) => Token[];

/** What the writing of tokens knows. */
export interface Weaving {
  readonly skeleton: Skeleton;
  readonly env: ProseEnv;
  readonly read: TextReader;
  /** A token whose kind new ones are of. */
  readonly sample: Token;
  /** Text stays as it is: in <pre> and <code>, and in a line whose text Markdown has read already. */
  readonly literal: boolean;
}

/** No element of this name is left in an author's markup: `workingMarkup` lets only known ones through. */
const standIn = "flop-";

/** Parses siblings. A box round them keeps the parser in the body of a page, where text is text. */
export function skeletonOf(items: readonly Item[]): Skeleton {
  const stands: StandIn[] = [];
  const pairs: number[] = [];
  const raws: { readonly offset: number; readonly line: number }[] = [];
  let text = "<div>";
  for (const item of items) {
    if (item.kind === "raw") {
      raws.push({ offset: text.length, line: item.line });
      text += item.markup;
    } else if (item.kind === "kept") {
      const name = `${standIn}${stands.push(item) - 1}`;
      text += `<${name}></${name}>`;
    } else if (item.kind === "open") {
      const at = stands.push({ kind: "pair", open: item.token, close: undefined }) - 1;
      pairs.push(at);
      text += `<${standIn}${at}>`;
    } else {
      const at = pairs.pop();
      const pair = at === undefined ? undefined : stands[at];
      if (at === undefined || pair?.kind !== "pair") continue;
      stands[at] = { ...pair, close: item.token };
      text += `</${standIn}${at}>`;
    }
  }
  const [box, ...after] = parsedFragment(`${text}</div>`).children;
  const inside = box?.type === "element" ? box.children : [];
  return {
    nodes: [...inside, ...after],
    standsFor: ({ tagName }) =>
      tagName.startsWith(standIn) ? stands[Number(tagName.slice(standIn.length))] : undefined,
    lineOf: (node) => lineAt(text, raws, node.position?.start.offset),
  };
}

function lineAt(
  text: string,
  raws: readonly { readonly offset: number; readonly line: number }[],
  offset: number | undefined,
): number | undefined {
  if (offset === undefined) return undefined;
  const raw = raws.filter((one) => one.offset <= offset).at(-1);
  return raw === undefined ? undefined : raw.line + text.slice(raw.offset, offset).split("\n").length - 1;
}
