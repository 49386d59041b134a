// Every family by the `model_type` of its configs: a new family is one line here.

import { dbrxFamilies } from "./decoders/dbrx.js";
import { deepseekV4Families } from "./decoders/deepseek-v4.js";
import { denseFamilies } from "./decoders/dense.js";
import { otherDenseFamilies } from "./decoders/dense-others.js";
import { gemma4Families } from "./decoders/gemma4.js";
import { hybridFamilies } from "./decoders/hybrid.js";
import { latentFamilies } from "./decoders/latent.js";
import { llama4Families } from "./decoders/llama4.js";
import { nasFamilies } from "./decoders/nemotron-nas.js";
import { sparseFamilies } from "./decoders/sparse.js";
import { gatedSparseFamilies } from "./decoders/sparse-gated.js";
import { otherSparseFamilies } from "./decoders/sparse-others.js";
import { stateSpaceFamilies } from "./decoders/state-space.js";
import { deepseekFamilies } from "./deepseek.js";
import { diffusionFamilies } from "./diffusion/index.js";
import { textEncoderFamilies } from "./encoders/index.js";
import type { Family } from "./family.js";
import { gptFamilies } from "./gpt.js";
import { llamaFamilies } from "./llama.js";
import { mixtureFamilies } from "./mixtures.js";
import { multimodalFamilies } from "./multimodal/index.js";
import { oldDecoderFamilies } from "./old-decoders.js";
import { plainFamilies } from "./plain-decoders.js";
import { seq2seqFamilies } from "./seq2seq/index.js";
import { speechFamilies } from "./speech/index.js";
import { t5Families } from "./t5.js";
import { visionFamilies } from "./vision/index.js";
import { visionTransformerFamilies } from "./vision/vision-transformer.js";

export const families: Readonly<Record<string, Family>> = {
  ...denseFamilies,
  ...hybridFamilies,
  ...sparseFamilies,
  ...otherDenseFamilies,
  ...otherSparseFamilies,
  ...gatedSparseFamilies,
  ...latentFamilies,
  ...deepseekV4Families,
  ...dbrxFamilies,
  ...nasFamilies,
  ...stateSpaceFamilies,
  ...gemma4Families,
  ...llama4Families,
  ...deepseekFamilies,
  ...gptFamilies,
  ...llamaFamilies,
  ...mixtureFamilies,
  ...oldDecoderFamilies,
  ...plainFamilies,
  ...multimodalFamilies,
  ...speechFamilies,
  ...visionTransformerFamilies,
  ...visionFamilies,
  ...diffusionFamilies,
  ...textEncoderFamilies,
  ...seq2seqFamilies,
  ...t5Families,
};
