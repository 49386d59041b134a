// Sketches whose layers use the weights of earlier ones: a part of a network that runs in several places.
import type { Stage } from "../layers/index.js";
import { type Sketch, sketch } from "./sketch.js";

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
