// The published models with an encoder as records of the zoo.
import type { ModelRecord } from "../../models/record.js";
import { textEncoderFamilies } from "../hugging-face/encoders/index.js";
import { t5Families } from "../hugging-face/t5.js";
import { encoderModels } from "./encoder-models.js";
import { recordWith } from "./published-record.js";

/** The models by name. */
export const publishedEncoders: readonly ModelRecord[] = encoderModels.map(
  recordWith({ families: { ...textEncoderFamilies, ...t5Families }, same: {} }),
);
