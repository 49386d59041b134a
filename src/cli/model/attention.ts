// What a decoder's attention looks at: the card counts all scores; this says what the causal mask and windows leave.

import type { CountedGraph } from "../../layers/index.js";
import { type DecoderSpec, decoderSpecOf, type GraphSummary } from "../../models/index.js";
import { text } from "../../numbers/format.js";
import {
  attentionWords,
  type CountedAttention,
  countedAttention,
  type Sight,
  windowsOf,
} from "../../plan/index.js";

/** Attention of a decoder as counted, and as masks and windows leave it. */
export interface ModelAttention {
  readonly counted: CountedAttention;
  readonly masked: CountedAttention;
  /** Multiply-accumulates of scores and of what they weigh, forward: all of them, and what is left. */
  readonly mac: number;
  readonly maskedMac: number;
  /** One sentence of the card. */
  readonly text: string;
}

const products = ["matmul", "fused-attention"];

/**
 * Whether every matrix product of two activations is attention under a causal mask: not in a network that sees or hears
 * besides, nor where layers scan, choose keys or attend in a way of their own.
 */
function maskedOnly({ inputs }: CountedGraph, { blocks }: DecoderSpec): boolean {
  const onlyTokens = inputs.every(({ shape }) => shape.length <= 2);
  return onlyTokens && blocks.every(({ attention }) => ["heads", "latent"].includes(attention.kind));
}

/** The attention of a graph; undefined for what is no decoder, or not only one. */
export function modelAttention(graph: CountedGraph, { layers }: GraphSummary): ModelAttention | undefined {
  const spec = decoderSpecOf(graph);
  const [tokens] = graph.inputs;
  const sequence = tokens?.shape[1];
  if (spec === undefined || sequence === undefined || !maskedOnly(graph, spec)) return undefined;
  const sight: Sight = { layers: spec.blocks.length, windows: windowsOf(spec), origin: graph.origin };
  const [counted, masked] = [
    countedAttention(sight, sequence, "exact"),
    countedAttention(sight, sequence, "exact-causal"),
  ];
  const mac = layers.reduce((all, layer) => (products.includes(layer.kind) ? all + layer.mac : all), 0);
  const maskedMac = (mac * masked.positions) / sequence;
  const four = { digits: 4 };
  const words = `${text(mac, "MAC", four)} forward with all scores, masked ones too, as above; the causal mask${windowsOf(spec).length === 0 ? " leaves" : " and windows leave"} ${text(maskedMac, "MAC", four)}: ${attentionWords(sight, masked)}`;
  return { counted, masked, mac, maskedMac, text: words };
}
