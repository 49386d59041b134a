// Functions that a decomposition took apart: what autograd keeps is what the whole function keeps, not its pieces.
import type { Emission, Saving } from "./emit.js";
import type { Origin } from "./program.js";
import type { Value } from "./value.js";

/** Functions that keep their input whatever they compute in between. */
const keepInput: ReadonlySet<string> = new Set(
  "silu hardswish hardsigmoid mish softplus glu gelu leaky_relu elu selu celu relu6 hardtanh logsigmoid prelu rrelu threshold hardshrink softshrink logit var std logsumexp norm vector_norm mse_loss huber_loss smooth_l1_loss l1_loss binary_cross_entropy binary_cross_entropy_with_logits logaddexp".split(
    " ",
  ),
);

/** Functions that keep nothing: their weights depend on sizes alone. */
const keepNothing: ReadonlySet<string> = new Set(
  "interpolate upsample pixel_shuffle pixel_unshuffle".split(" "),
);

/** Operators that are such a function whole, by its name: they have a rule of their own. */
function isWhole(operator: string, { function: name }: Origin): boolean {
  const plain = operator.replace(/^_+/, "").replace(/^(linalg|special)_/, "");
  if (name === "interpolate") return /upsample|pool/.test(plain);
  return plain.includes(name) || name.includes(plain);
}

/** What is kept of a piece: of a function that keeps its input, what came into it from outside. */
export function keptOfPiece(
  operator: string,
  origin: Origin | undefined,
  emission: Emission,
  madeBy: (value: Value) => string | undefined,
): readonly Saving[] | undefined {
  if (origin === undefined || isWhole(operator, origin)) return emission.saved;
  if (keepNothing.has(origin.function)) return [];
  if (!keepInput.has(origin.function)) return emission.saved;
  return emission.inputs.filter(
    (value) => value?.gradient === true && value.tensor !== undefined && madeBy(value) !== origin.call,
  ) as readonly Value[];
}
