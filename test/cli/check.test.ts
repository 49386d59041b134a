// `flopbook check` in a project of its own: baselines, drift, updates, examples, and what the exit code says.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TrialProject, trialProject } from "./project.js";

const source = [
  'import { given, hours, publish } from "flopbook";\n',
  'const run = given(hours(3), "a stopwatch", { label: "time of the run" });\n',
  'const tokens = given(2e12, "the log", { unit: "token", label: "tokens" });\n',
  "publish({ run, tokens });",
].join("");
/** Three hours are 3 × 3600 s = 10 800 s. */
const baseline = `{
  "run": {"value": 10800, "unit": "s", "tolerance": 1e-9},
  "tokens": {"value": 2000000000000, "unit": "token", "tolerance": 1e-9}
}
`;

let project: TrialProject;
beforeAll(() => {
  project = trialProject();
  project.notebook("trial", [source]);
});
afterAll(() => project.remove());

const baselineFile = () => join(project.folder, "notebooks", "trial.baseline.json");

describe("a notebook without a baseline", () => {
  test("fails the check with the command that makes one", () => {
    const { code, out } = project.flopbook("check", "trial");
    expect(code).toBe(1);
    expect(out).toMatch(/FAILED trial: no baseline .*`flopbook check trial --update`/s);
  });

  test("gets none from a build", () => {
    const { code } = project.flopbook("build", "trial", "--to", "html", "--quiet");
    expect([code, existsSync(baselineFile())]).toEqual([0, false]);
  });

  test("gets one from --update, with sorted names, and passes then", () => {
    const { code, out } = project.flopbook("check", "trial", "--update");
    expect(code).toBe(0);
    expect(out).toContain("new notebooks/trial.baseline.json\n  run: 3");
    expect(readFileSync(baselineFile(), "utf8")).toBe(baseline);
    expect(project.flopbook("check", "trial").code).toBe(0);
  });
});

describe("a baseline that disagrees", () => {
  const failure = (text: string) => {
    project.write("notebooks/trial.baseline.json", text);
    const { code, out } = project.flopbook("check", "trial");
    return { code, out: out.replace(/\n\s+/g, " ") };
  };

  test("fails on drift and names value, both numbers and the remedy", () => {
    const { code, out } = failure(baseline.replace("10800", "10692")); // 10800 / 10692 = 1.0101
    expect(code).toBe(1);
    expect(out).toMatch(/trial: run +2\.97 h +3 h +\+1\.0 % +drift/);
    expect(out).toMatch(/FAILED trial: run: was 10692, is 10800 s .*--update/);
    expect(out).not.toMatch(/FAILED trial: tokens/);
  });

  test("fails on another unit, a missing and an extra value", () => {
    expect(failure(baseline.replace('"unit": "s"', '"unit": "J"')).out).toMatch(/run: unit was J, is s/);
    expect(failure(baseline.replace('"run"', '"walk"')).out).toMatch(/run: the baseline does not have it/);
    const { code, out } = failure(baseline.replace('"run"', '"walk"'));
    expect([code, /walk: the notebook no longer publishes it/.test(out)]).toEqual([1, true]);
  });

  test("fails when it is no baseline at all, and --update mends it", () => {
    expect(failure("{").code).toBe(1);
    expect(project.flopbook("check", "trial", "--update").code).toBe(0);
    expect(readFileSync(baselineFile(), "utf8")).toBe(baseline);
  });

  test("is accepted by --update, which prints old, new and the difference", () => {
    project.write("notebooks/trial.baseline.json", baseline.replace("10800", "9000").replace("1e-9", "0.01"));
    const { code, out } = project.flopbook("check", "trial", "--update");
    expect(code).toBe(0);
    expect(out).toContain("  run: 2.5 h -> 3 h (+20 %)\n"); // 10800 / 9000
    expect(readFileSync(baselineFile(), "utf8")).toContain(
      '"run": {"value": 10800, "unit": "s", "tolerance": 0.01}',
    );
    expect(project.flopbook("check", "trial", "--update").out).toContain("no baseline changed");
  });
});

