// Networks for images by explicit list, under torchvision's names where it has them.
import type { Claim } from "../claim.js";
import type { ModelRecord } from "../record.js";
import { alexnetClaims, alexnetModels } from "./alexnet.js";
import { convnextClaims, convnextModels } from "./convnext.js";
import { densenetClaims, densenetModels } from "./densenet.js";
import { efficientnetClaims, efficientnetModels } from "./efficientnet.js";
import { googlenetClaims, googlenetModels } from "./googlenet.js";
import { inceptionClaims, inceptionModels } from "./inception.js";
import { maxvitClaims, maxvitModels } from "./maxvit.js";
import { mnasnetClaims, mnasnetModels } from "./mnasnet.js";
import { mobilenetV2Claims, mobilenetV2Models } from "./mobilenet-v2.js";
import { mobilenetV3Claims, mobilenetV3Models } from "./mobilenet-v3.js";
import { furtherWeightsClaims } from "./published.js";
import { regnetClaims, regnetModels } from "./regnet.js";
import { resnetClaims, resnetModels } from "./resnet.js";
import { shufflenetV2Claims, shufflenetV2Models } from "./shufflenet-v2.js";
import { squeezenetClaims, squeezenetModels } from "./squeezenet.js";
import { swinClaims, swinModels } from "./swin.js";
import { vggClaims, vggModels } from "./vgg.js";
import { vitClaims, vitModels } from "./vit.js";

/** Every network for images. */
export const visionModels: readonly ModelRecord[] = [
  ...alexnetModels,
  ...convnextModels,
  ...densenetModels,
  ...efficientnetModels,
  ...googlenetModels,
  ...inceptionModels,
  ...maxvitModels,
  ...mnasnetModels,
  ...mobilenetV2Models,
  ...mobilenetV3Models,
  ...regnetModels,
  ...resnetModels,
  ...shufflenetV2Models,
  ...squeezenetModels,
  ...swinModels,
  ...vggModels,
  ...vitModels,
];

/** Published claims about them. */
export const visionClaims: readonly Claim[] = [
  ...alexnetClaims,
  ...convnextClaims,
  ...densenetClaims,
  ...efficientnetClaims,
  ...googlenetClaims,
  ...inceptionClaims,
  ...maxvitClaims,
  ...mnasnetClaims,
  ...mobilenetV2Claims,
  ...mobilenetV3Claims,
  ...regnetClaims,
  ...resnetClaims,
  ...shufflenetV2Claims,
  ...squeezenetClaims,
  ...swinClaims,
  ...vggClaims,
  ...vitClaims,
  ...furtherWeightsClaims(visionModels),
];
