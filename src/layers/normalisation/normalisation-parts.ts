// Work of a normalisation as parts of a record: so many operations for each element, forward and for both gradients.

import type { Quantity } from "../../numbers/quantity.js";
import { elementwisePart } from "../elementwise/work.js";
import type { LayerParts, WorkParts } from "../graph/record-spec.js";

/** Operations for each element. */
export interface NormalisationCounts {
  readonly forward: Quantity;
  /** For the gradients of scale and shift. */
  readonly weightGradient: Quantity;
  readonly inputGradient: Quantity;
}

/** The work on so many elements; a normalisation without scale and shift leaves their gradient out. */
export function normalisationParts(
  counts: NormalisationCounts,
  elements: string,
): Required<Pick<LayerParts, "forward" | "weightGradient" | "inputGradient">> {
  const work = (count: Quantity): WorkParts => ({ normalisation: elementwisePart(count, elements) });
  return {
    forward: work(counts.forward),
    weightGradient: work(counts.weightGradient),
    inputGradient: [work(counts.inputGradient)],
  };
}

/** What a normalisation without scale and shift lacks. */
export const notAffine: Pick<LayerParts, "parameters" | "weightGradient"> = {
  parameters: undefined,
  weightGradient: {},
};
