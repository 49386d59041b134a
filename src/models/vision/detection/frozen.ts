// A sketch whose batch normalisations do not learn, as in backbones of detectors.
import { elementwiseOperation, type Tensor } from "../../../layers/index.js";
import type { Sketch } from "../../sketch.js";

/** The same sketch whose batch normalisations are constants: a factor and a shift for each channel, no parameters. */
export function frozen(s: Sketch): Sketch {
  return {
    ...s,
    within: (part) => frozen(s.within(part)),
    batchNorm: (part, x) => s.stage.add(s.name(part), constantNorm(x), x),
  };
}

function constantNorm(x: Tensor) {
  return elementwiseOperation({
    name: "factor and shift of each channel, constant",
    inputs: [x.shape],
    output: x.shape,
    forward: "multiply + add",
    backward: ["multiply"],
  });
}
