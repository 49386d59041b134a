// The shared symbols that a convention gives a value, for the compiler: formulas let callers put another in place.

/** The shared symbols that a convention gives a value; callers of a formula may put another in its place. */
export interface SharedConstants {
  readonly flopPerMac: "FLOP/MAC";
  readonly flopPerNormElement: "FLOP/element";
  readonly flopPerOperation: "FLOP";
  readonly flopPerParameterToken: "FLOP/parameter/token";
  readonly flopPerResidualElement: "FLOP/element";
  readonly flopPerSoftmaxElement: "FLOP/element";
  readonly gradientPasses: "1";
  readonly passesPerStep: "1";
  readonly productsPerGradient: "1";
  readonly tokensPerParameter: "token/parameter";
  readonly bytesPerValue: "byte/element";
  readonly causalShare: "1";
  readonly bitsPerByte: "bit/byte";
  readonly accessesPerIntermediate: "access";
  readonly keptTwoOfFour: "1";
  readonly attentionProducts: "1";
  readonly kvTensors: "1";
}
