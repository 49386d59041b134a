// Widths and depths of a RegNet's stages out of its four parameters: a straight line, quantised.

import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";
import { roundedChannels } from "./channel-rounding.js";

/** Channels of one block before they are rounded: the line's value, moved to the nearest power of the factor. */
export const regnetSteppedWidth = formula({
  id: "models.regnet.stepped-width",
  meaning: "Channels of a block of a RegNet: a straight line over the blocks, moved to steps of one factor",
  expression:
    "initialWidth * widthRatio ^ round(log((initialWidth + widthSlope * blockNumber) / initialWidth) / log(widthRatio))",
  result: "steppedWidth",
  inputs: ["initialWidth", "widthSlope", "widthRatio", "blockNumber"],
  source: { source: sources.radosavovic2020, place: "section 3.3, equations 2 to 4" },
});

/** The nearest multiple of 8; half way between two, the one that is a multiple of 16. */
export const regnetBlockWidth = formula({
  id: "models.regnet.block-width",
  meaning: "Channels of a block of a RegNet in eights, half way between two the even number of eights",
  expression: "8 * (ceil(steppedWidth / 16 - 1 / 4) + floor(steppedWidth / 16 + 1 / 4))",
  result: "blockWidth",
  inputs: ["steppedWidth"],
  source: {
    source: sources.torchvision,
    place: "regnet_x_1_6gf: 80 × 2.25 = 22.5 eights becomes 22, as its published parameters say",
  },
});

/** Formulas of this file, for the catalogue. */
export const regnetFormulas = [regnetSteppedWidth, regnetBlockWidth] as const;

/** The parameters of a RegNet. */
export interface RegNetParameters {
  /** Blocks. */
  readonly depth: number;
  readonly initialWidth: number;
  readonly widthSlope: number;
  readonly widthFactor: number;
  /** Channels of a group of the 3 × 3 convolutions. */
  readonly groupWidth: number;
}

/** One stage. */
export interface RegNetStage {
  readonly width: number;
  readonly blocks: number;
  readonly groupWidth: number;
}

/** The stages: blocks of equal width together, and each width a multiple of the width of its groups. */
export function regnetStages(net: RegNetParameters): readonly RegNetStage[] {
  const { depth, groupWidth, widthFactor: widthRatio, ...line } = net;
  const steppedWidth = regnetSteppedWidth.compiled();
  const blockWidth = regnetBlockWidth.compiled();
  const counts = new Map<number, number>();
  for (let blockNumber = 0; blockNumber < depth; blockNumber++) {
    const width = blockWidth({ steppedWidth: steppedWidth({ ...line, widthRatio, blockNumber }) });
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  return [...counts].map(([width, blocks]) => {
    const fitted = Math.min(groupWidth, width);
    return { width: roundedChannels(width, fitted), blocks, groupWidth: fitted };
  });
}
