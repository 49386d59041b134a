// Every family of networks that read images alone, by the `model_type` of their configs.
import type { Family } from "../family.js";
import { compactFamilies } from "./compact.js";
import { deformableFamilies } from "./detection/deformable.js";
import { detrFamilies } from "./detection/detr.js";
import { realTimeFamilies } from "./detection/real-time.js";
import { hgnetFamily } from "./hgnet.js";
import { patchEncoderFamilies } from "./patch-encoders.js";
import { reducedFamilies } from "./reduced.js";
import { segmentAnythingFamilies } from "./segment-anything.js";
import { stagedFamilies } from "./staged.js";

export const visionFamilies: Readonly<Record<string, Family>> = {
  ...compactFamilies,
  ...deformableFamilies,
  ...detrFamilies,
  ...patchEncoderFamilies,
  ...realTimeFamilies,
  ...reducedFamilies,
  ...segmentAnythingFamilies,
  ...stagedFamilies,
  hgnet_v2: hgnetFamily,
};
