// Tables, progress, colours and option words of the command line.
import { describe, expect, test } from "vitest";
import { guarded } from "../../src/cli/door.js";
import { formatList, oneOf, positive } from "../../src/cli/options.js";
import { progressDisplay } from "../../src/cli/progress.js";
import { colorWanted, paint, type Terminal } from "../../src/cli/terminal.js";
import { textTable, wrapped } from "../../src/cli/text-table.js";
import { FlopbookError } from "../../src/ground/errors.js";

function recorder(options: { interactive: boolean; color?: boolean }): {
  terminal: Terminal;
  written: () => string;
} {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const rest = { columns: 40, env: {}, cwd: ".", colors: paint(options.color ?? false) };
  return {
    terminal: { out: write, err: write, interactive: options.interactive, ...rest },
    written: () => text,
  };
}

describe("a text table", () => {
  test("aligns columns by their widest cell, numbers to the right, without trailing spaces", () => {
    const table = textTable(
      [{ head: "id" }, { head: "value", align: "right" }, { head: "note" }],
      [
        ["a", "1", ""],
        ["long", "1234567", "×"],
      ],
    );
    expect(table).toBe("id      value  note\n────  ───────  ────\na           1\nlong  1234567  ×\n");
  });

  test("counts an accented letter as one place", () =>
    expect(textTable([{ head: "é\u0301" }, { head: "b" }], [["x", "y"]])).toBe("é\u0301  b\n─  ─\nx  y\n"));

  test("wraps long text at spaces under an indent", () =>
    expect(wrapped("one two three four", 10, "  ")).toBe("one two\n  three four"));
});

describe("progress", () => {
  const work = (terminal: Terminal, quiet = false) => {
    const progress = progressDisplay(terminal, { total: 1, quiet });
    progress.step("x", "cell 1 of 2");
    progress.step("x", "cell 2 of 2");
    progress.done("x", "2 files");
    progress.finish();
  };

  test("redraws one line on a terminal and leaves the finished ones", () => {
    const { terminal, written } = recorder({ interactive: true });
    work(guarded(terminal));
    expect(written()).toContain("[0/1] x: cell 1 of 2\r\u001B[2K[0/1] x: cell 2 of 2");
    expect(written()).toContain("ok x  2 files\n");
  });

  test("is plain lines elsewhere, one a stage, without escape codes", () => {
    const { terminal, written } = recorder({ interactive: false });
    work(terminal);
    expect(written()).toBe("x: cell 1 of 2\nok x  2 files\n");
  });

  test("is nothing at all when quiet", () => {
    const { terminal, written } = recorder({ interactive: true });
    work(terminal, true);
    expect(written()).toBe("");
  });
});

describe("colour", () => {
  test("is off without a terminal, with NO_COLOR and on a dumb terminal", () => {
    expect(colorWanted({}, false)).toBe(false);
    expect(colorWanted({ NO_COLOR: "1", FORCE_COLOR: "1" }, true)).toBe(false);
    expect(colorWanted({ TERM: "dumb" }, true)).toBe(false);
    expect(colorWanted({ TERM: "xterm" }, true)).toBe(true);
    expect(colorWanted({ FORCE_COLOR: "1" }, false)).toBe(true);
    expect(paint(true).red("x")).toBe("\u001B[31mx\u001B[39m");
    expect(paint(false).red("x")).toBe("x");
  });
});

describe("option words", () => {
  const refused = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error instanceof FlopbookError && error.exitCode === 2 ? error.message : undefined;
    }
    return undefined;
  };

  test("formats are a list without doubles, in one order", () => {
    expect(formatList("pdf, html,pdf")).toEqual(["html", "pdf"]);
    expect(refused(() => formatList("html,pfd"))).toBe(
      '--to: must be html or pdf, got "pfd"; did you mean "pdf"?',
    );
  });

  test("paper is one of two, in any case", () => {
    expect(oneOf("--paper", ["a4", "letter"])("A4")).toBe("a4");
    expect(refused(() => oneOf("--paper", ["a4", "letter"])("a5"))).toMatch(
      /--paper: must be a4 or letter, got "a5"/,
    );
  });

  test("numbers are positive, and whole where it matters", () => {
    expect(positive("--timeout", "seconds")("0.5")).toBe(0.5);
    for (const bad of ["0", "-1", "", "ten", "1e999"])
      expect(refused(() => positive("--timeout", "seconds")(bad))).toContain(`got "${bad}"`);
    expect(refused(() => positive("--jobs", "", true)("1.5"))).toBe(
      '--jobs: must be a positive whole number, at most 1000000000, got "1.5"; write --jobs 1',
    );
  });
});
