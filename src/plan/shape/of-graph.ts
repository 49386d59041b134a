// The shape that planning needs, from the counted graph of any decoder: a name of the zoo, a config, a GGUF file.
import { FlopbookError, NoAnswer } from "../../ground/errors.js";
import type { CountedGraph } from "../../layers/index.js";
import {
  type AttentionSpec,
  attending,
  type DecoderSpec,
  decoderSpecOf,
  type LatentAttentionSpec,
  type ModelInput,
  parametersBesideDecoder,
} from "../../models/index.js";
import { grouped } from "../../numbers/format.js";
import { irregularity } from "./irregular.js";
import type { LatentAttention, Mixture, SlidingLayers, TransformerShape } from "./shape.js";

/**
 * The shape of a decoder that `build` makes. Errors on another network: planning divides layers of transformers.
 *
 * @example shapeOfGraph((input) => model("gpt2", input)).layers // 12
 */
export function shapeOfGraph(build: (input: ModelInput) => CountedGraph): TransformerShape {
  const graph = builtGraph(build);
  const { spec, first, attention } = plannedSpec(graph);
  const dense = spec.blocks.find(({ mlp }) => mlp.kind === "dense")?.mlp;
  const mixture = mixtureOf(spec);
  const windows = windowsOf(spec);
  const unknown = graph.notCounted.find(({ what }) => what === "quantized weights");
  return {
    name: namedAlone(graph),
    origin: graph.origin,
    layers: spec.blocks.length,
    modelDim: spec.modelDim,
    heads: attention.heads,
    kvHeads: attention.kind === "heads" ? attention.kvHeads : attention.heads,
    headDim: attention.kind === "heads" ? attention.headDim : attention.plainDim + attention.rotary.dims,
    ffnDim: dense?.kind === "dense" ? dense.dim : (mixture?.expertDim ?? 0),
    gated: dense?.kind === "dense" ? dense.gate !== "none" : true,
    vocabulary: spec.vocabulary,
    tied: spec.head.kind === "language" && spec.head.tied,
    dropout: first.attentionDropout > 0 || attention.dropout > 0,
    positionRows: typeof spec.positions?.rows === "number" ? spec.positions.rows : 0,
    latent: latentOf(attention),
    mixture,
    ...(windows.length === 0 ? {} : { windows }),
    ...(graph.stored === undefined ? {} : { stored: graph.stored }),
    ...(graph.activations === undefined ? {} : { activations: graph.activations }),
    ...(unknown === undefined ? {} : { unknownFormat: unknown.why }),
    graph: build,
  };
}

/** The name, which says what is planned where the network has more than its language model. */
function namedAlone(graph: CountedGraph): string {
  const beside = parametersBesideDecoder(graph);
  return beside === 0
    ? graph.name
    : `language model of ${graph.name}, ${grouped(beside)} parameters beside it left out`;
}

/** The spec of a decoder whose layers fit one shape, and the attention of its first. */
function plannedSpec(graph: CountedGraph) {
  const spec = decoderSpecOf(graph);
  const [first] = spec?.blocks ?? [];
  if (spec === undefined || first === undefined)
    throw unplanned(`${graph.name} must be a decoder-only transformer, got another network`);
  if (spec.tableDim !== spec.modelDim)
    throw unplanned(
      `${graph.name} must have a table as wide as its layers, got a table of width ${spec.tableDim} beside layers of ${spec.modelDim}`,
    );
  const attention = attending(first);
  const strange = irregularity(spec);
  if (attention === undefined || strange !== undefined)
    throw unplanned(
      `${graph.name} must have layers of one kind with a cache of keys and values, got ${strange ?? "no attention"}`,
    );
  return { spec, first, attention };
}

/**
 * Why a network is not planned, and what answers for it: parts are divided among devices only where a network is a
 * row of decoder layers behind a table of tokens.
 */
export function unplanned(problem: string): NoAnswer {
  return new NoAnswer(
    `plan: ${problem}; plan, cost, serve and reconcile divide decoder-only language models (GPT, Llama and kin), \`flopbook model\` counts this one and with --device times it`,
  );
}

/** The graph of one token. A network that knows no sequences is no language model, whatever its reader says of them. */
function builtGraph(build: (input: ModelInput) => CountedGraph): CountedGraph {
  try {
    return build({ sequence: 1 });
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    const { name } = build({});
    throw unplanned(`${name} must be a decoder-only transformer, got a network without a sequence`);
  }
}

/** Layers with a window, by its length. */
export function windowsOf({ blocks }: DecoderSpec): readonly SlidingLayers[] {
  const lengths = blocks.flatMap((block) => attending(block)?.window ?? []);
  return [...new Set(lengths)].map((length) => ({
    length,
    layers: lengths.filter((one) => one === length).length,
  }));
}

function latentOf(attention: AttentionSpec | LatentAttentionSpec): LatentAttention | undefined {
  if (attention.kind === "heads") return undefined;
  const { queryRank, valueRank, plainDim, rotary, valueDim } = attention;
  return { queryRank, kvRank: valueRank, plainDim, rotaryDim: rotary.dims, valueDim };
}

/** Experts gate as their shared part does; all published mixtures are gated. */
function mixtureOf({ blocks }: DecoderSpec): Mixture | undefined {
  const mixed = blocks.filter(({ mlp }) => mlp.kind === "experts");
  const mlp = mixed[0]?.mlp;
  if (mlp?.kind !== "experts") return undefined;
  return {
    experts: mlp.experts,
    active: mlp.active,
    expertDim: mlp.dim,
    sharedDim: mlp.shared?.dim ?? 0,
    layers: mixed.length,
  };
}
