// Tables of com.microsoft that are looked up: words with positions and segments, biases by relative position.
import { elements, embedding, layerNorm } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { shown, type Value } from "../value.js";
import { sumOf } from "./contrib-elementwise.js";
import { gatherRule } from "./gather.js";
import { rearranged } from "./like.js";
import { product } from "./product.js";
import { copyOf } from "./view.js";

/** Rules of the operators with tables. */
export const embeddingRules: Rules = {
  EmbedLayerNormalization: (call) => embedded(call, { tables: [2, 3, 4], affine: [5, 6], type: 2 }),
  QEmbedLayerNormalization: (call) =>
    embedded(call, { tables: [2, 3, 4], affine: [5, 6], type: 8, quantized: true }),
  TorchEmbedding: (call) => gatherRule(rearranged(call, [0, 1])),
  RelativePositionBias: (call) => {
    const table = call.known(0);
    const [queries = 1] = call.numbers(1);
    const [keys = 1] = call.numbers(2);
    const heads = table.shape[1] ?? 1;
    return [copyOf(call, [table], [1, heads, queries, keys], "bias by relative position")];
  },
  GatedRelativePositionBias: (call) => {
    const [query, relative] = [call.known(0), call.known(2)];
    const heads = call.integer("num_heads", 1);
    const [batch = 1, tokens = 1] = query.shape;
    const weight = call.known(3);
    const inner = weight.shape[0] ?? 1;
    const width = elements(query.shape) / (batch * tokens * heads);
    const factors = {
      left: query,
      right: weight,
      leftShape: [batch * tokens * heads, width],
      rightShape: [inner, weight.shape[1] ?? 1],
    };
    const weights = [call.optional(1), call.optional(4), call.optional(5)];
    const gates = product(call, factors, { weights, part: "gates" });
    const keys = relative.shape.at(-1) ?? tokens;
    return [copyOf(call, [gates, relative], [batch, heads, tokens, keys], "bias by relative position")];
  },
};

interface EmbeddedPlaces {
  readonly tables: readonly number[];
  readonly affine: readonly [number, number];
  /** The input whose element type the output has. */
  readonly type: number;
  readonly quantized?: boolean;
}

/** Words, positions and segments looked up, added and normalised. */
function embedded(call: Call, places: EmbeddedPlaces): readonly Value[] {
  const tokens = call.known(0);
  const reading = places.quantized === true ? "quantized weight" : "value";
  const { type } = call.known(places.type);
  const tables = places.tables.map((place) => call.optional(place)).filter((table) => table !== undefined);
  const looked = tables.map((table, i) => {
    const [vocabulary = 1, modelDim = 1] = table.shape;
    const layer = embedding({ tokens: shown(tokens.shape), vocabulary, modelDim });
    const shape = [...tokens.shape, modelDim];
    return call.emit(layer, [tokens], { shape, type, weights: [table], reading, part: `table ${i + 1}` });
  });
  const all = { ...call, inputs: looked, known: (i: number) => looked[i] ?? call.known(i) };
  const added = sumOf(
    all,
    looked.map((_, i) => i),
  );
  const layer = layerNorm({ input: shown(added.shape) });
  const weights = places.affine.map((place) => call.optional(place));
  const output = call.emit(layer, [added], { shape: added.shape, weights, reading });
  const mask = { kind: "unknown", why: "mask of a fused embedding" } as const;
  return [output, mask, added];
}
