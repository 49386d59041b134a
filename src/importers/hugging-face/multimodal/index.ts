// Families that see, by model type.
import type { Family } from "../family.js";
import { gridTowers } from "./grid-towers.js";
import { plainTowers } from "./plain-towers.js";
import { seeingFamilies } from "./seeing-families.js";

export const multimodalFamilies: Readonly<Record<string, Family>> = {
  ...plainTowers,
  ...gridTowers,
  ...seeingFamilies,
};
