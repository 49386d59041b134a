// `flopbook models`: the zoo by family with published and counted values.
import { describe, expect, it } from "vitest";
import { modelClaims, models } from "../../src/importers/index.js";
import { ran } from "./command.js";

describe("the zoo", () => {
  it("lists every model, and every claim with its verdict, none of them off", async () => {
    const { code, out } = await ran(["models", "--json"]);
    const listed: readonly { id: string; parameters: number; claims: { id: string; verdict: string }[] }[] =
      JSON.parse(out);
    expect(code).toBe(0);
    expect(listed.map(({ id }) => id).sort()).toEqual(models.map(({ id }) => id).sort());
    for (const { id, parameters } of listed) expect(parameters, id).toBeGreaterThan(0);
    const claims = listed.flatMap((model) => model.claims);
    expect(claims.map(({ id }) => id).sort()).toEqual(modelClaims.map(({ id }) => id).sort());
    expect(claims.filter(({ verdict }) => verdict !== "agrees")).toEqual([]);
  });

  it("may be searched, and says of a claim about a variant which one", async () => {
    const { out } = await ran(["models", "--search", "resnet 50"]);
    expect(out).toMatch(/^ {2}resnet50 +25,557,032 +4\.09 G +224 px +25,557,032 parameters +0 % +agrees$/m);
    expect(out).toMatch(/3\.8 GMAC \(ResNet-50 v1\) +−1\.5 % +agrees/);
    expect(out).not.toContain("gpt2");
  });

  it("says when a search finds nothing, and exits with 1", async () => {
    const { code, err } = await ran(["models", "--search", "zebra"]);
    expect(code).toBe(1);
    expect(err).toContain('no model has all the words of "zebra"');
  });
});
