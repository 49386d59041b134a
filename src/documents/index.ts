// The worked examples of the documents that we judge, by explicit list. No part of the library: `package.json` names
// this file to `check`, as any project names its own, and our notebooks import it by its path.
import { judgedFrom } from "../display/verdicts.js";
import { distinct, type Example, exampleIn } from "../examples/index.js";
import { cheatsheetClaims } from "./cheatsheet/cheatsheet.js";
import { languageModelClaims } from "./cheatsheet/language-model.js";
import { hardwareConflicts } from "./conflicts/hardware.js";
import { inferenceConflicts } from "./conflicts/inference.js";
import { trainingConflicts } from "./conflicts/training.js";
import { accumulationClaims, batchIntensityClaims } from "./counting-costs/batch.js";
import { checkpointingClaims } from "./counting-costs/checkpointing.js";
import { chinchillaClaims } from "./counting-costs/chinchilla.js";
import { elementwiseClaims } from "./counting-costs/elementwise.js";
import {
  fiveQuantityClaims,
  memoryComponentClaims,
  techniqueClaims,
} from "./counting-costs/five-quantities.js";
import { hardwareClaims } from "./counting-costs/hardware.js";
import { inferenceClaims } from "./counting-costs/inference.js";
import { keptTensorClaims } from "./counting-costs/kept-tensors.js";
import { layerCostClaims } from "./counting-costs/layer-costs.js";
import { mixedPrecisionClaims } from "./counting-costs/mixed-precision.js";
import { numberFormatClaims } from "./counting-costs/number-formats.js";
import { operationShareClaims } from "./counting-costs/operation-shares.js";
import { operatorClaims } from "./counting-costs/operators.js";
import { quantizationClaims } from "./counting-costs/quantization.js";
import { resnet50Claims } from "./counting-costs/resnet50.js";
import { rooflineClaims } from "./counting-costs/roofline.js";
import { scalingClaims } from "./counting-costs/scaling.js";
import { method2Claims } from "./epoch-training-compute/device-time.js";
import { dropoutClaims } from "./epoch-training-compute/dropout.js";
import { igptClaims } from "./epoch-training-compute/igpt.js";
import { method1Claims } from "./epoch-training-compute/methods.js";
import { recurrentClaims } from "./epoch-training-compute/recurrent.js";
import { transformerClaims } from "./epoch-training-compute/transformer.js";
import { adamClaims } from "./losses-and-optimizers/adam.js";
import { batchNormClaims } from "./losses-and-optimizers/batch-norm.js";
import { batchNormExampleClaims } from "./losses-and-optimizers/batch-norm-example.js";
import { lossGradientClaims } from "./losses-and-optimizers/loss-gradients.js";
import { lossClaims } from "./losses-and-optimizers/losses.js";
import { trainingMemoryClaims } from "./losses-and-optimizers/memory.js";
import { normalisationClaims } from "./losses-and-optimizers/normalisation.js";
import { optimizerClaims } from "./losses-and-optimizers/optimizers.js";
import { regularizerClaims } from "./losses-and-optimizers/regularizers.js";
import { resnet50OptimizerClaims } from "./losses-and-optimizers/resnet50.js";
import { scheduleClaims } from "./losses-and-optimizers/schedules.js";
import { summaryClaims } from "./losses-and-optimizers/summary.js";
import { efficiencyClaims } from "./network-efficiency/inference.js";
import { metricsClaims } from "./network-efficiency/metrics.js";

/** All of them. Ids are unique; a list with one twice does not load. */
export const examples: readonly Example[] = distinct([
  ...resnet50Claims,
  ...chinchillaClaims,
  ...igptClaims,
  ...transformerClaims,
  ...trainingConflicts,
  ...adamClaims,
  ...lossGradientClaims,
  ...lossClaims,
  ...trainingMemoryClaims,
  ...optimizerClaims,
  ...regularizerClaims,
  ...resnet50OptimizerClaims,
  ...scheduleClaims,
  ...summaryClaims,
  ...languageModelClaims,
  ...memoryComponentClaims,
  ...checkpointingClaims,
  ...mixedPrecisionClaims,
  ...accumulationClaims,
  ...rooflineClaims,
  ...operatorClaims,
  ...elementwiseClaims,
  ...numberFormatClaims,
  ...batchIntensityClaims,
  ...techniqueClaims,
  ...fiveQuantityClaims,
  ...metricsClaims,
  ...cheatsheetClaims,
  ...hardwareConflicts,
  ...inferenceClaims,
  ...quantizationClaims,
  ...scalingClaims,
  ...efficiencyClaims,
  ...inferenceConflicts,
  ...layerCostClaims,
  ...operationShareClaims,
  ...keptTensorClaims,
  ...hardwareClaims,
  ...method1Claims,
  ...method2Claims,
  ...recurrentClaims,
  ...dropoutClaims,
  ...batchNormClaims,
  ...batchNormExampleClaims,
  ...normalisationClaims,
]);

/** The worked example of this id. Errors on an unknown id, with the nearest ones. */
export const example = (id: string): Example => exampleIn(examples, id);

/** The worked examples with these ids, evaluated. Errors on an unknown id, with the nearest ones. */
export const judged = judgedFrom(examples);

export { documents } from "./bibliography.js";
