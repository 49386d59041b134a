// Decoder-only language models as the transformers library runs them, built of blocks.

import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  dropped,
  embedding,
  type GraphBuilder,
  graphBuilder,
  linear,
  type NormStyle,
  type NotCounted,
  positions,
  type Stage,
  scale,
  type Tensor,
} from "../../layers/index.js";
import { sharedInProcess } from "../../numbers/shared.js";
import { block } from "./blocks/block.js";
import { type HeadSpec, head } from "./blocks/head.js";
import { normed } from "./blocks/norm.js";
import { tablesOf } from "./blocks/rotary.js";
import type { Run } from "./blocks/run.js";
import { attending, type BlockSpec, type RotarySpec, type Where } from "./blocks/specs.js";

/** A decoder-only model with every field present. */
export interface DecoderSpec {
  readonly name: string;
  readonly origin: Origin;
  readonly vocabulary: number;
  readonly modelDim: number;
  /** Width of the table; where it is not modelDim, features are projected after it and before the output. */
  readonly tableDim: number;
  /** Whether rows are multiplied by the root of modelDim, as in Gemma. */
  readonly scaled: boolean;
  readonly embeddingNorm: NormStyle | undefined;
  /** Rows of a table of positions or constants, and whether positions are numbered for each sequence. */
  readonly positions: { readonly rows: number | "constants"; readonly perSequence: boolean } | undefined;
  readonly embeddingDropout: number;
  /** One entry a layer, often the same object. */
  readonly blocks: readonly BlockSpec[];
  readonly finalNorm: NormStyle | undefined;
  /** What is computed once for all layers, which read it beside what they pass on. */
  readonly beside?: (here: Where, embedded: Tensor, tokens: Tensor) => Tensor;
  /** Residual streams: how the embedded tokens become several, and how the last become one again. */
  readonly streams?: {
    readonly spread: (here: Where, embedded: Tensor) => Tensor;
    readonly gathered: (here: Where, streams: Tensor) => Tensor;
  };
  readonly head: HeadSpec;
  readonly notCounted: readonly NotCounted[];
}

/** The graph of a decoder: tokens [batch, sequence] -> logits and the loss on them. */
export function decoder(spec: DecoderSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const tokens = builder.input("tokens", [run.batch, run.sequence], { bytesPerElement: 8 });
  const entrance = builder.stage("embedding");
  const first = embedded(entrance, run, spec, tokens);
  const turning = spec.blocks.flatMap((one) => turningOf(one) ?? []);
  const tables = tablesOf(entrance, run, tokens, turning);
  const beside = spec.beside?.({ stage: entrance, run, path: "beside" }, first, tokens);
  const stage = builder.stage("layers");
  const common = { stage, run, tables, made: new Map(), beside, embedded: first };
  let x = spec.streams?.spread({ stage: entrance, run, path: "streams" }, first) ?? first;
  for (const [layer, one] of spec.blocks.entries())
    x = block({ ...common, name: `layers.${layer}`, layer }, one, x);
  const last = spec.streams?.gathered({ stage: builder.stage("output"), run, path: "streams" }, x) ?? x;
  head(builder, run, spec.head, lastFeatures(builder, run, spec, last), tokens);
  const graph = builder.graph();
  specs.set(graph.nodes, spec);
  return graph;
}

/** What a block turns by, where it turns anything. */
function turningOf(block: BlockSpec): RotarySpec | undefined {
  const attention = attending(block);
  if (attention === undefined) return block.rotary;
  return attention.kind === "latent" && attention.still === true ? undefined : attention.rotary;
}

/** Specs by the nodes that were built from them: a graph stays plain data, and copies of it keep their nodes. */
const specs = sharedInProcess("decoder-specs", () => new WeakMap<CountedGraph["nodes"], DecoderSpec>());

/** The spec that a decoder's graph was built from; undefined for every other graph. */
export function decoderSpecOf(graph: CountedGraph): DecoderSpec | undefined {
  return specs.get(graph.nodes);
}

/** The graph, known as the decoder that one of its parts is: a language model with a tower beside it. */
export function withDecoderOf(graph: CountedGraph, part: CountedGraph): CountedGraph {
  const spec = specs.get(part.nodes);
  if (spec !== undefined) specs.set(graph.nodes, spec);
  besides.set(graph.nodes, ownParameters(graph) - ownParameters(part));
  return graph;
}

const besides = sharedInProcess("decoder-besides", () => new WeakMap<CountedGraph["nodes"], number>());

/** Parameters of a graph that are not its decoder's: of towers and projectors beside a language model. */
export function parametersBesideDecoder({ nodes }: CountedGraph): number {
  return besides.get(nodes) ?? 0;
}

function ownParameters({ nodes }: CountedGraph): number {
  const own = nodes.filter(({ sharesWeightsWith }) => sharesWeightsWith === undefined);
  return own.reduce((all, { layer }) => all + (layer.parameters?.value ?? 0), 0);
}

function embedded(stage: Stage, run: Run, spec: DecoderSpec, tokens: Tensor): Tensor {
  const { vocabulary, tableDim } = spec;
  const table = embedding({ tokens: tokens.shape, vocabulary, modelDim: tableDim });
  let x = stage.add("embedding.table", table, tokens);
  if (spec.scaled)
    x = stage.add("embedding.scale", { ...scale({ input: x.shape, by: "√modelDim" }), saved: [] }, x);
  x = projected(stage, spec, "embedding.projection", x, spec.modelDim);
  if (spec.embeddingNorm !== undefined) x = normed(stage, run, spec.embeddingNorm, "embedding.norm", x);
  if (spec.positions !== undefined) x = positioned(stage, run, spec.positions, x);
  return dropped(stage, "embedding.dropout", x, { rate: spec.embeddingDropout, mask: "value" });
}

function positioned(
  stage: Stage,
  run: Run,
  { rows, perSequence }: NonNullable<DecoderSpec["positions"]>,
  x: Tensor,
): Tensor {
  if (rows === "constants")
    return stage.add("embedding.positions", positions({ input: x.shape, variant: "fixed" }), x);
  const elements = run.sequence * (perSequence ? run.batch : 1);
  const numbers = { kind: "own", label: "positions", elements, bytesPerElement: 8 } as const;
  const table = { ...positions({ input: x.shape, variant: "learned", rows }), saved: [numbers] };
  return stage.add("embedding.positions", table, x);
}

/** Features in another width, without bias; the tensor itself where the width is theirs. */
function projected(stage: Stage, spec: DecoderSpec, name: string, x: Tensor, outputFeatures: number): Tensor {
  if (spec.tableDim === spec.modelDim) return x;
  return stage.add(name, linear({ input: x.shape, outputFeatures, bias: false }), x);
}

function lastFeatures(builder: GraphBuilder, run: Run, spec: DecoderSpec, x: Tensor): Tensor {
  const stage = builder.stage("output");
  const last = spec.finalNorm === undefined ? x : normed(stage, run, spec.finalNorm, "norm", x);
  return projected(stage, spec, "output.projection", last, spec.tableDim);
}
