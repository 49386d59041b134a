// The recurrent block of Griffin: a convolution and a linear recurrence with gates by head, opened by a branch beside it.
import type { Tensor } from "../../layers/index.js";
import type { BlockActivation, OwnSpec } from "../language/blocks/specs.js";
import { type Sketch, sketchAt } from "../sketch.js";
import { causalConvolution, learnedStep, steps } from "./parts.js";

export interface GatedRecurrenceSizes {
  readonly modelDim: number;
  /** Features of the recurrence, shared among the heads of its gates. */
  readonly innerDim: number;
  readonly heads: number;
  readonly kernel: number;
  /** Activation of the branch beside the recurrence. */
  readonly activation: BlockActivation;
}

/** A recurrent block as the transformers library runs it, token by token. */
export function gatedRecurrence(sizes: GatedRecurrenceSizes): OwnSpec {
  const { modelDim, innerDim, kernel } = sizes;
  return {
    kind: "own",
    name: "a gated linear recurrence (Griffin)",
    state: innerDim * kernel,
    build: (where, x) => {
      const here = sketchAt(where);
      const beside = here.activation(
        "beside.activation",
        here.linear("beside", x, innerDim),
        sizes.activation,
      );
      const convolution = { kernel, bias: true } as const;
      const mixed = causalConvolution(here, "convolution", here.linear("in", x, innerDim), convolution);
      const opened = here.multiply("opened", recurrence(here, sizes, mixed), beside);
      return here.linear("out", opened, modelDim);
    },
  };
}

/** Each feature fades by a gate of the token, and takes up its value by another. */
function recurrence(here: Sketch, sizes: GatedRecurrenceSizes, mixed: Tensor): Tensor {
  const decay = learnedStep(here, "decay", gate(here, "recurrent-gate", sizes, mixed), {
    name: "decays",
    parameters: sizes.innerDim,
    forward: "3 multiply + 3 exponential + softplus",
  });
  const taken = here.multiply("input", mixed, gate(here, "input-gate", sizes, mixed));
  const scaled = steps(here, "input.scaled", "subtract + square root + multiply", taken, decay);
  return steps(here, "scan", "multiply + add", scaled, decay);
}

/** A gate whose features each see those of their own head alone. */
function gate(here: Sketch, part: string, { heads, innerDim }: GatedRecurrenceSizes, x: Tensor): Tensor {
  const [batch = 1, tokens = 1] = x.shape;
  const width = innerDim / heads;
  const shares = Array.from({ length: heads }, (_, head) => {
    const share = here.move(`${part}.${head}.features`, x, [batch, tokens, width], "part");
    return here.linear(`${part}.${head}`, share, width);
  });
  return here.activation(`${part}.open`, here.concatenate(part, shares, 2), "sigmoid");
}
