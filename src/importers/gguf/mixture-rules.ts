// The rules by which llama.cpp's quantizer mixes tensor types, by name of the mixture and by kind of tensor.

/**
 * The type that most tensors of a mixture get. Source: llama.cpp's list of file types and its choice of a type for each
 * tensor (src/llama-quant.cpp of github.com/ggml-org/llama.cpp, read 2026-11).
 */
export const mixtures = {
  f32: "F32",
  f16: "F16",
  q8_0: "Q8_0",
  q6_k: "Q6_K",
  q5_k_m: "Q5_K",
  q5_k_s: "Q5_K",
  q5_1: "Q5_1",
  q5_0: "Q5_0",
  q4_k_m: "Q4_K",
  q4_k_s: "Q4_K",
  q4_1: "Q4_1",
  q4_0: "Q4_0",
  iq4_nl: "IQ4_NL",
  iq4_xs: "IQ4_XS",
  q3_k_l: "Q3_K",
  q3_k_m: "Q3_K",
  q3_k_s: "Q3_K",
  iq3_m: "IQ3_S",
  iq3_s: "IQ3_S",
  iq3_xs: "IQ3_S",
  iq3_xxs: "IQ3_XXS",
  q2_k: "Q2_K",
  q2_k_s: "Q2_K",
  iq2_m: "IQ2_S",
  iq2_s: "IQ2_XS",
  iq2_xs: "IQ2_XS",
  iq2_xxs: "IQ2_XXS",
  tq2_0: "TQ2_0",
  iq1_m: "IQ1_M",
  tq1_0: "TQ1_0",
  iq1_s: "IQ1_S",
  mxfp4_moe: "MXFP4",
} as const;

export type MixtureName = keyof typeof mixtures;

/** The mixtures by name, widest first. */
export const mixtureNames = Object.keys(mixtures) as readonly MixtureName[];

/** What a tensor is to the quantizer: "value" is what attention reads, also where a latent vector gives it. */
export type TensorKind =
  | "table"
  | "output"
  | "query"
  | "key"
  | "value"
  | "joint"
  | "projection"
  | "gate"
  | "up"
  | "down"
  | "other";

/** What the rules ask of a network. */
export interface Network {
  readonly layers: number;
  /** Heads that share a key. */
  readonly headsPerKey: number;
  readonly experts: number;
  /** Whether the table is also the output layer. */
  readonly tied: boolean;
  /** Whether it is what llama.cpp calls a 70B. */
  readonly large: boolean;
}

/** Mixtures of a bit or two, which have rules of their own. */
const lowest: ReadonlySet<string> = new Set(["iq2_xxs", "iq2_xs", "iq2_s", "iq2_m", "iq1_s", "iq1_m"]);
const bothIq2: ReadonlySet<string> = new Set(["iq2_s", "iq2_m"]);
const plain: ReadonlySet<string> = new Set(["f32", "f16"]);

/** The type of a tensor in layer `layer` of a network. */
export function chosenType(name: MixtureName, kind: TensorKind, layer: number, network: Network): string {
  const usual = mixtures[name];
  if (plain.has(name)) return usual;
  if (kind === "output" || (kind === "table" && network.tied)) return outputType(name);
  if (name === "mxfp4_moe") return network.experts > 1 && isExpert(kind) ? "MXFP4" : "Q8_0";
  if (kind === "table") return tables[name] ?? usual;
  if (lowest.has(name)) return lowestType(name, kind, layer, network) ?? usual;
  if (kind === "value" || kind === "joint") return valueType(name, layer, network);
  if (network.experts === eight && kind === "key") return "Q8_0";
  if (kind === "query" || kind === "key") return queries[name] ?? usual;
  if (kind === "down") return downType(name, layer, network.layers) ?? usual;
  if (kind === "projection") return projectionType(name, network) ?? usual;
  if ((kind === "gate" || kind === "up") && name === "iq3_xs" && inMiddle(layer, network.layers))
    return "IQ3_XXS";
  return usual;
}

const eight = 8;

/** Experts' products in layers of experts; the parts that all tokens share are named alike, and small. */
function isExpert(kind: TensorKind): boolean {
  return kind === "gate" || kind === "up" || kind === "down";
}

function outputType(name: MixtureName): string {
  if (name === "q8_0" || name === "mxfp4_moe") return "Q8_0";
  return lowest.has(name) || name === "iq3_xxs" ? "Q5_K" : "Q6_K";
}

