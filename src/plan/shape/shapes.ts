// Published shapes of transformers by name, with the spellings that people use.

import type { Origin } from "../../ground/source.js";
import { decoderZoo } from "../../importers/zoo/decoder-zoo.js";
import { encoderModels } from "../../importers/zoo/encoder-models.js";
import { graphNamed, recordNamed } from "../../importers/zoo/lookup.js";
import type { ModelRecord } from "../../models/index.js";
import { sources } from "../../sources/bibliography.js";
import { shapeOfGraph, unplanned } from "./of-graph.js";
import type { TransformerShape } from "./shape.js";

type Sizes = Pick<TransformerShape, "name" | "layers" | "modelDim" | "heads"> & { readonly origin: Origin };

/** GPT as Megatron trains it: feed-forward of four times the width, dropout, tied tables, scores written out. */
function megatron(sizes: Sizes, vocabulary: number): TransformerShape {
  return {
    ...sizes,
    kvHeads: sizes.heads,
    headDim: sizes.modelDim / sizes.heads,
    ffnDim: 4 * sizes.modelDim,
    gated: false,
    vocabulary,
    tied: true,
    dropout: true,
    positionRows: 2048,
    latent: undefined,
    mixture: undefined,
  };
}

const table3 = { source: sources.korthikanti2022, place: "Table 3" };
const padded = 51_200;

const megatronShapes = {
  "megatron-22b": megatron(
    { name: "Megatron 22B", layers: 48, modelDim: 6144, heads: 64, origin: table3 },
    padded,
  ),
  "gpt-3-175b": megatron(
    { name: "GPT-3 175B", layers: 96, modelDim: 12_288, heads: 96, origin: table3 },
    padded,
  ),
  "mt-nlg-530b": megatron(
    { name: "MT-NLG 530B", layers: 105, modelDim: 20_480, heads: 128, origin: table3 },
    padded,
  ),
  "megatron-1t": megatron(
    { name: "Megatron 1T", layers: 128, modelDim: 25_600, heads: 160, origin: table3 },
    padded,
  ),
} as const satisfies Readonly<Record<string, TransformerShape>>;

const aliases: Readonly<Record<string, keyof typeof megatronShapes>> = {
  "gpt3-175b": "gpt-3-175b",
  "gpt-3": "gpt-3-175b",
  gpt3: "gpt-3-175b",
  "turing-530b": "mt-nlg-530b",
  "mt-nlg": "mt-nlg-530b",
};

/**
 * The shape of this name: Megatron's models as Megatron trains them, every decoder of the zoo, and of `others`, such as
 * models of one's own. Errors on an unknown name, with the nearest, and on a network that reads images.
 */
export function transformerShape(name: string, others: readonly ModelRecord[] = []): TransformerShape {
  const wanted = name.toLowerCase();
  const id = aliases[wanted] ?? wanted;
  if (Object.hasOwn(megatronShapes, id)) return megatronShapes[id as keyof typeof megatronShapes];
  const all = [...decoderZoo, ...others];
  const record = recordNamed(name, all);
  if (record?.reads === "images")
    throw unplanned(`${record.id} must be a decoder-only transformer, got a network that reads images`);
  const encoder =
    record === undefined
      ? encoderModels.find(({ id, aliases }) => id === wanted || aliases?.includes(wanted) === true)
      : undefined;
  if (encoder !== undefined)
    throw unplanned(`${encoder.id} must be a decoder-only transformer, got another network`);
  return shapeOfGraph((input) => graphNamed(name, input, all));
}
