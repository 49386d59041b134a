// Networks for images by explicit list, under torchvision's names where it has them.
import type { Claim } from "../claim.js";
import type { ModelRecord } from "../record.js";
import { alexnetClaims, alexnetModels } from "./alexnet.js";
import { densenetClaims, densenetModels } from "./densenet.js";
import { googlenetClaims, googlenetModels } from "./googlenet.js";
import { inceptionClaims, inceptionModels } from "./inception.js";
import { mnasnetClaims, mnasnetModels } from "./mnasnet.js";
import { mobilenetV2Claims, mobilenetV2Models } from "./mobilenet-v2.js";
import { mobilenetV3Claims, mobilenetV3Models } from "./mobilenet-v3.js";
import { regnetClaims, regnetModels } from "./regnet.js";
import { resnetClaims, resnetModels } from "./resnet.js";
import { shufflenetV2Claims, shufflenetV2Models } from "./shufflenet-v2.js";
import { squeezenetClaims, squeezenetModels } from "./squeezenet.js";
import { vggClaims, vggModels } from "./vgg.js";

/** Every network for images. */
export const visionModels: readonly ModelRecord[] = [
  ...alexnetModels,
  ...densenetModels,
  ...googlenetModels,
  ...inceptionModels,
  ...mnasnetModels,
  ...mobilenetV2Models,
  ...mobilenetV3Models,
  ...regnetModels,
  ...resnetModels,
  ...shufflenetV2Models,
  ...squeezenetModels,
  ...vggModels,
];

/** Published claims about them. */
export const visionClaims: readonly Claim[] = [
  ...alexnetClaims,
  ...densenetClaims,
  ...googlenetClaims,
  ...inceptionClaims,
  ...mnasnetClaims,
  ...mobilenetV2Claims,
  ...mobilenetV3Claims,
  ...regnetClaims,
  ...resnetClaims,
  ...shufflenetV2Claims,
  ...squeezenetClaims,
  ...vggClaims,
];
