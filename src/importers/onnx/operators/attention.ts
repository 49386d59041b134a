// ONNX's own attention operators: Attention (opset 23 on) with caches and grouped heads, and rotary positions.
import { elements, elementwiseOperation, perElement } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { type KnownValue, shown } from "../value.js";
import { attended, presents } from "./attended.js";

const rotation = perElement("2 multiply + add (rotation)");

/** Rules of ONNX's attention operators. */
export const attentionRules: Rules = {
  Attention: (call) => {
    const [query, key, value] = [call.known(0), call.known(1), call.known(2)];
    const [pastKey, pastValue] = [call.optional(4), call.optional(5)];
    const past = pastKey?.shape[2] ?? 0;
    const heads = query.shape.length === 4 ? (query.shape[1] ?? 1) : call.integer("q_num_heads", 1);
    const keyHeads = key.shape.length === 4 ? (key.shape[1] ?? 1) : call.integer("kv_num_heads", heads);
    const [batch = 1] = query.shape;
    const queries = query.shape.at(-2) ?? 1;
    const keys = (key.shape.at(-2) ?? 1) + past;
    const headDim = elements(query.shape) / (batch * heads * queries);
    const valueDim = elements(value.shape) / (batch * keyHeads * (value.shape.at(-2) ?? 1));
    const flat = [batch, queries, heads * valueDim];
    const shape = query.shape.length === 4 ? [batch, heads, queries, valueDim] : flat;
    const cache = [pastKey, pastValue].filter((one) => one !== undefined);
    const output = attended(call, {
      ...{ batch, heads, keyHeads, queries, keys, past, headDim, valueDim, shape },
      values: [query, key, value, ...cache],
      weights: [scoreBias(call, 3)],
    });
    const caches = presents(
      call,
      [key, value, ...cache],
      [
        [batch, keyHeads, keys, headDim],
        [batch, keyHeads, keys, valueDim],
      ],
    );
    return [output, ...caches];
  },
  RotaryEmbedding: (call) => [rotated(call)],
};

/** Queries or keys turned by their positions; the tables of sines and cosines are no parameters. */
export function rotated(call: Call): KnownValue {
  const input = call.known(0);
  const layer = elementwiseOperation({
    name: "rotary positions",
    inputs: [shown(input.shape)],
    output: shown(input.shape),
    forward: rotation,
    backward: [rotation],
  });
  return call.emit(layer, [input], { shape: input.shape });
}

/** What is added to the scores, where each head has its own: a bias by position, which may be learned. A mask is not. */
export function scoreBias(call: Call, place: number): KnownValue | undefined {
  const bias = call.optional(place);
  return bias?.kind === "constant" && (bias.shape.at(-3) ?? 1) > 1 ? bias : undefined;
}
