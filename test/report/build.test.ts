// What a build writes, what it leaves alone, and what it keeps when something fails.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fileHash } from "../../src/disk/hash.js";
import { FlopbookError } from "../../src/ground/errors.js";
import { openPrinter, type Printer } from "../../src/report/pdf/chrome.js";
import { remembering, SmallProject } from "./small-project.js";

let printer: Printer;
let project: SmallProject;
beforeAll(async () => {
  printer = remembering(await openPrinter());
});
afterAll(() => printer.close());
beforeEach(() => {
  project = new SmallProject(printer);
  project.write("a", { text: "alpha" });
  project.write("b", { text: "beta" });
});
afterEach(() => project.remove());

const files = () => readdirSync(project.reports).sort();

describe("a build", () => {
  test("writes page, PDF and values of each notebook, and a manifest with their hashes", async () => {
    const { good, manifest, reports } = await project.build(["a", "b"]);
    expect(good).toBe(true);
    expect(files()).toEqual([
      ...["a.html", "a.pdf", "a.values.json"],
      ...["b.html", "b.pdf", "b.values.json", "manifest.json"],
    ]);
    expect(reports.map(({ status }) => status)).toEqual(["built", "built"]);
    for (const report of Object.values(manifest.reports))
      for (const [file, { sha256, bytes }] of Object.entries(report.outputs)) {
        expect(fileHash(join(project.reports, file))).toBe(sha256);
        expect(statSync(join(project.reports, file)).size).toBe(bytes);
      }
    expect(Object.keys(manifest.reports.a?.inputs ?? {})).toEqual([
      "notebooks/a.ipynb",
      "templates/default",
      "templates/default/fonts",
    ]);
  });

  test("tells nothing about the machine in the manifest", async () => {
    await project.build(["a"]);
    const text = project.report("manifest.json");
    expect(text).not.toContain(project.root);
    expect(text).not.toContain(process.version.slice(1));
    expect(text).not.toMatch(/20\d\d-\d\d-\d\dT/);
  });

  test("in another folder gives the same bytes", async () => {
    await project.build(["a", "b"]);
    const other = new SmallProject(printer);
    try {
      other.write("a", { text: "alpha" });
      other.write("b", { text: "beta" });
      await other.build(["a", "b"], { useCache: false });
      for (const file of files()) expect(other.report(file)).toBe(project.report(file));
    } finally {
      other.remove();
    }
  });

  test("takes SOURCE_DATE_EPOCH before the front matter", async () => {
    const effects = { ...project.options([]).effects, environment: { SOURCE_DATE_EPOCH: "86400" } };
    await project.build(["a"], { effects } as object);
    expect(project.report("a.html")).toContain("alpha 1970-01-02");
    expect(project.report("a.pdf")).toContain("D:19700102000000");
  });

  test("of HTML only starts no browser", async () => {
    await project.build(["a"], { formats: ["html"] });
    expect(project.did.printed).toBe(0);
    expect(files()).toEqual(["a.html", "a.values.json", "manifest.json"]);
  });

  test("of PDF only leaves no HTML", async () => {
    await project.build(["a"], { formats: ["pdf"] });
    expect(files()).toEqual(["a.pdf", "a.values.json", "manifest.json"]);
    await project.build(["a"], { formats: ["pdf"] });
    expect(project.did).toMatchObject({ rendered: 0, printed: 0 });
  });

  test("refuses two notebooks of one name, and builds the others", async () => {
    project.write("one/same", { text: "one" });
    project.write("two/same", { text: "two" });
    const { reports, good } = await project.build(["a", "one/same", "two/same"]);
    expect(good).toBe(false);
    expect(reports.map(({ name, status }) => [name, status])).toEqual([
      ["same", "failed"],
      ["same", "failed"],
      ["a", "built"],
    ]);
    expect(reports[1]?.failures).toEqual([
      "notebooks/two/same.ipynb: not built, reports/same.html is the report of notebooks/one/same.ipynb; " +
        "rename one of the two, or build it into another folder with --output-dir",
    ]);
    expect(files()).toEqual(["a.html", "a.pdf", "a.values.json", "manifest.json"]);
  });

  test.each([
    ["the same name in another folder", "two/same"],
    ["a name that differs in case alone", "two/SAME"],
    ["the name under which the good page of a failure is kept", "two/same.last-good"],
  ])("refuses %s as a report that an earlier build left", async (_, name) => {
    project.write("one/same", { text: "one" });
    await project.build(["one/same"], { formats: ["html"] });
    const before = files().map((file) => project.report(file));
    project.write(name, { text: "two" });
    const { reports } = await project.build([name], { formats: ["html"], complete: false });
    expect(reports[0]?.failures).toEqual([
      expect.stringContaining("is the report of notebooks/one/same.ipynb"),
    ]);
    expect(files().map((file) => project.report(file))).toEqual(before);
  });

  test("lets a notebook that moved take its report along", async () => {
    rmSync(project.write("one/same", { text: "one" }));
    project.write("one/same", { text: "one" });
    await project.build(["one/same"], { formats: ["html"] });
    rmSync(join(project.root, "notebooks", "one"), { recursive: true });
    project.write("two/same", { text: "two" });
    const { good } = await project.build(["two/same"], { formats: ["html"] });
    expect(good).toBe(true);
    expect(project.report("same.html")).toContain("two");
  });

  test("tells two notebooks outside the project apart by what the last build noted", async () => {
    const outside = mkdtempSync(join(tmpdir(), "flopbook-outside-"));
    try {
      const paths = ["one", "two"].map((folder) => join(outside, folder, "same.ipynb"));
      for (const path of paths) {
        mkdirSync(join(path, ".."));
        writeFileSync(path, JSON.stringify({ text: path.includes("one") ? "one" : "two" }));
      }
      const [first = "", second = ""] = paths;
      const more = { formats: ["html"], complete: false } as const;
      expect((await project.build([], { ...more, notebooks: [first] })).good).toBe(true);
      expect((await project.build([], { ...more, notebooks: [second] })).good).toBe(false);
      expect(project.report("same.html")).toContain("one");
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});

describe("a second build", () => {
  beforeEach(async () => {
    await project.build(["a", "b"]);
  });

  test("with nothing changed renders nothing, prints nothing and writes nothing", async () => {
    const before = files().map((file) => statSync(join(project.reports, file)).mtimeMs);
    const { reports } = await project.build(["a", "b"]);
    expect(project.did).toMatchObject({ rendered: 0, printed: 0 });
    expect(reports.map(({ status }) => status)).toEqual(["unchanged", "unchanged"]);
    expect(files().map((file) => statSync(join(project.reports, file)).mtimeMs)).toEqual(before);
  });

  test("renders only the notebook that changed", async () => {
    project.write("b", { text: "gamma" });
    const { reports } = await project.build(["a", "b"]);
    expect(reports.map(({ status }) => status)).toEqual(["unchanged", "built"]);
    expect(project.did.rendered).toBe(1);
    expect(project.report("b.html")).toContain("gamma");
  });

  test("makes an edited page and a deleted PDF again, as they were", async () => {
    const [html, pdf] = [project.report("a.html"), project.report("a.pdf")];
    writeFileSync(join(project.reports, "a.html"), "edited");
    rmSync(join(project.reports, "b.pdf"));
    rmSync(join(project.reports, "a.values.json"));
    const { reports } = await project.build(["a", "b"]);
    expect(reports.map(({ status }) => status)).toEqual(["built", "built"]);
    expect(project.did).toMatchObject({ rendered: 1, printed: 2 }); // b's PDF alone, in two passes
    expect([project.report("a.html"), project.report("a.pdf")]).toEqual([html, pdf]);
    expect(existsSync(join(project.reports, "b.pdf"))).toBe(true);
    expect(existsSync(join(project.reports, "a.values.json"))).toBe(true);
  });

  test.each([
    ["template", () => writeFileSync(join(project.root, "templates/default/page.html"), "other"), 2],
    ["date", () => project.write("a", { text: "alpha", date: "2026-11-22" }), 1],
    ["value", () => project.write("a", { text: "alpha", value: 2 }), 1],
  ])("renders again when the %s changed", async (_, change, rendered) => {
    change();
    await project.build(["a", "b"]);
    expect(project.did.rendered).toBe(rendered);
  });

  test("renders again when a picture of the page changed", async () => {
    project.write("a", { text: "alpha", picture: "chart.svg" });
    const picture = join(project.root, "notebooks", "chart.svg");
    writeFileSync(picture, "<one>");
    const { manifest } = await project.build(["a"], { complete: false });
    expect(manifest.reports.a?.inputs["notebooks/chart.svg"]).toBe(fileHash(picture));
    await project.build(["a"], { complete: false });
    expect(project.did.rendered).toBe(0);
    writeFileSync(picture, "<two>");
    await project.build(["a"], { complete: false });
    expect(project.did.rendered).toBe(1);
  });

  test("knows the data that cells read, but not packages, folders or what was not there", async () => {
    writeFileSync(join(project.root, "notebooks", "data.csv"), "1,2");
    const reads = [
      "notebooks/data.csv",
      "notebooks",
      "gone.csv",
      "package.json",
      "node_modules/x/index.js",
      "../x",
    ];
    project.write("a", { text: "alpha", reads });
    const { manifest } = await project.build(["a"]);
    expect(Object.keys(manifest.reports.a?.inputs ?? {}).slice(0, 2)).toEqual([
      "notebooks/a.ipynb",
      "notebooks/data.csv",
    ]);
    expect(Object.keys(manifest.reports.a?.inputs ?? {})).toHaveLength(4); // and the template's two
  });

  test("renders all with useCache false", async () => {
    await project.build(["a", "b"], { useCache: false });
    expect(project.did).toMatchObject({ rendered: 2, printed: 4 });
  });

  test("on other paper prints again", async () => {
    await project.build(["a"], { paper: "letter", complete: false });
    expect(project.report("a.pdf")).toContain("/MediaBox [0 0 612 792]");
  });
});

describe("the manifest", () => {
  test("keeps reports that a partial build did not touch, and forgets notebooks that are gone", async () => {
    await project.build(["a", "b"]);
    project.write("b", { text: "gamma" });
    const partial = await project.build(["b"], { complete: false });
    expect(Object.keys(partial.manifest.reports)).toEqual(["a", "b"]);
    const complete = await project.build(["b"]);
    expect(Object.keys(complete.manifest.reports)).toEqual(["b"]);
  });

  test("keeps a PDF's entry after a build of HTML only while the page is the same, and drops it when not", async () => {
    await project.build(["a"]);
    const same = await project.build(["a"], { formats: ["html"], useCache: false });
    expect(Object.keys(same.manifest.reports.a?.outputs ?? {})).toContain("a.pdf");
    project.write("a", { text: "other" });
    const changed = await project.build(["a"], { formats: ["html"] });
    expect(Object.keys(changed.manifest.reports.a?.outputs ?? {})).toEqual(["a.html", "a.values.json"]);
  });

  test("that is not ours stops the build before anything is overwritten", async () => {
    await project.build(["a"]);
    writeFileSync(join(project.reports, "manifest.json"), '{"schema": 9}');
    await expect(project.build(["a"])).rejects.toThrow("not a manifest that this version");
  });
});

describe("when a cell fails", () => {
  test("the page shows it, and the last good files stand beside it", async () => {
    await project.build(["a", "b"]);
    const good = project.report("a.html");
    project.write("a", { text: "alpha", fails: "boom" });
    const result = await project.build(["a", "b"]);
    expect(result.good).toBe(false);
    expect(result.reports[0]).toMatchObject({
      name: "a",
      status: "failed",
      cellErrors: [{ message: "boom" }],
    });
    expect(result.reports[1]?.status).toBe("unchanged");
    expect(project.report("a.html")).toContain("boom");
    expect(project.report("a.last-good.html")).toBe(good);
    expect(files().filter((file) => file.startsWith("a."))).toEqual([
      ...["a.html", "a.last-good.html", "a.last-good.pdf", "a.last-good.values.json"],
    ]);
    expect(Object.keys(result.manifest.reports)).toEqual(["a", "b"]); // still what was published
  });

  test("again, the last good files stay the good ones; once it runs, they go", async () => {
    await project.build(["a"]);
    const good = project.report("a.html");
    for (const fails of ["boom", "bang"]) {
      project.write("a", { text: "alpha", fails });
      await project.build(["a"]);
    }
    expect(project.report("a.html")).toContain("bang");
    expect(project.report("a.last-good.html")).toBe(good);
    project.write("a", { text: "alpha" });
    expect((await project.build(["a"])).good).toBe(true);
    expect(files()).toEqual(["a.html", "a.pdf", "a.values.json", "manifest.json"]);
    expect(project.report("a.html")).toBe(good);
  });

  test("in a first build, its page is never taken for a good one", async () => {
    for (const fails of ["boom", "bang"]) {
      project.write("a", { text: "alpha", fails });
      await project.build(["a"]);
    }
    expect(files()).toEqual(["a.html", "manifest.json"]);
  });
});

describe("faults of a page", () => {
  test("that are errors fail the report after the page is written", async () => {
    project.write("a", { text: "alpha", problem: "error" });
    const { good, reports } = await project.build(["a"]);
    expect(good).toBe(false);
    expect(reports[0]).toMatchObject({ status: "failed", problems: [{ message: "@fig-x: no such figure" }] });
    expect(files()).toEqual(["a.html", "manifest.json"]);
  });

  test("that are warnings are told, also when nothing had to be done", async () => {
    project.write("a", { text: "alpha", problem: "warning" });
    for (const status of ["built", "unchanged"]) {
      const { good, reports } = await project.build(["a"]);
      expect(good).toBe(true);
      expect(reports[0]).toMatchObject({ status, problems: [{ severity: "warning" }] });
    }
  });
});

describe("without a browser", () => {
  beforeEach(async () => {
    await project.build(["a"]);
    project.printer = async () => {
      throw new FlopbookError("browser: none found that can print the PDF");
    };
  });

  test("the page is written, the older PDF stays in its place, and it is said to be of the earlier page", async () => {
    const pdf = project.report("a.pdf");
    project.write("a", { text: "other" });
    const { good, reports, manifest } = await project.build(["a"]);
    expect(good).toBe(false);
    expect(reports[0]).toMatchObject({
      status: "failed",
      failures: [expect.stringMatching(/none found/)],
      remarks: ["a.pdf is of an earlier build, not of this page; build it again, or remove it"],
    });
    expect(project.report("a.html")).toContain("other");
    expect(project.report("a.pdf")).toBe(pdf);
    expect(files()).toEqual(["a.html", "a.pdf", "a.values.json", "manifest.json"]);
    expect(Object.keys(manifest.reports.a?.outputs ?? {})).toEqual(["a.html", "a.values.json"]);
  });

  test("a PDF that still belongs to its page stays, and stays in the manifest", async () => {
    const pdf = project.report("a.pdf");
    const { good, manifest } = await project.build(["a"], { useCache: false });
    expect(good).toBe(false);
    expect(project.report("a.pdf")).toBe(pdf);
    expect(manifest.reports.a?.outputs["a.pdf"]?.sha256).toBe(fileHash(join(project.reports, "a.pdf")));
  });
});

test("a page made anew without its PDF says that the PDF is of an earlier build", async () => {
  await project.build(["a"]);
  project.write("a", { text: "other" });
  const { good, reports } = await project.build(["a"], { formats: ["html"] });
  expect(good).toBe(true);
  expect(reports[0]?.remarks).toEqual([expect.stringContaining("a.pdf is of an earlier build")]);
});

test("an interrupted build rejects with the signal's reason and writes nothing more", async () => {
  await project.build(["a"]);
  const before = files().map((file) => project.report(file));
  project.write("a", { text: "other" });
  const controller = new AbortController();
  const step = (_: string, doing: string) => {
    if (doing === "page") controller.abort(new Error("stopped"));
  };
  await expect(project.build(["a"], { signal: controller.signal, step })).rejects.toThrow("stopped");
  expect(files().map((file) => project.report(file))).toEqual(before);
});
