// The weights of a quantized config: which of them are stored in few bits, and what all of them take.
import type { CountedGraph, GraphNode, NotCounted, StoredWeights } from "../../layers/index.js";
import { partOf } from "../../models/parts.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { bitsPerValue, storedBitsPerWeight, weightMemory } from "../../training/stored-values.js";
import type { ConfigKeys } from "./config-keys.js";
import { type Scheme, schemeOf } from "./quantization-schemes.js";

/** What a config says of stored weights, and what of that is not known. */
export interface Quantized {
  readonly stored?: StoredWeights;
  readonly notCounted: readonly NotCounted[];
}

const configNames = ["quantization_config", "compression_config"];

/** The weights as the config stores them; nothing where it is not quantized. Errors name the key. */
export function quantized(keys: ConfigKeys, graph: CountedGraph): Quantized {
  const name = configNames.find((one) => typeof keys.raw(one) === "object" && keys.raw(one) !== null);
  if (name === undefined) return { notCounted: [] };
  const inner = keys.within(name);
  const kept = exclusions(inner);
  const scheme = schemeOf(inner);
  if ("why" in scheme)
    return {
      notCounted: [
        {
          name,
          what: "quantized weights",
          why: `${scheme.why}; weights count in the format that is asked for`,
        },
      ],
    };
  return { stored: storedWeights(scheme, graph, { kept, wideBits: wideBits(keys) }), notCounted: [] };
}

/** Modules that a config leaves in 16 bits, as it writes them. */
function exclusions(keys: ConfigKeys): readonly string[] {
  const lists = [
    "modules_to_not_convert",
    "ignore",
    "ignored_layers",
    "llm_int8_skip_modules",
    "exclude_modules",
  ];
  return lists.flatMap((list) => keys.texts(list) ?? []);
}

function wideBits(keys: ConfigKeys): number {
  return keys.text(["dtype", "torch_dtype"], "") === "float32" ? 32 : 16;
}

interface Rest {
  readonly kept: readonly string[];
  readonly wideBits: number;
}

type Place = "dense" | "experts" | "tables" | "head";

function storedWeights(scheme: Scheme, graph: CountedGraph, { kept, wideBits: wide }: Rest): StoredWeights {
  const narrowBits = schemeBits(scheme);
  const plainBits = given({ value: wide, unit: "bit" }, "what is not quantized");
  const counts = new Map<string, number>();
  const tied = !graph.nodes.some((node) => owns(node) && partOf(node) === "output_head");
  for (const node of graph.nodes.filter(owns)) {
    const key = `${placeOf(node, tied)} ${isNarrow(node, scheme, kept) ? "narrow" : "wide"}`;
    counts.set(key, (counts.get(key) ?? 0) + (node.layer.parameters?.value ?? 0));
  }
  const bytesOf = (label: string, ...places: readonly Place[]): Quantity =>
    sum(
      label,
      places.flatMap((place) =>
        (["narrow", "wide"] as const).map((kind) =>
          weightMemory({
            parameters: given(counts.get(`${place} ${kind}`) ?? 0, graph.origin, { unit: "parameter" }),
            bitsPerValue: kind === "narrow" ? narrowBits : plainBits,
          }),
        ),
      ),
    );
  const all = bytesOf("bytes of all weights", "dense", "experts", "tables", "head");
  const parameters = [...counts.values()].reduce((sumOf, count) => sumOf + count, 0);
  return {
    name: scheme.name,
    valueBits: scheme.valueBits,
    arithmetic: scheme.arithmetic,
    bytes: {
      dense: bytesOf("bytes of the layers", "dense"),
      experts: bytesOf("bytes of the experts", "experts"),
      tables: bytesOf("bytes of the tables", "tables", "head"),
      head: bytesOf("bytes of the output layer", "head"),
      all,
    },
    bitsPerWeight: storedBitsPerWeight({
      bytes: all,
      parameters: given(parameters, graph.origin, { unit: "parameter" }),
    }),
  };
}

function schemeBits({ name, valueBits, group }: Scheme): Quantity {
  const bits = (value: number) => given({ value, unit: "bit" }, name);
  if (group === undefined) return bits(valueBits);
  const { size, scaleBits, zeroPointBits } = group;
  return bitsPerValue({
    valueBits: bits(valueBits),
    scaleBits: bits(scaleBits),
    zeroPointBits: bits(zeroPointBits),
    groupSize: given(size, name),
  });
}

function owns({ layer, sharesWeightsWith }: GraphNode): boolean {
  return layer.parameters !== undefined && sharesWeightsWith === undefined;
}

/** Where weights lie; the table of a network that ties it is its output layer, too. */
function placeOf(node: GraphNode, tied: boolean): Place {
  const part = partOf(node);
  if (part === "output_head") return "head";
  if (part === "embedding") return tied && node.layer.kind === "embedding" ? "head" : "tables";
  return node.layer.kind === "expert-linear" ? "experts" : "dense";
}

/** Whether a weight is stored in few bits: products are, unless the config or the method leaves them out. */
function isNarrow(node: GraphNode, { head }: Scheme, kept: readonly string[]): boolean {
  const part = partOf(node);
  if (part === "norms" || part === "embedding" || /router/.test(node.name)) return false;
  if (part === "output_head") return head;
  return !kept.some((pattern) => leavesOut(pattern, node));
}

/** Whether a module's name, as a config of the library writes it, means this layer. */
function leavesOut(pattern: string, node: GraphNode): boolean {
  const [, number] = /layers\.(\d+)\b/.exec(pattern) ?? [];
  if (number !== undefined && !new RegExp(`(^|\\.)${number}(\\.|$)`).test(node.name)) return false;
  if (/attn|attention/.test(pattern)) return partOf(node) === "attention";
  if (/experts/.test(pattern)) return node.layer.kind === "expert-linear";
  return /\bmlp$/.test(pattern) && partOf(node) === "mlp";
}
