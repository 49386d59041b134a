// What `doctor` says of the files that a project names: listed, and missed where they are gone.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { projectSettingsFinding } from "../../src/cli/doctor/project-settings.js";
import { projectAround } from "../../src/cli/project.js";

const folder = mkdtempSync(join(tmpdir(), "flopbook-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const finding = (flopbook: object) => {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ flopbook }));
  return projectSettingsFinding(projectAround(folder));
};

test("the files that package.json names are listed", () => {
  expect(finding({}).found).toBe("no own modules; no examples");
  writeFileSync(join(folder, "own.ts"), "export const devices = [];");
  expect(finding({ own: ["./own.ts"] })).toEqual({
    subject: "settings",
    status: "good",
    found: "own modules: own.ts; no examples",
  });
});

test("a file that is not there, and a setting of another form, are told", () => {
  const absent = finding({ examples: ["./gone.json"] });
  expect(absent.status).toBe("missing");
  expect(absent.meaning).toContain("package.json names gone.json");
  expect(finding({ own: "own.ts" })).toMatchObject({ status: "missing", found: "not readable" });
});
