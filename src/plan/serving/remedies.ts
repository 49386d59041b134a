// Single changes that would make a model fit on a server: more devices, or weights in fewer bits.
import { formatBits, isStored, isVariant, servingFormatNames, type WeightFormat } from "./formats.js";
import { servedModel } from "./model.js";
import { servingMemory } from "./room.js";
import { divisors, type ServingSpec, servingSetting } from "./spec.js";

/** One change of a server and the sequences that fit with it. */
export interface Remedy {
  readonly count: number;
  readonly weights: WeightFormat;
  readonly sequences: number;
}

/** The smallest count of devices at which it fits, and the formats of weights, widest first, with which it does here. */
export function remedies(spec: ServingSpec): readonly Remedy[] {
  const { count, weights } = servingSetting(spec);
  const tried = (changed: Pick<Remedy, "count" | "weights">): readonly Remedy[] => {
    const setting = servingSetting({ ...spec, ...changed });
    const sequences = servingMemory(setting, servedModel(setting.shape)).sequences.value;
    return sequences >= 1 ? [{ ...changed, sequences }] : [];
  };
  const [more] = divisors(spec.shape.heads)
    .filter((devices) => devices > count)
    .flatMap((devices) => tried({ count: devices, weights }));
  const bits = isStored(weights) ? weights.bitsPerWeight.value : formatBits(weights).value;
  const narrower = servingFormatNames
    .filter((format) => !isVariant(format) && formatBits(format).value < bits)
    .sort((a, b) => formatBits(b).value - formatBits(a).value)
    .flatMap((format) => tried({ count, weights: format }));
  return [...(more === undefined ? [] : [more]), ...narrower];
}
