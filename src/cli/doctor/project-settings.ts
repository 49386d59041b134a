// What `doctor` says of the files that a project's package.json names: its own devices and models, worked examples.
import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import { ownModuleFiles } from "../../node/own-module.js";
import { projectExampleFiles } from "../check/example-files.js";
import type { Project } from "../project.js";

interface SettingsFinding {
  readonly subject: "settings";
  readonly status: "good" | "missing";
  readonly found: string;
  readonly meaning?: string;
}

const subject = "settings";

/** The files that `flopbook.own` and `flopbook.examples` name, and whether they are there. Runs none of them. */
export function projectSettingsFinding(project: Project): SettingsFinding {
  const shown = (path: string) => relative(project.root, path).split(sep).join("/");
  try {
    const own = ownModuleFiles(project.root);
    const examples = projectExampleFiles(project);
    const absent = [...own, ...examples].filter((path) => !existsSync(path)).map(shown);
    const found = [listed("own modules", own.map(shown)), listed("examples", examples.map(shown))].join("; ");
    if (absent.length === 0) return { subject, status: "good", found };
    const meaning = `package.json names ${absent.join(" and ")} under "flopbook", but no such file is there; restore it, or take the name out.`;
    return { subject, status: "missing", found, meaning };
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    return { subject, status: "missing", found: "not readable", meaning: error.message };
  }
}

/** "own modules: own.ts" or "no examples". */
function listed(what: string, files: readonly string[]): string {
  return files.length === 0 ? `no ${what}` : `${what}: ${files.join(", ")}`;
}
