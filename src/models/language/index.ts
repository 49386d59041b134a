// Networks for text by explicit list.
import type { Claim } from "../claim.js";
import type { ModelRecord } from "../record.js";
import { encoderDecoderClaims, encoderDecoderModels } from "./encoder-decoder.js";
import { languageModelClaims } from "./language-models.js";
import { palmModels } from "./palm.js";

/** Every network for text that has a name here. */
export const textModels: readonly ModelRecord[] = [...encoderDecoderModels, ...palmModels];

/** Published claims about them. */
export const textClaims: readonly Claim[] = [...encoderDecoderClaims, ...languageModelClaims];
