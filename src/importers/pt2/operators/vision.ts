// torchvision's operators on boxes and regions.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { work } from "./parts.js";

/** Regions of an image brought to one size: four samples of each value, by their weights. */
const region: Rule = (call) => {
  const [input, boxes] = [call.tensor("input"), call.tensor("rois")];
  const output = call.form(0);
  const count = elements(output.shape);
  return [made(call, [input, boxes], "4 multiply + 3 add", count, [boxes]), ...others(call)];
};

/** Rules of torchvision. */
export const visionRules: Rules = {
  nms: (call) => [
    call.emit({
      kind: "copy",
      settings: "non-maximum suppression",
      inputs: call.all(),
      output: call.form(0),
      differentiable: false,
    }),
  ],
  roi_align: region,
  roi_pool: region,
  ps_roi_align: region,
  ps_roi_pool: region,
};

function made(
  call: Call,
  inputs: readonly Value[],
  words: string,
  count: number,
  saved: readonly Value[],
): Value {
  return call.emit({
    kind: "pooling",
    settings: call.operator.replace(/_/g, " "),
    inputs,
    output: call.form(0),
    forward: work(words, count, "pooling"),
    gradients: [work(words, count, "pooling"), []],
    saved,
  });
}

function others(call: Call): readonly Value[] {
  return Array.from({ length: Math.max(0, call.outputs - 1) }, (_, i) =>
    call.emit({
      kind: "copy",
      settings: "places",
      inputs: call.all(),
      output: call.form(i + 1),
      differentiable: false,
      part: `${i + 2}`,
    }),
  );
}
