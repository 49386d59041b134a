// What `doctor` looks at, one function a subject.
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { reportDate } from "../../report/dates.js";
import { type Effects, realEffects } from "../../report/effects.js";
import { flopbookFolder, packageVersion } from "../../report/installed.js";
import { openPrinter } from "../../report/pdf/chrome.js";
import { notebookName, type Project, projectNotebooks } from "../project.js";
import { projectFontsFinding } from "./project-fonts.js";
import { projectSettingsFinding } from "./project-settings.js";

/** One subject: in order, worth knowing, or needed and missing. */
export interface Finding {
  readonly subject: string;
  readonly status: "good" | "note" | "missing";
  readonly found: string;
  /** What it means, and what to do; absent where there is nothing to add. */
  readonly meaning?: string;
}

/** Everything that building a report needs, in the order in which it is needed. Starts the browser once. */
export async function findings(
  project: Project,
  signal: AbortSignal,
  effects = realEffects(),
): Promise<Finding[]> {
  return [
    nodeFinding(process.versions.node),
    engineFinding(),
    packageFinding(project),
    kernelFinding(effects),
    await browserFinding(effects, signal),
    fontFinding(join(flopbookFolder, "templates", "default", "fonts")),
    projectFontsFinding(project),
    projectSettingsFinding(project),
    templateFinding(project),
    writeFinding(project),
    await dateFinding(project, effects),
  ];
}

/** Node 20.19 loads ES modules by `require`, which the kernel does with every import. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const good = major > 20 || (major === 20 && minor >= 19);
  const meaning =
    "Flopbook needs Node 20.19 or newer; install it from nodejs.org or with your version manager.";
  return { subject: "Node", status: good ? "good" : "missing", found: version, ...(good ? {} : { meaning }) };
}

function engineFinding(): Finding {
  const [tslab, typescript] = [packageVersion("tslab"), packageVersion("@tslab/typescript-for-tslab")];
  const good = tslab !== "none" && typescript !== "none";
  const meaning = "Cells are compiled by tslab; run `npm ci` again.";
  const found = `tslab ${tslab} with TypeScript ${typescript}`;
  return { subject: "engine", status: good ? "good" : "missing", found, ...(good ? {} : { meaning }) };
}

/** Notebooks begin with `import ... from "flopbook"`, looked up from their own folder. */
function packageFinding(project: Project): Finding {
  const subject = "import";
  try {
    const main = createRequire(join(project.notebooks, "notebook.js")).resolve("flopbook");
    if (existsSync(main)) return { subject, status: "good", found: 'notebooks find "flopbook"' };
  } catch {
    // Told below: Node's own words name paths, not what to do.
  }
  const meaning = "Run `npm install flopbook` in the project; inside flopbook's own repository, `npm ci`.";
  return { subject, status: "missing", found: 'notebooks do not find "flopbook"', meaning };
}

function kernelFinding(effects: Effects): Finding {
  const subject = "kernel";
  const spec = jupyterFolders(effects).find((folder) =>
    existsSync(join(folder, "kernels", "tslab", "kernel.json")),
  );
  if (spec !== undefined) return { subject, status: "good", found: "tslab is registered with Jupyter" };
  const meaning =
    "Only Jupyter and VS Code need it, a build does not: with Python and Jupyter installed, `npx tslab install` registers it.";
  return { subject, status: "note", found: "tslab is not registered with Jupyter", meaning };
}

/** Where Jupyter looks for kernels: JUPYTER_PATH, the user's data folder, the system's. */
function jupyterFolders({ environment: env, homeFolder, platform }: Effects): string[] {
  const named = (env.JUPYTER_PATH ?? "").split(delimiter).filter(Boolean);
  const user =
    env.JUPYTER_DATA_DIR ??
    (platform === "darwin"
      ? join(homeFolder, "Library", "Jupyter")
      : platform === "win32"
        ? join(env.APPDATA ?? homeFolder, "jupyter")
        : join(env.XDG_DATA_HOME ?? join(homeFolder, ".local", "share"), "jupyter"));
  const prefixes = [env.VIRTUAL_ENV, env.CONDA_PREFIX, "/usr/local", "/usr"].filter(
    (prefix) => prefix !== undefined,
  );
  return [...named, user, ...prefixes.map((prefix) => join(prefix, "share", "jupyter"))];
}

async function browserFinding(effects: Effects, signal: AbortSignal): Promise<Finding> {
  const subject = "browser";
  try {
    const printer = await openPrinter({ effects, signal });
    const { found, version } = printer;
    await printer.close();
    const status = found.pinned ? "good" : "note";
    return { subject, status, found: `${found.label} (${version}) starts`, meaning: found.meaning };
  } catch (error) {
    signal.throwIfAborted();
    const meaning = error instanceof Error ? error.message : String(error);
    return { subject, status: "missing", found: "none that starts", meaning };
  }
}

/** Every face that fonts.json lists, by size: a changed font would move line breaks. */
export function fontFinding(folder: string): Finding {
  const subject = "fonts";
  const meaning = "The fonts ship with the package; run `npm ci` again, or restore templates/ from git.";
  const list = join(folder, "fonts.json");
  if (!existsSync(list)) return { subject, status: "missing", found: "no fonts.json", meaning };
  const { faces } = JSON.parse(readFileSync(list, "utf8")) as { faces: { file: string; bytes: number }[] };
  const wrong = faces.filter(({ file, bytes }) => {
    const path = join(folder, file);
    return !existsSync(path) || statSync(path).size !== bytes;
  });
  if (wrong.length === 0) return { subject, status: "good", found: `${faces.length} faces` };
  const names = wrong.map(({ file }) => file).join(", ");
  return { subject, status: "missing", found: `missing or changed: ${names}`, meaning };
}

function templateFinding(project: Project): Finding {
  const subject = "template";
  const own = existsSync(join(project.root, "templates", "default"));
  if (own || existsSync(join(flopbookFolder, "templates", "default")))
    return { subject, status: "good", found: `default, ${own ? "the project's own" : "as shipped"}` };
  const meaning = "Templates ship with the package; run `npm ci` again, or restore templates/ from git.";
  return { subject, status: "missing", found: "no default template", meaning };
}

function writeFinding(project: Project): Finding {
  const subject = "write access";
  const refused = [project.reports, join(project.root, ".flopbook")].filter((folder) => !writable(folder));
  if (refused.length === 0)
    return { subject, status: "good", found: "reports/ and the cache can be written" };
  const names = refused
    .map((folder) => (folder === project.reports ? "reports/" : ".flopbook/"))
    .join(" and ");
  const meaning = "Change the owner or mode of the folder, or build elsewhere with `--output-dir`.";
  return { subject, status: "missing", found: `${names} cannot be written`, meaning };
}

/** Whether the folder, or the nearest one above it that exists, lets us write. */
function writable(folder: string): boolean {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function dateFinding(project: Project, effects: Effects): Promise<Finding> {
  const subject = "dates";
  const { readNotebook } = await import("../../notebook/read.js");
  const sources = new Set<string>();
  const undated: string[] = [];
  let meaning = "";
  for (const path of projectNotebooks(project)) {
    try {
      sources.add((await reportDate(await readNotebook(path), effects)).from);
    } catch (error) {
      undated.push(notebookName(path));
      meaning ||= error instanceof Error ? error.message : String(error);
    }
  }
  if (undated.length > 0)
    return { subject, status: "missing", found: `none for ${undated.join(", ")}`, meaning };
  return {
    subject,
    status: "good",
    found: sources.size === 0 ? "no notebooks yet" : [...sources].sort().join(", "),
  };
}
