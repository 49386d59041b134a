// Dropout in its kinds: only where the program trains does it do anything.
import { elements, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { work } from "./parts.js";
import { bytesOf } from "./saves.js";

/** Rules of dropout. */
export const dropoutRules: Rules = {
  dropout: dropped((shape) => shape),
  alpha_dropout: dropped((shape) => shape),
  feature_dropout: dropped((shape) => shape.slice(0, 2)),
  feature_alpha_dropout: dropped((shape) => shape.slice(0, 2)),
  native_dropout: nativeDropout,
};

/** Keeps its mask, as wide as its input on a CPU. */
function dropped(maskOf: (shape: Shape) => Shape): Rule {
  return (call) => {
    const [self] = call.all();
    if (self === undefined) throw call.problem("must have a tensor, got none; the file is damaged");
    const rate = call.number("p", 0.5);
    if (!call.flag("train", false) || rate === 0) return [self];
    return [
      masked(call, self, {
        label: "mask",
        elements: elements(maskOf(self.shape)),
        bytesPerElement: bytesOf(call, self.type),
      }),
    ];
  };
}

function masked(
  call: Call,
  self: Value,
  mask: { label: string; elements: number; bytesPerElement: number },
): Value {
  const output = call.form(0);
  const count = elements(output.shape);
  return call.emit({
    kind: "dropout",
    settings: `rate ${call.number("p", 0.5)}`,
    inputs: [self],
    output,
    forward: work("random number + compare + 2 multiply", count, "activation"),
    gradients: [work("multiply", count, "activation")],
    saved: [mask],
    view: call.inPlace && self.tensor !== undefined,
  });
}

/** The fused kernel keeps a mask of truths, which comes out too. */
function nativeDropout(call: Call): readonly Value[] {
  const [self] = call.all();
  if (self === undefined) throw call.problem("must have a tensor, got none; the file is damaged");
  const mask = { label: "mask", elements: elements(self.shape), bytesPerElement: 1 };
  const others = Array.from({ length: Math.max(0, call.outputs - 1) }, (_, i) =>
    call.emit({ kind: "copy", settings: "mask", inputs: [], output: call.form(i + 1), part: `${i + 2}` }),
  );
  return [masked(call, self, mask), ...others];
}
