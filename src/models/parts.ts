// What a layer's parameters are for: embedding, attention, mlp, norms, convolution, output head.
import type { GraphNode, LayerKind } from "../layers/index.js";

/** The parts that model cards split parameters into. */
export const parameterParts = [
  "embedding",
  "attention",
  "mlp",
  "norms",
  "convolution",
  "recurrent",
  "output_head",
  "other",
] as const;

export type ParameterPart = (typeof parameterParts)[number];

const partOfKind: Readonly<Partial<Record<LayerKind, ParameterPart>>> = {
  embedding: "embedding",
  positions: "embedding",
  convolution: "convolution",
  "transposed-convolution": "convolution",
  recurrent: "recurrent",
  "batch-norm": "norms",
  "group-norm": "norms",
  "instance-norm": "norms",
  "layer-norm": "norms",
  "rms-norm": "norms",
  "expert-linear": "mlp",
};

/** What the name of a layer says, where its kind does not: the last part of the module path that is known decides. */
const partOfWord: readonly (readonly [ParameterPart, RegExp])[] = [
  ["attention", /^(.*(attn|attention).*|cross|self)$/i],
  ["mlp", /^(.*mlp.*|ffn?|feed_?forward|experts?|router|moe.*|block_sparse_moe|fc[12]|intermediate)$/i],
  ["output_head", /^(.*lm_head|embed_out|heads?|classifier|cls|predictions|output|logits|fc|aux.*|score)$/i],
];

/** The part that a layer's parameters belong to, by its kind, else by its module path. */
export function partOf({ name, layer }: GraphNode): ParameterPart {
  const known = partOfKind[layer.kind];
  if (known !== undefined) return known;
  for (const word of name.split(/[./]/)) {
    const found = partOfWord.find(([, words]) => words.test(word));
    if (found !== undefined) return found[0];
  }
  return "other";
}
