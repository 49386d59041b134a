// Judgements on the built-in worked examples: computed, and kept as long as the code is the same to the byte.
import type { Judgement } from "../../examples/index.js";
import { cacheIn } from "../../notebook/cache.js";
import { ownFingerprint } from "../../notebook/fingerprint.js";

/** All of them in their order; without a folder every one is computed. Those of a run with a failure are not kept. */
export async function builtInJudgements(cacheFolder: string | undefined): Promise<readonly Judgement[]> {
  const key = cacheFolder === undefined ? undefined : ownFingerprint();
  if (cacheFolder === undefined || key === undefined) return computed();
  const cache = cacheIn(cacheFolder);
  const kept = cache.find<readonly Judgement[]>("judged", key, cacheFolder);
  if (kept !== undefined) return kept;
  const judgements = await computed();
  if (judgements.every(({ status }) => status === "pass"))
    cache.store("judged", key, cacheFolder, [], judgements.map(plain));
  return judgements;
}

async function computed() {
  const { evaluateExamples } = await import("../../examples/index.js");
  const { examples } = await import("../../documents/index.js");
  return evaluateExamples(examples);
}

/** Without the quantities behind it. */
function plain(result: Judgement): Judgement {
  const {
    quantity: _,
    corrected: __,
    ...judgement
  } = result as Judgement & Record<"quantity" | "corrected", unknown>;
  return judgement;
}
