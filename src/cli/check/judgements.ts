// Judgements on a project's worked examples: computed, and kept as long as code and files are the same to the byte.
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { sha256 } from "../../disk/hash.js";
import type { Judgement } from "../../examples/index.js";
import { cacheIn, rememberedHash } from "../../notebook/cache.js";
import { ownFingerprint } from "../../notebook/fingerprint.js";
import type { Project } from "../project.js";
import { runsNoCode } from "./shipped.js";
import type { ExampleFault } from "./targets.js";

/** What came of the files of examples: judgements in their order, and files that could not be used. */
export interface JudgedFiles {
  readonly judgements: readonly Judgement[];
  readonly faults: readonly ExampleFault[];
}

/** The examples of `files`, judged; without a cache folder every one is computed. A run with a failure is not kept. */
export async function judgedFiles(
  project: Project,
  files: readonly string[],
  cacheFolder: string | undefined,
): Promise<JudgedFiles> {
  if (files.length === 0) return { judgements: [], faults: [] };
  const key = cacheFolder === undefined ? undefined : keyOf(project, files, cacheFolder);
  if (cacheFolder === undefined || key === undefined) return computed(project, files);
  const cache = cacheIn(cacheFolder);
  const kept = cache.find<readonly Judgement[]>("judged", key, cacheFolder);
  if (kept !== undefined) return { judgements: kept, faults: [] };
  const judged = await computed(project, files);
  if (judged.faults.length === 0 && judged.judgements.every(({ status }) => status === "pass"))
    cache.store("judged", key, cacheFolder, [], judged.judgements.map(plain));
  return judged;
}

/** Undefined where a file is a program of the project's: what it reads and computes with is not known beforehand. */
function keyOf({ root }: Project, files: readonly string[], cacheFolder: string): string | undefined {
  if (!files.every((file) => existsSync(file) && runsNoCode(file))) return undefined;
  const code = ownFingerprint(cacheFolder);
  if (code === undefined) return undefined;
  return sha256([code, ...files.map((file) => `${relative(root, file)} ${rememberedHash(file)}`)].join("\n"));
}

async function computed(project: Project, files: readonly string[]): Promise<JudgedFiles> {
  const [{ ownExamples }, { evaluateExamples }] = await Promise.all([
    import("./targets.js"),
    import("../../examples/index.js"),
  ]);
  const { examples, faults } = await ownExamples(project, files, []);
  return { judgements: evaluateExamples(examples), faults };
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
