// What is ours in a drawing: refusals, words, links, files and big layers; what a chart looks like is Vega-Lite's.
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { renderFigure } from "../../src/report/figures/figure.js";

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
const clipped = {
  ...plain,
  mark: { type: "line", clip: true },
  encoding: { x: { field: "gflop", type: "quantitative" }, y: { field: "gflop", type: "quantitative" } },
};

describe("a spec that cannot be drawn", () => {
  const refused = async (spec: object, place = {}) => {
    const error: unknown = await renderFigure(spec, "fig-a", place).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "FlopbookError" });
    return (error as Error).message;
  };

  it("is refused for an unknown mark, naming near ones", async () => {
    expect(await refused({ ...plain, mark: "bars" })).toBe(
      'fig-a: unknown mark, got "bars"; did you mean "bar" or "arc"?',
    );
  });

  it("is refused where nothing is drawn, with Vega's own words for the field that the data lack", async () => {
    const encoding = { ...plain.encoding, x: { field: "gflops", type: "quantitative" } };
    const message = await refused({ ...plain, mark: "point", encoding });
    expect(message).toMatch(/^fig-a: there is nothing to draw, got no mark \(.*field "gflops"/);
  });

  it("is refused without data, with empty data and with a dataset that is not there", async () => {
    const { data: _, ...bare } = plain;
    for (const data of [{ data: { values: [] } }, { data: { name: "row" }, datasets: { rows } }, {}])
      expect(await refused({ ...bare, ...data, mark: "point" })).toMatch(/there is nothing to draw/);
  });

  it("is refused for numbers none of which is one, but drawn with gaps where some are missing", async () => {
    const points = { ...plain, mark: "point" };
    const none = rows.map(({ name }) => ({ name, gflop: Number.NaN }));
    expect(await refused({ ...points, data: { values: none } })).toMatch(/there is nothing to draw/);
    const some = [...rows, { name: "x", gflop: null }];
    const { wide } = await renderFigure({ ...points, data: { values: some } }, "fig-a");
    expect(wide.match(/d="M[\d.]+,0A/g)).toHaveLength(2);
  });

  it("is refused when it reads the clock, unless a date is given", async () => {
    const spec = {
      ...plain,
      transform: [{ calculate: "year(now())", as: "y" }],
      mark: "text",
      encoding: { ...plain.encoding, text: { field: "y" } },
    };
    expect(await refused(spec)).toMatch(/reads the clock.*got now\(\); use a fixed date/);
    const { wide } = await renderFigure(spec, "fig-a", { now: Date.UTC(2019, 5, 1) });
    expect(wide).toContain(">2019</text>");
  });

  it("is refused without size", async () => {
    const flipped = { x: plain.encoding.y, y: plain.encoding.x };
    for (const size of [{ width: 0 }, { height: 0 }, { width: { step: 0 }, encoding: flipped }])
      expect(await refused({ ...plain, ...size })).toMatch(/fig-a: the drawing has no size, got .* px/);
    const bare = { width: 0, height: 0, padding: 0, marks: [{ type: "rect", encode: { enter: {} } }] };
    expect(await refused(bare)).toMatch(/fig-a: the drawing has no size, got 0 × 0 px/);
  });

  it("is refused where marks lie so far outside that nobody sees the chart", async () => {
    const data = { values: [{ gflop: 1e9, name: "a" }] };
    const y = { ...plain.encoding.x, scale: { domain: [0, 1] } };
    const spec = { ...plain, data, mark: "point", encoding: { x: plain.encoding.y, y } };
    expect(await refused(spec)).toMatch(/larger than 20000 px, got \d+ × \d{9,} px; clip the marks/);
    const { wide } = await renderFigure({ ...spec, mark: { type: "point", clip: true } }, "fig-a");
    expect(wide).toContain('viewBox="0 0 592');
  });

  it("is refused where it needs the canvas of a browser", async () => {
    const transform = [{ type: "wordcloud", size: [90, 90], text: { field: "data" } }];
    const marks = [{ type: "text", from: { data: "t" }, transform }];
    const spec = { width: 90, height: 90, data: [{ name: "t", values: ["a"] }], marks };
    expect(await refused(spec)).toMatch(/fig-a: Vega's wordcloud needs the canvas of a browser/);
  });

  it("is refused where generated data would fill the memory", async () => {
    const data = { sequence: { start: 0, stop: 1e12, as: "gflop" } };
    expect(await refused({ ...plain, data, mark: "point" })).toMatch(
      /a sequence of 1000000000000 rows is longer/,
    );
  });

  it("does not stop the figures after it", async () => {
    await refused({ ...plain, mark: "bars" });
    expect((await renderFigure(plain, "fig-b")).wide).toContain("<svg");
  });

  it("names the remote address, and what to do instead, for data, lookups and pictures", async () => {
    const url = "https://example.org/a.csv";
    const picture = { ...plain, mark: "image", encoding: { ...plain.encoding, url: { value: url } } };
    const lookup = { lookup: "name", from: { data: { url }, key: "name", fields: ["z"] } };
    for (const spec of [{ ...plain, data: { url } }, { ...plain, transform: [lookup] }, picture])
      expect(await refused(spec)).toMatch(
        /https:\/\/example\.org\/a\.csv: a report loads nothing from outside; save the file beside the notebook/,
      );
    for (const url of ["file:///etc/hostname", "//example.org/a.json", "ftp://example.org/a.json"])
      expect(await refused({ ...plain, data: { url } })).toContain(`data ${url}: a report loads nothing`);
    expect(await refused({ ...plain, data: { url: "a.csv" } })).toMatch(/belongs to no folder/);
  });
});

describe("what the libraries say", () => {
  it("is handed on in their own words, once for both widths", async () => {
    const encoding = { ...plain.encoding, shape: { field: "name", type: "nominal" } };
    const { notes } = await renderFigure({ ...plain, encoding }, "fig-a");
    expect(notes).toEqual(['shape dropped as it is incompatible with "bar".']);
  });

  it("is not handed on where nothing is lost: events of a window, a height that is not fitted", async () => {
    const params = [{ name: "grid", select: "interval", bind: "scales" }];
    expect((await renderFigure({ ...clipped, params }, "fig-a")).notes).toEqual([]);
  });
});

describe("a chart without words", () => {
  const { description: _, ...silent } = plain;

  it("is described by mark, fields, count and ranges, and says so", async () => {
    const { wide, notes } = await renderFigure({ ...silent, title: "Work" }, "fig-a");
    const words =
      "Work. Bar chart of gflop by name. 2 marks. gflop from 0.236 to 2.775; name: Stem, Stage 3.";
    expect(wide).toContain(`aria-label="${words}"`);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(words);
  });

  it("is described in layers, panels, sums, times and many names", async () => {
    const days = Array.from({ length: 12 }, (_, i) => ({ t: `2024-01-${10 + i}`, v: i, k: `k${i}` }));
    const { wide } = await renderFigure(
      {
        data: { values: days },
        facet: { row: { field: "k" } },
        spec: {
          height: 20,
          encoding: { x: { field: "t", type: "temporal", title: "Day" } },
          layer: [
            { mark: "bar", encoding: { y: { aggregate: "sum", field: "v" } } },
            { mark: "rule", encoding: { y: { datum: 3 } } },
          ],
        },
      },
      "fig-a",
    );
    const [, label] = /aria-label="([^"]*)"/.exec(wide) ?? [];
    expect(label).toMatch(/^Bar chart of sum of v by Day, in panels by k\. Rules of Day, in panels by k\. /);
    expect(label).toContain("Day from 2024-01-10 to 2024-01-21");
    expect(label).toContain("12 values of k");
    expect(label).toContain("sum of v from 0 to 11");
  });
});

