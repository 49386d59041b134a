// `flopbook plan`: one parallel layout, or the best of all; as text or JSON.
import { FlopbookError } from "../../ground/errors.js";
import type { OwnNames } from "../../node/index.js";
import {
  type Layout,
  type PlanConvention,
  type PlanRanking,
  type PlanSpec,
  planned,
  type Recompute,
  type SearchSpace,
  statesOnly,
  type Zero,
} from "../../plan/index.js";
import { asUsage } from "../options.js";
import { projectNames } from "../own.js";
import type { Context } from "../terminal.js";
import { plainSpaces } from "../text-table.js";
import { assumedOf } from "./assumed.js";
import { planJson, statesJson } from "./json.js";
import { tokensOfStep } from "./options.js";
import { planText, statesText } from "./text.js";

/** The options as the command line gives them. */
export interface PlanWords {
  readonly model?: string;
  readonly params?: number;
  readonly device: string;
  readonly count: readonly number[];
  readonly batch?: number;
  readonly sequence?: number;
  readonly dtype?: "bf16" | "fp16";
  readonly attention?: "eager" | "fused";
  readonly convention: PlanConvention;
  readonly framework: "megatron" | "transformers";
  readonly gradients: "fp32" | "16-bit";
  readonly tensor?: number;
  readonly pipeline?: number;
  readonly data?: number;
  readonly context?: number;
  readonly expert?: number;
  readonly interleave?: number;
  readonly microbatch?: number;
  readonly zero?: Zero;
  readonly recompute?: Recompute;
  readonly recomputeLayers?: number;
  readonly sequenceParallel?: true;
  readonly statesOnly?: true;
  readonly by: PlanRanking;
  readonly keep: number;
  readonly network?: number;
  readonly assume?: readonly string[];
  readonly json?: true;
}

/** Prints the plan; returns 1 when nothing fits. */
export async function run(words: PlanWords, { terminal }: Context): Promise<number> {
  try {
    const names = await projectNames(terminal.cwd);
    if (words.statesOnly || words.params !== undefined) return statesOf(words, names, terminal.out);
    const spec = specOf(words, names, terminal.cwd);
    const start = performance.now();
    const plan = planned(spec);
    const seconds = (performance.now() - start) / 1000;
    const shown = words.json ? planJson(plan, spec, seconds) : planText(plan, spec, seconds, terminal);
    terminal.out(plainSpaces(shown));
    return plan.feasible > 0 ? 0 : 1;
  } catch (error) {
    throw asUsage(error);
  }
}

function statesOf(words: PlanWords, { device }: OwnNames, out: (text: string) => void): number {
  const { params, statesOnly: only, tensor, pipeline, zero, gradients, json } = words;
  if (params === undefined || !only)
    throw new FlopbookError(
      "--states-only: goes with --params, got one without the other; name a --model for a whole plan",
    );
  const [devices = 1] = words.count;
  const states = statesOnly({
    parameters: params,
    devices,
    data: words.data ?? devices / ((tensor ?? 1) * (pipeline ?? 1)),
    ...(tensor === undefined ? {} : { tensor }),
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(zero === undefined ? {} : { zero }),
    recipe: gradients === "fp32" ? "mixed-fp32-gradients" : "mixed",
  });
  const chosen = device(words.device);
  out(plainSpaces(json ? statesJson(states, chosen) : statesText(states, chosen)));
  return 0;
}

function specOf(words: PlanWords, { device, foundShape }: OwnNames, cwd: string): PlanSpec {
  const { model, batch, dtype, by, keep } = words;
  if (model === undefined)
    throw new FlopbookError(
      "--model: names what is trained, got none; write --model gpt-3-175b, or --params 7.5e9 --states-only",
    );
  const shape = foundShape(model, cwd);
  const fused = words.attention === undefined ? !shape.dropout : words.attention === "fused";
  const layout = layoutOf(words);
  const [batchSize, sequence] = [batch ?? 1024, words.sequence ?? 2048];
  tokensOfStep(batchSize, sequence);
  return {
    shape,
    device: device(words.device),
    counts: words.count,
    batch: batchSize,
    sequence,
    fused,
    framework: words.framework,
    convention: words.convention,
    by,
    keep,
    recipe: words.gradients === "fp32" ? "mixed-fp32-gradients" : "mixed",
    ...(dtype === undefined ? {} : { dtype }),
    ...(words.network === undefined ? {} : { cluster: { networkBandwidth: words.network } }),
    assumptions: assumedOf(words.assume ?? []),
    ...(layout === undefined ? { space: spaceOf(words) } : { layout }),
  };
}

/** Naming the tensor, pipeline or data size asks for one layout. */
function layoutOf(words: PlanWords): Partial<Layout> | undefined {
  const { tensor, pipeline, data, context, expert, interleave, microbatch, zero, recompute } = words;
  if (tensor === undefined && pipeline === undefined && data === undefined) return undefined;
  const sizes = { tensor, pipeline, data, context, expert, interleave, microbatch, zero, recompute };
  const given = Object.entries({
    ...sizes,
    recomputedLayers: words.recomputeLayers,
    sequenceParallel: words.sequenceParallel,
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

function spaceOf(words: PlanWords): SearchSpace {
  const { context, expert, interleave, microbatch, zero, recompute, sequenceParallel } = words;
  return {
    ...(context === undefined ? {} : { context: [context] }),
    ...(expert === undefined ? {} : { expert: [expert] }),
    ...(interleave === undefined ? {} : { interleave: [interleave] }),
    ...(microbatch === undefined ? {} : { microbatch: [microbatch] }),
    ...(zero === undefined ? {} : { zero: [zero] }),
    ...(recompute === undefined ? {} : { recompute: [recompute] }),
    ...(sequenceParallel === undefined ? {} : { sequenceParallel: [true] }),
  };
}
