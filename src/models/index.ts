// The models by explicit list, and every count of a counted graph.
import type { Formula } from "../formula/index.js";
import { memoryFormulas } from "./memory.js";
import { perToken } from "./operations.js";
import { totalFormulas } from "./total.js";
import { regnetFormulas } from "./vision/regnet-widths.js";

export { type Claim, type JudgedClaim, judgedClaim } from "./claim.js";
export { type DecoderOnlySpec, decoderOnly } from "./language/decoder-only.js";
export {
  type EncoderDecoderSpec,
  encoderDecoder,
  transformerBase,
  transformerBig,
} from "./language/encoder-decoder.js";
export { type LanguageModelId, languageModel, languageModelIds } from "./language/language-models.js";
export { type LanguagePart, languageParts, parametersByPart } from "./language/parts.js";
export {
  forwardBytes,
  outputElements,
  type SavedOptions,
  savedForBackward,
  type WidthOptions,
} from "./memory.js";
export { type ModuleCounts, type ModuleRow, moduleRows } from "./modules.js";
export {
  activeParameters,
  backwardFlop,
  backwardMac,
  backwardMatrixFlop,
  byOperationClass,
  type Counting,
  type CountingOptions,
  forwardFlop,
  forwardFlopPerToken,
  forwardMac,
  forwardMatrixFlop,
  forwardMatrixFlopPerToken,
  inputGradientMac,
  type Pass,
  parameters,
  weightGradientMac,
} from "./operations.js";
export { type ParameterPart, parameterParts, partOf } from "./parts.js";
export type { AttentionKernel, ModelInput, ModelRecord, NetworkFormat } from "./record.js";
export { byStage, type StageCounts } from "./stages.js";
export { type StoredFormatSummary, type StoredSummary, storedSummary } from "./stored-summary.js";
export {
  type GraphSummary,
  graphSummary,
  type LayerSummary,
  type PassSummary,
  plainCounts,
} from "./summary.js";
export { regnetBlockWidth, regnetSteppedWidth } from "./vision/regnet-widths.js";
export { type ResNetDepth, type ResNetSpec, resnet, resnet50 } from "./vision/resnet.js";

/** Every formula of this folder. */
export const modelFormulas: readonly Formula[] = [
  ...memoryFormulas,
  perToken,
  ...regnetFormulas,
  ...totalFormulas,
];
export {
  type AttentionSpec,
  attending,
  type BlockSpec,
  type LatentAttentionSpec,
} from "./language/blocks/specs.js";
export { type DecoderSpec, decoderSpecOf, parametersBesideDecoder } from "./language/decoder.js";
