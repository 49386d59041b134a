// Pooling operators: the maximum, mean or power mean of windows or of the whole image.
import { elements, type SizedPoolingSpec, sizedPooling } from "../../../layers/index.js";
import type { Rule, Rules } from "../call.js";
import { integerType } from "../element-type.js";
import { copyOf } from "./view.js";
import { slidOver, windowOf } from "./window.js";

type PoolingFunction = SizedPoolingSpec["function"];

/** Rules of the pooling operators. */
export const poolingRules: Rules = {
  MaxPool: windows("maximum"),
  AveragePool: windows("average"),
  LpPool: windows("power mean"),
  QLinearAveragePool: windows("average"),
  GlobalMaxPool: whole("maximum"),
  GlobalAveragePool: whole("average"),
  GlobalLpPool: whole("power mean"),
  QLinearGlobalAveragePool: whole("average"),
};

function windows(name: PoolingFunction): Rule {
  return (call) => {
    const input = call.known(0);
    const [batch = 0, channels = 0, ...sizes] = input.shape;
    const window = windowOf(call, sizes.length, undefined);
    const output = [batch, channels, ...slidOver(call, sizes, window)];
    const layer = sizedPooling({ input: input.shape, output, kernel: window.kernel, function: name });
    const pooled = call.emit(layer, [input], { shape: output });
    if (call.node.outputs.length < 2) return [pooled];
    return [
      pooled,
      copyOf(call, [pooled], output, "indices of the maxima", { part: "indices", type: integerType }),
    ];
  };
}

function whole(name: PoolingFunction): Rule {
  return (call) => {
    const input = call.known(0);
    const [batch = 0, channels = 0, ...sizes] = input.shape;
    if (sizes.length === 0 || elements(sizes) === 0)
      throw call.problem(`input must be [batch, channels, ...], got [${input.shape.join(", ")}]`);
    const output = [batch, channels, ...sizes.map(() => 1)];
    return [
      call.emit(sizedPooling({ input: input.shape, output, kernel: sizes, function: name }), [input], {
        shape: output,
      }),
    ];
  };
}
