// Projections of one input that an optimizer joined with the normalisation before them: weights of a few bits each.
import {
  activation,
  broadcastProduct,
  elementwiseOperation,
  layerNorm,
  perElement,
} from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { type KnownValue, shown } from "../value.js";
import { multiplied, unpackedWeight } from "./packed-weights.js";

const sum = perElement("add");

/** Rules of the joined projections of com.microsoft. */
export const fusedProjectionRules: Rules = {
  MatMulNBitsMlp: (call) => {
    const { input, added } = prepared(call);
    const columns = call.integer("N", 1);
    const gate = projection(call, input, { place: 3, columns, part: "gate" });
    const up = projection(call, input, { place: 6, columns, part: "up" });
    const name = call.text("activation", "silu");
    const layer = activation({
      input: shown(gate.shape),
      function: name === "gelu" ? "gelu" : name === "relu" ? "relu" : "silu",
    });
    const active = call.emit(layer, [gate], { shape: gate.shape, part: "activation" });
    const product = broadcastProduct({ input: gate.shape, factor: up.shape });
    return [call.emit(product, [active, up], { shape: gate.shape }), added];
  },
  MatMulNBitsQkv: (call) => {
    const { input, added } = prepared(call);
    const [query, key] = [call.integer("Nq", 1), call.integer("Nkv", 1)];
    return [
      projection(call, input, { place: 3, columns: query, part: "query" }),
      projection(call, input, { place: 6, columns: key, part: "key" }),
      projection(call, input, { place: 9, columns: key, part: "value" }),
      added,
    ];
  },
};

/** The input with the skip connection added, where there is one, and normalised, where it has a scale. */
function prepared(call: Call): { readonly input: KnownValue; readonly added: KnownValue } {
  const [first, skip, scale] = [call.known(0), call.optional(1), call.optional(2)];
  const { shape } = first;
  const adding = elementwiseOperation({
    name: "sum",
    inputs: [shown(shape), shown(shape)],
    output: shown(shape),
    forward: sum,
    backward: [undefined, undefined],
  });
  const added = skip === undefined ? first : call.emit(adding, [first, skip], { shape, part: "sum" });
  if (scale === undefined) return { input: added, added };
  const layer = layerNorm({ input: shown(shape), variant: "rms" });
  return { input: call.emit(layer, [added], { shape, weights: [scale], part: "norm" }), added };
}

function projection(
  call: Call,
  input: KnownValue,
  { place, columns, part }: { readonly place: number; readonly columns: number; readonly part: string },
): KnownValue {
  const matrix = unpackedWeight(call.known(place), [call.integer("K", 1), columns], call.integer("bits", 4));
  const emit: Call["emit"] = (layer, from, options) => call.emit(layer, from, { ...options, part });
  const known = (index: number) => (index === 0 ? input : call.known(index));
  return multiplied({ ...call, known, emit }, matrix, place + 2);
}
