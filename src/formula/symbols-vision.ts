// Symbols of the rules by which networks for images choose their sizes.

const shape = { minimum: 1, integer: true } as const;

/** Spread into the dictionary of symbols, which checks every entry. */
export const visionSymbols = {
  blockNumber: {
    tex: "j",
    unit: "1",
    meaning: "number of the block, from 0",
    minimum: 0,
    integer: true,
  },
  blockWidth: { tex: "w_j", unit: "1", meaning: "channels of the block, in eights", ...shape },
  initialWidth: { tex: "w_0", unit: "1", meaning: "channels of the first block", ...shape },
  steppedWidth: {
    tex: "w'_j",
    unit: "1",
    meaning: "channels of the block before they are rounded to eights",
    above: 0,
  },
  widthRatio: { tex: "w_m", unit: "1", meaning: "factor between one width and the next", above: 1 },
  widthSlope: {
    tex: "w_a",
    unit: "1",
    meaning: "channels that each block adds before widths are quantised",
    minimum: 0,
  },
} as const;
