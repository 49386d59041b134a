// One block of a transformer: attention and feed-forward, normalised and added up as its arrangement says.
import { dropped, residualAdd, type Stage, type Tensor, weightsOnly } from "../../../layers/index.js";
import { type Place, selfAttention } from "./attention.js";
import { experts } from "./experts.js";
import { latentAttention } from "./latent-attention.js";
import { mlp } from "./mlp.js";
import { normed } from "./norm.js";
import type { RotaryTables } from "./rotary.js";
import type { Run } from "./run.js";
import type { BlockSpec } from "./specs.js";

/** Where a block stands. */
export interface BlockPlace {
  readonly stage: Stage;
  readonly run: Run;
  /** Module path, e.g. "layers.0". */
  readonly name: string;
  readonly tables: RotaryTables | undefined;
}

/**
 * A block over [batch, tokens, modelDim]. `memory` is what an encoder gives, [batch, source tokens, width]; a block with
 * attention to it that is given none has the weights of that attention and does not run it.
 */
export function block(place: BlockPlace, spec: BlockSpec, x: Tensor, memory?: Tensor): Tensor {
  if (spec.arrangement === "parallel" || spec.arrangement === "parallel-two")
    return sideBySide(place, spec, x);
  const attended = sublayer(place, spec, "attention", x);
  if (spec.cross === undefined) return sublayer(place, spec, "mlp", attended);
  if (memory !== undefined)
    return sublayer(place, spec, "mlp", sublayer(place, spec, "cross-attention", attended, memory));
  sublayer({ ...place, stage: weightsOnly(place.stage) }, spec, "cross-attention", attended);
  return sublayer(place, spec, "mlp", attended);
}

type Part = "attention" | "cross-attention" | "mlp";

/** One sublayer with its normalisations, its dropout and the addition of what came in. */
function sublayer(place: BlockPlace, spec: BlockSpec, part: Part, input: Tensor, memory?: Tensor): Tensor {
  const { stage, run, name } = place;
  const bare = part === "attention" && spec.bareAttention === true;
  const before = !bare && (spec.arrangement === "before" || spec.arrangement === "around");
  const after = spec.arrangement === "after" || spec.arrangement === "around";
  const norm = (label: string, x: Tensor) => normed(stage, run, spec.norm, `${name}.${part}-${label}`, x);
  const inner = inside(place, spec, part, before ? norm("norm", input) : input, memory);
  const result = kept(place, spec, part, after ? norm("norm-after", inner) : inner);
  const sum = stage.add(`${name}.${part}-add`, residualAdd({ input: input.shape }), result, input);
  return spec.arrangement === "after-sum" ? norm("norm", sum) : sum;
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

function inside(place: BlockPlace, spec: BlockSpec, part: Part, x: Tensor, memory?: Tensor): Tensor {
  const { stage, run } = place;
  const name = `${place.name}.${part}`;
  const here: Place = { ...place, name };
  if (part === "cross-attention" && spec.cross !== undefined)
    return selfAttention(here, spec.cross, x, memory);
  if (part === "attention")
    return spec.attention.kind === "heads"
      ? selfAttention(here, spec.attention, x)
      : latentAttention(here, spec.attention, x);
  return spec.mlp.kind === "dense" ? mlp(stage, spec.mlp, name, x) : experts(stage, run, spec.mlp, name, x);
}

function kept({ stage, name }: BlockPlace, spec: BlockSpec, part: Part, x: Tensor): Tensor {
  const rate = part === "mlp" ? spec.mlpDropout : spec.attentionDropout;
  return dropped(stage, `${name}.${part}-dropout`, x, { rate, mask: "value" });
}
