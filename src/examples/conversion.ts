// The plainest worked step: an amount written in another unit.
import { given, isQuantity, type Quantity } from "../numbers/quantity.js";
import type { Amount } from "../numbers/units.js";

/** The amount itself; the unit of the statement does the conversion. */
export function converted({ amount }: { readonly amount: Amount | Quantity }): Quantity {
  return isQuantity(amount) ? amount : given(amount, "given by the caller");
}
