// Networks for images by explicit list, under torchvision's names where it has them.
import type { Claim } from "../claim.js";
import type { ModelRecord } from "../record.js";
import { resnetClaims, resnetModels } from "./resnet.js";

/** Every network for images. */
export const visionModels: readonly ModelRecord[] = [...resnetModels];

/** Published claims about them. */
export const visionClaims: readonly Claim[] = [...resnetClaims];
