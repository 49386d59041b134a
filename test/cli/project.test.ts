// Commands on a project: build, strip, list, doctor, clean, and what Ctrl-C leaves.
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fontFinding, nodeFinding } from "../../src/cli/doctor/findings.js";
import { type TrialProject, trialProject } from "./project.js";

let project: TrialProject;
beforeAll(() => {
  project = trialProject();
  project.notebook("sizes", [["const gpus: number = 8", "parameters"], 'console.log("gpus is " + gpus)']);
});
afterAll(() => project.remove());

describe("build", () => {
  test("writes page, values and manifest, and says so in plain lines", () => {
    const { code, out, err } = project.flopbook("build", "--to", "html");
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(
      /^sizes: cell 1 of 2\n[\s\S]*^ok sizes {2}reports\/sizes\.html reports\/sizes\.values\.json\n$/m,
    );
    expect(readdirSync(join(project.folder, "reports")).sort()).toEqual([
      "manifest.json",
      "sizes.html",
      "sizes.values.json",
    ]);
  });

  test("takes parameters from -P and from a file, and -P wins", () => {
    project.write("run.yml", "gpus: 16\n");
    const page = (...words: string[]) => {
      const { code } = project.flopbook("build", "sizes", "--to", "html", "--output-dir", "out", ...words);
      expect(code).toBe(0);
      return readFileSync(join(project.folder, "out", "sizes.html"), "utf8");
    };
    expect(page("--params", "run.yml")).toContain("gpus is 16");
    expect(page("--params", "run.yml", "-P", "gpus:64")).toContain("gpus is 64");
  });

  test("refuses unknown parameters, wrong types and missing files as usage errors", () => {
    const refused = (...words: string[]) => {
      const { code, err } = project.flopbook("build", "sizes", "--to", "html", "--quiet", ...words);
      expect(code).toBe(2);
      return err;
    };
    expect(refused("-P", "gpu=64")).toMatch(/^flopbook: -P gpu: .*did you mean "gpus"\?/);
    expect(refused("-P", "gpus=many")).toMatch(/^flopbook: -P gpus: a number is expected .*"many"/);
    expect(refused("-P", "gpus")).toMatch(/^flopbook: -P: name=value is expected/);
    expect(refused("--params", "no.yml")).toMatch(/^flopbook: --params: no\.yml: cannot be read \(ENOENT\)/);
  });

  test("names the cell that fails, still writes the page, and exits with 1", () => {
    project.notebook("broken", ['throw new Error("boom-in-cell")']);
    const { code, err } = project.flopbook("build", "broken", "--to", "html", "--output-dir", "out");
    expect(code).toBe(1);
    expect(err).toMatch(/^FAILED broken/m);
    expect(err).toMatch(/error broken, cell 2.*boom-in-cell/);
    expect(readFileSync(join(project.folder, "out", "broken.html"), "utf8")).toContain("boom-in-cell");
  });
});

test("Ctrl-C stops a running cell, leaves with 130, no process and no half file", {
  timeout: 60_000,
}, async () => {
  project.notebook("endless", ["while (true) {}"]);
  const child = project.start("build", "endless", "--to", "html", "--output-dir", "stopped");
  let told = "";
  child.stderr?.on("data", (text) => {
    told += text;
    if (told.includes("cell 1 of 1")) child.kill("SIGINT");
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(130);
  expect(told).toContain("flopbook: stopped");
  const folder = join(project.folder, "stopped");
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(processesIn(project.folder)).toEqual([]);
});

describe("strip", () => {
  test("--check names what is not clean; strip cleans it", () => {
    const dirty =
      '{"cells":[{"cell_type":"code","execution_count":3,"metadata":{},"outputs":[],"source":"1"}],';
    project.write("notebooks/dirty.ipynb", `${dirty}"metadata":{},"nbformat":4,"nbformat_minor":5}`);
    expect(project.flopbook("strip", "dirty", "--check")).toMatchObject({
      code: 1,
      out: "not clean: notebooks/dirty.ipynb\n`flopbook strip` cleans them\n",
    });
    expect(project.flopbook("strip", "dirty")).toMatchObject({ code: 0, err: "" });
    expect(project.flopbook("strip", "dirty", "--check")).toMatchObject({ code: 0, out: "1 of 1 clean\n" });
  });
});

describe("list", () => {
  test("shows notebooks with their baselines, and worked examples; 1 when a notebook cannot be read", () => {
    const { code, out } = project.flopbook("list", "--all", "--json");
    const json = JSON.parse(out);
    const sizes = json.notebooks.find(({ name }: { name: string }) => name === "sizes");
    expect(sizes).toMatchObject({
      title: "A trial",
      file: "notebooks/sizes.ipynb",
      baseline: null,
      problem: null,
    });
    expect(json.examples.map(({ id }: { id: string }) => id)).toContain("igpt-l-total");
    const dirty = json.notebooks.find(({ name }: { name: string }) => name === "dirty");
    expect([code, dirty.problem]).toEqual([1, expect.stringContaining("kernel")]);
    const { out: plain } = project.flopbook("list");
    expect(plain).toMatch(/^sizes +A trial +none$/m);
    expect(plain).toContain("no worked examples; `flopbook list --all`");
    expect(plain).not.toContain("igpt-l-total");
  });
});

describe("doctor", () => {
  test("finds a Node that is too old, and one that is not", () => {
    expect(nodeFinding("20.18.3")).toMatchObject({ status: "missing" });
    expect(nodeFinding("18.20.0")).toMatchObject({ status: "missing" });
    for (const version of ["20.19.0", "22.11.0", "24.0.0"])
      expect(nodeFinding(version)).toEqual({ subject: "Node", status: "good", found: version });
  });

  test("finds a font that is missing or changed", () => {
    project.write(
      "fonts.json",
      '{ "faces": [{ "file": "a.woff2", "bytes": 3 }, { "file": "b.woff2", "bytes": 3 }] }',
    );
    project.write("a.woff2", "abc");
    project.write("b.woff2", "ab");
    expect(fontFinding(project.folder)).toMatchObject({
      status: "missing",
      found: "missing or changed: b.woff2",
    });
    project.write("b.woff2", "abc");
    expect(fontFinding(project.folder)).toMatchObject({ status: "good", found: "2 faces" });
  });

  test("says of every subject what it found, and exits with 1 when something needed is missing", () => {
    const { code, out } = project.flopbook("doctor", "--json");
    const { findings, ok } = JSON.parse(out);
    const subjects = findings.map(({ subject }: { subject: string }) => subject);
    expect(subjects).toEqual([
      ...["Node", "engine", "import", "kernel", "browser", "fonts", "project fonts", "settings"],
      ...["template", "write access", "dates"],
    ]);
    expect(ok).toBe(false); // "dirty" cannot be read, so it has no date
    expect(code).toBe(1);
  });
});

test("clean removes reports and cache, and keeps manifest, notebooks and what is not ours", () => {
  project.write("reports/mine.txt", "kept");
  const { code, out } = project.flopbook("clean");
  expect(code).toBe(0);
  expect(out).toContain("removed reports/sizes.html\n");
  expect(readdirSync(join(project.folder, "reports")).sort()).toEqual(["manifest.json", "mine.txt"]);
  expect(existsSync(join(project.folder, ".flopbook"))).toBe(false);
  expect(project.flopbook("clean").out).toBe("nothing to remove\n");
});

/** Processes whose working folder is in `folder`; empty where the system has no /proc. */
function processesIn(folder: string): string[] {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}
