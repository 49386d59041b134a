// The options of `flopbook model` as the command line gives them.
import type { AttentionKernel, Counting, NetworkFormat } from "../../models/index.js";

/** What may be said of a model and of the form of the answer. */
export interface ModelWords {
  readonly batch?: number;
  readonly sequence?: number;
  readonly resolution?: number;
  readonly images?: number;
  readonly audio?: number;
  readonly steps?: number;
  readonly dtype?: NetworkFormat;
  readonly attention?: AttentionKernel;
  readonly dim?: readonly string[];
  readonly depth: number;
  readonly counting: Counting;
  readonly device?: string;
  readonly how?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly report?: string;
  readonly strict?: true;
}
