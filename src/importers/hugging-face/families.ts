// Every family by the `model_type` of its configs: a new family is one line here.
import { denseFamilies } from "./decoders/dense.js";
import { gemma4Families } from "./decoders/gemma4.js";
import { hybridFamilies } from "./decoders/hybrid.js";
import { latentFamilies } from "./decoders/latent.js";
import { llama4Families } from "./decoders/llama4.js";
import { sparseFamilies } from "./decoders/sparse.js";
import { deepseekFamilies } from "./deepseek.js";
import { encoderFamilies } from "./encoders.js";
import type { Family } from "./family.js";
import { gptFamilies } from "./gpt.js";
import { llamaFamilies } from "./llama.js";
import { mixtureFamilies } from "./mixtures.js";
import { multimodalFamilies } from "./multimodal/index.js";
import { plainFamilies } from "./plain-decoders.js";
import { speechFamilies } from "./speech/index.js";
import { t5Family } from "./t5.js";

export const families: Readonly<Record<string, Family>> = {
  ...denseFamilies,
  ...hybridFamilies,
  ...sparseFamilies,
  ...latentFamilies,
  ...gemma4Families,
  ...llama4Families,
  ...deepseekFamilies,
  ...gptFamilies,
  ...llamaFamilies,
  ...mixtureFamilies,
  ...plainFamilies,
  ...multimodalFamilies,
  ...speechFamilies,
  ...encoderFamilies,
  t5: t5Family,
};
