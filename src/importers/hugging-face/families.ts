// Every family by the `model_type` of its configs: a new family is one line here.
import { deepseekFamilies } from "./deepseek.js";
import { diffusionFamilies } from "./diffusion/index.js";
import { textEncoderFamilies } from "./encoders/index.js";
import { encoderFamilies } from "./encoders.js";
import type { Family } from "./family.js";
import { gptFamilies } from "./gpt.js";
import { llamaFamilies } from "./llama.js";
import { mixtureFamilies } from "./mixtures.js";
import { oldDecoderFamilies } from "./old-decoders.js";
import { plainFamilies } from "./plain-decoders.js";
import { seq2seqFamilies } from "./seq2seq/index.js";
import { t5Families } from "./t5.js";
import { visionFamilies } from "./vision/index.js";

export const families: Readonly<Record<string, Family>> = {
  ...deepseekFamilies,
  ...gptFamilies,
  ...llamaFamilies,
  ...mixtureFamilies,
  ...oldDecoderFamilies,
  ...plainFamilies,
  ...encoderFamilies,
  ...visionFamilies,
  ...diffusionFamilies,
  ...textEncoderFamilies,
  ...seq2seqFamilies,
  ...t5Families,
};
