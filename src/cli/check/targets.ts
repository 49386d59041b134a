// What the words after `flopbook check` mean: ids of examples, notebooks, files of examples, or everything.
import { FlopbookError, suggestion } from "../../errors.js";
import { examples as builtIn, distinct, type Example } from "../../examples/index.js";
import { chosenNotebooks, isNotebookName, notebookName, type Project, projectNotebooks } from "../project.js";
import { isExamplesFile, namedExampleFiles, projectExampleFiles } from "./example-files.js";

/** What a check is about. */
export interface Targets {
  readonly examples: readonly Example[];
  /** Absolute paths. */
  readonly notebooks: readonly string[];
  /** True when nothing was named: then baselines without a notebook are faults, too. */
  readonly everything: boolean;
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
  const named = namedExampleFiles([...extraFiles, ...words.filter(isExamplesFile)], cwd);
  const others = words.filter((word) => !isExamplesFile(word));
  const own = await examplesIn(projectExampleFiles(project).filter((path) => !named.includes(path)));
  const fromFiles = await examplesIn(named);
  const all = distinct([...builtIn, ...own, ...fromFiles]);
  if (words.length === 0)
    return { examples: all, notebooks: projectNotebooks(project), everything: true, single: false };
  const byId = new Map(all.map((example) => [example.id, example]));
  const ids = others.flatMap((word) => byId.get(word) ?? []);
  const notebooks = others
    .filter((word) => !byId.has(word))
    .map((word) => notebookOf(project, cwd, word, byId));
  const examples = [...ids, ...(words.some(isExamplesFile) ? fromFiles : [])];
  const single = ids.length > 0 && ids.length === words.length;
  return { examples: [...new Set(examples)], notebooks: [...new Set(notebooks)], everything: false, single };
}

function notebookOf(project: Project, cwd: string, word: string, ids: ReadonlyMap<string, unknown>): string {
  if (isNotebookName(project, word)) return chosenNotebooks(project, cwd, [word])[0] ?? word;
  const near = suggestion(word, [...ids.keys(), ...projectNotebooks(project).map(notebookName)]);
  throw new FlopbookError(
    `check: no worked example, notebook or file called "${word}"${near || "; `flopbook list` shows all"}`,
    { exitCode: 2 },
  );
}

async function examplesIn(files: readonly string[]): Promise<readonly Example[]> {
  if (files.length === 0) return [];
  const { readExamples } = await import("../../examples/user-file.js");
  const lists = await Promise.all(files.map((file) => readExamples(file)));
  return lists.flat();
}
