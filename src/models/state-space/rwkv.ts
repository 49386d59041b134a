// RWKV-4: tokens mixed with the one before, and a weighted mean of all values so far in place of attention.
import type { Tensor } from "../../layers/index.js";
import type { OwnSpec } from "../language/blocks/specs.js";
import { type Sketch, sketchAt } from "../sketch.js";
import { learnedStep, steps } from "./parts.js";

/** The mixing over tokens: keys and values scanned with decays, opened by what the token receives. */
export function timeMix(sizes: { readonly modelDim: number; readonly innerDim: number }): OwnSpec {
  const { modelDim, innerDim } = sizes;
  return {
    kind: "own",
    name: "a recurrence over tokens (RWKV)",
    // the token before, and a numerator, a denominator and a largest exponent for each feature
    state: modelDim + 3 * innerDim,
    build: (where, x) => {
      const here = sketchAt(where);
      const keys = here.linear("key", shifted(here, "key", x), innerDim, false);
      const values = here.linear("value", shifted(here, "value", x), innerDim, false);
      const received = here.linear("receptance", shifted(here, "receptance", x), innerDim, false);
      const open = here.activation("open", received, "sigmoid");
      const weights = learnedStep(here, "weights", keys, {
        name: "decays and the bonus of the token itself",
        parameters: 2 * innerDim,
        forward: "3 add + 4 subtract + 2 compare + 4 exponential",
      });
      const mean = steps(here, "mean", "6 multiply + 4 add + divide", weights, values);
      return here.linear("output", here.multiply("opened", open, mean), modelDim, false);
    },
  };
}

/** The feed-forward over features: squared, and opened by what the token receives. */
export function channelMix(sizes: { readonly modelDim: number; readonly dim: number }): OwnSpec {
  const { modelDim, dim } = sizes;
  return {
    kind: "own",
    name: "a feed-forward that reads the token before (RWKV)",
    state: modelDim,
    build: (where, x) => {
      const here = sketchAt(where);
      const up = here.linear("key", shifted(here, "key", x), dim, false);
      const received = here.linear("receptance", shifted(here, "receptance", x), modelDim, false);
      const down = here.linear("value", here.activation("activation", up, "relu-squared"), modelDim, false);
      return here.multiply("opened", here.activation("open", received, "sigmoid"), down);
    },
  };
}

/** Each token mixed with the one before by a learned share of each feature. */
function shifted(here: Sketch, part: string, x: Tensor): Tensor {
  return learnedStep(here, `${part}.shift`, x, {
    name: "mixed with the token before",
    parameters: x.shape.at(-1) ?? 0,
    forward: "2 multiply + subtract + add",
  });
}
