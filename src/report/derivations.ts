// Where each derivation stands on a page and which mark (D1, D1.2) each of its nodes carries. Panel and print table
// render the trees made here.
import type { DerivationJson, NamedValueJson } from "../mime.js";
import type { NumberDisplay } from "./numbers.js";

/** A node of a placed derivation. */
export interface DerivationNode {
  /** "D1.2" */
  readonly mark: string;
  readonly json: DerivationJson;
  readonly children: readonly DerivationNode[];
  /** Mark of the place that explains this node, when that is not here. */
  readonly toldAt: string | undefined;
  /** Inputs of a long sum, told in one breath instead of as nodes. */
  readonly parts: readonly DerivationJson[];
}

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
}

/** Tells whether two trees say the same: their keys are equal. */
export type DerivationKeys = (node: DerivationJson) => number;

/** Index of the title block, which comes before the first piece. */
export const MASTHEAD = -1;

/** A sum of more inputs than this is told in one breath. */
const LONG_SUM = 8;

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
  return {
    after: (piece) => placed.filter((entry) => entry.piece === piece).map((entry) => entry.derivation),
    all: placed.map((entry) => entry.derivation),
    markOf(name) {
      const value = values.get(name);
      return value === undefined ? undefined : marks.get(keys(value.derivation));
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
  if (!isLongSum(json)) for (const input of json.inputs) heldKeys(input, keys, into);
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
  if (!isRoot && home !== undefined && !isLeaf(json)) {
    return { mark, json, children: [], toldAt: home, parts: [] };
  }
  if (home === undefined) marks.set(key, mark);
  if (isLongSum(json)) return { mark, json, children: [], toldAt: undefined, parts: json.inputs };
  const children = json.inputs.map((input, i) => numbered(input, `${mark}.${i + 1}`, marks, keys, false));
  return { mark, json, children, toldAt: undefined, parts: [] };
}

function isLongSum(json: DerivationJson): boolean {
  return json.kind === "sum" && json.inputs.length > LONG_SUM;
}

function isLeaf(json: DerivationJson): boolean {
  return json.inputs.length === 0;
}

/** A numbering of trees: equal trees have equal keys, however often JSON repeated them. */
export function derivationKeys(): DerivationKeys {
  const known = new WeakMap<DerivationJson, number>();
  const interned = new Map<string, number>();
  const keyOf = (node: DerivationJson): number => {
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    const { label, kind, value, unit, formula, note } = node;
    const text = JSON.stringify([label, kind, value, unit, formula?.id, note, node.inputs.map(keyOf)]);
    const key = interned.get(text) ?? interned.size;
    interned.set(text, key);
    known.set(node, key);
    return key;
  };
  return keyOf;
}
