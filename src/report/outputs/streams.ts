// What cells print: chunks of one stream joined as a terminal joins them, shown as plain or as terminal text.
import type { Output } from "../../notebook/notebook.js";
import type { Piece } from "../prose/piece.js";
import type { PageState } from "../state/page-state.js";
import { plainLines, reachesBack, steersTerminal, terminalLines } from "../text/terminal.js";

type Stream = Extract<Output, { readonly type: "stream" }>;

/**
 * The outputs with chunks of one stream joined, where a later chunk goes on with an earlier one: its line was open, or
 * the chunk moves back into it. What the other stream printed in between then stands after the whole.
 */
export function joinedStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = [];
  let run = 0; // where the present run of streams began
  for (const output of outputs) {
    if (output.type !== "stream") {
      joined.push(output);
      run = joined.length;
      continue;
    }
    const at = lastOf(joined, output.name, run);
    const earlier = joined[at] as Stream | undefined;
    const adjacent = at === joined.length - 1;
    if (earlier !== undefined && (adjacent || goesOn(earlier.text, output.text)))
      joined[at] = { ...earlier, text: earlier.text + output.text };
    else joined.push(output);
  }
  return joined;
}

function lastOf(outputs: readonly Output[], name: Stream["name"], from: number): number {
  for (let at = outputs.length - 1; at >= from; at--) {
    const output = outputs[at];
    if (output?.type === "stream" && output.name === name) return at;
  }
  return -1;
}

function goesOn(earlier: string, later: string): boolean {
  return !earlier.endsWith("\n") || reachesBack(later);
}

/** Printed text as a piece, none when it is blank. */
export function printedPiece(
  name: "stdout" | "stderr",
  text: string,
  page: Pick<PageState, "waiting">,
): Piece[] {
  const label = name === "stderr" ? ' role="note" aria-label="printed to stderr"' : "";
  const lines = shownLines(text, page);
  return lines === undefined
    ? []
    : [
        {
          mentions: [],
          render: () =>
            lines() === "" ? "" : `<pre class="out ${name}"${label}><code>${lines()}</code></pre>`,
        },
      ];
}

/** Text as lines of HTML, ready when the page has waited; undefined when it is blank. */
export function shownLines(
  text: string,
  { waiting }: Pick<PageState, "waiting">,
): (() => string) | undefined {
  if (text.trim() === "") return undefined;
  if (!steersTerminal(text)) {
    const lines = plainLines(text);
    return () => lines;
  }
  let lines = "";
  waiting.push(
    terminalLines(text).then((html) => {
      lines = html;
    }),
  );
  return () => lines;
}
