// Time to unpack weights that are stored in fewer bits than products are computed in; none where they need none.
import { integerRate, memoryBandwidth } from "../../hardware/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { isUnpacked } from "./formats.js";
import type { ServedModel } from "./model.js";
import { integerRateByBandwidth, unpackTimeOf } from "./pass-formulas.js";
import { devicesOf } from "./room.js";
import type { ServingSetting } from "./spec.js";
import { tableFormat } from "./weight-bits.js";

/** Time that a pass unpacks weights; undefined where the device computes in their format, or they have 16 bits. */
export function unpacking(
  setting: ServingSetting,
  model: ServedModel,
  expectedExperts: Quantity,
): Quantity | undefined {
  const { device, weights, assumed } = setting;
  if (!isUnpacked(device, weights)) return undefined;
  const head = isUnpacked(device, tableFormat(setting));
  const packed = given(0, "the output layer is not packed", { unit: "parameter", label: "output layer" });
  return unpackTimeOf({
    blockParameters: model.dense,
    expectedExperts,
    expertParametersEach: model.expert ?? given(0, "the model has no experts", { unit: "parameter" }),
    outputLayerParameters: head ? model.head : packed,
    unpackInstructions: assumed.unpackInstructions,
    tensorShards: devicesOf(setting),
    integerRate: rateOf(setting),
  });
}

/** Integer instructions a second of the device, by its units, or where they are not on record by its bandwidth. */
function rateOf({ device, assumed: { integerIntensity } }: ServingSetting): Quantity {
  const bandwidth = memoryBandwidth(device);
  return integerRate(device) ?? integerRateByBandwidth({ integerIntensity, bandwidth });
}
