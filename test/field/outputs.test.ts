// Outputs as people have them: each is shown, or named in the page and on the terminal; none is dropped or breaks out.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtField, type FieldProject, fieldProject, hasPoppler, type Outcome } from "./field.js";

const notebooks = [
  "c04-raw-cells",
  "c12-stream",
  "c13b-error-ok",
  "d01-outputs",
  "d02-json-only",
  "d03-plotly",
  "d05-jpeg",
  "d08-mixed-script-text",
  "d09-outputs-good",
  "o01-svg-style",
  "p05-progress",
];
const faults = ["html-unclosed-comment", "html-handler-without-space"];

let field: FieldProject & { readonly build: Outcome };
beforeAll(() => {
  field = builtField({ notebooks, faults, packages: ["@fontsource-variable/noto-sans-sc"], to: "html" });
}, 120_000);
afterAll(() => field.remove());

/** The page between its contents and its provenance, code left out. */
function shown(html: string): string {
  return html
    .replace(/^[\s\S]*<main[^>]*>/, "")
    .replace(/<section id="(?:references|provenance)"[\s\S]*$/, "")
    .replace(/<details class="code"[\s\S]*?<\/details>/g, "");
}

/** Words of the terminal on one notebook. */
function told(name: string): string[] {
  return field.build.err.split("\n").filter((line) => line.includes(` ${name}, cell`));
}

describe("the cases of the field", () => {
  test("build without an error", () => {
    expect(field.build.err).not.toMatch(/^error/m);
    expect(field.build.code).toBe(0);
  });

  test("raw cells pass by their format or are named", () => {
    const page = shown(field.html("c04-raw-cells"));
    expect(page).toContain('<p style="color:red">raw html cell</p>');
    expect(page).toContain("<em>markdown</em> raw");
    expect(page).toContain("a raw cell of format text/latex");
    expect(page).toContain("a raw cell without a format");
    expect(told("c04-raw-cells").map((line) => line.slice(0, 70))).toEqual([
      "warning c04-raw-cells, cell 2: raw cell of format text/latex: left out",
      "warning c04-raw-cells, cell 4: raw cell without a format: left out; gi",
    ]);
  });

  test("JSON, pictures, Markdown, LaTeX, text, HTML and SVG with style are shown", () => {
    const page = shown(field.html("d01-outputs"));
    expect(shown(field.html("d02-json-only"))).toContain(
      '<div class="json"><pre class="out"><code>{ &quot;a&quot;: [1, 2, { &quot;b&quot;: 3 }] }',
    );
    expect(page).toMatch(/<img src="data:image\/png;base64,/);
    expect(page).toMatch(/<img src="data:image\/jpeg;base64,/);
    expect(page).toContain("#out-3-box rect{fill:blue;}");
    expect(page).toContain("#out-4-box p{background:yellow;}");
    expect(page).toContain('<p style="color:red">red <b>html</b></p>');
    expect(page).toContain("<strong>bold</strong>");
    expect(page).toContain("\\frac{a}{b}</annotation>");
    expect(page).toContain("plain text display");
    expect(shown(field.html("o01-svg-style"))).toContain("#out-2-box .out-2-a{fill:blue;}");
  });

  test("what no page shows is named in the page and on the terminal", () => {
    for (const [name, type] of [
      ["d03-plotly", "application/vnd.plotly.v1+json"],
      ["d08-mixed-script-text", "text/html"],
      ["d05-jpeg", "image/jpeg"],
    ] as const) {
      expect(shown(field.html(name))).toMatch(
        new RegExp(`class="unshown">.*${type.replace(/[.+]/g, "\\$&")}`),
      );
      expect(told(name).join("\n")).toContain(`cell 2: output ${type}: `);
    }
  });

  test("an unclosed comment and a handler change nothing after them", () => {
    for (const name of faults) {
      expect(shown(field.html(name))).toContain("AFTERMARK");
      expect(field.html(name)).toMatch(/<\/main>\s*<\/div>\s*<\/body>\s*<\/html>\s*$/);
      expect(shown(field.html(name))).not.toMatch(/<!--|onerror=/);
    }
    expect(told("html-handler-without-space").join()).toContain("an event handler");
  });

  test("one state of a progress line remains, and colours stay", () => {
    expect(shown(field.html("p05-progress"))).not.toContain("step");
    expect(shown(field.html("p05-progress"))).toMatch(/<code>done *\nac\n/);
    const stream = shown(field.html("c12-stream"));
    expect(stream).toContain('<span class="ansi-fg-2 ansi-bold">bold green</span>');
    expect(stream.match(/progress \d+%/g)).toEqual(["progress 100%"]);
    expect(stream).toContain("aXc\ncleared\n&lt;b&gt;not html");
  });
});

/** A notebook whose code cells each show one bundle; the code is TypeScript. */
function notebookOf(cells: readonly string[]): string {
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec },
    cells: cells.map((source, i) => ({
      cell_type: "code",
      id: `c${i}`,
      metadata: {},
      outputs: [],
      execution_count: null,
      source,
    })),
  });
}

const bundle = (data: object, metadata = {}) =>
  `({ [Symbol.for("Jupyter.display")]: () => (${JSON.stringify({ ...data, ...metadata })}) })`;
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVHbHSAEEsARMYZ3JMAAAAAElFTkSuQmCC";

