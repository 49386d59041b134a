// A browser that does not answer is given up after a stated time, ended, and no other report waits for it.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Effects, realEffects } from "../../src/report/effects.js";
import { heldFolder } from "../../src/report/held-folder.js";
import { openPrinter } from "../../src/report/pdf/chrome.js";
import { sharedPrinter } from "../../src/report/pdf/shared-printer.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-hang-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const machine = (environment: NodeJS.ProcessEnv = {}): Effects => ({
  ...realEffects(),
  temporaryFolder: folder,
  environment: { ...process.env, ...environment },
});

test.runIf(process.platform !== "win32")("a browser that never answers its start", async () => {
  const script = join(folder, "silent-browser");
  writeFileSync(script, "#!/bin/sh\nsleep 4324\n");
  chmodSync(script, 0o755);
  const effects = machine({ PUPPETEER_EXECUTABLE_PATH: script });
  await expect(openPrinter({ effects, limits: { start: 1, print: 1 } })).rejects.toThrow(
    /does not start: no answer within 1 s.*install Chrome or Chromium/,
  );
  const left = spawnSync("ps", ["-eo", "args="], { encoding: "utf8" }).stdout;
  expect(left).not.toContain("sleep 4324");
  expect(readdirSync(folder)).toEqual(["silent-browser"]);
});

test("a browser that hangs over one page prints the next one", async () => {
  let starts = 0;
  const steps = {
    openPrinter: async (options: object) => {
      starts += 1;
      return openPrinter({ ...options, limits: { start: 60, print: starts === 1 ? 0.01 : 60 } });
    },
  };
  const shared = sharedPrinter(steps, machine(), undefined);
  try {
    const printer = await shared.open();
    const page = "<!doctype html><html lang=en><title>t</title><h1>One</h1></html>";
    await expect(printer.print(page, "a4")).rejects.toThrow(
      /^PDF: the browser was ended, as it gave no answer within 0.01 s; /,
    );
    const bytes = await printer.print(page, "a4");
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe("%PDF-");
    expect(starts).toBe(2);
  } finally {
    await shared.close();
  }
  expect(readdirSync(folder)).toEqual([]);
}, 60_000);

test("a temporary folder of a process that has ended is removed by the next one, others stay", async () => {
  const own = heldFolder(folder, "browser");
  const [, , space] = /(browser)-(\w+)-\d+-\w+$/.exec(own.path) ?? [];
  const ended = spawnSync(process.execPath, ["-e", "process.stdout.write(String(process.pid))"], {
    encoding: "utf8",
  }).stdout;
  const place = (name: string) => join(folder, name);
  const gone = `flopbook-browser-${space}-${ended}-AbCdEf`;
  const kept = [
    `flopbook-browser-${space}-${process.ppid}-AbCdEf`,
    `flopbook-browser-77${space}-${ended}-AbCdEf`,
    "flopbook-browser-mine",
    "other",
  ];
  for (const name of [gone, ...kept]) mkdirSync(place(name));
  const second = heldFolder(folder, "report");
  expect(existsSync(place(gone))).toBe(false);
  for (const name of kept) expect(existsSync(place(name))).toBe(true);
  expect(existsSync(own.path)).toBe(true);
  await own.remove();
  await second.remove();
  expect(existsSync(own.path) || existsSync(second.path)).toBe(false);
});
