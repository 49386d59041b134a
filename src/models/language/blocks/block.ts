// One block of a transformer: attention and feed-forward, normalised and added up as its arrangement says.
import { dropped, residualAdd, type Stage, type Tensor } from "../../../layers/index.js";
import { sketch } from "../../sketch.js";
import { type KeysAndValues, type Place, selfAttention } from "./attention.js";
import { experts } from "./experts.js";
import { latentAttention } from "./latent-attention.js";
import { mlp } from "./mlp.js";
import { normed } from "./norm.js";
import type { TablesOf } from "./rotary.js";
import type { Run } from "./run.js";
import type { BlockSpec, OwnPlace, OwnSpec } from "./specs.js";

/** Where a block stands. */
export interface BlockPlace {
  readonly stage: Stage;
  readonly run: Run;
  /** Module path, e.g. "layers.0". */
  readonly name: string;
  readonly tables: TablesOf | undefined;
  /** The layer's number, from 0, and the keys and values that layers have made; absent: no layer reads those of another. */
  readonly layer?: number;
  readonly made?: Map<number, KeysAndValues>;
  /** What was computed once for all layers. */
  readonly beside?: Tensor | undefined;
  /** The embedded tokens; absent: the block's own input. */
  readonly embedded?: Tensor;
}

/** A block over [batch, tokens, modelDim]. */
export function block(place: BlockPlace, spec: BlockSpec, x: Tensor): Tensor {
  if (spec.arrangement === "parallel" || spec.arrangement === "parallel-two")
    return sideBySide(place, spec, x);
  const middle = sublayer(place, spec, "attention", x);
  const result = sublayer(place, spec, "mlp", middle);
  return spec.after === undefined ? result : own(place, spec.after, `${place.name}.after`, [result, result]);
}

type Part = "attention" | "mlp";

/** One sublayer with its normalisations, its dropout and the addition of what came in. */
function sublayer(place: BlockPlace, spec: BlockSpec, part: Part, input: Tensor): Tensor {
  const { stage, run, name } = place;
  if (spec[part].kind === "none") return input;
  if (spec.streams !== undefined) return throughStreams(place, spec, part, input);
  const before = spec.arrangement === "before" || spec.arrangement === "around";
  const after = spec.arrangement === "after" || spec.arrangement === "around";
  const norm = (label: string, x: Tensor) => normed(stage, run, spec.norm, `${name}.${part}-${label}`, x);
  const inner = inside(place, spec, part, before ? norm("norm", input) : input, input);
  const result = kept(place, spec, part, after ? norm("norm-after", inner) : inner);
  const sum = stage.add(`${name}.${part}-add`, residualAdd({ input: input.shape }), result, input);
  return spec.arrangement === "after-sum" ? norm("norm", sum) : sum;
}

/** One sublayer that reads a mixture of several streams and writes its result into all of them. */
function throughStreams(place: BlockPlace, spec: BlockSpec, part: Part, streams: Tensor): Tensor {
  const { stage, run, name } = place;
  if (spec.streams === undefined) return streams;
  const here = sketch(stage, run, `${name}.${part}-streams`);
  const { x, write } = spec.streams.read(here, streams);
  const inner = inside(place, spec, part, normed(stage, run, spec.norm, `${name}.${part}-norm`, x));
  return spec.streams.write(here, streams, kept(place, spec, part, inner), write);
}

/** Attention and feed-forward of the same input. */
function sideBySide(place: BlockPlace, spec: BlockSpec, input: Tensor): Tensor {
  const { stage, run, name } = place;
  const norm = (label: string) => normed(stage, run, spec.norm, `${name}.${label}`, input);
  const first = norm(spec.arrangement === "parallel" ? "norm" : "attention-norm");
  const second = spec.arrangement === "parallel" ? first : norm("mlp-norm");
  const attended = kept(place, spec, "attention", inside(place, spec, "attention", first));
  const fed = kept(place, spec, "mlp", inside(place, spec, "mlp", second));
  const both = stage.add(`${name}.attention-add`, residualAdd({ input: input.shape }), fed, attended);
  return stage.add(`${name}.mlp-add`, residualAdd({ input: input.shape }), both, input);
}

function inside(place: BlockPlace, spec: BlockSpec, part: Part, x: Tensor, residual = x): Tensor {
  const { stage, run } = place;
  const name = `${place.name}.${part}`;
  const here: Place = { ...place, name };
  const one = spec[part];
  switch (one.kind) {
    case "heads":
      return selfAttention(here, one, x);
    case "latent":
      return latentAttention(here, one, x);
    case "dense":
      return mlp(stage, one, name, x, run);
    case "experts":
      return experts(stage, run, one, name, x);
    case "own":
      return own(place, one, name, [x, residual]);
    case "none":
      return x;
  }
}

function own(
  { stage, run, tables, beside, embedded }: BlockPlace,
  spec: OwnSpec,
  name: string,
  [x, residual]: readonly [Tensor, Tensor],
): Tensor {
  const place: OwnPlace = {
    tables: tables ?? (() => undefined),
    beside,
    embedded: embedded ?? x,
    residual,
  };
  return spec.build(sketch(stage, run, name), x, place);
}

function kept({ stage, name }: BlockPlace, spec: BlockSpec, part: Part, x: Tensor): Tensor {
  const rate = part === "attention" ? spec.attentionDropout : spec.mlpDropout;
  return dropped(stage, `${name}.${part}-dropout`, x, { rate, mask: "value" });
}
