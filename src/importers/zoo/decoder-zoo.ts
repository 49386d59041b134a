// The decoders of the zoo: what can be planned, apart from encoders and networks for images.
import { textModels } from "../../models/language/index.js";
import type { ModelRecord } from "../../models/record.js";
import { publishedDecoders } from "./published-models.js";

/** Decoders, and networks of decoders, by name. */
export const decoderZoo: readonly ModelRecord[] = [...textModels, ...publishedDecoders];
