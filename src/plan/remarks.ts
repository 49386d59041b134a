// What a layout does to the model that its sizes do not tell: tables padded, heads repeated, stages and experts uneven.
import { grouped } from "../numbers/format.js";
import { type Layout, layersOfStage, type Run } from "./layout.js";
import { heldShape, keyValueHeadsHeld, vocabularyOf } from "./shape/held.js";

/** One sentence for each; none for a layout that divides everything evenly. */
export function remarksOn({ tensor, pipeline, interleave, expert }: Layout, run: Run): readonly string[] {
  const { shape } = run;
  const { vocabulary, kvHeads, latent, layers, mixture } = shape;
  const padded = vocabularyOf(heldShape(shape, tensor)).value;
  const held = keyValueHeadsHeld(shape, tensor);
  const most = layersOfStage(layers, pipeline, interleave);
  const experts = mixture === undefined ? 0 : Math.ceil(mixture.experts / expert);
  return [
    ...(padded === vocabulary
      ? []
      : [
          `vocabulary of ${grouped(vocabulary)} padded to ${grouped(padded)}, a multiple of 128 × ${tensor} devices, as Megatron pads it`,
        ]),
    ...(latent !== undefined || held * tensor === kvHeads
      ? []
      : [`${kvHeads} key-value heads on ${tensor} devices: ${held} on the fullest, ${held * tensor} in all`]),
    ...(most * pipeline === layers
      ? []
      : [
          `${layers} layers in ${pipeline} stages${interleave === 1 ? "" : ` of ${interleave} groups`}: ${most} on the fullest, which sets time and memory`,
        ]),
    ...(mixture === undefined || experts * expert === mixture.experts
      ? []
      : [`${mixture.experts} experts on ${expert} devices: ${experts} on the fullest`]),
  ];
}
