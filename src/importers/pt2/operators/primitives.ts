// The primitives below ATen, where they have names of their own.
import type { Rule, Rules } from "../call.js";
import { elementwiseRules } from "./elementwise.js";
import { movementRules } from "./movement.js";
import { reductionRules } from "./reductions.js";

function named(rules: Rules, names: Readonly<Record<string, string>>): Rules {
  return Object.fromEntries(
    Object.entries(names).flatMap(([primitive, name]): readonly (readonly [string, Rule])[] => {
      const rule = rules[name];
      return rule === undefined ? [] : [[primitive, rule]];
    }),
  );
}

/** Rules of prims whose name is another one in ATen. */
export const primitiveRules: Rules = {
  ...named(movementRules, {
    convert_element_type: "_to_copy",
    broadcast_in_dim: "expand",
    view_of: "alias",
    iota: "arange",
    collapse: "flatten",
    collapse_view: "view",
    split_dim: "view",
    device_put: "alias",
    inductor_random: "rand",
    inductor_seeds: "rand",
    rev: "flip",
    copy_to: "copy_",
    _uniform_helper: "rand",
  }),
  ...named(elementwiseRules, {
    shift_left: "bitwise_left_shift",
    shift_right_arithmetic: "bitwise_right_shift",
    cbrt: "sqrt",
    fma: "addcmul",
    xor: "bitwise_xor",
    real_pow: "pow",
  }),
  ...named(reductionRules, { xor_sum: "sum" }),
};
