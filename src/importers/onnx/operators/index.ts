// The rules of all operators, by explicit list.
import type { Rule, Rules } from "../call.js";
import { activationRules } from "./activations.js";
import { attentionRules } from "./attention.js";
import { channelsLastRules } from "./channels-last.js";
import { constantRules } from "./constants.js";
import { contribRules } from "./contrib.js";
import { controlRules } from "./control.js";
import { convolutionRules } from "./convolution.js";
import { elementwiseRules } from "./elementwise.js";
import { lateRules } from "./late.js";
import { matrixRules } from "./matrix.js";
import { movementRules } from "./movement.js";
import { normalisationRules } from "./normalisation.js";
import { poolingRules } from "./pooling.js";
import { quantizationRules } from "./quantization.js";
import { recurrentRules } from "./recurrent.js";
import { stateRules } from "./recurrent-state.js";
import { reductionRules } from "./reductions.js";
import { resizeRules } from "./resize.js";
import { selectionRules } from "./selection.js";
import { ownSpectrumRules } from "./spectrum.js";

const own: Rules = {
  ...activationRules,
  ...attentionRules,
  ...constantRules,
  ...controlRules,
  ...convolutionRules,
  ...elementwiseRules,
  ...matrixRules,
  ...movementRules,
  ...normalisationRules,
  ...poolingRules,
  ...quantizationRules,
  ...recurrentRules,
  ...reductionRules,
  ...resizeRules,
  ...selectionRules,
  ...ownSpectrumRules,
  ...stateRules,
  ...lateRules,
};

const byDomain: Readonly<Record<string, Rules>> = {
  "": own,
  "com.microsoft": contribRules,
  "com.ms.internal.nhwc": channelsLastRules,
};

/** The rule of an operator; undefined when it is not known here. */
export function ruleOf(domain: string, operator: string): Rule | undefined {
  const rules = Object.hasOwn(byDomain, domain) ? byDomain[domain] : undefined;
  return rules !== undefined && Object.hasOwn(rules, operator) ? rules[operator] : undefined;
}

/** Names of the operators of a domain that are known here. */
export function knownOperators(domain = ""): readonly string[] {
  return Object.keys(byDomain[domain] ?? {}).sort();
}
