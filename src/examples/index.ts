// Every worked example, by explicit list.
import { FlopbookError, suggestion } from "../errors.js";
import { hardwareConflicts } from "./conflicts/hardware.js";
import { inferenceConflicts } from "./conflicts/inference.js";
import { trainingConflicts } from "./conflicts/training.js";
import type { Example } from "./example.js";
import { accumulationClaims, batchIntensityClaims } from "./seed000/batch.js";
import { checkpointingClaims } from "./seed000/checkpointing.js";
import { chinchillaClaims } from "./seed000/chinchilla.js";
import { elementwiseClaims } from "./seed000/elementwise.js";
import { fiveQuantityClaims, memoryComponentClaims, techniqueClaims } from "./seed000/five-quantities.js";
import { hardwareClaims } from "./seed000/hardware.js";
import { inferenceClaims } from "./seed000/inference.js";
import { keptTensorClaims } from "./seed000/kept-tensors.js";
import { layerCostClaims } from "./seed000/layer-costs.js";
import { mixedPrecisionClaims } from "./seed000/mixed-precision.js";
import { numberFormatClaims } from "./seed000/number-formats.js";
import { operationShareClaims } from "./seed000/operation-shares.js";
import { operatorClaims } from "./seed000/operators.js";
import { quantizationClaims } from "./seed000/quantization.js";
import { resnet50Claims } from "./seed000/resnet50.js";
import { rooflineClaims } from "./seed000/roofline.js";
import { scalingClaims } from "./seed000/scaling.js";
import { method2Claims } from "./seed001/device-time.js";
import { dropoutClaims } from "./seed001/dropout.js";
import { igptClaims } from "./seed001/igpt.js";
import { method1Claims } from "./seed001/methods.js";
import { recurrentClaims } from "./seed001/recurrent.js";
import { transformerClaims } from "./seed001/transformer.js";
import { adamClaims } from "./seed002/adam.js";
import { batchNormClaims } from "./seed002/batch-norm.js";
import { batchNormExampleClaims } from "./seed002/batch-norm-example.js";
import { lossGradientClaims } from "./seed002/loss-gradients.js";
import { lossClaims } from "./seed002/losses.js";
import { trainingMemoryClaims } from "./seed002/memory.js";
import { normalisationClaims } from "./seed002/normalisation.js";
import { optimizerClaims } from "./seed002/optimizers.js";
import { regularizerClaims } from "./seed002/regularizers.js";
import { resnet50OptimizerClaims } from "./seed002/resnet50.js";
import { scheduleClaims } from "./seed002/schedules.js";
import { summaryClaims } from "./seed002/summary.js";
import { seed003InferenceClaims } from "./seed003/inference.js";
import { metricsClaims } from "./seed003/metrics.js";
import { cheatsheetClaims } from "./seed004/cheatsheet.js";
import { languageModelClaims } from "./seed004/language-model.js";

/** All worked examples of this project. Ids are unique; a list with one twice does not load. */
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
  ...seed003InferenceClaims,
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
export function example(id: string): Example {
  const found = examples.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  const ids = examples.map((candidate) => candidate.id);
  throw new FlopbookError(
    `examples: no worked example of this id, got "${id}"${suggestion(id, ids) || "; `flopbook list` prints the ids"}`,
  );
}

/** The same list. Errors when two examples share an id. */
export function distinct(list: readonly Example[]): readonly Example[] {
  const seen = new Set<string>();
  for (const { id } of list) {
    if (seen.has(id))
      throw new FlopbookError(`example "${id}": the id is used twice, got a second one; rename one of them`);
    seen.add(id);
  }
  return list;
}

export { evaluateExample, evaluateExamples } from "./evaluate.js";
export {
  type Calculation,
  type Correction,
  claimsOf,
  type Example,
  type ExampleDocument,
  type ExampleKind,
  type ExampleSpec,
  type Expectation,
  type Side,
  toExample,
} from "./example.js";
export type { ExampleResult, Judgement } from "./result.js";
export type { StatedSpec } from "./stated.js";
export { amountText } from "./stated.js";
export { type Evidence, type StatedInterval, verdictOn } from "./verdict.js";
export { verdictSentence } from "./verdict-display.js";
