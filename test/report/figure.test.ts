import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { chartColour } from "../../src/ground/mime.js";
import { renderFigure, renderStandaloneFigure } from "../../src/report/figures/figure.js";

const rows = [
  { name: "Stem", gflop: 0.236 },
  { name: "Stage 3", gflop: 2.775 },
];
const plain = {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  description: "Stem 0.236, stage 3 2.775",
  data: { values: rows },
  mark: "bar",
  encoding: { x: { field: "gflop", type: "quantitative" }, y: { field: "name", type: "nominal" } },
};
const dates = {
  description: "dates",
  data: {
    values: [
      { t: "2020-01-01T23:30:00Z", y: 1 },
      { t: "2020-06-01T20:00:00Z", y: 2 },
    ],
  },
  mark: "line",
  encoding: {
    x: { field: "t", type: "temporal", timeUnit: "yearmonthdatehours" },
    y: { field: "y", type: "quantitative" },
  },
};
const sampled = {
  description: "a sample",
  data: { values: Array.from({ length: 100 }, (_, i) => ({ i })) },
  transform: [{ sample: 10 }, { calculate: "random()", as: "r" }],
  mark: "point",
  encoding: { x: { field: "i", type: "quantitative" }, y: { field: "r", type: "quantitative" } },
};
const clipped = {
  ...plain,
  mark: { type: "line", clip: true },
  encoding: { x: { field: "gflop", type: "quantitative" }, y: { field: "gflop", type: "quantitative" } },
};

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe("a drawn figure", () => {
  it("is 592 px and 350 px wide, in rem so that print can scale it", async () => {
    const { wide, narrow } = await renderFigure(plain, "fig-a");
    expect(wide).toMatch(/^<svg class="chart" viewBox="0 0 592 \d+" width="37rem" height="[\d.]+rem"/);
    expect(narrow).toMatch(/^<svg class="chart" viewBox="0 0 350 \d+" width="21.875rem"/);
  });

  it("has one role and one label, escaped, and none of Vega's own", async () => {
    const { wide } = await renderFigure({ ...plain, description: 'a < b & "c"' }, "fig-a");
    expect(wide.match(/role=/g)).toEqual(["role="]);
    expect(wide).toContain('role="img" aria-label="a &lt; b &amp; &quot;c&quot;"');
    expect(wide.match(/aria-/g)).toHaveLength(1);
  });

  it("names colours by token, fonts by variable, and carries no style that a policy could refuse", async () => {
    const { wide, narrow } = await renderFigure(plain, "fig-a");
    expect(wide).toContain('fill="var(--c1)"');
    expect(wide).toContain('fill="var(--muted)"');
    expect(wide).toContain('font-family="var(--sans)"');
    for (const hex of Object.values(chartColour)) expect(wide + narrow).not.toContain(hex);
    expect(wide).not.toContain("style=");
  });

  it("finds each of its tokens, with the same colour, in the light set of the default template", () => {
    const css = readFileSync(new URL("../../templates/default/tokens.css", import.meta.url), "utf8");
    const light = css.slice(0, css.indexOf("@media"));
    for (const [token, hex] of Object.entries(chartColour)) {
      const [, value = ""] = new RegExp(`--${token}: (#[0-9a-f]+);`).exec(light) ?? [];
      expect(value.length === 4 ? value.replace(/[0-9a-f]/g, "$&$&") : value, token).toBe(hex);
    }
  });

  it("rounds numbers to three decimals", async () => {
    const third = {
      ...plain,
      data: {
        values: [
          { name: "a", gflop: 1 / 3 },
          { name: "b", gflop: 1 },
        ],
      },
    };
    const { wide } = await renderFigure(third, "fig-a");
    expect(wide).not.toMatch(/\d\.\d{4}/);
  });

  it("prefixes its ids, so that figures share a page", async () => {
    const { wide, narrow } = await renderFigure(clipped, "fig-a");
    const [, id] = /clip-path="url\(#([^)]+)\)"/.exec(wide) ?? [];
    expect(id).toMatch(/^fig-a-w-clip\d+$/);
    expect(wide).toContain(`<clipPath id="${id}">`);
    expect(narrow).toMatch(/<clipPath id="fig-a-n-clip\d+">/);
  });

  it("stands alone with literal colours for viewers outside a page", async () => {
    const { svg } = await renderStandaloneFigure(plain);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 592/);
    expect(svg).toContain(`fill="${chartColour.c1}"`);
    expect(svg).not.toContain("var(");
  });
});

describe("a legend longer than its plane", () => {
  const series = (n: number) => ({
    description: "many",
    data: { values: Array.from({ length: n }, (_, i) => ({ a: i, s: `series ${i}` })) },
    mark: "bar",
    encoding: {
      x: { field: "a", type: "quantitative" },
      color: { field: "s", type: "nominal", legend: { symbolLimit: 0 } },
    },
  });
  const height = async (n: number) =>
    Number(/viewBox="0 0 592 (\d+)"/.exec((await renderFigure(series(n), "fig-a")).wide)?.[1]);

  it("makes the drawing higher: each of its lines takes room inside", async () => {
    const [forty, eighty] = [await height(40), await height(80)];
    expect(forty).toBeGreaterThan(40 * 14); // a line is at least as high as its type
    expect((eighty - forty) / 40).toBeGreaterThan(14);
    expect((eighty - forty) / 40).toBeLessThan(25);
  });
});

describe("drawing twice", () => {
  it("gives the same bytes, also of samples, random numbers and clips", async () => {
    for (const spec of [plain, sampled, clipped]) {
      const first = await renderFigure(spec, "f");
      await renderFigure(clipped, "other");
      expect(await renderFigure(spec, "f")).toEqual(first);
    }
  });

  it("gives the same bytes when figures are asked for at once", async () => {
    const one = await renderFigure(sampled, "f");
    const several = await Promise.all([
      renderFigure(sampled, "f"),
      renderFigure(clipped, "g"),
      renderFigure(sampled, "f"),
    ]);
    expect([several[0], several[2]]).toEqual([one, one]);
  });

  it("gives the same bytes in another time zone, and leaves the zone as it was", async () => {
    process.env.TZ = "America/Los_Angeles";
    const west = await renderFigure(dates, "f");
    expect(process.env.TZ).toBe("America/Los_Angeles");
    process.env.TZ = "Asia/Tokyo";
    expect(await renderFigure(dates, "f")).toEqual(west);
  });

  it("gives the same bytes in another process with another zone and locale", async () => {
    const dist = new URL("../../dist/report/figures/figure.js", import.meta.url);
    if (!existsSync(dist)) throw new Error("dist/ is missing; run npm run build first");
    const script = `import { renderFigure } from ${JSON.stringify(dist.href)};
      for (const spec of ${JSON.stringify([dates, sampled])}) console.log(JSON.stringify(await renderFigure(spec, "f")));`;
    const env = {
      PATH: process.env.PATH ?? "",
      TZ: "Asia/Kathmandu",
      LANG: "de_DE.UTF-8",
      LC_ALL: "de_DE.UTF-8",
    };
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      env,
      cwd: fileURLToPath(new URL("/", import.meta.url)),
    });
    const here = [await renderFigure(dates, "f"), await renderFigure(sampled, "f")];
    expect(run.stderr).toBe("");
    expect(run.stdout).toBe(`${here.map((figure) => JSON.stringify(figure)).join("\n")}\n`);
  });
});
