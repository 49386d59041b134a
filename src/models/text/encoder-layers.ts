// Layers of encoders that are no plain blocks: convolutions beside or within attention, adapters for languages.
import { dropped, type Tensor, weightsOnly } from "../../layers/index.js";
import { attend } from "../language/blocks/attend.js";
import { byHead, selfAttention } from "../language/blocks/attention.js";
import { mlp } from "../language/blocks/mlp.js";
import type { AttentionSpec, BlockActivation, BlockSpec, MlpSpec } from "../language/blocks/specs.js";
import { type Sketch, sketch } from "../sketch.js";
import { summed } from "./disentangled-attention.js";
import type { Step } from "./encoder.js";

/** What a layer has besides its attention. */
export interface AroundAttention {
  readonly mlp: MlpSpec;
  readonly dropout: number;
}

/** A layer that normalises after each sublayer, with attention of its own kind. */
export function layerAround(attention: Step, spec: AroundAttention): Step {
  return (here, x, shared) => {
    const attended = attention(here.within("attention"), x, shared);
    const first = summed(here, "attention", spec.dropout, attended, x);
    return summed(here, "mlp", spec.dropout, mlp(here.stage, spec.mlp, here.name("mlp"), first), first);
  };
}

/** Features as [batch, features, tokens], which convolutions read, or back. */
function turned(here: Sketch, name: string, x: Tensor): Tensor {
  const [batch = 1, rows = 1, columns = 1] = x.shape;
  return here.move(name, x, [batch, columns, rows], "tokens and features exchanged");
}

/** Projections in groups of features, as convolutions of width 1. */
export interface GroupedSpec {
  readonly attention: AttentionSpec;
  readonly inner: number;
  readonly activation: BlockActivation;
  readonly dropout: number;
  readonly groups: Readonly<Record<"query" | "key" | "value" | "attended" | "up" | "down", number>>;
}

/** A layer of SqueezeBERT over [batch, tokens, modelDim]. */
export function groupedLayer(spec: GroupedSpec): Step {
  const { groups, attention } = spec;
  return (here, x) => {
    const modelDim = x.shape.at(-1) ?? 0;
    const project = (name: string, from: Tensor, features: number, count: number) => {
      const flat = turned(here, `${name}.columns`, from);
      const projected = here.convolution(name, flat, features, { kernel: 1, groups: count });
      return turned(here, `${name}.rows`, projected);
    };
    const side = (part: "query" | "key" | "value") => {
      const flat = project(`attention.${part}`, x, modelDim, groups[part]);
      return byHead(here.stage, here.name(`attention.${part}.heads`), flat, attention.heads);
    };
    const parts = { query: side("query"), key: side("key"), value: side("value") };
    const context = attend(here.stage, here.run, attention, here.name("attention"), parts);
    const attended = project("attention.output", context, modelDim, groups.attended);
    const first = summed(here, "attention", spec.dropout, attended, x);
    const up = here.activation(
      "mlp.activation",
      project("mlp.up", first, spec.inner, groups.up),
      spec.activation,
    );
    return summed(here, "mlp", spec.dropout, project("mlp.down", up, modelDim, groups.down), first);
  };
}

/** Heads of which a part of the features comes from convolutions whose kernels each token makes for itself. */
export interface MixedSpec {
  readonly attention: AttentionSpec;
  readonly kernel: number;
}

/** The attention of ConvBERT over [batch, tokens, modelDim]. */
export function mixedAttention({ attention, kernel }: MixedSpec): Step {
  const { heads, headDim } = attention;
  return (here, x) => {
    const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
    const width = heads * headDim;
    const [query, key, value] = ["query", "key", "value"].map((part) => here.linear(part, x, width));
    if (query === undefined || key === undefined || value === undefined) return x;
    const split = (part: string, from: Tensor) => byHead(here.stage, here.name(`${part}.heads`), from, heads);
    const parts = { query: split("query", query), key: split("key", key), value: split("value", value) };
    const columns = turned(here, "span.columns", x);
    const padding = Math.floor(kernel / 2);
    const deep = { kernel, padding, groups: modelDim, bias: false };
    const wide = here.convolution("span.depthwise", columns, modelDim, deep);
    const span = here.convolution("span.pointwise", wide, width, { kernel: 1 });
    const product = here.multiply("span.product", turned(here, "span.rows", span), query);
    const kernels = here.linear("kernels", product, heads * kernel);
    const each = batch * tokens * heads;
    const shaped = here.view("kernels.rows", kernels, [each, 1, 1, kernel]);
    const weights = here.softmax("kernels.softmax", shaped);
    const values = here.linear("window", x, width);
    const windows = here.move("window.unfolded", values, [each, 1, headDim, kernel], "windows of tokens");
    const convolved = here.matmul("window.context", windows, weights, true);
    const local = here.view("window.rows", convolved, [batch, tokens, width]);
    const context = attend(here.stage, here.run, attention, here.path, parts);
    return here.linear("output", here.concatenate("joined-parts", [context, local], 2), modelDim);
  };
}

