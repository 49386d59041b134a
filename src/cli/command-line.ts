// The command line that was typed, as a shell takes it again: quoted, and with paths from where it was typed.
import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { shellQuoted } from "../report/text/shell.js";

/** "npx flopbook cost --model llama3-8b --report cost.pdf" */
export function commandLine(words: readonly string[], cwd: string): string {
  return ["npx flopbook", ...words.map((word) => shellQuoted(withoutRoot(word, cwd)))].join(" ");
}

/** An absolute path, alone or after "=", as one from `cwd`: a report tells nothing about the machine. */
function withoutRoot(word: string, cwd: string): string {
  const [, option = "", value = word] = /^(--?[\w-]+=)(.*)$/s.exec(word) ?? [];
  return isAbsolute(value) ? `${option}${slashed(relative(cwd, value)) || "."}` : word;
}

/** How a report names a file that the command line names: from `cwd`, and such that it is taken for a path. */
export function fileWord(word: string, cwd: string): string {
  const path = resolve(cwd, word);
  if (word === "" || !existsSync(path)) return word;
  const shown = slashed(relative(cwd, path)) || ".";
  return /[./]/.test(shown) ? shown : `./${shown}`;
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}
