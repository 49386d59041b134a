// What the cost of a layer depends on: the model's shape, a layout's sizes, the machine, and what is assumed of it.
import type { Quantity } from "../../numbers/quantity.js";
import type { Assumptions } from "../assumptions.js";
import type { FrameworkKept } from "../shape/framework-kept.js";
import type { TransformerShape } from "../shape/shape.js";
import { deviceTokens } from "./time-formulas.js";

/** Sizes of a layout that a layer's time depends on. */
export interface LayerSizes {
  readonly microBatch: Quantity;
  readonly sequence: Quantity;
  readonly tensorShards: Quantity;
  /** As many as `tensorShards` with sequence parallelism, else 1. */
  readonly sequenceShards: Quantity;
  readonly contextShards: Quantity;
  readonly expertShards: Quantity;
  /** Bandwidth in one direction of the link that joins the devices of a tensor-parallel group. */
  readonly tensorLink: Quantity;
  /** The same for the other groups. */
  readonly networkLink: Quantity;
}

/** Rates of the device. */
export interface Machine {
  readonly peak: Quantity;
  readonly bandwidth: Quantity;
}

/** Everything that the time of a layer needs. */
export interface LayerSetting {
  readonly shape: TransformerShape;
  readonly sizes: LayerSizes;
  readonly machine: Machine;
  readonly assumed: Assumptions;
  /** Whether attention keeps no scores (flash). */
  readonly fused: boolean;
  readonly bytesPerElement: Quantity;
  /** What a framework keeps of one sample, in place of the tensors that fused kernels keep. */
  readonly framework?: FrameworkKept;
}

/** Tokens of one microbatch on a device. */
export function tokensOnDevice({ microBatch, sequence, contextShards }: LayerSizes): Quantity {
  return deviceTokens({ microBatch, sequence, contextShards });
}
