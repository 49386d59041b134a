// What the words after `flopbook check` mean: ids of examples, notebooks, files of examples, or everything.
import { relative } from "node:path";
import { FlopbookError, suggestion } from "../../errors.js";
import { distinct, type Example } from "../../examples/index.js";
import { asUsage } from "../options.js";
import { chosenNotebooks, isNotebookName, notebookName, type Project, projectNotebooks } from "../project.js";
import { exampleFiles, isExamplesFile, namedExampleFiles } from "./example-files.js";
import { isShipped, shippedExamples } from "./shipped.js";

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

/** The words of a check, and the files and wider choice that its options name. */
export interface Named {
  readonly words: readonly string[];
  readonly files: readonly string[];
  /** Whether "everything" means the examples that ship with flopbook, too. */
  readonly all: boolean;
}

/**
 * Sorts words: a name with the ending of a data or program file is a file of examples; an id of an example, of the
 * project or of a named file, else of those that ship with flopbook, is that example; anything else must be a
 * notebook. Usage errors offer near names.
 */
export async function targetsOf(
  project: Project,
  cwd: string,
  { words, files, all }: Named,
): Promise<Targets> {
  const whole = words.length === 0;
  const named = namedExampleFiles([...files, ...words.filter(isExamplesFile)], cwd);
  const others = words.filter((word) => !isExamplesFile(word));
  const ids = others.filter((word) => !isNotebookName(project, word));
  const ownFiles = whole || ids.length > 0 ? exampleFiles(project, all) : [];
  const fromFiles = await namedExamples(named);
  const own = await ownExamples(
    project,
    ownFiles.filter((path) => !named.includes(path)),
    fromFiles,
  );
  const examples = distinct([...own.examples, ...fromFiles]);
  const notebooks = projectNotebooks(project);
  if (whole) return { examples, notebooks, everything: true, single: false, faults: own.faults };
  const known = new Map(examples.map((example) => [example.id, example]));
  const shipped = ids.every((id) => known.has(id)) ? [] : await shippedExamples();
  const byId = new Map([...shipped.map((example) => [example.id, example] as const), ...known]);
  const found = ids.flatMap((id) => byId.get(id) ?? []);
  return {
    examples: [...new Set([...found, ...(words.some(isExamplesFile) ? fromFiles : [])])],
    notebooks: [
      ...new Set(
        others.filter((word) => !byId.has(word)).map((word) => notebookOf(project, cwd, word, byId)),
      ),
    ],
    everything: false,
    single: found.length > 0 && found.length === words.length,
    // a file that cannot be read says nothing of an example that ships with us
    faults: ids.every((id) => shipped.some((example) => example.id === id)) ? [] : own.faults,
  };
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
  const { readExamples } = await import("../../examples/user-file.js");
  const lists = await Promise.all(
    files.map((file) => (isShipped(file) ? shippedExamples() : readExamples(file))),
  );
  return lists.flat();
}
