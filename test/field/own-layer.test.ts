// A layer that a user writes in one file against the public door: counted, checked as an example, shown on a page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { trialProject } from "../cli/project.js";

const source = readFileSync(join(import.meta.dirname, "..", "fixtures", "consumer", "own-layer.ts"), "utf8");
let project: ReturnType<typeof trialProject>;

beforeAll(() => {
  project = trialProject();
});
afterAll(() => project.remove());

it("is counted by hand", async () => {
  const { lowRank, lowRankRecord, summary } = await import("../fixtures/consumer/own-layer.js");
  const layer = lowRank([8, 128, 512], 512, 16);
  expect(layer.output).toEqual([8, 128, 512]);
  expect(layer.parameters?.value).toBe(16 * 1024); // 16 x (512 + 512)
  // 8 x 128 rows, each 512 x 16 down and 16 x 512 up
  expect(layer.forward.map(({ term }) => term.value)).toEqual([1024 * 8192, 1024 * 8192, 1024 * 16]);
  expect(lowRankRecord.forms).toMatchObject({
    parameters: "rank * (inputFeatures + outputFeatures)",
    forward: {
      matrix: "rows * inputFeatures * rank + rows * rank * outputFeatures",
      activation: "rows * rank",
    },
    kept: "rows * inputFeatures + rows * rank",
  });
  expect(summary.forward.mac).toBe(2 * 1024 * 8192);
  expect(lowRankRecord.form("rank * rows").tex).toBe("r_{\\mathrm{low}}\\,m");
});

it("goes through check as an example of the user's own, and onto a page", () => {
  project.write("own-layer.ts", source);
  const { code, out, err } = project.flopbook("check", "own-layer.ts");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/adapter-parameters .*agrees/);
  const body = source.replaceAll(/^export /gm, "");
  const [imports = "", rest = ""] = body.split(/(?<=from "flopbook";\n)/);
  project.notebook("adapter", [imports, rest]);
  expect(project.flopbook("build", "adapter", "--to", "html")).toMatchObject({ code: 0 });
  const page = readFileSync(join(project.folder, "reports", "adapter.html"), "utf8");
  expect(page.includes("adapted"), "the network is on the page").toBe(true);
  expect(page.includes("MFLOP"), "the table of the network is on the page").toBe(true);
}, 120_000);
