// The types that the configs of the zoo's decoders are of: few, so that a program which plans them reads no others.

import { deepseekFamilies } from "../hugging-face/deepseek.js";
import { gptFamilies } from "../hugging-face/gpt.js";
import type { KnownTypes } from "../hugging-face/known-types.js";
import { llamaFamilies } from "../hugging-face/llama.js";
import { mixtureFamilies } from "../hugging-face/mixtures.js";
import { plainFamilies } from "../hugging-face/plain-decoders.js";

export const decoderTypes: KnownTypes = {
  families: { ...gptFamilies, ...llamaFamilies, ...mixtureFamilies, ...plainFamilies, ...deepseekFamilies },
  same: {},
};
