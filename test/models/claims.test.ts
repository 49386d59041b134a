import { expect, test } from "vitest";
import { model, modelClaims, modelRecord, models } from "../../src/importers/index.js";
import { judgedClaim, parameters } from "../../src/models/index.js";

test.each(modelClaims.map((claim) => [claim.id, claim] as const))("published: %s", (_, claim) => {
  const { agrees, computed, relativeDifference } = judgedClaim(claim);
  expect(agrees, `${computed.value} against ${claim.stated}: ${relativeDifference}`).toBe(true);
  expect(claim.reason.length).toBeGreaterThan(10);
  expect(claim.source.place?.length).toBeGreaterThan(3);
});

test("claim ids are unique, and a wrong claim is seen", () => {
  expect(new Set(modelClaims.map(({ id }) => id)).size).toBe(modelClaims.length);
  const [claim] = modelClaims;
  if (claim === undefined) throw new Error("no claims");
  expect(judgedClaim({ ...claim, stated: claim.stated + 1 }).agrees).toBe(false);
});

test.each(models.map(({ id, reads }) => [id, reads] as const))("%s can be built by name", (id, reads) => {
  const graph = model(id, reads === "images" ? { batch: 2 } : { batch: 2, sequence: 8 });
  expect(parameters(graph).value).toBeGreaterThan(1e6);
  expect(graph.inputs[0]?.shape[0]).toBe(2);
});

test("an unknown model and an input that it lacks are errors", () => {
  expect(() => model("resnet5")).toThrow(/models: unknown model, got "resnet5"; did you mean "resnet50"/);
  expect(() => model("resnet50", { sequence: 3 })).toThrow(
    /resnet50 reads images and has no sequence, got 3/,
  );
  expect(() => model("gpt2", { resolution: 3 })).toThrow(/gpt2 reads tokens and has no resolution, got 3/);
});

test("names are found whatever their hyphens, and no two models share one", () => {
  const plain = (name: string) => name.replaceAll(/(?<!\d)[-_ ]|[-_ ](?!\d)/g, "").replaceAll(/[_ ]/g, "-");
  const names = models.flatMap(({ id, aliases = [] }) => [...new Set([id, ...aliases].map(plain))]);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  const found = ["gpt3-175b", "Llama-3-70B", "mt_nlg_530b", "vit-l-16"].map((name) => modelRecord(name)?.id);
  expect(found).toEqual(["gpt-3-175b", "llama3-70b", "mt-nlg-530b", "vit_l_16"]);
});
