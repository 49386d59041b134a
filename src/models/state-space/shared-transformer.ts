// A transformer that several layers run with the same weights, each before a state-space layer of its own: Zamba.
import type { Tensor } from "../../layers/index.js";
import { attend } from "../language/blocks/attend.js";
import { byHead } from "../language/blocks/place.js";
import { rotated } from "../language/blocks/rotary.js";
import type { AttentionSpec, MlpSpec, OwnPlace, OwnSpec } from "../language/blocks/specs.js";
import { reused } from "../shared-weights.js";
import { type Sketch, sketchAt } from "../sketch.js";

/** The transformer, and what each layer that runs it adds to its projections. */
export interface SharedTransformer {
  /** Attention over the layer's input beside the embedded tokens, twice as wide as the model. */
  readonly attention: AttentionSpec;
  readonly mlp: MlpSpec;
  /** Low-rank adapters that each layer has for itself; absent: none. */
  readonly adapters?: { readonly rank: number; readonly attention: boolean };
}

/** Whose weights a layer runs. */
export interface Weighted {
  /** The path of the layer whose transformer this one runs; undefined: its own. */
  readonly owner: string | undefined;
  /** Adapters for other layers that this one has and does not run; default 0. */
  readonly idleAdapters?: number;
}

/**
 * A state-space layer that reads its input plus what the shared transformer makes of it. It normalises its input itself.
 */
export function behindSharedTransformer(
  layer: OwnSpec,
  transformer: SharedTransformer,
  { owner, idleAdapters = 0 }: Weighted,
): OwnSpec {
  return {
    kind: "own",
    name: "a shared transformer before a state-space layer",
    ...(layer.state === undefined ? {} : { state: layer.state }),
    build: (where, x, place) => {
      const here = sketchAt(where);
      const own = here.within("shared");
      const shared = owner === undefined ? own : reused(own, `${owner}.shared`);
      const weights: Weights = { shared, adapters: here.within("adapters"), transformer };
      const modelDim = x.shape.at(-1) ?? 0;
      if (idleAdapters > 0)
        here.unused("idle-adapters", [idleAdapters, adapterParameters(transformer, modelDim)]);
      const attended = attention(weights, here.concatenate("joined", [x, place.embedded], 2), place);
      const fed = feedForward(weights, shared.norm("mlp-norm", attended, "rms"));
      const sum = here.add("sum", x, here.linear("linear", fed, modelDim, false));
      return layer.build(here.within("state-space"), here.norm("norm", sum, "rms"), place);
    },
  };
}

/** Where layers stand that have the shared weights, and those that have weights of their own. */
interface Weights {
  readonly shared: Sketch;
  readonly adapters: Sketch;
  readonly transformer: SharedTransformer;
}

/** Parameters of one layer's adapters. */
function adapterParameters({ adapters, attention, mlp }: SharedTransformer, modelDim: number): number {
  if (adapters === undefined) return 0;
  const widths = (attention.heads + 2 * attention.kvHeads) * attention.headDim;
  const projections = adapters.attention ? 3 * 2 * modelDim + widths : 0;
  return adapters.rank * (projections + modelDim + 2 * mlp.dim);
}

/** A shared projection, and what an adapter of this layer adds to it. */
function projected(
  { shared, adapters, transformer }: Weights,
  part: string,
  x: Tensor,
  { width, bias, adapted }: { readonly width: number; readonly bias: boolean; readonly adapted: boolean },
): Tensor {
  const common = shared.linear(part, x, width, bias);
  if (transformer.adapters === undefined || !adapted) return common;
  const narrow = adapters.linear(`${part}.down`, x, transformer.adapters.rank, false);
  return adapters.add(part, common, adapters.linear(`${part}.up`, narrow, width, false));
}

/** Attention of [batch, tokens, 2 × modelDim] -> [batch, tokens, modelDim]. */
function attention(weights: Weights, joined: Tensor, { tables }: OwnPlace): Tensor {
  const { shared, transformer } = weights;
  const { stage, run } = shared;
  const spec = transformer.attention;
  const even = shared.norm("attention-norm", joined, "rms");
  const side = (part: "query" | "key" | "value", heads: number) => {
    const width = heads * spec.headDim;
    const adapted = transformer.adapters?.attention === true;
    const flat = projected(weights, part, even, { width, bias: spec.queryBias, adapted });
    const split = byHead(stage, shared.name(`${part}.heads`), flat, heads);
    const { rotary } = spec;
    if (rotary === undefined || part === "value") return split;
    return rotated(stage, run, shared.name(`${part}.rotary`), split, {
      spec: rotary,
      tables: tables(rotary),
    });
  };
  const parts = {
    query: side("query", spec.heads),
    key: side("key", spec.kvHeads),
    value: side("value", spec.kvHeads),
  };
  const context = attend(stage, run, spec, shared.name("attention"), parts);
  return shared.linear("output", context, (joined.shape.at(-1) ?? 0) / 2, spec.outputBias);
}

function feedForward(weights: Weights, x: Tensor): Tensor {
  const { shared, transformer } = weights;
  const { dim, activation, bias, gate } = transformer.mlp;
  const adapted = transformer.adapters !== undefined;
  if (gate !== "joint" && !adapted) return shared.mlp("mlp", x, { dim, activation, bias, gated: true });
  const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
  const both = projected(weights, "mlp.gate-up", x, { width: 2 * dim, bias, adapted });
  const half = (part: string) => shared.move(`mlp.${part}`, both, [batch, tokens, dim], "part");
  const open = shared.activation("mlp.activation", half("gate"), activation);
  return shared.linear("mlp.down", shared.multiply("mlp.product", open, half("up")), modelDim, bias);
}