/** Attention to which a convolution over the values of each head is added, as in Nyströmformer. */
export function attentionWithConvolution(attention: AttentionSpec, kernel: number): Step {
  const { heads, headDim } = attention;
  return (here, x) => {
    const side = (part: string) =>
      byHead(here.stage, here.name(`${part}.heads`), here.linear(part, x, heads * headDim), heads);
    const parts = { query: side("query"), key: side("key"), value: side("value") };
    const context = attend(here.stage, here.run, attention, here.path, parts);
    const padding = Math.floor(kernel / 2);
    const window = { kernel: [kernel, 1], padding: [padding, 0], groups: heads, bias: false } as const;
    const convolved = here.convolution("convolution", parts.value, heads, window);
    const flat = here.move("convolution.joined", convolved, context.shape, "heads side by side");
    return here.linear("output", here.add("convolution-add", context, flat), x.shape.at(-1) ?? 0);
  };
}

/** Adapters of X-MOD: one small network a language behind each layer, of which a text passes one. */
export interface AdapterSpec {
  readonly languages: number;
  readonly dim: number;
  readonly activation: BlockActivation;
  /** "own": a normalisation of its own before it, "shared": that of the layer, "none". */
  readonly norm: "own" | "shared" | "none";
  readonly dropout: number;
}

/** A layer with an adapter between its feed-forward and the normalisation after it. */
export function adaptedLayer(spec: BlockSpec, adapter: AdapterSpec): Step {
  const before = spec.arrangement === "before";
  return (here, x) => {
    const { stage, run, path: name } = here;
    const attention = spec.attention as AttentionSpec;
    const place = { stage, run, name: here.name("attention"), tables: undefined };
    const read = before ? here.norm("attention-norm", x) : x;
    const attended = selfAttention(place, attention, read);
    const kept = dropped(stage, here.name("attention-dropout"), attended, {
      rate: spec.attentionDropout,
      mask: "value",
    });
    const sum = here.add("attention-add", kept, x);
    const first = before ? sum : here.norm("attention-norm", sum);
    const norm = "mlp-norm";
    const fed = mlp(stage, spec.mlp as MlpSpec, `${name}.mlp`, before ? here.norm(norm, first) : first);
    const whole = here.add(
      "mlp-add",
      dropped(stage, here.name("mlp-dropout"), fed, { rate: spec.mlpDropout, mask: "value" }),
      first,
    );
    return adapted(here, adapter, whole, { before, norm });
  };
}

function adapted(
  here: Sketch,
  spec: AdapterSpec,
  x: Tensor,
  { before, norm }: { readonly before: boolean; readonly norm: string },
): Tensor {
  const again = (name: string, from: Tensor) => {
    const tied: Sketch["stage"] = {
      ...here.stage,
      add: (part, layer, ...inputs) => here.stage.addTied(part, layer, here.name(norm), ...inputs),
    };
    return sketch(tied, here.run, here.path).norm(name, from);
  };
  const own = spec.norm === "own" ? here.norm("adapter.norm", x) : undefined;
  const shared = spec.norm !== "shared" ? x : before ? again("adapter.norm", x) : here.norm(norm, x);
  const ready = own ?? shared;
  const network = (place: Sketch, from: Tensor) => {
    const up = place.activation("activation", place.linear("up", from, spec.dim), spec.activation);
    return place.linear("down", up, x.shape.at(-1) ?? 0);
  };
  const result = network(here.within("adapter.0"), ready);
  for (let i = 1; i < spec.languages; i++)
    network(sketch(weightsOnly(here.stage), here.run, here.name(`adapter.${i}`)), ready);
  const kept = dropped(here.stage, here.name("adapter.dropout"), result, {
    rate: spec.dropout,
    mask: "value",
  });
  const sum = here.add("adapter.add", kept, ready);
  if (before) return sum;
  return spec.norm === "shared" ? again("adapter.norm-after", sum) : here.norm(norm, sum);
}
