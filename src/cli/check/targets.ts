// What the words after `flopbook check` mean: ids of examples, notebooks, files of examples, or everything.
import { relative } from "node:path";
import { distinct, type Example } from "../../examples/index.js";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { asUsage } from "../options.js";
import { chosenNotebooks, isNotebookName, notebookName, type Project, projectNotebooks } from "../project.js";
import { exampleFiles, isExamplesFile, namedExampleFiles } from "./example-files.js";
import { isShipped, runsNoCode, shippedExamples } from "./shipped.js";

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
export async function targetsOf(project: Project, cwd: string, named: Named): Promise<Targets> {
  const { words, files, all } = named;
  const namedFiles = namedExampleFiles([...files, ...words.filter(isExamplesFile)], cwd);
  const others = words.filter((word) => !isExamplesFile(word));
  const ids = others.filter((word) => !isNotebookName(project, word));
  const whole = words.length === 0;
  const ownFiles = whole || ids.length > 0 ? exampleFiles(project, all) : [];
  const fromFiles = await namedExamples(namedFiles);
  const found = await foundExamples(
    project,
    ownFiles.filter((path) => !namedFiles.includes(path)),
    fromFiles,
    whole ? undefined : ids,
  );
  const { faults, byId } = found;
  if (whole)
    return {
      examples: [...byId.values()],
      notebooks: projectNotebooks(project),
      everything: true,
      single: false,
      faults,
    };
  const chosen = ids.flatMap((id) => byId.get(id) ?? []);
  const notebooks = others
    .filter((word) => !(ids.includes(word) && byId.has(word)))
    .map((word) => notebookOf(project, cwd, word, byId));
  return {
    examples: [...new Set([...chosen, ...(words.some(isExamplesFile) ? fromFiles : [])])],
    notebooks: [...new Set(notebooks)],
    everything: false,
    single: chosen.length > 0 && chosen.length === words.length,
    faults,
  };
}

/**
 * The project's examples by id, all of them or those that `ids` may mean, with those that ship with flopbook where an
 * id is not the project's. A program of the project runs only where nothing else has the id.
 */
async function foundExamples(
  project: Project,
  files: readonly string[],
  fromFiles: readonly Example[],
  ids: readonly string[] | undefined,
) {
  const plain = await ownExamples(project, files.filter(runsNoCode), fromFiles);
  const known = idsOf([...plain.examples, ...fromFiles]);
  const shipped = ids?.some((id) => !known.has(id)) ? await shippedExamples() : [];
  const shippedIds = idsOf(shipped);
  const needed = ids === undefined || ids.some((id) => !known.has(id) && !shippedIds.has(id));
  const programs = needed ? files.filter((file) => !runsNoCode(file)) : [];
  const own = await ownExamples(project, programs, [...plain.examples, ...fromFiles]);
  const list = distinct([...plain.examples, ...own.examples, ...fromFiles]);
  return {
    byId: new Map([...shipped, ...list].map((example) => [example.id, example] as const)),
    // a file that cannot be read says nothing of an example that ships with us
    faults: ids?.every((id) => shippedIds.has(id)) ? [] : [...plain.faults, ...own.faults],
  };
}

function idsOf(examples: readonly Example[]): ReadonlySet<string> {
  return new Set(examples.map(({ id }) => id));
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
  const lists = await Promise.all(
    files.map((file) => (isShipped(file) ? shippedExamples() : readExamples(file))),
  );
  return lists.flat();
}
