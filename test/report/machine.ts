// A machine of our own making for tests: no environment, no commands, a home in a temporary folder.
import type { Effects } from "../../src/report/effects.js";

/** Effects of a Linux x64 machine where every command is missing; `parts` say what is different. */
export function machine(home: string, parts: Partial<Effects> = {}): Effects {
  return {
    environment: {},
    platform: "linux",
    architecture: "x64",
    superuser: process.getuid?.() === 0,
    homeFolder: home,
    temporaryFolder: home,
    run: async () => ({ status: undefined, output: "", errors: "not found" }),
    ...parts,
  };
}
