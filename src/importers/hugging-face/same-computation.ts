// Types whose network is that of a family that we have: they compute the same and differ in name and default sizes.

/** A type that computes what another does. */
export interface SameComputation {
  /** The `model_type` whose reader counts it. */
  readonly as: string;
  /** Values of keys that a config of this type may leave out, where they are not those of the family. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

export const sameComputation: Readonly<Record<string, SameComputation>> = {
  kimi_k2: { as: "deepseek_v3" },
};
