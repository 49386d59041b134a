// Nodes of derivations: what a placed node knows, and when two trees say the same.
import type { DerivationJson } from "../mime.js";

/** A node of a placed derivation. */
export interface DerivationNode {
  /** "D1.2" */
  readonly mark: string;
  readonly json: DerivationJson;
  readonly children: readonly DerivationNode[];
  /** Mark of the place that explains this node, when that is not here. */
  readonly toldAt: string | undefined;
}

/** Tells whether two trees say the same: their keys are equal. */
export type DerivationKeys = (node: DerivationJson) => number;

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