const tables: Readonly<Record<string, string>> = {
  iq2_xxs: "Q2_K",
  iq2_xs: "Q2_K",
  iq1_s: "Q2_K",
  iq1_m: "Q2_K",
  iq2_s: "IQ3_S",
  iq2_m: "IQ3_S",
  iq3_xxs: "IQ3_S",
  tq1_0: "Q4_K",
  tq2_0: "Q4_K",
};

const queries: Readonly<Record<string, string>> = { iq3_xs: "IQ3_XXS", iq3_xxs: "IQ2_S" };

function lowestType(
  name: MixtureName,
  kind: TensorKind,
  layer: number,
  { headsPerKey, experts, layers }: Network,
): string | undefined {
  const wider = bothIq2.has(name) ? "IQ3_S" : "Q2_K";
  if (kind === "value" || kind === "joint") return headsPerKey >= 4 || experts >= 4 ? "Q4_K" : wider;
  if (kind === "key") return experts === eight ? "Q4_K" : undefined;
  if (kind === "down") return layer < eighth(layers) ? wider : undefined;
  if (kind !== "projection") return undefined;
  if (experts === eight) return "Q5_K";
  if (bothIq2.has(name)) return "IQ3_S";
  return name === "iq1_s" || name === "iq1_m" ? "IQ2_XXS" : undefined;
}

/** What attention reads gets more bits where many heads share it. */
function valueType(name: MixtureName, layer: number, network: Network): string {
  const { headsPerKey, layers, large, experts } = network;
  const shared = headsPerKey >= 4;
  const found = sharedType(name, layer, { shared, more: usesMore(layer, layers) });
  const chosen = found ?? mixtures[name];
  if (experts === eight) return "Q8_0";
  // one of eight heads' size: a type wider costs next to nothing
  if (large && (chosen === "Q3_K" || chosen === "Q4_K")) return "Q5_K";
  return chosen;
}

function sharedType(
  name: MixtureName,
  layer: number,
  { shared, more }: { readonly shared: boolean; readonly more: boolean },
): string | undefined {
  switch (name) {
    case "q2_k":
      return shared ? "Q4_K" : "Q3_K";
    case "q2_k_s":
    case "iq3_xxs":
    case "iq3_xs":
    case "iq3_s":
      return shared ? "Q4_K" : undefined;
    case "iq3_m":
      return "Q4_K";
    case "q3_k_m":
      return layer < 2 ? "Q5_K" : "Q4_K";
    case "q3_k_l":
      return "Q5_K";
    case "iq4_nl":
    case "iq4_xs":
      return shared ? "Q5_K" : undefined;
    case "q4_k_m":
    case "q5_k_m":
      return more ? "Q6_K" : undefined;
    case "q4_k_s":
      return layer < 4 ? "Q5_K" : undefined;
    default:
      return undefined;
  }
}

function downType(name: MixtureName, layer: number, layers: number): string | undefined {
  const first = layer < eighth(layers);
  switch (name) {
    case "q2_k":
      return "Q3_K";
    case "q2_k_s":
      return first ? "Q4_K" : undefined;
    case "q3_k_m":
      return layer < Math.floor(layers / 16) ? "Q5_K" : "Q4_K";
    case "iq3_m":
      return first ? "Q4_K" : undefined;
    case "q3_k_l":
      return "Q5_K";
    case "q4_k_m":
    case "q5_k_m":
      return usesMore(layer, layers) ? "Q6_K" : undefined;
    case "q4_k_s":
      return first ? "Q5_K" : undefined;
    default:
      return undefined;
  }
}

const projections: Readonly<Record<string, string>> = {
  q2_k: "Q3_K",
  iq3_xxs: "IQ3_S",
  q3_k_m: "Q4_K",
  q3_k_l: "Q5_K",
  iq3_m: "Q4_K",
};

/** Mixtures whose output projection is wider where there are eight experts. */
const eightWide = "q2_k iq3_xs iq3_xxs q3_k_s q3_k_m iq4_nl q4_k_s q4_k_m iq3_s iq3_m iq4_xs".split(" ");

function projectionType(name: MixtureName, { experts }: Network): string | undefined {
  if (experts === eight) return eightWide.includes(name) ? "Q5_K" : undefined;
  return projections[name];
}

function eighth(layers: number): number {
  return Math.floor(layers / 8);
}

/** The first and last eighth of the layers, and every third between them. */
function usesMore(layer: number, layers: number): boolean {
  const first = eighth(layers);
  return layer < first || layer >= Math.floor((7 * layers) / 8) || (layer - first) % 3 === 2;
}

function inMiddle(layer: number, layers: number): boolean {
  return layer >= eighth(layers) && layer < Math.floor((7 * layers) / 8);
}
