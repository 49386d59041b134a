// Families that see, by model type.
import type { Family } from "../family.js";
import { gridTowers } from "./grid-towers.js";
import { hearingFamilies } from "./hearing-families.js";
import { plainTowers } from "./plain-towers.js";
import { qwenTowers } from "./qwen-towers.js";
import { seeingFamilies } from "./seeing-families.js";
import { textTowers } from "./text-towers.js";
import { twoTowerFamilies } from "./two-towers.js";

export const multimodalFamilies: Readonly<Record<string, Family>> = {
  ...plainTowers,
  ...gridTowers,
  ...qwenTowers,
  ...hearingFamilies,
  ...textTowers,
  ...twoTowerFamilies,
  ...seeingFamilies,
};
