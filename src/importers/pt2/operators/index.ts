// The rules of all operators, by explicit list.
import type { Rule, Rules } from "../call.js";
import { attentionRules } from "./attention.js";
import { controlRules } from "./control.js";
import { convolutionRules, deformRules } from "./convolution.js";
import { dropoutRules } from "./dropout.js";
import { einsumRules } from "./einsum.js";
import { elementwiseRules } from "./elementwise.js";
import { indexingRules } from "./indexing.js";
import { lossRules } from "./loss.js";
import { matrixRules } from "./matrix.js";
import { movementRules } from "./movement.js";
import { normalisationRules } from "./normalisation.js";
import { poolingRules } from "./pooling.js";
import { primitiveRules } from "./primitives.js";
import { quantizedProductRules, quantizedRules } from "./quantized.js";
import { recurrentRules } from "./recurrent.js";
import { recurrentCellRules } from "./recurrent-cell.js";
import { reductionRules } from "./reductions.js";
import { spectralRules } from "./spectral.js";
import { visionRules } from "./vision.js";

const aten: Rules = {
  ...attentionRules,
  ...convolutionRules,
  ...dropoutRules,
  ...einsumRules,
  ...elementwiseRules,
  ...indexingRules,
  ...lossRules,
  ...matrixRules,
  ...movementRules,
  ...normalisationRules,
  ...poolingRules,
  ...quantizedProductRules,
  ...recurrentRules,
  ...recurrentCellRules,
  ...reductionRules,
  ...spectralRules,
};

const bySpace: Readonly<Record<string, Rules>> = {
  aten,
  higher_order: controlRules,
  prims: { ...aten, ...primitiveRules },
  quantized_decomposed: quantizedRules,
  torchao: quantizedRules,
  torchvision: { ...visionRules, ...deformRules },
};

/** The rule of an operator; undefined when it is not known here. */
export function ruleOf(space: string, operator: string): Rule | undefined {
  const rules = Object.hasOwn(bySpace, space) ? bySpace[space] : undefined;
  return rules !== undefined && Object.hasOwn(rules, operator) ? rules[operator] : undefined;
}

/** Names of the operators of a space that are known here. */
export function knownOperators(space = "aten"): readonly string[] {
  return Object.keys(bySpace[space] ?? {}).sort();
}
