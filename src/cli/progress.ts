// What is going on, on standard error: one line that redraws itself on a terminal, plain lines elsewhere.
import { clearLine } from "./door.js";
import type { Terminal } from "./terminal.js";

/** A piece of work under way: "resnet50-imagenet", "cell 3 of 12". */
export interface Progress {
  /** Says what `name` is doing now; on a plain output only stages, not every step, make a line. */
  readonly step: (name: string, doing: string) => void;
  /** Says that `name` is done, with a remark such as "2 files"; stays on the screen. */
  readonly done: (name: string, remark: string, good?: boolean) => void;
  /** Clears the live line; call before writing results. */
  readonly finish: () => void;
}

/** Progress for `total` pieces. `quiet` shows nothing at all. */
export function progressDisplay(terminal: Terminal, options: { total: number; quiet: boolean }): Progress {
  if (options.quiet) return { step: () => {}, done: () => {}, finish: () => {} };
  return terminal.interactive ? liveProgress(terminal, options.total) : plainProgress(terminal);
}

function liveProgress(terminal: Terminal, total: number): Progress {
  const running = new Map<string, string>();
  let finished = 0;
  let drawn = false;
  const clear = () => {
    if (drawn) terminal.err(clearLine);
    drawn = false;
  };
  const draw = () => {
    const work = [...running].map(([name, doing]) => `${name}: ${doing}`).join("  ");
    const text = `[${finished}/${total}] ${work}`;
    clear();
    drawn = true;
    terminal.err(`${terminal.colors.dim(text.slice(0, Math.max(20, terminal.columns - 1)))}`);
  };
  return {
    step: (name, doing) => {
      running.set(name, doing);
      draw();
    },
    done: (name, remark, good = true) => {
      running.delete(name);
      finished += 1;
      clear();
      terminal.err(`${doneLine(terminal, name, remark, good)}\n`);
      if (running.size > 0) draw();
    },
    finish: clear,
  };
}

/** One line a finished piece; steps are told only when CI would otherwise sit silent for a piece's whole time. */
function plainProgress(terminal: Terminal): Progress {
  const told = new Map<string, string>();
  return {
    step: (name, doing) => {
      const stage = doing.split(" ", 1)[0] ?? doing;
      if (told.get(name) === stage || doing.endsWith(" done")) return;
      told.set(name, stage);
      terminal.err(`${name}: ${doing}\n`);
    },
    done: (name, remark, good = true) => terminal.err(`${doneLine(terminal, name, remark, good)}\n`),
    finish: () => {},
  };
}

function doneLine(terminal: Terminal, name: string, remark: string, good: boolean): string {
  const mark = good ? terminal.colors.green("ok") : terminal.colors.red("FAILED");
  return `${mark} ${name}${remark === "" ? "" : terminal.colors.dim(`  ${remark}`)}`;
}
