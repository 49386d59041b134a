// Files that people name are read only where they are files.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readRegular, readRegularText } from "../../src/disk/regular-file.js";

const folder = mkdtempSync(join(tmpdir(), "flopbook-regular-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const posix = process.platform !== "win32";
const at = (name: string) => join(folder, name);

test("a file is read whole, also through a link, and an empty one", () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  writeFileSync(at("data"), bytes);
  writeFileSync(at("empty"), "");
  if (posix) symlinkSync(at("data"), at("link"));
  expect(readRegular(at("data")).equals(bytes)).toBe(true);
  if (posix) expect(readRegular(at("link")).equals(bytes)).toBe(true);
  expect(readRegularText(at("empty"))).toBe("");
});

test.runIf(process.platform === "linux")(
  "a file whose length the system does not tell is read to its end",
  () => {
    expect(readRegularText("/proc/self/status")).toMatch(/^Name:[\s\S]*\nnonvoluntary_ctxt_switches:/);
  },
);

test("what is missing, too long or a folder is told with its name and a remedy, as a usage error", () => {
  mkdirSync(at("sub"));
  writeFileSync(at("long"), "12345");
  const cases = [
    [() => readRegular(at("gone"), "gone.yml"), "gone.yml: cannot be read (ENOENT); check the path"],
    [() => readRegular(at("sub"), "sub"), "sub: must be a file, got a folder; name a file"],
    [() => readRegular(at("long"), "long", 4), "long: 5 bytes, at most 4 are read; is it the right file?"],
  ] as const;
  for (const [read, message] of cases)
    expect(read).toThrow(expect.objectContaining({ message, exitCode: 2 }));
});

test.runIf(posix)("a pipe, a socket and a device are refused at once", async () => {
  spawnSync("mkfifo", [at("pipe")]);
  const server = createServer().listen(at("socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    expect(() => readRegular(at("pipe"), "p")).toThrow("p: must be a file, got a pipe; name a file");
    expect(() => readRegular(at("socket"), "s")).toThrow("s: must be a file, got a socket; name a file");
    expect(() => readRegular("/dev/zero", "z")).toThrow("z: must be a file, got a device; name a file");
  } finally {
    server.close();
  }
});
