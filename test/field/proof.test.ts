// A proof proves: damaged files are found, failing disks lose nothing, a printed command gives the same bytes again.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtField, type FieldProject, fieldProject, fixtures, type Outcome } from "./field.js";

const main = join(import.meta.dirname, "..", "..", "dist", "cli", "main.js");
const page = "c13b-error-ok";
const kinds = [`${page}.html`, `${page}.pdf`, `${page}.values.json`];

let project: FieldProject & { readonly build: Outcome };
const report = (name: string) => join(project.folder, "reports", name);
beforeAll(() => {
  project = builtField({ notebooks: [page, "k01c-readfile"] });
});
afterAll(() => project.remove());

/** A notebook of these code cells, as text. */
function notebook(...cells: readonly string[]): string {
  const head = { cell_type: "raw", id: "head", metadata: {}, source: "---\ntitle: T\ndate: 2026-11-21\n---" };
  const code = cells.map((source, at) => ({
    ...{ cell_type: "code", id: `c${at}`, metadata: {}, execution_count: null, outputs: [], source },
  }));
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  return JSON.stringify({ cells: [head, ...code], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}

/** Runs a shell line in the project, where `flopbook` is the command line. */
function shell(folder: string, line: string): SpawnSyncReturns<string> {
  const env = { ...process.env, NO_COLOR: "1", CI: "1" };
  const script = `flopbook() { "${process.execPath}" "${main}" "$@"; }\n${line}`;
  return spawnSync("bash", ["-c", script], { cwd: folder, env, encoding: "utf8", maxBuffer: 1 << 28 });
}

/** Changes a file for the time of `work`. */
function damaged(path: string, damage: (bytes: Buffer) => Buffer | undefined, work: () => void): void {
  const before = readFileSync(path);
  const after = damage(Buffer.from(before));
  if (after === undefined) rmSync(path);
  else writeFileSync(path, after);
  try {
    work();
  } finally {
    writeFileSync(path, before);
  }
}

const oneBit = (bytes: Buffer) => {
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};

const traces = /\n\s+at .*:\d+:\d+/;

describe("verify", () => {
  test("finds nothing on an untouched folder, with a rebuild and without", () => {
    expect(project.build).toMatchObject({ code: 0 });
    expect(project.flopbook("verify")).toMatchObject({
      code: 0,
      out: "6 files are here and came out with the published bytes\n",
    });
  });

  test.each([
    ["has a bit changed", oneBit, "was changed (as many bytes"],
    ["has its end cut off", (bytes: Buffer) => bytes.subarray(0, -1), "is cut short"],
    ["is gone", () => undefined, "is missing"],
  ] as const)("names every kind of file that %s", (_, damage, word) => {
    let outcome: Outcome | undefined;
    const work = kinds.reduce(
      (inner, name) => () => damaged(report(name), damage, inner),
      () => {
        outcome = project.flopbook("verify", "--published");
      },
    );
    work();
    expect(outcome).toMatchObject({ code: 1 });
    const lines = outcome?.out.split("\n") ?? [];
    expect(lines.filter((line) => line.startsWith("DIFFERS "))).toHaveLength(kinds.length);
    for (const name of kinds)
      expect(lines.find((line) => line.startsWith(`DIFFERS ${name}: `))).toContain(word);
  });

  test("names a damaged file, and an input that the manifest does not name truly, though every file comes again", () => {
    const wrongInput = (bytes: Buffer) =>
      Buffer.from(bytes.toString().replace(/("notebooks\/data.csv": ")./, "$1_"));
    damaged(report("manifest.json"), wrongInput, () =>
      damaged(report("k01c-readfile.html"), oneBit, () => {
        const { code, out } = project.flopbook("verify", "k01c-readfile");
        expect(code).toBe(1);
        expect(out).toContain("DIFFERS k01c-readfile.html: the published file was changed");
        expect(out).toContain("`flopbook build` restores them");
        expect(out).toMatch(/manifest.json: k01c-readfile: notebooks\/data.csv changed/);
      }),
    );
  });

  test("finds every digit of a hash or version that was changed in the manifest", () => {
    const text = project.read("reports/manifest.json");
    const other = (match: string) => `${match.slice(0, -1)}${match.endsWith("0") ? "1" : "0"}`;
    const published = (changed: string) => {
      let outcome: Outcome | undefined;
      damaged(
        report("manifest.json"),
        () => Buffer.from(changed),
        () => {
          outcome = project.flopbook("verify", "--published");
        },
      );
      return outcome;
    };
    const hashes = /"sha256": "\w/g;
    expect(text.match(hashes)).toHaveLength(6);
    const all = published(text.replace(hashes, other));
    expect(all?.code).toBe(1);
    for (const name of [...kinds, ...kinds.map((kind) => kind.replace(page, "k01c-readfile"))])
      expect(all?.out).toContain(`DIFFERS ${name}: `);
    expect(published(text.replace(/"katex": "\w/, other))?.code).toBe(1);
  });

  test("answers for one file by its name, by its bytes, and for one that is none", () => {
    copyFileSync(report(`${page}.html`), join(project.folder, "handed over.html"));
    const renamed = project.flopbook("verify", "--published", "handed over.html");
    expect(renamed).toMatchObject({
      code: 0,
      out: expect.stringContaining(`it is ${page}.html under another name`),
    });
    const again = project.flopbook("verify", "handed over.html", "--manifest", "reports/manifest.json");
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining("a rebuild gives the same bytes") });
    project.write("handed over.pdf", oneBit(readFileSync(report(`${page}.pdf`))));
    const foreign = project.flopbook("verify", "--published", "handed over.pdf");
    expect(foreign).toMatchObject({
      code: 1,
      out: expect.stringContaining("neither its name nor its bytes"),
    });
    copyFileSync(report("k01c-readfile.pdf"), join(project.folder, `${page}.pdf`));
    const swapped = project.flopbook("verify", "--published", "--json", `${page}.pdf`);
    expect(swapped.code).toBe(1);
    expect(JSON.parse(swapped.out)).toMatchObject({
      same: false,
      files: [{ file: `${page}.pdf`, same: false, remarks: ["its bytes are those of k01c-readfile.pdf"] }],
    });
    rmSync(join(project.folder, `${page}.pdf`));
  });
});

describe("the manifest holds what was read", () => {
  test("data that a cell read is an input with its hash", () => {
    const { reports } = JSON.parse(project.read("reports/manifest.json"));
    const data = createHash("sha256")
      .update(readFileSync(join(fixtures, "notebooks", "data.csv")))
      .digest("hex");
    expect(reports["k01c-readfile"].inputs["notebooks/data.csv"]).toBe(data);
  });

  test("of a notebook that was saved during its own build, the hash is of the bytes before; changed data stops its report", () => {
    const own = fieldProject();
    try {
      const saving = notebook(
        'require("node:fs").appendFileSync("saved.ipynb", "\\n"); console.log("shown");',
      );
      own.write("notebooks/saved.ipynb", saving);
      own.write("notebooks/live.csv", "1\n");
      const append = 'require("node:child_process").execSync("echo 2 >> live.csv");';
      own.write(
        "notebooks/live.ipynb",
        notebook(`console.log(require("node:fs").readFileSync("live.csv", "utf8"));`, append),
      );
      const { code, err } = own.flopbook("build", "--to", "html");
      expect(code).toBe(1);
      const { reports } = JSON.parse(own.read("reports/manifest.json"));
      expect(Object.keys(reports)).toEqual(["saved"]);
      expect(reports.saved.inputs["notebooks/saved.ipynb"]).toBe(
        createHash("sha256").update(saving).digest("hex"),
      );
      expect(err).toContain("notebooks/saved.ipynb was saved while it was built");
      expect(err).toContain("live: notebooks/live.csv changed while the report was made from it");
      expect(own.html("live")).toBe("");
    } finally {
      own.remove();
    }
  });
});

describe("a machine that refuses", () => {
  const unchanged = (outcome: SpawnSyncReturns<string>, before: Map<string, Buffer>, word: RegExp) => {
    const said = outcome.stderr + outcome.stdout;
    expect({ code: outcome.status, said }).toEqual({ code: 1, said: expect.stringMatching(word) });
    expect(said).not.toMatch(traces);
    expect(filesOf(report("."))).toEqual(before);
  };
  const filesOf = (folder: string) =>
    new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

  test.each([
    ["few file handles", `ulimit -n 25; flopbook build --no-cache`, /ulimit -n 1024/],
    ["more, but too few for a browser", `ulimit -n 100; flopbook build --no-cache`, /ulimit -n 1024/],
    ["no TMPDIR", `TMPDIR=gone/away flopbook build ${page} --no-cache`, /set TMPDIR to a folder/],
    [
      "a file for --output-dir",
      "flopbook build --output-dir package.json",
      /is a file, and reports need a folder/,
    ],
    ["a file above --output-dir", "flopbook build --output-dir package.json/x", /package.json: is a file/],
  ])("with %s is told in one line, and every report stays", (_, line, word) => {
    unchanged(shell(project.folder, line), filesOf(report(".")), word);
  });

  test("with a full disk leaves the old page whole, and says so", ({ skip }) => {
    const full = fieldProject({ notebooks: [page] });
    const reports = join(full.folder, "reports");
    mkdirSync(reports);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=300k", "tmpfs", reports]).status === 0;
    try {
      if (!mounted) skip("this machine does not let us mount a small disk");
      expect(full.flopbook("build", "--to", "html").code).toBe(0);
      const before = filesOf(reports);
      const path = join(full.folder, "notebooks", `${page}.ipynb`);
      writeFileSync(path, readFileSync(path, "utf8").replace("console.log", "/* other */ console.log"));
      const { code, err } = full.flopbook("build", "--to", "html");
      expect(code).toBe(1);
      expect(err).toContain(`${page}.html: cannot be written, no space is left on the disk (ENOSPC)`);
      expect(err).not.toMatch(traces);
      expect(filesOf(reports)).toEqual(before);
    } finally {
      if (mounted) spawnSync("umount", [reports]);
      full.remove();
    }
  });
});

describe("the line under Rebuild", { timeout: 300_000 }, () => {
  const lineOf = (html: string) =>
    (/<dt>Rebuild<\/dt><dd><code>([\s\S]*?)<\/code>/.exec(html)?.[1] ?? "")
      .replaceAll("&#39;", "'")
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");

  let own: FieldProject;
  beforeAll(() => {
    own = fieldProject();
    cpSync(join(fixtures, "models", "mistral7b"), join(own.folder, "m"), { recursive: true });
    cpSync(join(fixtures, "models", "awq70"), join(own.folder, "awq70"), { recursive: true });
    own.write("my runs/run.yml", "model: m/config.json\ntokens: 10B\ndevice: h100-sxm\ncount: 8\n");
  });
  afterAll(() => own.remove());

  test.each([
    [
      "cost, from a file",
      `cost --config "my runs/run.yml" --utilisation "0.3 to 0.5" --report out.html`,
      ["m/config.json", "my runs/run.yml"],
      [],
    ],
    // The weights in the file's own format; every option counts, and what is not asked for is not made up.
    [
      "serve, of a file in its own format",
      'serve --model "$PWD/awq70/config.json" --device h100-sxm --count 8 --convention exact --speculative 0 --assume halfSize=900 --report out.html',
      ["awq70/config.json"],
      [
        "weights in AWQ, 4 bits in groups of 128",
        "Prompts count all scores of attention",
        "No load was asked",
      ],
    ],
  ])("of %s gives the same bytes, and no path of the machine", (_, words, inputs, shown) => {
    expect(shell(own.folder, `flopbook ${words}`)).toMatchObject({ status: 0 });
    const first = own.read("out.html");
    rmSync(join(own.folder, "out.html"));
    expect(first.includes(own.folder)).toBe(false);
    expect([...first.matchAll(/<dt>Input<\/dt><dd><code>(.*?)<\/code>/g)].map(([, path]) => path)).toEqual(
      inputs,
    );
    for (const text of shown) expect(first.includes(text), text).toBe(true);
    const line = lineOf(first);
    expect(line).toMatch(/^npx flopbook (cost|serve) /);
    expect(shell(own.folder, line.replace(/^npx /, "")).status).toBe(0);
    expect(own.read("out.html") === first).toBe(true);
  });

  test("of a notebook with parameters, template and paper gives the same bytes", () => {
    const own = fieldProject({ notebooks: ["k13-params"] });
    try {
      cpSync(
        join(import.meta.dirname, "..", "..", "templates", "default"),
        join(own.folder, "looks", "mine"),
        {
          recursive: true,
        },
      );
      const words = [
        ...["-P", "batch=64", "-P", "name=it's"],
        ...["--template", "looks/mine", "--paper", "letter"],
      ];
      const build = own.flopbook("build", "k13-params", "--to", "html", ...words);
      expect(build).toMatchObject({ code: 0 });
      const first = own.html("k13-params");
      const line = lineOf(first);
      expect(line).toContain("--template looks/mine --paper letter -P batch=64 -P 'name=it'\\''s'");
      rmSync(join(own.folder, "reports"), { recursive: true });
      expect(shell(own.folder, `${line.replace("npx ", "")} --to html`).status).toBe(0);
      expect(own.html("k13-params") === first).toBe(true);
    } finally {
      own.remove();
    }
  });
});

test("a notebook of the same name in another folder never takes a report's place", () => {
  for (const folder of ["sub a", "sub b"])
    cpSync(join(fixtures, "notebooks", folder), join(project.folder, "notebooks", folder), {
      recursive: true,
    });
  const first = project.flopbook("build", "notebooks/sub a/same.ipynb", "--to", "html");
  expect(first).toMatchObject({ code: 0 });
  const before = project.html("same");
  const second = project.flopbook("build", "notebooks/sub b/same.ipynb", page, "--to", "html");
  expect(second.code).toBe(1);
  expect(second.err).toContain("reports/same.html is the report of notebooks/sub a/same.ipynb");
  expect(second.err).toContain(`ok ${page}`);
  expect(project.html("same")).toBe(before);
});

describe("what differs from run to run", () => {
  const chance: Record<string, string> = {
    a: "console.log(process.pid)",
    b: 'import { randomBytes } from "node:crypto";\nconsole.log(randomBytes(4).toString("hex"))',
    c: "console.log(globalThis.crypto.randomUUID())",
    d: 'console.log(require("node:child_process").execSync("date +%s%N").toString())',
    e: 'console.log(require("node:vm").runInNewContext("Math.random()"))',
    f: 'import { given, publish, sources } from "flopbook";\npublish({ chance: given(process.pid, sources.kaplan2020, { unit: "1" }) })',
  };
  const held: Record<string, string> = {
    g: "console.log(Date.now(), Math.random(), performance.now(), process.hrtime(), process.uptime())",
    h: 'console.log(new Date(), new Intl.DateTimeFormat("en").format(), performance.timeOrigin, require("os").uptime())',
  };
  let own: FieldProject;
  beforeAll(() => {
    own = fieldProject({ notebooks: ["r02-random"] });
    for (const [name, cell] of Object.entries({ ...chance, ...held }))
      own.write(`notebooks/${name}.ipynb`, notebook("const before = 1;", cell));
  });
  afterAll(() => own.remove());

  test("stops a build with --twice, naming cell and value; what is held still does not", () => {
    const { code, err } = own.flopbook("build", "--twice", "--to", "html");
    expect(code).toBe(1);
    for (const name of Object.keys(chance)) {
      expect(err).toContain(`error ${name}, cell 3: differs between two runs: `);
      expect(existsSync(join(own.folder, "reports", `${name}.html`))).toBe(false);
    }
    expect(err).toContain("error r02-random, cell 3: differs between two runs");
    expect(err).toMatch(/the value chance was \d+ and is \d+/);
    for (const name of Object.keys(held)) expect(err).toContain(`ok ${name} `);
  });

  test("is told by a build after it, and by check", () => {
    const { code, err } = own.flopbook("build", "a", "b", "g", "--to", "html");
    expect(code).toBe(0);
    expect(err).toMatch(/warning a, cell 3: differs from the last run.*the cell asks for process.pid/);
    expect(err).toMatch(/warning b, cell 3: differs from the last run.*crypto.randomBytes/);
    expect(err).not.toContain("warning g");
    const checked = own.flopbook("check", "a", "g");
    expect(checked.out).toMatch(/note a, cell 3: differs from the last run/);
    expect(checked.out).not.toContain("note g");
  });

  test("is told at the first build by what the cell asks for", () => {
    own.write("notebooks/first.ipynb", notebook("console.log(process.pid)"));
    expect(own.flopbook("build", "first", "--to", "html").err).toContain(
      "warning first, cell 2: what process.pid gives differs from run to run",
    );
  });
});
