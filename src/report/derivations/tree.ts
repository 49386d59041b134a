// Nodes of derivations: what a placed node knows, and when two trees say the same.
import type { DerivationJson } from "../../ground/mime.js";

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

/** True for a step whose working was left out because it stands elsewhere in the same tree. */
export function isElided({ kind, inputs }: DerivationJson): boolean {
  return inputs.length === 0 && (kind === "formula" || kind === "sum");
}

/**
 * A numbering of trees: equal trees have equal keys, however often JSON repeated them, and a step whose working was
 * left out has the key of the one that keeps it.
 */
export function derivationKeys(): DerivationKeys {
  const known = new WeakMap<DerivationJson, number>();
  const interned = new Map<string, number>();
  const whole = new Map<string, number>();
  const keyOf = (node: DerivationJson): number => {
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    const { label, kind, value, unit, formula, note } = node;
    const result = JSON.stringify([kind, value, unit, formula?.id]);
    const text = JSON.stringify([label, result, note, node.inputs.map(keyOf)]);
    const told = isElided(node) ? whole.get(result) : undefined;
    const key = told ?? interned.get(text) ?? interned.size;
    if (told === undefined) interned.set(text, key);
    if (node.inputs.length > 0 && !whole.has(result)) whole.set(result, key);
    known.set(node, key);
    return key;
  };
  return keyOf;
}
