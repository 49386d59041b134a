// Narrower weights for a model that does not fit, from the widest down: plain formats, and llama.cpp's mixtures.
import { mixtureNames } from "../../importers/gguf/mixtures.js";
import { weightsByName } from "../../importers/named-weights.js";
import { isStored, isVariant, servingFormatNames, type WeightFormat } from "./formats.js";
import { servedModel } from "./model.js";
import { servingMemory } from "./room.js";
import type { ServingSetting } from "./spec.js";

/** Weights in one format, and what they take of a device. */
export interface Rung {
  readonly format: WeightFormat;
  readonly bytes: number;
}

/** Every format in which the weights take less than in that of the setting, those that take most first. */
export function rungsOf(setting: ServingSetting): readonly Rung[] {
  const { shape } = setting;
  const model = servedModel(shape);
  const bytesOf = (weights: WeightFormat) => servingMemory({ ...setting, weights }, model).weights.value;
  const graph = shape.graph?.({ sequence: 1 });
  const mixtures =
    graph === undefined
      ? []
      : mixtureNames.filter((name) => !special.test(name)).map((name) => weightsByName(name, graph));
  const plain = servingFormatNames.filter((name) => !isVariant(name));
  const now = bytesOf(setting.weights);
  return [...plain, ...mixtures]
    .map((format) => ({ format, bytes: bytesOf(format) }))
    .filter(({ bytes }) => bytes < now)
    .sort((a, b) => b.bytes - a.bytes || Number(isStored(a.format)) - Number(isStored(b.format)));
}

/** Mixtures for networks that were trained for them: ternary weights, and experts alone. */
const special = /^(tq|mxfp4)/;
