// How a transformer is run: batch, length, number format and kernel, with every field present.
import type { Stage, Tensor } from "../../../layers/index.js";
import { rewritten } from "../../../layers/index.js";
import { wholeNumber } from "../../../layers/shape/shape.js";
import { type AttentionKernel, dtypeOf, formatWidth, type ModelInput } from "../../record.js";

export interface Run {
  readonly batch: number;
  readonly sequence: number;
  /** Bytes of an activation. */
  readonly width: number;
  readonly kernel: AttentionKernel;
}

/** The run that was asked for; `sequence` where none was. */
export function toRun(subject: string, input: ModelInput, sequence: number): Run {
  return {
    batch: wholeNumber(subject, "batch", input.batch ?? 1),
    sequence: wholeNumber(subject, "sequence", input.sequence ?? sequence),
    width: formatWidth(dtypeOf(input) ?? "fp32"),
    kernel: input.attention ?? "eager",
  };
}

/** `x` in FP32: itself, or a copy where the network is narrower. */
export function inFloat(stage: Stage, run: Run, name: string, x: Tensor): Tensor {
  return run.width >= 4 ? x : stage.add(name, rewritten({ input: x.shape, bytesPerElement: 4 }), x);
}

/** `x` in the network's format: itself, or a copy of an FP32 tensor where the network is narrower. */
export function inFormat(stage: Stage, run: Run, name: string, x: Tensor): Tensor {
  return run.width >= 4 ? x : stage.add(name, rewritten({ input: x.shape }), x);
}
