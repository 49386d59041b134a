// Printed text as a terminal leaves it: what is overwritten is gone, what is coloured is coloured, nothing else is lost.
import { describe, expect, test } from "vitest";
import { shownCharacters, shownCode } from "../../src/ground/html.js";
import type { Output } from "../../src/notebook/notebook.js";
import { joinedStreams } from "../../src/report/outputs/streams.js";
import { plainLines, reachesBack, steersTerminal, terminalLines } from "../../src/report/text/terminal.js";

const esc = "\u001b";

describe("a terminal shows the last state of", () => {
  const cases: Readonly<Record<string, readonly [printed: string, shown: string]>> = {
    "a progress line": ["\rstep 0%\rstep 50%\rstep 100%\ndone\n", "step 100%\ndone"],
    "a line that a shorter one overwrites": ["downloading\rok\n", "okwnloading"],
    "a line that is erased to its end": [`downloading\rok${esc}[K\n`, "ok"],
    "a line that is erased whole": [`abc${esc}[2K${esc}[1Gx\n`, "x"],
    "letters under backspaces": ["abc\b\bX\n", "aXc"],
    "two bars, one above the other": [
      `outer 0\ninner 0${esc}[A\router 1\n\rinner 1${esc}[1A\router 2\n\rinner 2\n`,
      "outer 2\ninner 2",
    ],
    "a bar below a printed line": [`a\nb\n${esc}[2A\rA${esc}[2B\rc`, "A\nb\nc"],
    "a screen that is cleared": [`old${esc}[2J${esc}[Hnew`, "new"],
    "words in Chinese": ["你好世界\r再见\n", "再见世界"],
    "lines with carriage returns of Windows": [`a\r\nb\r\n${esc}[0mc\r\n`, "a\nb\nc"],
    "text in the other screen of a pager": [`${esc}[?1049hpage${esc}[?1049l\n`, "page"],
  };
  for (const [name, [printed, shown]] of Object.entries(cases))
    test(name, async () => {
      expect(steersTerminal(printed) || printed.includes("\r\n")).toBe(true);
      expect(await terminalLines(printed)).toBe(shown);
    });
});

describe("a terminal shows colours", () => {
  const cases: Readonly<Record<string, readonly [printed: string, shown: string]>> = {
    "of the sixteen": [
      `${esc}[31mred${esc}[0m ${esc}[1;92mgreen${esc}[m`,
      '<span class="ansi-fg-1">red</span> <span class="ansi-fg-10 ansi-bold">green</span>',
    ],
    // 208 is 16 + 36 * 5 + 6 * 2 + 0: steps 255, 135, 0
    "of the cube": [`${esc}[38;5;208mx`, '<span class="ansi-fg" style="--fg:#ff8700">x</span>'],
    // 244 is 232 + 12: 8 + 120 = 128
    "of the greys": [`${esc}[48;5;244mx`, '<span class="ansi-bg" style="--bg:#808080">x</span>'],
    "of all": [`${esc}[38;2;1;2;3mx`, '<span class="ansi-fg" style="--fg:#010203">x</span>'],
    "and inverse, underlined, struck": [
      `${esc}[7;4;9mx`,
      '<span class="ansi-under ansi-strike ansi-inverse">x</span>',
    ],
    "with markup as text": [`${esc}[31m<b>&`, '<span class="ansi-fg-1">&lt;b&gt;&amp;</span>'],
  };
  for (const [name, [printed, shown]] of Object.entries(cases))
    test(name, async () => expect(await terminalLines(printed)).toBe(shown));
});

describe("nothing is swallowed by", () => {
  const cases: Readonly<Record<string, readonly [printed: string, shown: string]>> = {
    "a title that is never closed": [`a${esc}]0;title and all the rest`, "a\\x1b]0;title and all the rest"],
    "a title": [`${esc}]0;title\u0007text\b`, "text"],
    "a link": [`${esc}]8;;https://example.org${esc}\\words${esc}]8;;${esc}\\.`, "words."],
    "a bell, a zero and C1": [`a\u0007b\u0000c\u009bd${esc}[0m`, "a\\x07b\\x00c\\x9bd"],
    "a lone escape": [`a${esc}`, "a\\x1b"],
    "a picture in the text": [`${esc}Pq#0;2;0;0;0${esc}\\after`, "[picture not shown]after"],
    "a turn of direction": [`a\u202eb${esc}[0m`, "a\\u202eb"],
  };
  for (const [name, [printed, shown]] of Object.entries(cases))
    test(name, async () => expect(await terminalLines(printed)).toBe(shown));

  test("length: fifty thousand lines, and one of fifty thousand characters", async () => {
    const lines = Array.from({ length: 50_000 }, (_, n) => `line ${n}`);
    const long = "0123456789".repeat(5000);
    const text = `${lines.join("\n")}\n${esc}[31mx${esc}[0m\n${long}\n\rend`;
    const shown = (await terminalLines(text)).split("\n");
    expect(shown.slice(0, 50_000)).toEqual(lines);
    expect(shown.slice(50_000)).toEqual(['<span class="ansi-fg-1">x</span>', long, "end"]);
  }, 60_000);

  test("numbers beyond any screen", async () => {
    expect(await terminalLines(`a${esc}[999999999Sb${esc}[4000000000b${esc}[99999999Cc`)).toMatch(/b.*c/s);
  }, 30_000);
});

test("text that steers nothing is as it was, with control characters visible", () => {
  expect(plainLines("a\u0007\tb\r\n\u202e<c>\n\n")).toBe("a\\x07\tb\n\\u202e&lt;c&gt;");
  expect(steersTerminal("plain\ttext\r\n")).toBe(false);
  expect(shownCharacters("\u200f\u202eשלום\u0085\ud800")).toBe("\u200f\u202eשלום\\x85\\ud800");
  expect(shownCode("a\u2066b\u2069")).toBe("a\\u2066b\\u2069");
});

describe("chunks of one stream", () => {
  const out = (text: string): Output => ({ type: "stream", name: "stdout", text });
  const err = (text: string): Output => ({ type: "stream", name: "stderr", text });
  const shown: Output = { type: "display", data: { "text/plain": "x" }, metadata: {} };
  test("join where a later one goes on with an open line, or moves back", () => {
    expect(joinedStreams([out("\r10%"), err("w\n"), out("\r20%"), out("\r30%\n")])).toEqual([
      out("\r10%\r20%\r30%\n"),
      err("w\n"),
    ]);
    expect(joinedStreams([err("a\n"), out("b\n"), err(`${esc}[Ac\n`)])).toEqual([
      err(`a\n${esc}[Ac\n`),
      out("b\n"),
    ]);
  });
  test("stay in their order where each is whole, and on their side of what is shown", () => {
    const whole = [out("a\n"), err("b\n"), out("c\n")];
    expect(joinedStreams(whole)).toEqual(whole);
    const parted = [out("\r1%"), shown, out("\r2%")];
    expect(joinedStreams(parted)).toEqual(parted);
  });
  test("move back by a return, a backspace or a cursor, not by a line end of Windows", () => {
    expect(["\rx", "a\bx", `${esc}[Fx`, `${esc}[2Kx`].map(reachesBack)).toEqual([true, true, true, true]);
    expect(["x\r\n", "x\n\rlater", `${esc}[31mx`].map(reachesBack)).toEqual([false, false, false]);
  });
});
