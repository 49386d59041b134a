// Encoder-decoders by the `model_type` of their configs.
import type { Family } from "../family.js";
import { bartLike } from "./bart.js";
import { bartKinds } from "./kinds.js";
import { t5gemma } from "./t5gemma.js";

/** Families by model type. */
export const seq2seqFamilies: Readonly<Record<string, Family>> = {
  ...Object.fromEntries(
    Object.entries(bartKinds).map(([type, kind]): [string, Family] => [
      type,
      (asked) => bartLike(asked, kind),
    ]),
  ),
  t5gemma,
};
