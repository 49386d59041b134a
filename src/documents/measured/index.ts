// Networks measured by PyTorch, as data that tests and the report on accuracy share.
export {
  type Agreement,
  type AgreementResult,
  agreements,
  type ComparedGroup,
  type ComparedQuantity,
  comparedGroups,
  comparedQuantities,
} from "./agreement.js";
export {
  type LanguageParameters,
  languageParameters,
  languageParametersMethod,
  type ParametersByPart,
} from "./language-parameters.js";
export type { ConfigJson, Measured } from "./measured.js";
export { type MeasuredModule, measuredModules } from "./modules.js";
export { type MeasuredNetwork, measuredNetworks, torchvisionMethod } from "./torchvision.js";
export { type MeasuredTransformer, measuredTransformers, transformersMethod } from "./transformers.js";
