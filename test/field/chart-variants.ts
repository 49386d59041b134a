// Charts of many kinds as people write them, beside the field cases: each must be drawn.

const rows = Array.from({ length: 40 }, (_, i) => ({
  a: i,
  b: (i * i) % 17,
  c: ["p", "q", "r", "s"][i % 4],
  d: `2024-0${1 + (i % 6)}-${String(1 + (i % 28)).padStart(2, "0")}`,
}));
const data = { values: rows };
const x = { field: "a", type: "quantitative" };
const y = { field: "b", type: "quantitative" };
const red = {
  png: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
};
const square = [
  [
    [0, 0],
    [0, 10],
    [10, 10],
    [10, 0],
    [0, 0],
  ],
];
const topology = {
  type: "Topology",
  arcs: square,
  objects: { land: { type: "Polygon", arcs: [[0]] } },
};

/** A spec, and how often a pattern must be found in its wide drawing. */
export interface Variant {
  readonly spec: Readonly<Record<string, unknown>>;
  /** Texts that the drawing must show. */
  readonly texts?: readonly string[];
  /** Pattern of what is drawn, and how often it is there. */
  readonly drawn?: readonly [RegExp, number];
}

/** By name; every one is legal in Vega-Lite or Vega. */
export const chartVariants: Readonly<Record<string, Variant>> = {
  "quantile transform": {
    spec: {
      data,
      transform: [{ quantile: "b", step: 0.1 }],
      mark: "point",
      encoding: { x: { field: "prob", type: "quantitative" }, y: { field: "value", type: "quantitative" } },
    },
    texts: ["prob", "value"],
    drawn: [/<path transform="[^"]*" d="M[\d.]+,0A/g, 10],
  },
  trail: { spec: { data, mark: "trail", encoding: { x, y, size: y } }, texts: ["a", "b"] },
  "error band": {
    spec: {
      data,
      layer: [
        { mark: { type: "errorband", extent: "ci" }, encoding: { x: { field: "c" }, y } },
        { mark: "line", encoding: { x: { field: "c" }, y: { aggregate: "mean", field: "b" } } },
      ],
    },
    texts: ["p", "q", "r", "s"],
  },
  "box plot": { spec: { data, mark: "boxplot", encoding: { x: { field: "c" }, y } }, texts: ["p", "s"] },
  "pie of counts": {
    spec: {
      data,
      mark: { type: "arc", innerRadius: 30 },
      encoding: { theta: { aggregate: "count" }, color: { field: "c" } },
    },
    texts: ["p", "q", "r", "s"],
    drawn: [/<path transform="[^"]*" d="M[^"]*L[^"]*" fill="var\(--c[1-4]\)"/g, 4],
  },
  "text marks": {
    spec: { data, mark: "text", encoding: { x, y, text: { field: "c" } } },
    drawn: [/>[pqrs]<\/text>/g, 40],
  },
  "heat map of bins": {
    spec: {
      data,
      mark: "rect",
      encoding: {
        x: { ...x, bin: { maxbins: 8 } },
        y: { field: "c" },
        color: { aggregate: "mean", field: "b", type: "quantitative" },
      },
    },
    texts: ["p", "q"],
  },
  "image by data address": {
    spec: {
      data: { values: [{ u: red.png, a: 1 }] },
      mark: { type: "image", width: 40, height: 40 },
      encoding: { x, url: { field: "u" } },
    },
    drawn: [/<image href="data:image\/png;base64,/g, 1],
  },
  "image from a file, of its own size": {
    spec: {
      data: { values: [{ a: 1 }, { a: 2 }] },
      mark: "image",
      encoding: { x, url: { value: "local.png" } },
    },
    drawn: [/<image href="data:image\/png;base64,[^"]+"[^>]* width="[1-9]/g, 2],
  },
  "repeat of layers": {
    spec: {
      data,
      repeat: { layer: ["a", "b"] },
      spec: {
        mark: "line",
        encoding: {
          x,
          y: { field: { repeat: "layer" }, type: "quantitative" },
          color: { datum: { repeat: "layer" } },
        },
      },
    },
    texts: ["a", "b"],
    drawn: [/<path [^>]*stroke-width="2"|stroke-width="2"[^>]*d="M/g, 2],
  },
  "concat with data of its own": {
    spec: {
      hconcat: [
        { data, mark: "point", encoding: { x, y } },
        {
          data: { values: [{ k: "one", n: 3 }] },
          mark: "bar",
          encoding: { x: { field: "k" }, y: { field: "n", type: "quantitative" } },
        },
      ],
    },
    texts: ["one"],
  },
  impute: {
    spec: {
      data: {
        values: [
          { a: 1, b: 2, c: "p" },
          { a: 2, c: "p" },
          { a: 3, b: 4, c: "p" },
        ],
      },
      mark: { type: "line", point: true },
      encoding: { x, y: { ...y, impute: { value: 0 } }, color: { field: "c" } },
    },
    drawn: [/d="M[\d.]+,0A/g, 3],
  },
  "time unit": {
    spec: {
      data,
      mark: "bar",
      encoding: { x: { timeUnit: "yearmonth", field: "d" }, y: { aggregate: "sum", field: "b" } },
    },
    texts: ["Jan 2024"],
  },
  "normalised stack": {
    spec: {
      data,
      mark: "area",
      encoding: { x, y: { ...y, stack: "normalize" }, color: { field: "c" } },
    },
    texts: ["p", "q", "r", "s"],
  },
  "facet that wraps": {
    spec: {
      data,
      facet: { field: "c", columns: 3 },
      spec: { mark: "point", encoding: { x, y } },
    },
    texts: ["p", "q", "r", "s"],
  },
  "rows and columns": {
    spec: {
      data: { values: rows.map((row) => ({ ...row, e: row.a % 2 ? "odd" : "even" })) },
      mark: "bar",
      encoding: {
        row: { field: "e" },
        column: { field: "c" },
        x: { ...x, bin: true },
        y: { aggregate: "count" },
      },
    },
    texts: ["odd", "even", "p", "q", "r", "s"],
  },
  "sphere and graticule": {
    spec: {
      projection: { type: "orthographic" },
      layer: [
        { data: { sphere: true }, mark: { type: "geoshape", fill: "aliceblue" } },
        { data: { graticule: true }, mark: { type: "geoshape", stroke: "gray", filled: false } },
      ],
    },
    drawn: [/fill="aliceblue"/g, 1],
  },
  sequence: {
    spec: {
      data: { sequence: { start: 0, stop: 12.7, step: 0.1, as: "t" } },
      transform: [{ calculate: "sin(datum.t)", as: "s" }],
      mark: "line",
      encoding: { x: { field: "t", type: "quantitative" }, y: { field: "s", type: "quantitative" } },
    },
  },
  "CSV in a string": {
    spec: {
      data: { values: "a,b\n1,2\n3,4\n", format: { type: "csv" } },
      mark: "point",
      encoding: { x, y },
    },
    drawn: [/d="M[\d.]+,0A/g, 2],
  },
  "TSV in a string with types": {
    spec: {
      data: {
        values: "day\tb\n2024-01-05\t2\n2024-02-07\t4\n",
        format: { type: "tsv", parse: { day: "date" } },
      },
      mark: "line",
      encoding: { x: { field: "day", type: "temporal" }, y },
    },
    texts: ["January"].slice(1),
  },
  "named dataset": {
    spec: { datasets: { mine: rows }, data: { name: "mine" }, mark: "tick", encoding: { x } },
  },
  lookup: {
    spec: {
      data: { values: [{ k: 1 }, { k: 2 }] },
      transform: [
        {
          lookup: "k",
          from: {
            data: {
              values: [
                { k: 1, v: 5 },
                { k: 2, v: 7 },
              ],
            },
            key: "k",
            fields: ["v"],
          },
        },
      ],
      mark: "bar",
      encoding: { x: { field: "k", type: "ordinal" }, y: { field: "v", type: "quantitative" } },
    },
    texts: ["v"],
  },
  "TopoJSON inline": {
    spec: {
      data: { values: topology, format: { type: "topojson", feature: "land" } },
      mark: { type: "geoshape", fill: "teal" },
    },
    drawn: [/fill="teal"/g, 1],
  },
  "href with characters of its own": {
    spec: {
      data: { values: [{ a: 1, u: 'https://example.org/?q="a"&r=<b>' }] },
      mark: "point",
      encoding: { x, href: { field: "u" } },
    },
    drawn: [/<a href="https:\/\/example\.org\/\?q=&quot;a&quot;&amp;r=&lt;b&gt;">/g, 1],
  },
  "interval bound to scales": {
    spec: {
      data,
      params: [{ name: "grid", select: "interval", bind: "scales" }],
      mark: "point",
      encoding: { x, y },
    },
  },
  "slider and menu": {
    spec: {
      data,
      params: [
        { name: "cut", value: 20, bind: { input: "range", min: 0, max: 40 } },
        {
          name: "org",
          select: { type: "point", fields: ["c"] },
          bind: { input: "select", options: ["p", "q"] },
        },
      ],
      transform: [{ filter: "datum.a < cut" }],
      mark: "circle",
      encoding: { x, y, opacity: { condition: { param: "org", value: 1 }, value: 0.2 } },
    },
  },
  "selection of version 4": {
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v4.json",
      data,
      selection: { brush: { type: "interval", encodings: ["x"] } },
      mark: "point",
      encoding: {
        x,
        y,
        color: { condition: { selection: "brush", field: "c", type: "nominal" }, value: "grey" },
      },
    },
  },
  "schema of version 3": {
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v3.json",
      data,
      selection: { pick: { type: "multi", fields: ["c"] } },
      mark: "bar",
      encoding: {
        x: { field: "c", type: "ordinal" },
        y: { aggregate: "average", field: "b", type: "quantitative" },
      },
    },
    texts: ["p", "q", "r", "s"],
  },
  "overview and detail": {
    spec: {
      data,
      vconcat: [
        { mark: "area", encoding: { x: { ...x, scale: { domain: { param: "window" } } }, y } },
        {
          height: 60,
          params: [{ name: "window", select: { type: "interval", encodings: ["x"] } }],
          mark: "area",
          encoding: { x, y },
        },
      ],
    },
  },
  "Vega itself": {
    spec: {
      $schema: "https://vega.github.io/schema/vega/v5.json",
      width: 200,
      height: 100,
      data: [
        {
          name: "t",
          values: [
            { u: "A", v: 28 },
            { u: "B", v: 55 },
          ],
        },
      ],
      scales: [
        { name: "x", type: "band", domain: { data: "t", field: "u" }, range: "width" },
        { name: "y", domain: { data: "t", field: "v" }, nice: true, range: "height" },
      ],
      axes: [
        { orient: "bottom", scale: "x" },
        { orient: "left", scale: "y" },
      ],
      marks: [
        {
          type: "rect",
          from: { data: "t" },
          encode: {
            enter: {
              x: { scale: "x", field: "u" },
              width: { scale: "x", band: 1 },
              y: { scale: "y", field: "v" },
              y2: { scale: "y", value: 0 },
            },
            update: { fill: { value: "steelblue" } },
          },
        },
      ],
    },
    texts: ["A", "B"],
    drawn: [/fill="steelblue"/g, 2],
  },
  "logarithmic axes": {
    spec: {
      data: { values: [1, 10, 100, 1000].map((v) => ({ a: v, b: v * v })) },
      mark: "line",
      encoding: {
        x: { ...x, scale: { type: "log" } },
        y: { ...y, scale: { type: "symlog" } },
      },
    },
    texts: ["1,000"],
  },
  "powers and square roots": {
    spec: {
      data,
      mark: "point",
      encoding: { x: { ...x, scale: { type: "pow", exponent: 2 } }, y: { ...y, scale: { type: "sqrt" } } },
    },
  },
  "names with dots and brackets": {
    spec: {
      data: { values: [{ "a.b": 1, n: { m: 2 }, "x[0]": 3 }] },
      mark: "point",
      encoding: {
        x: { field: "a\\.b", type: "quantitative" },
        y: { field: "n.m", type: "quantitative" },
        size: { field: "x\\[0\\]", type: "quantitative" },
      },
    },
  },
  "six series": {
    spec: {
      data: { values: rows.map((row) => ({ ...row, g: `g${row.a % 6}` })) },
      mark: "line",
      encoding: { x, y, color: { field: "g" } },
    },
    texts: ["g0", "g5"],
    drawn: [/stroke="(?:var\(--c[1-4]\)|#b5477d|#7d7a1e)" stroke-width="2"/g, 6],
  },
  "a ground and colours of its own": {
    spec: {
      data,
      background: "#202830",
      config: { axis: { labelColor: "#eeeeee", titleColor: "gold" }, mark: { color: "tomato" } },
      mark: "bar",
      encoding: { x: { field: "c" }, y: { aggregate: "count" } },
    },
    drawn: [/fill="(?:#202830|gold|tomato)"/g, 7],
  },
  "fold, window, loess, joinaggregate": {
    spec: {
      data,
      layer: [
        {
          transform: [{ fold: ["a", "b"] }, { joinaggregate: [{ op: "mean", field: "value", as: "m" }] }],
          mark: "point",
          encoding: { x: { field: "value", type: "quantitative" }, y: { field: "m", type: "quantitative" } },
        },
        { transform: [{ loess: "b", on: "a" }], mark: "line", encoding: { x, y } },
      ],
    },
  },
  "widths in steps": {
    spec: {
      width: { step: 24 },
      data,
      mark: "bar",
      encoding: { x: { field: "c" }, y: { aggregate: "count" } },
    },
  },
  "null where it is legal": {
    spec: {
      title: null,
      data,
      mark: "point",
      encoding: {
        x: { ...x, axis: null },
        y: { ...y, title: null, scale: { zero: false } },
        color: { field: "c", legend: null, sort: null },
      },
    },
  },
  "container width": {
    spec: { width: "container", height: "container", data, mark: "point", encoding: { x, y } },
  },
  "names in many scripts": {
    spec: {
      data: {
        values: [
          { k: "naïve", v: 1 },
          { k: "Größe", v: 2 },
        ],
      },
      mark: "bar",
      encoding: { y: { field: "k" }, x: { field: "v", type: "quantitative" } },
    },
    texts: ["naïve", "Größe"],
  },
};
