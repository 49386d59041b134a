// The worked examples that ship with flopbook: checked where a project names their file, where asked for, and by id.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Example } from "../../examples/index.js";

/** The module that lists them. */
export const shippedFile = fileURLToPath(new URL("../../documents/index.js", import.meta.url));

/** True for a path that leads to our own list of examples. */
export function isShipped(path: string): boolean {
  try {
    return path === shippedFile || realpathSync(path) === realpathSync(shippedFile);
  } catch {
    return false;
  }
}

/** They are loaded when asked for: no other command needs them. */
export async function shippedExamples(): Promise<readonly Example[]> {
  return (await import("../../documents/index.js")).examples;
}

/** True for a file of examples that is read without running a line of the project's code. */
export function runsNoCode(file: string): boolean {
  return file.endsWith(".json") || isShipped(file);
}