describe("the forms of the result", () => {
  test("JSON has examples, notebooks and a summary, and each example the nine fields", () => {
    project.write("notebooks/trial.baseline.json", baseline);
    const { code, out, err } = project.flopbook("check", "--all", "--json");
    const json = JSON.parse(out);
    expect([code, err, Object.keys(json)]).toEqual([0, "", ["examples", "notebooks", "summary"]]);
    const fields = "id stated computed unit relativeDifference verdict correct cause status".split(" ");
    for (const example of json.examples) expect(Object.keys(example)).toEqual(fields);
    expect(json.notebooks).toMatchObject([{ name: "trial", status: "pass" }]);
    expect(json.notebooks[0].values[0]).toMatchObject({
      name: "run",
      computed: 10800,
      unit: "s",
      status: "pass",
    });
    expect(json.summary).toMatchObject({ status: "pass", notebooks: { total: 1, passed: 1, failed: 0 } });
  });

  test("JUnit has a case for every example and value, failures with their remedy, and no times", () => {
    project.write("notebooks/trial.baseline.json", baseline.replace("10800", "9000"));
    expect(project.flopbook("check", "--all", "--junit", "out/check.xml", "--quiet").code).toBe(1);
    const xml = readFileSync(join(project.folder, "out", "check.xml"), "utf8");
    expect(xml).toMatch(/<testsuites [^>]*failures="1"/);
    expect(xml).toMatch(/<testcase classname="trial" name="run">\s*<failure message="was 9000, is 10800 s/);
    expect(xml).toContain('name="igpt-l-total: ');
    expect(xml).not.toMatch(/timestamp|hostname/);
  });

  test("quiet prints failures only", () => {
    expect(project.flopbook("check", "trial", "--quiet").out).toMatch(/drift[\s\S]*FAILED trial: run/);
    project.write("notebooks/trial.baseline.json", baseline);
    const { code, out, err } = project.flopbook("check", "--quiet");
    expect([code, out, err]).toEqual([0, "", ""]);
  });
});

describe("worked examples", () => {
  test("by id are shown with stated and computed value, verdict, and the working down to sources", () => {
    const { code, out } = project.flopbook("check", "igpt-l-total");
    expect(code).toBe(0);
    for (const words of [
      /^igpt-l-total: /,
      /^stated +8\.1/m,
      /^verdict +agrees/m,
      /utilisation \* peak/,
      /^\[1\] /m,
    ])
      expect(out).toMatch(words);
  });

  test("that are unknown are a usage error with the nearest ids", () => {
    const { code, err } = project.flopbook("check", "igpt-l-totals");
    expect([code, err]).toEqual([
      2,
      'flopbook: check: no worked example, notebook or file called "igpt-l-totals"; did you mean "igpt-l-total"?\n',
    ]);
  });

  const records = (id: string, value: number) =>
    JSON.stringify({
      document: {
        author: "Ann",
        title: "A memo",
        year: 2026,
        question: "How much?",
      },
      examples: [
        {
          id,
          title: "Training compute of our model",
          where: "line 3",
          formula: "compute.language-model-training-flop",
          inputs: { parameters: 1e9, tokens: 2e10 },
          stated: { value, digits: 2 },
          unit: "FLOP",
        },
      ],
    });

  test("of a user are found in the project, and in files that are named", () => {
    project.write("flopbook.examples.json", records("our-model", 1.2e20)); // 6 × 1e9 × 2e10 = 1.2e20
    project.write("more.json", records("our-other-model", 1.5e20));
    const ours = project.flopbook("check", "our-model", "--json");
    expect(ours.err).toBe("");
    expect(JSON.parse(ours.out).examples).toMatchObject([
      { id: "our-model", computed: 1.2e20, verdict: "agrees" },
    ]);
    const { code, out } = project.flopbook("check", "more.json");
    expect(code).toBe(1); // 1.5e20 is stated, 1.2e20 comes out, and the record expects that they agree
    expect(out).toMatch(/^our-other-model .*FAILED inconsistent/m);
    expect(out).not.toMatch(/^our-model /m);
    expect(project.flopbook("check", "our-other-model", "--examples", "more.json").code).toBe(1);
    rmSync(join(project.folder, "flopbook.examples.json"));
  });

  test("that ship with flopbook are checked where they are asked for, by --all or by id", () => {
    const ids = (...words: string[]): readonly string[] =>
      JSON.parse(project.flopbook("check", ...words, "--json").out).examples.map(
        (one: { id: string }) => one.id,
      );
    project.write("flopbook.examples.json", records("our-model", 1.2e20));
    for (const _ of ["stores", "finds"]) {
      expect(ids()).toEqual(["our-model"]);
      expect(ids("--all")).toEqual(expect.arrayContaining(["our-model", "igpt-l-total"]));
    }
    expect(ids("igpt-l-total")).toEqual(["igpt-l-total"]);
    rmSync(join(project.folder, "flopbook.examples.json"));
    expect(project.flopbook("check", "igpt-l-total", "--all")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^flopbook: --all: .*takes no target/),
    });
  });

  test("of a file that changed are judged again, kept judgements or not", () => {
    project.write("flopbook.examples.json", records("our-model", 1.2e20));
    expect(project.flopbook("check").out).toContain("all 1 worked examples as expected (1 agrees)");
    project.write("flopbook.examples.json", records("our-model", 1.5e20));
    expect(project.flopbook("check")).toMatchObject({
      code: 1,
      out: expect.stringMatching(/0 of 1 worked examples/),
    });
    rmSync(join(project.folder, "flopbook.examples.json"));
  });

  test("of the project win over those that ship with flopbook under the same id", () => {
    project.write("flopbook.examples.json", records("igpt-l-total", 1.2e20));
    expect(project.flopbook("check", "igpt-l-total").out).toContain("Training compute of our model");
    const { code, out } = project.flopbook("check", "--all", "--quiet");
    expect([code, out.replace(/\s+/g, " ")]).toEqual([
      1,
      expect.stringMatching(/example "igpt-l-total": the id is used twice/),
    ]);
    rmSync(join(project.folder, "flopbook.examples.json"));
  });

  test("lie where package.json says, as data or as a module's `examples`", () => {
    const named = (files: unknown) =>
      project.write("package.json", JSON.stringify({ private: true, flopbook: { examples: files } }));
    project.write("ours.json", records("our-model", 1.2e20));
    project.write("theirs.mjs", `export const examples = ${records("their-model", 1.2e20)};\n`);
    named(["ours.json", "theirs.mjs"]);
    expect(project.flopbook("check").out).toContain("all 2 worked examples as expected (2 agrees)");
    expect(project.flopbook("check", "their-model").code).toBe(0);
    const list = JSON.parse(project.flopbook("list", "--json").out);
    expect([list.examples.map(({ id }: { id: string }) => id), list.programs]).toEqual([
      ["our-model"],
      ["theirs.mjs"],
    ]);
    named(["gone.json"]);
    expect(project.flopbook("check")).toMatchObject({
      code: 1,
      out: expect.stringContaining("FAILED gone.json"),
    });
    for (const wrong of ["ours.json", ["ours.csv"], [1]]) {
      named(wrong);
      expect(project.flopbook("check")).toMatchObject({
        code: 2,
        err: expect.stringMatching(/^flopbook: package\.json: flopbook\.examples must be a list of \.json/),
      });
    }
    project.write("package.json", '{ "name": "trial", "private": true }\n');
  });

  test("in a file that is not there are a usage error", () => {
    const { code, err } = project.flopbook("check", "--examples", "mine.json");
    expect([code, err]).toEqual([
      2,
      'flopbook: examples: no file "mine.json"; name a .json or .ts file of examples\n',
    ]);
  });
});

describe("what else fails a check", () => {
  test("a cell that fails, which --update does not accept", () => {
    project.notebook("broken", ['throw new Error("boom-in-cell")']);
    const { code, out } = project.flopbook("check", "broken", "--update");
    expect(code).toBe(1);
    expect(out).toContain("broken: not updated, it did not run clean");
    expect(out).toMatch(/FAILED broken, cell 2.*boom-in-cell/s);
    expect(existsSync(join(project.folder, "notebooks", "broken.baseline.json"))).toBe(false);
    rmSync(join(project.folder, "notebooks", "broken.ipynb"));
  });

  test("a baseline whose notebook is gone", () => {
    project.write("notebooks/gone.baseline.json", "{}\n");
    const { code, out } = project.flopbook("check", "--quiet");
    expect(code).toBe(1);
    expect(out).toMatch(
      /^FAILED gone: its baseline has no notebook; delete notebooks\/gone\.baseline\.json\n\n[^\n]*1 of 2 notebooks/,
    );
    rmSync(join(project.folder, "notebooks", "gone.baseline.json"));
  });
});
