// What a measured row of a network says, whatever tool measured it.

/** A training step as measured, for the whole batch. */
export interface Measured {
  readonly parameters: number;
  /** Of matrix products and convolutions, 2 for each multiply-accumulate. */
  readonly forwardFlop: number;
  /** Of matrix products and convolutions, 2 for each multiply-accumulate. */
  readonly backwardFlop: number;
  /** Bytes that autograd keeps for the backward pass, parameters and buffers left out. */
  readonly savedBytes: number;
}

/** A Hugging Face config.json, or the part of it that says something of the model's size. */
export type ConfigJson = Readonly<Record<string, unknown>>;
