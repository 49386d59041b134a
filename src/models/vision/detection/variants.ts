// Sketches that write the same layers in another way: with norms that do not learn, or with the weights of earlier ones.
import { elementwiseOperation, type Stage, type Tensor } from "../../../layers/index.js";
import { type Sketch, sketch } from "../../sketch.js";

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

/** The same place, but every layer with parameters uses those of the layer of that name below `owner`. */
export function reused(s: Sketch, owner: string): Sketch {
  const stage: Stage = {
    name: s.stage.name,
    add: (name, layer, ...from) =>
      layer.parameters === undefined
        ? s.stage.add(name, layer, ...from)
        : s.stage.addTied(name, layer, owner + name.slice(s.path.length), ...from),
    addTied: s.stage.addTied,
  };
  return sketch(stage, s.run, s.path);
}

/** The first of several places owns the weights, the others use them. */
export function sharedAmong(s: Sketch, part: string, index: number): Sketch {
  const here = s.within(`${part}.${index}`);
  return index === 0 ? here : reused(here, s.name(`${part}.0`));
}
