// The date of a report never comes from the clock.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportDate } from "../../src/report/dates.js";
import { realEffects } from "../../src/report/effects.js";

const folder = mkdtempSync(join(tmpdir(), "flopbook-test-"));
const path = join(folder, "x.ipynb");
beforeAll(() => {
  writeFileSync(path, "{}");
  const env = {
    ...process.env,
    GIT_COMMITTER_DATE: "2026-02-03T04:05:06+09:00",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
  };
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: folder,
      env,
      stdio: "pipe",
    });
  git("init", "-q");
  git("add", "x.ipynb");
  git("commit", "-q", "-m", "x");
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (environment: Record<string, string>, date?: string) =>
  reportDate({ path, frontMatter: date === undefined ? {} : { date } }, { ...realEffects(), environment });

describe("a report's date", () => {
  test("is SOURCE_DATE_EPOCH, before the front matter", async () => {
    expect(await at({ SOURCE_DATE_EPOCH: "1" }, "2026-01-31")).toEqual({
      ...{ seconds: 1, day: "1970-01-01", from: "SOURCE_DATE_EPOCH" },
    });
  });

  test("is the front matter's, before the last commit", async () => {
    const seconds = 1769817600; // 2026-01-31T00:00:00Z by `date -ud 2026-01-31 +%s`
    expect(await at({}, "2026-01-31")).toEqual({ seconds, day: "2026-01-31", from: "front matter" });
  });

  test("is the last commit's time in UTC, where nothing else is given", async () => {
    const seconds = 1770059106; // 2026-02-02T19:05:06Z, nine hours before the commit's own clock
    expect(await at({})).toEqual({ seconds, day: "2026-02-02", from: "last commit" });
  });

  test("is that of the repository's last commit for a notebook that is not committed yet", async () => {
    const lone = { path: join(folder, "new.ipynb"), frontMatter: {} };
    writeFileSync(lone.path, "{}");
    expect(await reportDate(lone, { ...realEffects(), environment: {} })).toEqual({
      ...{ seconds: 1770059106, day: "2026-02-02", from: "repository" },
    });
  });

  test("is none outside a repository: files then carry 1980-01-01, as zip archives do", async () => {
    const outside = mkdtempSync(join(tmpdir(), "flopbook-test-"));
    const lone = { path: join(outside, "new.ipynb"), frontMatter: {} };
    writeFileSync(lone.path, "{}");
    const found = await reportDate(lone, { ...realEffects(), environment: {} });
    rmSync(outside, { recursive: true });
    expect(found).toEqual({ seconds: 315532800, day: "1980-01-01", from: "none" });
  });

  test.each(["yesterday", "-1", "1.5", "9999999999999"])("refuses SOURCE_DATE_EPOCH=%s", async (epoch) => {
    await expect(at({ SOURCE_DATE_EPOCH: epoch })).rejects.toThrow("must be whole seconds");
  });

  test.each(["31.1.2026", "2026-02-30", "2026-1-2", "today"])("refuses the day %s", async (day) => {
    await expect(at({}, day)).rejects.toThrow("must be a day like");
  });
});
