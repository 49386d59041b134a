// The headline notebooks run unchanged in a real Jupyter: tslab's own kernel, Debian's nbconvert, the same values.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mimeType, type ValuesJson } from "../src/ground/mime.js";

const root = resolve(import.meta.dirname, "..");
const folder = join(root, "notebooks");
/** The headline notebooks: every way in which a notebook of ours shows something occurs in them. */
const names = ["chinchilla-allocation", "igpt-l-gpu-days", "resnet50-imagenet", "transformer-6nd"];
const there = spawnSync("jupyter", ["nbconvert", "--version"]).status === 0;
if (!there)
  console.log("skipped: jupyter nbconvert is not installed (Debian: apt install jupyter-nbconvert)");

interface Executed {
  readonly cells: readonly {
    readonly outputs?: readonly {
      readonly output_type: string;
      readonly data?: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

/** All bundles that the cells of an executed notebook displayed. */
function bundles({ cells }: Executed): readonly Readonly<Record<string, unknown>>[] {
  return cells.flatMap(({ outputs = [] }) =>
    outputs.flatMap(({ data }) => (data === undefined ? [] : [data])),
  );
}

/** Notebook files hold a text as its lines. */
function textOf(lines: unknown): string {
  return [lines].flat().join("");
}

describe.skipIf(!there)("under Jupyter", () => {
  const work = mkdtempSync(join(tmpdir(), "flopbook-jupyter-"));
  const executed = new Map<string, Executed>();

  beforeAll(() => {
    const kernel = join(work, "kernels/tslab");
    mkdirSync(kernel, { recursive: true });
    const argv = [
      process.execPath,
      join(root, "node_modules/tslab/bin/tslab"),
      "kernel",
      "--config-path",
      "{connection_file}",
    ];
    writeFileSync(
      join(kernel, "kernel.json"),
      JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
    );
    const files = names.map((name) => `${name}.ipynb`);
    const run = spawnSync(
      "jupyter",
      ["nbconvert", "--to", "notebook", "--execute", "--output-dir", work, ...files],
      { cwd: folder, encoding: "utf8", env: { ...process.env, JUPYTER_PATH: work } },
    );
    if (run.status !== 0) throw new Error(run.stderr.slice(-2000));
    for (const name of names)
      executed.set(name, JSON.parse(readFileSync(join(work, `${name}.ipynb`), "utf8")));
  }, 600_000);

  afterAll(() => rmSync(work, { recursive: true, force: true }));

  test.each(names)("%s gives the values of its baseline", (name) => {
    const published = bundles(executed.get(name) as Executed).flatMap(
      (data) => (data[mimeType.values] as ValuesJson | undefined)?.values ?? [],
    );
    const baseline: Record<string, { value: number; unit: string }> = JSON.parse(
      readFileSync(join(folder, `${name}.baseline.json`), "utf8"),
    );
    expect(published.map((value) => value.name).sort()).toEqual(Object.keys(baseline).sort());
    for (const { name: key, derivation } of published) {
      expect(derivation.unit).toBe(baseline[key]?.unit);
      expect(derivation.value / (baseline[key]?.value ?? Number.NaN), key).toBeCloseTo(1, 9);
    }
  });

  test.each(names)("%s shows its charts, formulas and tables without our page", (name) => {
    const shown = bundles(executed.get(name) as Executed);
    const having = (mime: string) => shown.filter((data) => mime in data);
    expect(having(mimeType.vegaLite).length).toBeGreaterThanOrEqual(2);
    for (const data of having(mimeType.vegaLite))
      expect(textOf(data[mimeType.html])).toContain("data:image/svg+xml;base64,");
    expect(having(mimeType.equation).length).toBeGreaterThan(0);
    for (const data of having(mimeType.equation)) expect(textOf(data[mimeType.latex])).toMatch(/^\$\$/);
    for (const data of having(mimeType.table)) expect(textOf(data[mimeType.html])).toContain("<table>");
    for (const data of shown) expect(textOf(data[mimeType.text]).length).toBeGreaterThan(0);
  });
});
