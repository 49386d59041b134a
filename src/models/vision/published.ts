// What torchvision publishes about further weights of its networks, where size or image differ from the first ones.
import { sources } from "../../sources/bibliography.js";
import type { Claim } from "../claim.js";
import type { ModelRecord } from "../record.js";

/** torchvision's name, enum of weights, height and width of the image, parameters, thousand million MAC for one image. */
type Row = readonly [model: string, weights: string, resolution: number, parameters: number, gmac: number];

/**
 * The first weights of each network stand with the network. Those here were tuned on larger images, for which a vision
 * transformer has more positions and with them more parameters; all other weights repeat the figures of the first.
 */
const furtherWeights: readonly Row[] = [
  ["regnet_y_16gf", "RegNet_Y_16GF_Weights.IMAGENET1K_SWAG_E2E_V1", 384, 83_590_140, 46.735],
  ["regnet_y_32gf", "RegNet_Y_32GF_Weights.IMAGENET1K_SWAG_E2E_V1", 384, 145_046_770, 94.826],
  ["regnet_y_128gf", "RegNet_Y_128GF_Weights.IMAGENET1K_SWAG_E2E_V1", 384, 644_812_894, 374.57],
  ["vit_b_16", "ViT_B_16_Weights.IMAGENET1K_SWAG_E2E_V1", 384, 86_859_496, 55.484],
  ["vit_l_16", "ViT_L_16_Weights.IMAGENET1K_SWAG_E2E_V1", 512, 305_174_504, 361.986],
  ["vit_h_14", "ViT_H_14_Weights.IMAGENET1K_SWAG_E2E_V1", 518, 633_470_440, 1016.717],
];

/** Claims about networks at the larger images of further weights. */
export function furtherWeightsClaims(models: readonly ModelRecord[]): readonly Claim[] {
  return furtherWeights.flatMap(([model, weights, resolution, parameters, gmac]) => {
    const record = models.find(({ id }) => id === model);
    if (record === undefined) return [];
    const source = { source: sources.torchvision, place: `${weights}: num_params, _ops` };
    const graph = () => record.graph({ resolution });
    const stated = gmac * 1e9;
    const counted: Claim = {
      id: `${model}-${resolution}-parameters`,
      about: "parameters",
      stated: parameters,
      tolerance: 0,
      reason: "counted from the instantiated model",
      source,
      graph,
    };
    const mac: Claim = {
      id: `${model}-${resolution}-mac-torchvision`,
      about: "forwardMac",
      stated,
      tolerance: 500_000 / stated,
      reason: "printed in thousandths of 10^9",
      source,
      graph,
    };
    return [counted, mac];
  });
}
