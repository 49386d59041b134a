// What a child process gets to see: an environment that is the same everywhere, and its flags.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FlopbookError } from "../../ground/errors.js";

/** Variables that children keep, besides FLOPBOOK_*: those without which programs cannot start or be found. */
const kept = new Set([
  ...["PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "COMSPEC", "PATHEXT"],
  ...["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "NODE_EXTRA_CA_CERTS"],
]);

/** The environment of a child: UTC, English, no colours, whatever the machine has. */
export function childEnvironment(options: {
  readonly epochSeconds?: number;
  readonly cacheFolder: string | undefined;
}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => kept.has(name.toUpperCase()) || name.startsWith("FLOPBOOK_"),
  );
  const { epochSeconds, cacheFolder } = options;
  return {
    ...Object.fromEntries(own),
    TZ: "UTC",
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    NO_COLOR: "1",
    FLOPBOOK_ENGINE: "tslab",
    ...(epochSeconds === undefined ? {} : { SOURCE_DATE_EPOCH: String(epochSeconds) }),
    ...(cacheFolder === undefined ? {} : { NODE_COMPILE_CACHE: join(cacheFolder, "v8") }),
  };
}

/** Flags of a child. Warnings differ between versions of Node, so they are off; a large nursery halves the pauses. */
export function childFlags(memoryMegabytes: number): string[] {
  return ["--no-warnings", `--max-old-space-size=${memoryMegabytes}`, "--min-semi-space-size=16"];
}

/** The compiled entry file of a child, also when this file runs from source. */
export function childEntry(name: "compile-child" | "run-child"): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const compiled = here.replace(/([\\/])src([\\/]notebook[\\/]tslab)$/, "$1dist$2");
  const path = join(compiled, `${name}.js`);
  if (!existsSync(path))
    throw new FlopbookError(`engine: ${name}.js is missing in dist/notebook/tslab; run npm run build`);
  return path;
}
