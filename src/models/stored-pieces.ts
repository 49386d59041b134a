// Weights piece by piece -> what they take by how passes read them: one way for configs, files and formats by name.
import type { Origin } from "../ground/source.js";
import type { CountedGraph, GraphNode, StoredShare, StoredWeights } from "../layers/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { storedBitsPerWeight } from "../training/stored-values.js";
import { partOf } from "./parts.js";

/** How a pass reads weights: all of them, by expert, row by row, or as the output layer. */
export type WeightPlace = "dense" | "experts" | "tables" | "head";

/** Some weights that are stored alike. */
export interface StoredPiece {
  readonly place: WeightPlace;
  /** "BF16", "Q4_K", "AWQ, 4 bits in groups of 128". */
  readonly format: string;
  /** Weights that the piece stands for. */
  readonly parameters: number;
  /** Bits of all of them, scales and zero points included. */
  readonly bits: number;
}

type Words = Pick<StoredWeights, "name" | "from" | "valueBits" | "arithmetic" | "cache">;

/** The weights that these pieces are. `origin` says where their sizes come from. */
export function storedWeights(
  pieces: readonly StoredPiece[],
  words: Words,
  origin: Origin,
): StoredWeights | undefined {
  const parameters = total(pieces, (piece) => piece.parameters);
  if (parameters === 0) return undefined;
  const bytes = (label: string, ...places: readonly WeightPlace[]): Quantity => {
    const bits = total(pieces, (piece) => (places.includes(piece.place) ? piece.bits : 0));
    return given({ value: Math.ceil(bits / bitsOfByte), unit: "byte" }, origin, { label });
  };
  const all = bytes("bytes of all weights", "dense", "experts", "tables", "head");
  return {
    ...words,
    bytes: {
      dense: bytes("bytes of the layers", "dense"),
      experts: bytes("bytes of the experts", "experts"),
      tables: bytes("bytes of the tables", "tables", "head"),
      head: bytes("bytes of the output layer", "head"),
      all,
    },
    bitsPerWeight: storedBitsPerWeight({
      bytes: all,
      parameters: given({ value: parameters, unit: "parameter" }, origin, { label: "parameters" }),
    }),
    formats: sharesOf(pieces),
  };
}

const bitsOfByte = 8;

function total(pieces: readonly StoredPiece[], of: (piece: StoredPiece) => number): number {
  return pieces.reduce((all, piece) => all + of(piece), 0);
}

function sharesOf(pieces: readonly StoredPiece[]): readonly StoredShare[] {
  const names = [...new Set(pieces.map(({ format }) => format))];
  return names
    .map((format) => {
      const own = pieces.filter((piece) => piece.format === format);
      const bytes = total(own, ({ bits }) => bits) / bitsOfByte;
      return { format, parameters: total(own, ({ parameters }) => parameters), bytes: Math.ceil(bytes) };
    })
    .sort((a, b) => b.bytes - a.bytes);
}

/** The nodes of a graph that have weights of their own, with where these lie. */
export function weightNodes(
  graph: CountedGraph,
): readonly { readonly node: GraphNode; readonly place: WeightPlace }[] {
  const owners = graph.nodes.filter(
    ({ layer, sharesWeightsWith }) => layer.parameters !== undefined && sharesWeightsWith === undefined,
  );
  const tied = !owners.some((node) => partOf(node) === "output_head");
  return owners.map((node) => ({ node, place: placeOf(node, tied) }));
}

/** The table of a network that ties it is its output layer, too. */
function placeOf(node: GraphNode, tied: boolean): WeightPlace {
  const part = partOf(node);
  if (part === "output_head") return "head";
  if (part === "embedding") return tied && node.layer.kind === "embedding" ? "head" : "tables";
  return node.layer.kind === "expert-linear" ? "experts" : "dense";
}

/** The matrices of a layer and what it has beside them: biases, or everything where it is no product. */
export interface LayerMatrices {
  readonly inputs: number;
  readonly outputs: number;
  /** Equal matrices: one for each expert. */
  readonly count: number;
  /** Weights in no matrix. */
  readonly rest: number;
}

/** The matrices of a product with weights, as (inputs × outputs); undefined for any other layer. */
export function matricesOf({ layer }: GraphNode): LayerMatrices | undefined {
  const parameters = layer.parameters?.value ?? 0;
  const [inputs = 0, outputs = 0] = [layer.inputs[0]?.at(-1), layer.output.at(-1)];
  const each = inputs * outputs;
  if (!productKinds.has(layer.kind) || each === 0 || parameters < each) return undefined;
  const count = layer.kind === "expert-linear" ? Math.floor(parameters / each) : 1;
  const rest = parameters - count * each;
  return rest > count * outputs ? undefined : { inputs, outputs, count, rest };
}

const productKinds: ReadonlySet<string> = new Set(["linear", "expert-linear"]);
