// Every family of networks that read images alone, by the `model_type` of their configs.
import type { Family } from "../family.js";
import { patchEncoderFamilies } from "./patch-encoders.js";
import { reducedFamilies } from "./reduced.js";
import { stagedFamilies } from "./staged.js";

export const visionFamilies: Readonly<Record<string, Family>> = {
  ...patchEncoderFamilies,
  ...reducedFamilies,
  ...stagedFamilies,
};
