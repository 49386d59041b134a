// The options of `flopbook serve` as commander hands them over.
import type { WindowCache } from "../../plan/index.js";

/** The options as the command line gives them. */
export interface ServeWords {
  readonly model: string;
  readonly device: string;
  readonly count: number;
  readonly input: number;
  readonly output: number;
  readonly batch?: readonly number[];
  readonly rate?: number;
  readonly ttft?: number;
  readonly tpot?: number;
  readonly weights?: string;
  readonly cache?: string;
  readonly windowCache: WindowCache;
  readonly price?: number;
  readonly speculative?: number;
  readonly draftTokens?: number;
  readonly draftCost?: number;
  readonly convention: "exact" | "exact-causal";
  readonly network?: number;
  readonly assume?: readonly string[];
  readonly report?: string;
  readonly json?: true;
}