describe("links and what could load", () => {
  const linked = (href: string) => ({ ...plain, encoding: { ...plain.encoding, href: { value: href } } });

  it("keeps http, https, mailto and # addresses as links that can be reached", async () => {
    for (const href of ["https://example.org/?a=1&b=2", "mailto:a@example.org", "#cost"]) {
      const { wide, notes } = await renderFigure(linked(href), "fig-a");
      expect(wide.match(/<a href="/g)).toHaveLength(2);
      expect(wide).toContain(`<a href="${href.replace("&", "&amp;")}">`);
      expect(wide).toContain('role="group"');
      expect(notes).toEqual([]);
    }
  });

  it("draws without the others, and says so", async () => {
    for (const href of [
      "javascript:alert(1)",
      " java\nscript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
    ]) {
      const { wide, notes } = await renderFigure(linked(href), "fig-a");
      expect(wide).not.toMatch(/<a |script:|passwd/);
      expect(wide.match(/fill="var\(--c1\)"/g)).toHaveLength(2);
      expect(notes).toEqual([expect.stringMatching(/^link .*: left out/s)]);
    }
  });

  it("loads nothing by a colour or a style", async () => {
    const spec = {
      width: 50,
      height: 50,
      marks: [
        {
          type: "rect",
          encode: {
            enter: {
              width: { value: 20 },
              height: { value: 20 },
              fill: { value: "url(https://example.org/x.svg#y)" },
              stroke: { value: 'red" onload="alert(1)' },
              blend: { value: "multiply; background: url(https://example.org/z)" },
            },
          },
        },
      ],
    };
    const { wide } = await renderFigure(spec, "fig-a");
    expect(wide).not.toContain("example.org");
    expect(wide).not.toMatch(/ onload="/);
  });

  it("runs expressions without making code of them", async () => {
    const made = "datum.constructor.constructor('globalThis.reached = 1')()";
    await renderFigure({ ...plain, transform: [{ calculate: made, as: "z" }] }, "fig-a").catch(
      () => undefined,
    );
    const member = "toString.constructor";
    await renderFigure({ ...plain, transform: [{ calculate: member, as: "z" }] }, "fig-a").catch(
      () => undefined,
    );
    expect("reached" in globalThis).toBe(false);
  });
});

describe("files of the project", () => {
  const files = (address: string) => {
    const known: Record<string, string> = {
      "a.csv": "\uFEFFa,b\n1,2\n3,4\n",
      "a.tsv": "a\tb\n1\t2\n",
      "a.json": '{ "rows": [{ "a": 1, "b": 2 }] }',
      "map.topojson": JSON.stringify({
        type: "Topology",
        arcs: [
          [
            [0, 0],
            [0, 9],
            [9, 9],
            [9, 0],
            [0, 0],
          ],
        ],
        objects: { land: { type: "Polygon", arcs: [[0]] } },
      }),
    };
    return new TextEncoder().encode(known[address] ?? "");
  };
  const points = {
    description: "d",
    mark: "point",
    encoding: { x: { field: "a", type: "quantitative" }, y: { field: "b", type: "quantitative" } },
  };

  it("are read as CSV with a mark of byte order, TSV, JSON by property, TopoJSON and data: addresses", async () => {
    const marks = async (data: object) =>
      (await renderFigure({ ...points, data }, "f", { files })).wide.match(/d="M[\d.]+,0A/g)?.length;
    expect(await marks({ url: "a.csv" })).toBe(2);
    expect(await marks({ url: "a.tsv" })).toBe(1);
    expect(await marks({ url: "a.json", format: { property: "rows" } })).toBe(1);
    expect(await marks({ url: "data:text/csv;base64,YSxiCjEsMgo=", format: { type: "csv" } })).toBe(1);
    expect(await marks({ url: "data:text/csv,a,b%0A1,2", format: { type: "csv" } })).toBe(1);
    const data = { url: "map.topojson", format: { type: "topojson", feature: "land" } };
    const map = await renderFigure(
      { description: "d", data, mark: { type: "geoshape", fill: "teal" } },
      "f",
      { files },
    );
    expect(map.wide).toContain('fill="teal"');
  });
});

describe("a layer of very many marks", () => {
  const many = (count: number) => ({
    description: "many",
    data: { values: Array.from({ length: count }, (_, i) => ({ a: i % 97, b: (i * 31) % 89 })) },
    layer: [
      {
        mark: "point",
        encoding: { x: { field: "a", type: "quantitative" }, y: { field: "b", type: "quantitative" } },
      },
      { data: { values: [{}] }, mark: "rule", encoding: { y: { datum: 40 } } },
    ],
  });

  it("is a picture in a drawing of more than 5,000 marks; axes, text and small layers stay as they are", async () => {
    const { wide, narrow, pictured } = await renderFigure(many(5001), "f");
    expect(pictured).toBe("5,001 points are drawn as a picture");
    for (const svg of [wide, narrow]) {
      expect(svg.match(/<image /g)).toHaveLength(1);
      expect(svg).toMatch(/<image href="data:image\/png;base64,[^"]+"[^>]* filter="var\(--picture-filter\)"/);
      expect(svg).toContain("</text>");
      expect(svg.length).toBeLessThan(700_000);
    }
    expect(wide).toContain('stroke="var(--ink)"'); // the rule
  });

  it("is drawn mark by mark up to there", async () => {
    const { wide, pictured } = await renderFigure(many(4999), "f");
    expect(pictured).toBeUndefined();
    expect(wide).not.toContain("<image");
    expect(wide.match(/d="M[\d.]+,0A/g)).toHaveLength(4999);
  });

  it("has the pixels that its marks have: dots where they are, nothing between", async () => {
    const spec = {
      width: 100,
      height: 100,
      padding: 0,
      data: [{ name: "t", values: Array.from({ length: 5001 }, (_, i) => ({ x: i % 2 ? 10 : 90 })) }],
      marks: [
        {
          type: "rect",
          from: { data: "t" },
          encode: {
            enter: {
              x: { field: "x", offset: -10 },
              y: { value: 0 },
              width: { value: 20 },
              height: { value: 100 },
              fill: { value: "#ff0000" },
            },
          },
        },
      ],
    };
    const { wide } = await renderFigure({ ...spec, description: "two red columns" }, "f");
    const [, base64 = "", place = ""] =
      /<image href="data:image\/png;base64,([^"]+)"([^>]*)>/.exec(wide) ?? [];
    expect(place).toContain('transform="translate(-1,-1)" width="102" height="102"');
    const { width, height, alphaAt, colourAt } = pixels(Buffer.from(base64, "base64"));
    expect([width, height]).toEqual([204, 204]); // 102 px at 2
    expect([colourAt(24, 100), colourAt(180, 100)]).toEqual(["255,0,0", "255,0,0"]);
    expect(alphaAt(100, 100)).toBe(0);
  });

  it.each([
    ["hsl(120,60%,40%)", "41,163,41"],
    ["rebeccapurple", "102,51,153"],
    ["rgb(10,20,30)", "10,20,30"],
    ["#abc", "170,187,204"],
  ])("is painted in %s", async (colour, rgb) => {
    const rect = { width: { value: 50 }, height: { value: 50 }, fill: { value: colour } };
    const { wide } = await renderFigure(
      {
        description: "d",
        data: [{ name: "t", transform: [{ type: "sequence", start: 0, stop: 5001 }] }],
        marks: [{ type: "rect", from: { data: "t" }, encode: { enter: rect } }],
      },
      "f",
    );
    const [, base64 = ""] = /base64,([^"]+)"/.exec(wide) ?? [];
    expect(pixels(Buffer.from(base64, "base64")).colourAt(50, 50)).toBe(rgb);
  });

  it("keeps a chart's own ground as it is in the dark", async () => {
    const { wide } = await renderFigure({ ...many(5001), background: "#fffbe6" }, "f");
    expect(wide).toContain('fill="#fffbe6"');
    expect(wide).not.toMatch(/filter=|var\(--(?!sans)/);
  });
});

/** Pixels of a PNG of eight bits a channel, decoded here by hand: filters of the PNG standard, section 9. */
function pixels(png: Buffer) {
  const [width, height, type] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25]];
  const step = type === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const raw = inflateSync(Buffer.concat(parts));
  const rowLength = width * step;
  const out = Buffer.alloc(rowLength * height);
  const paeth = (a: number, b: number, c: number) => {
    const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  };
  for (let y = 0; y < height; y++)
    for (let i = 0; i < rowLength; i++) {
      const a = i < step ? 0 : (out[y * rowLength + i - step] ?? 0);
      const b = y === 0 ? 0 : (out[(y - 1) * rowLength + i] ?? 0);
      const c = i < step || y === 0 ? 0 : (out[(y - 1) * rowLength + i - step] ?? 0);
      const filter = raw[y * (rowLength + 1)] ?? 0;
      const added = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter] ?? 0;
      out[y * rowLength + i] = ((raw[y * (rowLength + 1) + 1 + i] ?? 0) + added) & 255;
    }
  const at = (x: number, y: number) => out.subarray((y * width + x) * step, (y * width + x) * step + step);
  return {
    width,
    height,
    colourAt: (x: number, y: number) => at(x, y).subarray(0, 3).join(","),
    alphaAt: (x: number, y: number) => (step === 4 ? at(x, y)[3] : 255),
  };
}
