// What a decoder has that a shape cannot say: layers without attention, widths that differ, caches that are shared.
import { attending, type BlockSpec, type DecoderSpec } from "../../models/index.js";

/** What of a decoder's layers does not fit one shape for all of them, in words; undefined: everything fits. */
export function irregularity({ blocks }: DecoderSpec): string | undefined {
  const [first] = blocks;
  if (first === undefined) return undefined;
  for (const [i, block] of blocks.entries()) {
    const words = ofBlock(block) ?? difference(first, block);
    if (words !== undefined) return `${words} in layer ${i}`;
  }
  return undefined;
}

/** What one layer has that no shape says. */
function ofBlock({ attention, mlp, after, streams }: BlockSpec): string | undefined {
  if (attention.kind === "own") return `${attention.name} in place of attention`;
  if (attention.kind === "none") return "no attention";
  if (mlp.kind === "own") return mlp.name;
  if (mlp.kind === "none") return "no feed-forward";
  if (after !== undefined) return after.name;
  if (streams !== undefined) return "several residual streams";
  if (mlp.kind === "experts" && (mlp.latentDim !== undefined || mlp.gated === false))
    return "experts in a width of their own or without gates";
  if (attention.outputGate !== undefined) return "a gate on the attention";
  if (attention.kind === "latent")
    return attention.indexer === undefined ? undefined : "a scorer that chooses the keys";
  if (attention.keysOf !== undefined) return "keys and values of an earlier layer";
  if (attention.keysAsValues === true) return "keys that are the values";
  return attention.valueDim === undefined ? undefined : "values of another width than keys";
}

/** What differs between two layers of attention. */
function difference(first: BlockSpec, other: BlockSpec): string | undefined {
  const [one, two] = [attending(first), attending(other)];
  if (one === undefined || two === undefined) return undefined;
  if (one.kind !== two.kind) return "another kind of attention";
  const same = (a: BlockSpec["mlp"], b: BlockSpec["mlp"]) =>
    a.kind !== b.kind || !("dim" in a) || !("dim" in b) || a.dim === b.dim;
  if (!same(first.mlp, other.mlp)) return "another width of the feed-forward";
  if (one.kind === "latent" || two.kind === "latent") return undefined;
  const widths = one.heads === two.heads && one.kvHeads === two.kvHeads && one.headDim === two.headDim;
  return widths ? undefined : "another width of attention";
}
