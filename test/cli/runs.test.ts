// `flopbook runs`: the table of published runs, a search, one run with its working, and JSON.
import { describe, expect, it } from "vitest";
import { trainingRuns } from "../../src/runs/index.js";
import { ran } from "./command.js";

describe("published runs", () => {
  it("are listed with both methods and their ratio", async () => {
    const { code, out } = await ran(["runs"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^gpt-3-175b +2020-05-28 +175 G +3\.14e23 +3\.15e23 +1\.00 +19\.7 % +3\.14e23$/m);
    expect(out).toMatch(/^deepseek-v2 .* c$/m);
    expect(out).toContain(`${trainingRuns.length} runs, `);
  });

  it("may be searched by name, organisation and device", async () => {
    const { out } = await ran(["runs", "--search", "deepmind tpu-v3"]);
    expect(out).toContain("gopher-280b");
    expect(out).not.toContain("gpt-3-175b");
    const { code, err } = await ran(["runs", "--search", "zebra"]);
    expect(code).toBe(1);
    expect(err).toContain('no run has all the words of "zebra"');
  });

  it("are shown one by one with working, sources and corrections", async () => {
    const { code, out } = await ran(["runs", "bloom"]);
    expect(code).toBe(0);
    expect(out).toContain("training tokens = 366 billion tokens");
    expect(out).toContain("utilisation, large language models = 30 %");
    expect(out).toContain("Corrected: A utilisation of 0.50 is listed");
    expect(out).toContain("A 176B-parameter open-access multilingual language model".slice(2));
  });

  it("say so when inputs are not published, and refuse an unknown name with exit code 2", async () => {
    expect((await ran(["runs", "chinchilla-70b"])).out).toContain(
      "By device time: the inputs are not published.",
    );
    const { code, err } = await ran(["runs", "gpt-33"]);
    expect(code).toBe(2);
    expect(err).toContain('got "gpt-33"');
  });

  it("are data under --json, with null for what is not published", async () => {
    const rows = JSON.parse((await ran(["runs", "--json"])).out);
    expect(rows).toHaveLength(trainingRuns.length);
    const chinchilla = rows.find(({ id }: { id: string }) => id === "chinchilla-70b");
    expect(chinchilla).toMatchObject({ deviceTimeFlop: null, ratio: null, deviceHours: null });
    const one = JSON.parse((await ran(["runs", "palm", "--json"])).out);
    expect(one.derivations.ratio.value).toBeCloseTo(one.ratio, 12);
  });
});
