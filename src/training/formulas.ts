// Every formula of this folder, by explicit list.
import type { Formula } from "../formula/index.js";
import { adafactorFormulas } from "./adafactor.js";
import { adamFormulas } from "./adam.js";
import { adaptiveFormulas } from "./adaptive.js";
import { crossEntropyFormulas } from "./cross-entropy.js";
import { divergenceFormulas } from "./divergence.js";
import { dropoutFormulas } from "./dropout.js";
import { focalFormulas } from "./focal.js";
import { hingeFormulas } from "./hinge.js";
import { huberFormulas } from "./huber.js";
import { lionFormulas } from "./lion.js";
import { logSumExpFormulas } from "./log-sum-exp.js";
import { lossFormulas } from "./loss.js";
import { lossScalingFormulas } from "./loss-scaling.js";
import { formatFormulas } from "./number-formats.js";
import { penaltyFormulas } from "./regularizers.js";
import { scheduleFormulas } from "./schedules.js";
import { sgdFormulas } from "./sgd.js";
import { squaredErrorFormulas } from "./squared-error.js";
import { updateRuleFormulas } from "./update-rule.js";

/** Every formula of this folder. */
export const trainingFormulas: readonly Formula[] = [
  ...formatFormulas,
  ...adafactorFormulas,
  ...adamFormulas,
  ...adaptiveFormulas,
  ...crossEntropyFormulas,
  ...divergenceFormulas,
  ...dropoutFormulas,
  ...focalFormulas,
  ...hingeFormulas,
  ...huberFormulas,
  ...lionFormulas,
  ...logSumExpFormulas,
  ...lossFormulas,
  ...lossScalingFormulas,
  ...penaltyFormulas,
  ...scheduleFormulas,
  ...sgdFormulas,
  ...squaredErrorFormulas,
  ...updateRuleFormulas,
];
