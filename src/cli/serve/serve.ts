// `flopbook serve`: what it takes to serve a language model; as text, JSON or a report.
import { FlopbookError } from "../../ground/errors.js";
import type { OwnNames } from "../../node/index.js";
import {
  type Serving,
  type ServingSpec,
  served,
  servingAdvice,
  servingFormat,
  weightFormat,
} from "../../plan/index.js";
import { asUsage, refuseTwoForms } from "../options.js";
import { projectNames } from "../own.js";
import { assumedOf } from "../plan/assumed.js";
import type { Context } from "../terminal.js";
import { plainSpaces } from "../text-table.js";
import { servingJson } from "./json.js";
import { misfitText } from "./misfit.js";
import { servingText } from "./text.js";
import type { ServeWords } from "./words.js";

/** Prints what serving takes; returns 1 when the model does not fit, or no batch keeps to the limits. */
export async function run(words: ServeWords, context: Context): Promise<number> {
  const { terminal } = context;
  try {
    refuseTwoForms(words);
    const spec = specOf(words, await projectNames(terminal.cwd), terminal.cwd);
    const serving = served(spec);
    if (words.report !== undefined && serving.best !== undefined) {
      const { writeServingReport } = await import("./report.js");
      return await writeServingReport(words, serving, words.report, context);
    }
    terminal.out(
      plainSpaces(words.json === true ? servingJson(serving, adviceOf(serving, spec)) : shown(serving, spec)),
    );
    if (words.report !== undefined)
      terminal.err("flopbook: no report was written: there is no batch that it could be about\n");
    return serving.best === undefined ? 1 : 0;
  } catch (error) {
    throw asUsage(error);
  }
}

function shown(serving: Serving, spec: ServingSpec): string {
  const advice = adviceOf(serving, spec);
  return advice === undefined ? servingText(serving) : misfitText(serving, advice);
}

function adviceOf(serving: Serving, spec: ServingSpec) {
  return serving.points.length === 0 ? servingAdvice(spec) : undefined;
}

function specOf(words: ServeWords, { device, foundShape, market }: OwnNames, cwd: string): ServingSpec {
  const { count, input, output, batch, rate, ttft, tpot, price, network } = words;
  const speculative = speculationOf(words);
  const shape = foundShape(words.model, cwd);
  return {
    shape,
    device: device(words.device),
    count,
    input,
    output,
    ...(words.weights === undefined
      ? {}
      : { weights: named("--weights", () => weightFormat(words.weights ?? "", shape)) }),
    ...(words.cache === undefined ? {} : { cache: named("--cache", () => servingFormat(words.cache ?? "")) }),
    ...(batch === undefined ? {} : { batches: batch }),
    ...(ttft === undefined ? {} : { firstToken: ttft }),
    ...(tpot === undefined ? {} : { perToken: tpot }),
    ...(rate === undefined ? {} : { rate }),
    ...(price === undefined ? {} : { price }),
    ...(speculative === undefined ? {} : { speculative }),
    ...(network === undefined ? {} : { cluster: { networkBandwidth: network } }),
    market,
    windowCache: words.windowCache,
    convention: words.convention,
    assumptions: assumedOf(words.assume ?? []),
  };
}

/** A format; an error about it names the option. */
function named<Format>(option: string, read: () => Format): Format {
  try {
    return read();
  } catch (error) {
    throw new FlopbookError(`${option}: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: 2,
    });
  }
}

function speculationOf({ speculative, draftTokens, draftCost }: ServeWords): ServingSpec["speculative"] {
  if (speculative === undefined) {
    if (draftTokens === undefined && draftCost === undefined) return undefined;
    throw new FlopbookError(
      `--${draftTokens === undefined ? "draft-cost" : "draft-tokens"}: goes with --speculative, got one without the other; write --speculative 0.7`,
    );
  }
  return {
    acceptance: speculative,
    ...(draftTokens === undefined ? {} : { tokens: draftTokens }),
    ...(draftCost === undefined ? {} : { cost: draftCost }),
  };
}
