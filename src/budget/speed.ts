// The utilisation that a planned step and the speed of real runs give: never more than the devices can do.
import { FlopbookError } from "../ground/errors.js";
import { text } from "../numbers/format.js";
import type { Quantity } from "../numbers/quantity.js";
import { expectedUtilisation } from "./formulas.js";

type PlannedSpeed = Parameters<typeof expectedUtilisation>[0] & { readonly speedShare: Quantity };

/** What a real run reaches of the peak. Errors where it would be faster than the devices are. */
export function utilisationAtSpeed(planned: PlannedSpeed): Quantity {
  const most = 1 / expectedUtilisation({ ...planned, speedShare: 1 }).value;
  if (planned.speedShare.value <= most) return expectedUtilisation(planned);
  throw new FlopbookError(
    `speed: must be at most ${text(most, "1")} here, where the devices reach their peak, got "${planned.speedShare.value}"; write 0.9`,
    { exitCode: 2 },
  );
}
