// Encoders of text by the `model_type` of their configs.
import type { Family } from "../family.js";
import { bertKin } from "./bert-kin.js";
import { debertaKinds } from "./deberta.js";
import { modernKinds } from "./modern.js";
import { furtherKinds } from "./own-layers.js";
import { relativeKinds } from "./relative.js";
import { textEncoder } from "./text-encoder.js";

/** Families by model type. */
export const textEncoderFamilies: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries({ ...bertKin, ...modernKinds, ...debertaKinds, ...relativeKinds, ...furtherKinds }).map(
    ([type, kind]): [string, Family] => [
      type,
      (asked) => textEncoder(asked, typeof kind === "function" ? kind(asked.keys) : kind),
    ],
  ),
);
