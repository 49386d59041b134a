// The operations of a normalisation with mean, variance, scale and shift for each element, in words.

/**
 * Forward: mean 1, variance 3, division 1, scale and shift 2. Backward: 2 for the scale's gradient and 1 for the
 * shift's; for the input's the kept input is normalised again, then γ/(Nσ) (N dy - dβ - x̂ dγ).
 */
export const normalisationWords = {
  forward: "add (mean) + subtract + square + add (variance) + divide + multiply + add (scale, shift)",
  weightGradient: "multiply + add (scale) + add (shift)",
  inputGradient: "subtract + divide (normalised again) + 3 multiply + 2 subtract (both gradients taken off)",
} as const;
