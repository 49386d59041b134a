// llama.cpp's named mixtures of tensor types: which type each tensor of a network gets, as its quantizer chooses.
import type { CountedGraph, GraphNode, StoredWeights } from "../../layers/index.js";
import { attending } from "../../models/language/blocks/specs.js";
import { type DecoderSpec, decoderSpecOf } from "../../models/language/decoder.js";
import { matricesOf, type StoredPiece, storedWeights, weightNodes } from "../../models/stored-pieces.js";
import { chosenType, type MixtureName, mixtures, type Network, type TensorKind } from "./mixture-rules.js";
import { type TensorType, tensorTypes } from "./tensor-types.js";

export { type MixtureName, mixtureNames } from "./mixture-rules.js";

/** The weights of a network as llama.cpp quantizes them to a mixture; undefined where it has none. */
export function mixtureWeights(graph: CountedGraph, name: MixtureName): StoredWeights | undefined {
  const nodes = weightNodes(graph);
  const network = networkOf(graph, nodes);
  const pieces = nodes.flatMap(({ node, place }): readonly StoredPiece[] => {
    const parameters = node.layer.parameters?.value ?? 0;
    const matrix = matricesOf(node);
    const columns = matrix?.inputs ?? node.layer.output.at(-1) ?? 1;
    const rest = matrix?.rest ?? 0;
    const kind = kindOf(node);
    const type = kind === "plain" ? "F32" : fitting(chosenType(name, kind, layerOf(node), network), columns);
    const piece = (count: number, of: string) => ({
      place,
      format: of,
      parameters: count,
      bits: count * bitsOf(of),
    });
    return [piece(parameters - rest, type), ...(rest === 0 ? [] : [piece(rest, "F32")])];
  });
  const valueBits = Math.floor(bitsOf(mixtures[name]));
  const words = {
    name: `GGUF ${name.toUpperCase()}`,
    from: "asked",
    valueBits,
    arithmetic: "16-bit",
  } as const;
  return storedWeights(pieces, words, graph.origin);
}

const byName: ReadonlyMap<string, TensorType> = new Map(
  [...tensorTypes.values()].map((type) => [type.name, type]),
);
const bitsOfByte = 8;

function bitsOf(name: string): number {
  const { blockBytes, blockSize } = byName.get(name) ?? { blockBytes: 4, blockSize: 1 };
  return (bitsOfByte * blockBytes) / blockSize;
}

function networkOf(graph: CountedGraph, nodes: ReturnType<typeof weightNodes>): Network {
  const spec: DecoderSpec | undefined = decoderSpecOf(graph);
  const blocks = spec?.blocks ?? [];
  // a hybrid's first layers may have no attention
  const attention = blocks.map(attending).find((one) => one !== undefined);
  const mixed = blocks.find(({ mlp }) => mlp.kind === "experts")?.mlp;
  const numbers = nodes.map(({ node }) => layerOf(node));
  return {
    layers: Math.max(0, ...numbers) + 1,
    // a latent vector is shared by all heads
    headsPerKey: attention?.kind === "heads" ? attention.heads / attention.kvHeads : (attention?.heads ?? 1),
    experts: mixed?.kind === "experts" ? mixed.experts : 1,
    tied: !nodes.some(({ node }) => node.name === "output"),
    // 80 layers of this width are what llama.cpp calls a 70B
    large: blocks.length === 80 && spec?.modelDim === 8192,
  };
}

function layerOf({ name }: GraphNode): number {
  return Number(/(?:^|\.)(\d+)\./.exec(name)?.[1] ?? 0);
}

const kinds: readonly (readonly [RegExp, TensorKind])[] = [
  [/(^|\.)output$/, "output"],
  [/(attention|cross)\.query$/, "query"],
  [/(attention|cross)\.key$/, "key"],
  [/(attention|cross)\.value$/, "value"],
  [/(attention|cross)\.key-value$/, "value"],
  [/(attention|cross)\.joint$/, "joint"],
  [/\.down$/, "down"],
  [/\.gate$/, "gate"],
  [/\.(up|gate-up)$/, "up"],
];

/** What a tensor is to the quantizer; "plain": it stays in FP32, as norms, routers and whatever is no matrix do. */
function kindOf(node: GraphNode): TensorKind | "plain" {
  const { name, layer } = node;
  if (layer.kind === "embedding") return "table";
  if (matricesOf(node) === undefined || /(router|shared-gate)$/.test(name)) return "plain";
  const found = kinds.find(([words]) => words.test(name))?.[1] ?? "other";
  if (found === "output" && /(attention|cross)\.output$/.test(name)) return "projection";
  return found;
}

/** Types of smaller blocks that take the place of one whose block does not divide the columns. */
const fallbacks: Readonly<Record<string, string>> = {
  Q2_K: "Q4_0",
  Q3_K: "Q4_0",
  TQ1_0: "Q4_0",
  TQ2_0: "Q4_0",
  Q4_K: "Q5_0",
  Q5_K: "Q5_1",
  Q6_K: "Q8_0",
};

function fitting(type: string, columns: number): string {
  const divides = (name: string) => columns % (byName.get(name)?.blockSize ?? 1) === 0;
  if (divides(type)) return type;
  const smaller = fallbacks[type] ?? (type.startsWith("IQ") ? "IQ4_NL" : "F16");
  return divides(smaller) ? smaller : "F16";
}
