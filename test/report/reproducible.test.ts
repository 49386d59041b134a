// The whole way, twice, on machines that differ in everything that must not matter.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pdfFacts } from "../../src/report/pdf/file.js";
import { front, showing, type TrialCell, TrialProject } from "./trial-project.js";

const here = new TrialProject();
const there = new TrialProject("a rather different place");
afterAll(() => {
  here.remove();
  there.remove();
});

const total = { label: "total", value: 2e9, unit: "FLOP", kind: "given", inputs: [] };
const bars = {
  mark: "bar",
  data: {
    values: [
      { day: "2026-03-01T00:00:00", n: 1234.5 },
      { day: "2026-07-01T00:00:00", n: 2 },
    ],
  },
  encoding: { y: { field: "day", type: "temporal" }, x: { field: "n", type: "quantitative" } },
  usermeta: { flopbook: { title: "March is larger", caption: "Two bars", alt: "March 1234.5, July 2" } },
};
const cells: readonly TrialCell[] = [
  front,
  ["markdown", "# Question\n\nHow much is $\\sqrt{x^2}$? It is {{total}}.\n\n# Answer\n\nNow"],
  ["code", "console.log(new Date(0).toString(), (1234.5).toLocaleString(), Math.random());\nMath.exp(1)"],
  showing("total", {
    "application/vnd.flopbook.values.v1+json": { values: [{ name: "total", derivation: total }] },
  }),
  showing("bars", { "application/vnd.vegalite.v5+json": bars }),
];

beforeAll(async () => {
  for (const project of [here, there]) for (const name of ["one", "two"]) project.write(name, cells);
  const oneCore = spawnSync("taskset", ["-c", "0", "true"]).status === 0 ? ["taskset", "-c", "0"] : [];
  const german = { TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" };
  const plain = { TZ: "America/New_York", LANG: "C", LC_ALL: "C" };
  const built = [
    await here.run(["build", "--no-cache"], german),
    await there.run(["build", "--no-cache"], plain, oneCore),
  ];
  for (const { code, said } of built) expect(`${code}\n${said}`).toMatch(/^0\n/);
});

test("another folder, time zone, language and number of cores give the same bytes of every file", () => {
  const [a, b] = [here.reports(), there.reports()];
  expect([...a.keys()]).toEqual([
    ...["manifest.json", "one.html", "one.pdf", "one.values.json", "two.html", "two.pdf", "two.values.json"],
  ]);
  expect([...b.keys()]).toEqual([...a.keys()]);
  for (const [file, bytes] of a)
    expect(`${file} ${Buffer.compare(bytes, b.get(file) ?? Buffer.of())}`).toBe(`${file} 0`);
});

test("no file tells where or by whom it was made", () => {
  for (const [file, bytes] of here.reports())
    expect(`${file} ${bytes.includes(here.home)}`).toBe(`${file} false`);
});

test("verify gives every byte again", async () => {
  const { code, said } = await here.run(["verify"], { TZ: "Pacific/Auckland" });
  expect(`${code}\n${said}`).toMatch(/^0\n/);
});

test("the PDF is tagged, titled, bookmarked, and every font in it is embedded as outlines", async () => {
  const pdf = here.reports().get("one.pdf");
  const facts = await pdfFacts(pdf ?? Buffer.of());
  expect(facts).toMatchObject({ title: "A trial", language: "en", tagged: true });
  expect(facts.bookmarks).toBeGreaterThanOrEqual(2);
  for (const font of facts.fonts) expect(font).toMatchObject({ embedded: true, drawn: false });
  expect(facts.destinations.get("question")).toBe(1);
});

test("an unchanged project is built again without loading page, charts, formulas, highlighter or browser", async () => {
  await here.run(["build"]); // fills the cache
  const log = join(here.home, "loaded");
  const hook = `import { appendFileSync } from "node:fs";
    export async function load(url, context, next) { appendFileSync(${JSON.stringify(log)}, url + "\\n"); return next(url, context); }`;
  const preload = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hook))});`;
  const { code, said } = await here.run(["build"], { NODE_OPTIONS: `--import=${dataUrl(preload)}` });
  expect(`${code}\n${said}`).toMatch(/^0\n.*unchanged/s);
  const loaded = readFileSync(log, "utf8");
  expect(loaded).toContain("/report/edition/build.js");
  for (const library of ["vega", "katex", "shiki", "puppeteer", "markdown-it", "@cantoo/pdf-lib"])
    expect(`${library} ${loaded.includes(`/node_modules/${library}/`)}`).toBe(`${library} false`);
});

function dataUrl(code: string): string {
  return `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
}
