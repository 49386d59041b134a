// `flopbook doctor`: what is installed, what is missing, and what that means for reports.

import { projectAround } from "../project.js";
import type { Context, Terminal } from "../terminal.js";
import { textTable, wrapped } from "../text-table.js";
import { type Finding, findings } from "./findings.js";

/** Prints every finding; returns 1 when something needed is missing. */
export async function run(options: { readonly json?: true }, { terminal, signal }: Context): Promise<number> {
  const found = await findings(projectAround(terminal.cwd), signal);
  const missing = found.filter(({ status }) => status === "missing");
  if (options.json)
    terminal.out(`${JSON.stringify({ findings: found, ok: missing.length === 0 }, undefined, 2)}\n`);
  else terminal.out(report(found, terminal));
  return missing.length === 0 ? 0 : 1;
}

function report(found: readonly Finding[], { colors, columns }: Terminal): string {
  const colour = { good: colors.green, note: colors.yellow, missing: colors.red };
  const rows = found.map(({ status, subject, found: what }) => [status, subject, what]);
  const table = textTable([{ head: "state" }, { head: "what" }, { head: "found" }], rows, (line, at) => {
    const status = found[at]?.status ?? "note";
    return colour[status](line.slice(0, 7)) + line.slice(7);
  });
  const remarks = found.flatMap(({ status, subject, meaning }) =>
    meaning === undefined
      ? []
      : [wrapped(`${colour[status](subject)}: ${meaning}`, Math.min(100, columns), "  ")],
  );
  return [table, ...remarks].join("\n") + (remarks.length > 0 ? "\n" : "");
}
