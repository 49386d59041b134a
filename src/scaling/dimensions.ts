// What does scaling one dimension of a network do to parameters and operations? As in EfficientNet.
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/** Factor on the parameters. Exact for inner layers; the first and the last layer grow with the width itself. */
export const parameterGrowth = formula({
  id: "scaling.parameter-growth",
  meaning: "Factor on the parameters when widths and depth grow",
  expression: "widthFactor ^ 2 * depthFactor",
  result: "parameterGrowth",
  inputs: ["widthFactor", "depthFactor"],
  source: {
    source: sources.zagoruyko2016,
    place: "section 2, parameters linear in depth and quadratic in width",
  },
});

/** Factor on the operations of one sample of a CNN. Attention's products grow with the width itself. */
export const flopGrowth = formula({
  id: "scaling.flop-growth",
  meaning: "Factor on the operations of one sample of a CNN when widths, depth and resolution grow",
  expression: "widthFactor ^ 2 * depthFactor * resolutionFactor ^ 2",
  result: "flopGrowth",
  inputs: ["widthFactor", "depthFactor", "resolutionFactor"],
  source: { source: sources.tanLe2019, place: "section 3.3, operations of a convolution: d, w² and r²" },
});

/** Factor on the number of updates: larger batches need fewer for the same epochs. */
export const stepsGrowth = formula({
  id: "scaling.steps-growth",
  meaning: "Factor on the training steps when epochs and batch grow",
  expression: "epochsFactor / batchFactor",
  result: "stepsGrowth",
  inputs: ["epochsFactor", "batchFactor"],
  source: {
    source: sources.goyal2017,
    place: "section 2.1: k times the batch, 1/k of the steps of an epoch",
  },
});

/** Factor on the operations of training: those of a step, as large as its batch, times the steps. */
export const trainingGrowth = formula({
  id: "scaling.training-growth",
  meaning: "Factor on the operations of training",
  expression: "flopGrowth * batchFactor * stepsGrowth",
  result: "trainingGrowth",
  inputs: ["flopGrowth", "batchFactor", "stepsGrowth"],
  source: { source: sources.epochMethod, place: "operations of a pass times passes times examples" },
});

/** Factors on the dimensions; those left out stay as they are. */
export interface DimensionFactors {
  readonly widthFactor?: Quantity | number;
  readonly depthFactor?: Quantity | number;
  readonly resolutionFactor?: Quantity | number;
  readonly batchFactor?: Quantity | number;
  readonly epochsFactor?: Quantity | number;
}

/** What the factors do to parameters, to the operations of one sample, and to those of training. */
export interface Growth {
  readonly parameters: Quantity;
  readonly flopPerSample: Quantity;
  readonly training: Quantity;
}

/** Growth of a network whose dimensions are scaled. */
export function growth(factors: DimensionFactors): Growth {
  const one = given(1, "this dimension stays as it is");
  const { widthFactor = one, depthFactor = one, resolutionFactor = one } = factors;
  const { batchFactor = one, epochsFactor = one } = factors;
  const flopPerSample = flopGrowth({ widthFactor, depthFactor, resolutionFactor });
  const steps = stepsGrowth({ epochsFactor, batchFactor });
  return {
    parameters: parameterGrowth({ widthFactor, depthFactor }),
    flopPerSample,
    training: trainingGrowth({ flopGrowth: flopPerSample, batchFactor, stepsGrowth: steps }),
  };
}
