// Compound scaling of CNNs: depth, width and resolution grow together. Tan and Le 2019.

import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const paper = (place: string) => ({ source: sources.tanLe2019, place });

/** Operations for each step of the compound coefficient; the paper asks for about 2. */
export const unitGrowth = formula({
  id: "efficientnet.unit-growth",
  meaning: "Factor on the operations per step of the compound coefficient",
  expression: "depthBase * widthBase ^ 2 * resolutionBase ^ 2",
  result: "unitGrowth",
  inputs: ["depthBase", "widthBase", "resolutionBase"],
  source: paper("eq. 3"),
});

/** Factor on the layers. */
export const compoundDepth = formula({
  id: "efficientnet.depth",
  meaning: "Factor on the layers at a compound coefficient",
  expression: "depthBase ^ compoundExponent",
  result: "depthFactor",
  inputs: ["depthBase", "compoundExponent"],
  source: paper("eq. 3"),
});

/** Factor on the channels. */
export const compoundWidth = formula({
  id: "efficientnet.width",
  meaning: "Factor on the channels at a compound coefficient",
  expression: "widthBase ^ compoundExponent",
  result: "widthFactor",
  inputs: ["widthBase", "compoundExponent"],
  source: paper("eq. 3"),
});

/** Factor on height and width of the input. */
export const compoundResolution = formula({
  id: "efficientnet.resolution",
  meaning: "Factor on height and width of the input at a compound coefficient",
  expression: "resolutionBase ^ compoundExponent",
  result: "resolutionFactor",
  inputs: ["resolutionBase", "compoundExponent"],
  source: paper("eq. 3"),
});

/** Operations at a compound coefficient: about 2 to its power. */
export const compoundGrowth = formula({
  id: "efficientnet.flop-growth",
  meaning: "Factor on the operations at a compound coefficient",
  expression: "unitGrowth ^ compoundExponent",
  result: "flopGrowth",
  inputs: ["unitGrowth", "compoundExponent"],
  source: paper("section 3.3, total FLOPS increase by 2^φ"),
});

/** The published bases: depth 1.2, width 1.1, resolution 1.15. */
export const efficientNetBases = { depthBase: 1.2, widthBase: 1.1, resolutionBase: 1.15 } as const;

/**
 * Factors on depth, width, resolution and operations of EfficientNet at a compound coefficient.
 *
 * @example compoundScaling(1).depth // 1.2
 */
export function compoundScaling(compoundExponent: Quantity | number): {
  readonly depth: Quantity;
  readonly width: Quantity;
  readonly resolution: Quantity;
  readonly flop: Quantity;
} {
  const source = paper("section 3.3, step 1");
  const depthBase = given(efficientNetBases.depthBase, source);
  const widthBase = given(efficientNetBases.widthBase, source);
  const resolutionBase = given(efficientNetBases.resolutionBase, source);
  const growth = unitGrowth({ depthBase, widthBase, resolutionBase });
  return {
    depth: compoundDepth({ depthBase, compoundExponent }),
    width: compoundWidth({ widthBase, compoundExponent }),
    resolution: compoundResolution({ resolutionBase, compoundExponent }),
    flop: compoundGrowth({ unitGrowth: growth, compoundExponent }),
  };
}
