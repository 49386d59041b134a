// Where each derivation stands on a page and which mark (D1, D1.2) each of its nodes carries. Panel and print table
// render the trees made here.
import type { DerivationJson, NamedValueJson } from "../../ground/mime.js";
import type { NumberDisplay } from "../text/numbers.js";
import { printedNodes } from "./printed.js";
import { type DerivationKeys, type DerivationNode, isElided } from "./tree.js";

/** A derivation that opens after one piece of the page. */
export interface PlacedDerivation {
  readonly name: string;
  readonly display: NumberDisplay;
  readonly root: DerivationNode;
}

/** A named value mentioned on the page, with how it was shown there. */
export interface Mention {
  readonly name: string;
  readonly display: NumberDisplay;
}

/** Marks and places of all derivations of a page. */
export interface Derivations {
  /** Derivations that open after the piece of this index; `MASTHEAD` is the index of the title block. */
  after(piece: number): readonly PlacedDerivation[];
  readonly all: readonly PlacedDerivation[];
  /** Mark of the node that explains a named value; undefined when the page mentions it nowhere. */
  markOf(name: string): string | undefined;
  /** The mark itself when the appendix prints its row, else that of the nearest node above that it prints. */
  printedMark(mark: string): string;
}

/** Index of the title block, which comes before the first piece. */
export const MASTHEAD = -1;

/**
 * Decides where derivations open: after the first piece of the body that mentions the value, unless a tree of an
 * earlier piece holds it; a plain input goes into a tree wherever one holds it. Values that only the title block
 * mentions open under it.
 */
export function placedDerivations(
  mentions: ReadonlyMap<number, readonly Mention[]>,
  values: ReadonlyMap<string, NamedValueJson>,
  keys: DerivationKeys,
): Derivations {
  const roots = chosenRoots(mentions, values, keys);
  const marks = new Map<number, string>();
  roots.forEach((root, i) => void marks.set(keys(root.json), `D${i + 1}`));
  const placed = roots.map((root, i) => ({
    piece: root.piece,
    derivation: {
      name: root.name,
      display: root.display,
      root: numbered(root.json, `D${i + 1}`, marks, keys, true),
    },
  }));
  const printed = new Set(
    placed.flatMap(({ derivation }) => printedNodes(derivation.root).map(({ mark }) => mark)),
  );
  return {
    after: (piece) => placed.filter((entry) => entry.piece === piece).map((entry) => entry.derivation),
    all: placed.map((entry) => entry.derivation),
    markOf(name) {
      const value = values.get(name);
      return value === undefined ? undefined : marks.get(keys(value.derivation));
    },
    printedMark(mark) {
      let shown = mark;
      while (!printed.has(shown) && shown.includes(".")) shown = shown.slice(0, shown.lastIndexOf("."));
      return shown;
    },
  };
}

interface Root extends Mention {
  readonly piece: number;
  readonly json: DerivationJson;
}

function chosenRoots(
  mentions: ReadonlyMap<number, readonly Mention[]>,
  values: ReadonlyMap<string, NamedValueJson>,
  keys: DerivationKeys,
): Root[] {
  const roots: Root[] = [];
  const held = new Set<number>();
  const take = (leaves: boolean, pieces: readonly number[]) => {
    for (const piece of pieces) {
      const found = (mentions.get(piece) ?? []).flatMap((mention): Root[] => {
        const json = values.get(mention.name)?.derivation;
        return json === undefined || isLeaf(json) !== leaves ? [] : [{ ...mention, piece, json }];
      });
      for (const root of found) {
        if (held.has(keys(root.json))) continue;
        roots.push(root);
        for (const key of heldKeys(root.json, keys)) held.add(key);
      }
    }
  };
  const body = [...mentions.keys()].filter((piece) => piece !== MASTHEAD).sort((a, b) => a - b);
  take(false, body);
  take(false, [MASTHEAD]);
  take(true, body);
  take(true, [MASTHEAD]);
  return roots.sort((a, b) => a.piece - b.piece);
}

/** Keys of the nodes that a tree shows with a mark of their own. */
function heldKeys(json: DerivationJson, keys: DerivationKeys, into: Set<number> = new Set()): Set<number> {
  if (into.has(keys(json))) return into;
  into.add(keys(json));
  for (const input of json.inputs) heldKeys(input, keys, into);
  return into;
}

function numbered(
  json: DerivationJson,
  mark: string,
  marks: Map<number, string>,
  keys: DerivationKeys,
  isRoot: boolean,
): DerivationNode {
  const key = keys(json);
  const home = marks.get(key);
  if (!isRoot && home !== undefined && (!isLeaf(json) || isElided(json))) {
    return { mark, json, children: [], toldAt: home };
  }
  if (home === undefined) marks.set(key, mark);
  const children = json.inputs.map((input, i) => numbered(input, `${mark}.${i + 1}`, marks, keys, false));
  return { mark, json, children, toldAt: undefined };
}

function isLeaf(json: DerivationJson): boolean {
  return json.inputs.length === 0;
}
