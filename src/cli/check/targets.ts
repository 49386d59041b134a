// What the words after `flopbook check` mean: ids of examples, notebooks, files of examples, or everything.
import { relative } from "node:path";
import { examples as builtIn } from "../../documents/index.js";
import { FlopbookError, suggestion } from "../../errors.js";
import { distinct, type Example } from "../../examples/index.js";
import { asUsage } from "../options.js";
import { chosenNotebooks, isNotebookName, notebookName, type Project, projectNotebooks } from "../project.js";
import { isExamplesFile, namedExampleFiles, projectExampleFiles } from "./example-files.js";

/** A file of examples that cannot be used, and why. */
export interface ExampleFault {
  readonly file: string;
  readonly problem: string;
}

/** What a check is about. */
export interface Targets {
  readonly examples: readonly Example[];
  /** Absolute paths. */
  readonly notebooks: readonly string[];
  /** True when nothing was named: then baselines without a notebook are faults, too. */
  readonly everything: boolean;
  /** Files of the project whose examples could not be read. */
  readonly faults: readonly ExampleFault[];
  /** True when only examples were named by id: they are shown with their working. */
  readonly single: boolean;
}

/**
 * Sorts words: a name with the ending of a data or program file is a file of examples; an id of an example, built in,
 * of the project or of a named file, is that example; anything else must be a notebook. Usage errors offer near names.
 */
export async function targetsOf(
  project: Project,
  cwd: string,
  words: readonly string[],
  extraFiles: readonly string[],
): Promise<Targets> {
  const builtInIds = new Set(builtIn.map(({ id }) => id));
  const whole = words.length === 0;
  // What ships with us is looked up without a line of the project's code.
  const needsOwn = whole || words.some((word) => !isExamplesFile(word) && !isOurs(word, builtInIds, project));
  const named = namedExampleFiles([...extraFiles, ...words.filter(isExamplesFile)], cwd);
  const others = words.filter((word) => !isExamplesFile(word));
  const ownFiles = needsOwn ? projectExampleFiles(project).filter((path) => !named.includes(path)) : [];
  const fromFiles = await namedExamples(named);
  const own = await ownExamples(project, ownFiles, [...builtIn, ...fromFiles]);
  const all = distinct([...builtIn, ...own.examples, ...fromFiles]);
  if (whole)
    return {
      examples: all,
      notebooks: projectNotebooks(project),
      everything: true,
      single: false,
      faults: own.faults,
    };
  const byId = new Map(all.map((example) => [example.id, example]));
  const ids = others.flatMap((word) => byId.get(word) ?? []);
  const notebooks = others
    .filter((word) => !byId.has(word))
    .map((word) => notebookOf(project, cwd, word, byId));
  const examples = [...ids, ...(words.some(isExamplesFile) ? fromFiles : [])];
  const single = ids.length > 0 && ids.length === words.length;
  return {
    examples: [...new Set(examples)],
    notebooks: [...new Set(notebooks)],
    everything: false,
    single,
    faults: own.faults,
  };
}

function isOurs(word: string, builtInIds: ReadonlySet<string>, project: Project): boolean {
  return builtInIds.has(word) || isNotebookName(project, word);
}

function notebookOf(project: Project, cwd: string, word: string, ids: ReadonlyMap<string, unknown>): string {
  if (isNotebookName(project, word)) return chosenNotebooks(project, cwd, [word])[0] ?? word;
  const near = suggestion(word, [...ids.keys(), ...projectNotebooks(project).map(notebookName)]);
  throw new FlopbookError(
    `check: no worked example, notebook or file called "${word}"${near || "; `flopbook list` shows all"}`,
    { exitCode: 2 },
  );
}

/** The project's own examples; a file that cannot be used is a fault of its own and stops no other. */
export async function ownExamples(
  project: Project,
  files: readonly string[],
  taken: readonly Example[],
): Promise<{ readonly examples: readonly Example[]; readonly faults: readonly ExampleFault[] }> {
  let examples: readonly Example[] = [];
  const faults: ExampleFault[] = [];
  for (const file of files)
    try {
      const found = await examplesIn([file]);
      distinct([...taken, ...examples, ...found]);
      examples = [...examples, ...found];
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      faults.push({ file: relative(project.root, file), problem });
    }
  return { examples, faults };
}

/** The examples of files that were named: what is wrong with one is a mistake in what was asked. */
async function namedExamples(files: readonly string[]): Promise<readonly Example[]> {
  try {
    return await examplesIn(files);
  } catch (error) {
    throw asUsage(error);
  }
}

async function examplesIn(files: readonly string[]): Promise<readonly Example[]> {
  if (files.length === 0) return [];
  const { readExamples } = await import("./user-file.js");
  const lists = await Promise.all(files.map((file) => readExamples(file)));
  return lists.flat();
}
