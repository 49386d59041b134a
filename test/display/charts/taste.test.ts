// House taste: a rule for our own notebooks, read in their sources; a user's chart is drawn whatever its words.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { bars } from "../../../src/display/charts/bars.js";
import { lines } from "../../../src/display/charts/lines.js";
import { stacks } from "../../../src/display/charts/stacks.js";
import { drawing, textsOf } from "./drawing.js";

const MOST_SERIES = 4;
const notebooks = join(import.meta.dirname, "../..", "..", "notebooks");

/** Faults of taste in a notebook's code: titles that end in a full stop or are empty, too many series in one list. */
function faultsOf(code: string): readonly string[] {
  const titles = [...code.matchAll(/\btitle:\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(([, , text = ""]) =>
    text.trim(),
  );
  const empty = titles.filter((title) => title === "").map(() => "a title is empty");
  const stops = titles.filter((title) => title.endsWith(".")).map((title) => `a full stop ends "${title}"`);
  const long = [...code.matchAll(/\b(?:series|parts):\s*\[/g)]
    .map((match) => loud(listAt(code, match.index + match[0].length), code))
    .filter((count) => count > MOST_SERIES)
    .map((count) => `${count} series in one chart`);
  return [...empty, ...stops, ...long];
}

/** The elements of a list literal, from after its opening bracket. */
function listAt(code: string, start: number): readonly string[] {
  const elements: string[] = [];
  let [depth, from] = [0, start];
  for (let i = start; i < code.length; i++) {
    const char = code[i] ?? "";
    if ("[{(".includes(char)) depth += 1;
    else if ("]})".includes(char)) depth -= 1;
    if ((char === "," && depth === 0) || depth < 0) {
      elements.push(code.slice(from, i).trim());
      from = i + 1;
    }
    if (depth < 0) break;
  }
  return elements.filter((element) => element !== "");
}

/** How many of them are no quiet context, said in place or by a function of the cell that makes them. */
function loud(elements: readonly string[], code: string): number {
  const quiet = [...code.matchAll(/const (\w+) = \([^;]*?quiet:\s*true[^;]*;/g)].map(
    ([, name]) => `${name}(`,
  );
  return elements.filter(
    (element) => !/quiet:\s*true/.test(element) && !quiet.some((call) => element.startsWith(call)),
  ).length;
}

describe("our own notebooks", () => {
  const names = readdirSync(notebooks).filter((name) => name.endsWith(".ipynb"));
  test.each(names)("%s states findings without full stops, and at most four series a chart", (name) => {
    const { cells } = JSON.parse(readFileSync(join(notebooks, name), "utf8")) as {
      cells: readonly { cell_type: string; source: string | readonly string[] }[];
    };
    const code = cells
      .filter((cell) => cell.cell_type === "code")
      .map(({ source }) => [source].flat().join(""));
    expect(code.flatMap(faultsOf)).toEqual([]);
  });

  it("would be told of a full stop, an empty title and five series", () => {
    expect(faultsOf('bars({ title: "A finding.", bars })')).toEqual(['a full stop ends "A finding."']);
    expect(faultsOf("bars({ title: '', bars })")).toEqual(["a title is empty"]);
    const five = "{ label: f(1, [2]) }, { label: 'b' }, { label: 'c' }, { label: 'd' }, { label: 'e' },";
    expect(faultsOf(`lines({ title: "x", series: [${five}] })`)).toEqual(["5 series in one chart"]);
    expect(faultsOf(`lines({ series: [${five.replace("'e'", "'e', quiet: true")}] })`)).toEqual([]);
  });
});

describe("a user's chart", () => {
  const words = { title: "A title.", caption: "" };

  it("has its title as it was written, with a full stop, or none", () => {
    expect(bars({ ...words, unit: "h", bars: [{ label: "a", value: 1 }] }).usermeta.flopbook.title).toBe(
      "A title.",
    );
    expect(() => bars({ title: "", caption: "", unit: "h", bars: [{ label: "a", value: 1 }] })).not.toThrow();
  });

  it("draws ten lines, the first eight in colours of their own", async () => {
    const series = Array.from({ length: 10 }, (_, i) => ({
      label: `Line ${i}`,
      points: [
        { x: 1, y: i },
        { x: 2, y: 2 * i + 1 },
      ],
    }));
    const { wide } = await drawing(lines({ ...words, x: { unit: "1" }, y: { unit: "1" }, series }));
    for (const { label } of series) expect(textsOf(wide).some((text) => text.startsWith(label))).toBe(true);
    const colours = [...wide.matchAll(/ stroke="([^"]*)" stroke-width="2"/g)].map(([, colour]) => colour);
    expect(colours).toHaveLength(10);
    expect(new Set(colours).size).toBe(8);
  });

  it("draws six parts, two of them in accent, in six colours", async () => {
    const parts = Array.from({ length: 6 }, (_, i) => ({ label: `Part ${i}`, accent: i === 2 || i === 4 }));
    const panels = [1, 2].map((n) => ({
      label: `P${n}`,
      points: [1, 2, 3].map((x) => ({ x, parts: parts.map((_, i) => i + n * x) })),
    }));
    const { wide } = await drawing(stacks({ ...words, x: { unit: "1" }, y: { unit: "GB" }, parts, panels }));
    const fills = [
      ...wide.matchAll(/ fill="([^"]*)"[^>]* opacity="0.3"| opacity="0.3"[^>]* fill="([^"]*)"/g),
    ];
    expect(new Set(fills.map(([, a, b]) => a ?? b)).size).toBe(6);
  });
});
