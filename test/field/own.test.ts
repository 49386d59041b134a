// A project with devices, prices, models, a file format, renderers, a chart and a template of its own uses them all.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FieldProject, fieldProject, fixtures, type Outcome } from "./field.js";

const setting = (files: unknown) =>
  `${JSON.stringify({ private: true, type: "module", flopbook: { own: files } })}\n`;
const templates = join(import.meta.dirname, "..", "..", "templates", "default");

let project: FieldProject;
let build: Outcome;
let page: string;
beforeAll(() => {
  project = fieldProject();
  const own = join(fixtures, "own");
  rmSync(join(project.folder, "notebooks"), { recursive: true });
  cpSync(join(own, "own.ts"), join(project.folder, "own.ts"));
  cpSync(join(own, "of-ones-own.ipynb"), join(project.folder, "notebooks", "of-ones-own.ipynb"));
  cpSync(templates, join(project.folder, "templates", "house"), {
    recursive: true,
    filter: (path) => !path.endsWith("fonts"),
  });
  const layout = "templates/house/page.html";
  project.write(layout, project.read(layout).replace("<body", '<body data-house="yes"'));
  project.write("package.json", setting(["./own.ts"]));
  project.write("net.tiny", "TINY 3\n");
  project.write("notebooks/net.tiny", "TINY 3\n");
  build = project.flopbook("build", "--to", "html", "--template", "house");
  page = project.html("of-ones-own");
}, 240_000);
afterAll(() => project.remove());

describe("the command line knows what is the project's own", () => {
  test("a device with its rent, and a grid, in a budget", () => {
    const asked = ["--model", "house-1b", "--device", "acme-one", "--count", "8", "--tokens", "10B"];
    const { code, out } = project.flopbook("cost", ...asked, "--grid", "valley", "--json");
    expect(code).toBe(0);
    const said = JSON.parse(out);
    expect(said.inputs.price.value * 3600).toBeCloseTo(1.5, 12);
    expect(said.inputs.carbon.label).toBe("carbon intensity, Valley hydro");
  });

  test("in a plan, in serving with its price, and under a roofline", () => {
    const run = ["--model", "house", "--device", "acme-one", "--count", "8"];
    expect(project.flopbook("plan", ...run).out).toContain("Acme One");
    const server = ["--model", "house", "--device", "acme-one", "--input", "100", "--output", "10", "--json"];
    expect(JSON.parse(project.flopbook("serve", ...server).out).pricePerDeviceHour).toBe(1.5);
    expect(project.flopbook("model", "house", "--device", "acme-one").out).toContain("forward on Acme One");
  });

  test("a file of its own format, by its bytes and not by its ending alone", () => {
    expect(project.flopbook("model", "net.tiny").out).toContain("Tiny file");
    project.write("other.tiny", "SMALL");
    const { code, err } = project.flopbook("model", "other.tiny");
    expect([code, err]).toEqual([2, expect.stringContaining('unknown kind of file, got "other.tiny"')]);
  });

  test("a model in the list of the zoo", () => {
    expect(project.flopbook("models", "--search", "house").out).toMatch(/House\s+house-1b\s+468,239,360/);
  });

  test("a misspelt device is told with the nearest of its own", () => {
    const run = ["--model", "house", "--device", "acme-on", "--count", "8"];
    expect(project.flopbook("plan", ...run).err).toContain('did you mean "acme-one"');
  });
});

describe("a notebook knows it too", () => {
  test("device, model and file by the names of projectOwn()", () => {
    expect(build.code).toBe(0);
    const values = JSON.parse(project.read("reports/of-ones-own.values.json"));
    // 32,000 × 1024 twice, and 24 or 3 layers of 4 × 1024² + 3 × 1024 × 4096 + 2 × 1024, and 1024 of the last norm.
    const parameters = (layers: number) => 65_536_000 + layers * 16_779_264 + 1024;
    expect([values.parameters.value, values.tiny.value]).toEqual([parameters(24), parameters(3)]);
    expect(values.peak).toMatchObject({ value: 1e15, label: "Acme One: dense peak, bf16-tensor" });
  });

  test("a renderer's HTML passes the allow list, and its table is one of ours", () => {
    expect(page).toContain("<b>seven nodes</b>");
    expect(page).not.toContain("alert(1)");
    expect(build.err).toContain("cell 3: output text/html: shown without <script>");
    expect(page).toMatch(/<table[\s\S]*?first row[\s\S]*?second row/);
    expect(page).toContain("Rows of Acme");
  });

  test("a type without a renderer is named as not shown", () => {
    expect(build.err).toContain("cell 5: output application/vnd.acme.other+json: not shown");
  });

  test("a themed chart has our words and is a numbered figure", () => {
    expect(page).toContain('id="fig-own"');
    expect(page).toContain("Loss falls to 1.5 in three hours");
    expect(page).toContain('aria-label="Loss 4, 2 and 1.5 after 1, 2 and 3 hours"');
  });

  test("the template is the project's, and the manifest names the module", () => {
    expect(page).toContain('<body data-house="yes"');
    expect(
      Object.keys(JSON.parse(project.read("reports/manifest.json")).reports["of-ones-own"].inputs),
    ).toContain("own.ts");
  });

  test("a changed renderer makes a new page, and an unchanged module none", () => {
    const again = () => project.flopbook("build", "--to", "html", "--template", "house").err;
    expect(again()).toContain("unchanged");
    project.write("own.ts", project.read("own.ts").replace("<b>", "<b>Tree: "));
    expect(again()).not.toContain("unchanged");
    expect(project.html("of-ones-own")).toContain("<b>Tree: seven nodes</b>");
  }, 120_000);
});

describe("a module runs only where that is said", () => {
  test("list, strip, clean and a build without cells run none of it", () => {
    project.write("loud.js", 'console.error("ran"); export const devices = [];');
    project.write("package.json", setting(["./loud.js"]));
    for (const words of [
      ["list"],
      ["strip", "--check"],
      ["clean", "--dry-run"],
      ["build", "--no-execute", "--to", "html"],
    ])
      expect(project.flopbook(...words).err.split("\n"), words.join(" ")).not.toContain("ran");
    expect(project.flopbook("model", "resnet18").err).toContain("ran");
  }, 120_000);

  const wrong: readonly (readonly [what: string, module: string, error: RegExp])[] = [
    ["a name that nothing takes", "export default { device: [] };", /got "device"; did you mean "devices"/],
    ["nothing at all", "export const x = 1;", /must export devices, prices, .*got x/],
    [
      "a device that is not whole",
      'export const devices = [{ id: "one" }];',
      /devices\/one: name must be a text/,
    ],
    ["an error", 'throw new Error("no");', /wrong\.js: cannot be loaded: no/],
    [
      "a file format without a reader",
      "export const importers = [{ kind: 'A', ends: ['.a'] }];",
      /importers\/A: graph/,
    ],
  ];
  test.each(wrong)("%s is told with the file and the remedy, as a mistake of usage", (_, module, error) => {
    project.write("wrong.js", module);
    project.write("package.json", setting(["./wrong.js"]));
    const { code, err } = project.flopbook("model", "resnet18", "--device", "a100");
    expect(err).toMatch(error);
    expect(code).toBe(2);
  });

  test("a setting that is no list is told", () => {
    project.write("package.json", setting("./own.ts"));
    expect(project.flopbook("model", "resnet18").err).toContain(
      "flopbook.own must be a list of .js or .ts files",
    );
  });
});