describe("variants of the same kinds", () => {
  let project: FieldProject;
  let build: Outcome;
  let page: string;
  beforeAll(() => {
    project = fieldProject();
    project.write(
      "notebooks/variants.ipynb",
      notebookOf([
        bundle({ "image/gif": "R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=" }),
        bundle({ "image/png": "not base64!" }),
        bundle({ "image/png": png.slice(0, 60), "text/plain": "Figure" }),
        bundle({ "application/pdf": "JVBERi0=", "text/plain": "a document" }),
        bundle({ "application/vnd.jupyter.widget-view+json": { model_id: "x" }, "text/plain": "IntSlider" }),
        bundle({ "application/vnd.plotly.v1+json": { data: [] }, "image/png": png }),
        bundle({ "application/vnd.bokehjs_exec.v0+json": "", "text/html": "<div></div><script>1</script>" }),
        bundle({ "text/javascript": "alert(1)" }),
        bundle({ "application/geo+json": { type: "Point", coordinates: [1, 2] } }),
        bundle({ "application/x-unknown": "?" }),
        bundle({ "text/latex": "\\begin{tabular}{l}a\\end{tabular}" }),
        "//| label: tbl-frame\n//| tbl-cap: A data frame\n" +
          bundle({
            "text/html":
              "<style scoped>.dataframe td{color:red}</style><table border=1 class=dataframe><tr><td>cell",
          }),
        "//| label: fig-drawn\n//| fig-cap: A drawing\n" +
          bundle({ "image/svg+xml": "<svg viewBox='0 0 1 1'><rect id='a' width='1' height='1'/></svg>" }),
        "import { newDisplay } from 'tslab';\nconst later = newDisplay();\nlater.text('first state');",
        "later.text('second state');",
        "console.log('tab\\there, bell\\x07, turn\\u202e');\nconst turned = '\u202e';",
        bundle({
          "text/html": "<canvas></canvas><p>beside</p><video src='data:video/mp4;base64,AA'></video>",
        }),
        bundle({ "text/html": "<p>whole</p>", "image/png": png }),
        bundle({ "text/html": "<p>part</p><script>1</script>", "image/png": png }),
        "throw Object.assign(new Error('\\u001b[31mred error\\u001b[0m'), {});",
      ]).replace('"id":"c19","metadata":{}', '"id":"c19","metadata":{"tags":["raises-exception"]}'),
    );
    build = project.flopbook("build", "notebooks/variants.ipynb", "--to", "html");
    page = shown(project.html("variants"));
  }, 60_000);
  afterAll(() => project.remove());

  test("build", () => expect([build.code, build.err.match(/^error.*/gm)]).toEqual([0, null]));

  test.each([
    [2, "image/png", "its base64 is broken"],
    [3, "image/png", "the picture ends before its end"],
    [4, "application/pdf", "a page holds no PDF"],
    [5, "application/vnd.jupyter.widget-view+json", "a widget lives in its kernel"],
    [7, "application/vnd.bokehjs_exec.v0+json", "Bokeh draws in JavaScript"],
    [8, "text/javascript", "a page runs no script"],
    [10, "application/x-unknown", "no page shows this type"],
    [11, "text/latex", "KaTeX cannot set it"],
    [17, "text/html", "without <canvas>, <video>"],
  ])("cell %d: %s is named with its reason", (cell, type, reason) => {
    const line = build.err.split("\n").find((one) => one.includes(`cell ${cell}: output ${type}: `));
    expect(line).toContain(reason);
    expect(page).toContain(type === "text/latex" ? "begin{tabular}" : type);
  });

  test("a complete form of the output needs no note", () => {
    expect(build.err).not.toMatch(/cell (?:1|6|9|12|13|14|15|16|18|19|20):/);
    expect(page.match(/data:image\/png;base64/g)).toHaveLength(3); // of cells 3, 6 and 19
    expect(page).toContain("<p>whole</p>");
    expect(page).not.toContain("<p>part</p>");
    expect(page).toContain("{ &quot;type&quot;: &quot;Point&quot;, &quot;coordinates&quot;: [1, 2] }");
  });

  test("labels and captions make figures and tables of them", () => {
    expect(page).toMatch(/Table\u00a01\. A data frame[\s\S]*<td>cell<\/td>/);
    expect(page).toMatch(/<figure id="fig-drawn">[\s\S]*Figure\u00a01\. A drawing[\s\S]*id="out-13-a"/);
  });

  test("a display that a later cell updates shows its last state, once, where it stands", () => {
    expect(page.match(/(?:first|second) state/g)).toEqual(["second state"]);
    expect(page.indexOf("second state")).toBeLessThan(page.indexOf("tab\there"));
  });

  test("control characters are visible, in outputs and in code", () => {
    expect(page).toContain("tab\there, bell\\x07, turn\\u202e");
    expect(project.html("variants")).not.toMatch(/[^\P{Cc}\n\t]|\u202e/u);
    expect(project.html("variants")).toContain("\\u202e");
  });

  test("an expected error keeps its colours", () => {
    expect(page).toContain('Error: <span class="ansi-fg-1">red error</span>');
  });
});

test.skipIf(!hasPoppler)(
  "a long foreign table goes on over pages of the PDF, its last row included",
  () => {
    const project = fieldProject();
    try {
      const rows = Array.from({ length: 120 }, (_, n) => `<tr><td>row${n}</td><td>${n * 7}</td></tr>`).join(
        "",
      );
      project.write("notebooks/long.ipynb", notebookOf([bundle({ "text/html": `<table>${rows}</table>` })]));
      expect(project.flopbook("build", "notebooks/long.ipynb").err).not.toMatch(/^error/m);
      const words = project.words("long");
      expect(Array.from({ length: 120 }, (_, n) => n).filter((n) => !words.includes(`row${n} `))).toEqual([]);
      expect(project.pdf("pdfinfo", "long")).toMatch(/Pages:\s+[3-9]/);
    } finally {
      project.remove();
    }
  },
  60_000,
);
