// Finding and unpacking a browser, on machines of all kinds.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Effects, realEffects } from "../../src/report/effects.js";
import { browsers } from "../../src/report/pdf/browser.js";
import {
  type PackagedBrowser,
  packagedBrowser,
  tarFiles,
  unpackBrowser,
} from "../../src/report/pdf/browser-package.js";
import { openPrinter } from "../../src/report/pdf/chrome.js";
import { machine } from "./machine.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program at `path` in the test's folder. */
function program(path: string, script = "exit 0"): string {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

async function found(effects: Effects, managed?: string): Promise<string[]> {
  const origins = [];
  for await (const { origin } of browsers(effects, async () => managed)) origins.push(origin);
  return origins;
}

describe("browsers are tried in order", () => {
  test("on Linux x64: the packaged one, puppeteer's own, an installed one", async () => {
    const PATH = join(program("bin/chromium"), "..");
    const managed = program("managed/chrome");
    expect(await found(machine(folder, { environment: { PATH } }), managed)).toEqual([
      "package",
      "puppeteer",
      "installed",
    ]);
  });

  test("PUPPETEER_EXECUTABLE_PATH goes before all others and is the only one", async () => {
    const environment = { PUPPETEER_EXECUTABLE_PATH: program("mine") };
    expect(await found(machine(folder, { environment }))).toEqual(["environment"]);
  });

  test("a PUPPETEER_EXECUTABLE_PATH that is no program is an error, not a reason to take another", async () => {
    const environment = { PUPPETEER_EXECUTABLE_PATH: join(folder, "gone") };
    await expect(found(machine(folder, { environment }))).rejects.toThrow("which is not a program");
  });

  test("the packaged binary is for Linux x64 alone", async () => {
    expect(await found(machine(folder, { architecture: "arm64" }))).toEqual([]);
    expect(await found(machine(folder, { platform: "darwin" }))).not.toContain("package");
  });

  test("only the packaged one is pinned, and each says what it means for the bytes", async () => {
    const managed = program("managed/chrome");
    const meanings = [];
    for await (const { pinned, meaning } of browsers(machine(folder), async () => managed))
      meanings.push([pinned, /same bytes as on every/.test(meaning), /may differ in bytes/.test(meaning)]);
    expect(meanings).toEqual([
      [true, true, false],
      [false, false, true],
    ]);
  });

  test("where none is found the error says what to do, and that HTML needs none", async () => {
    const effects = machine(folder, { architecture: "arm64" });
    await expect(openPrinter({ effects })).rejects.toThrow(
      /none found that can print.*PUPPETEER_EXECUTABLE_PATH.*puppeteer browsers install.*--to html/,
    );
  });
});

/** A package of tiny files in the layout of @sparticuz/chromium. */
function smallPackage(): PackagedBrowser {
  const bin = join(folder, "package", "bin");
  mkdirSync(bin, { recursive: true });
  const packed = (name: string, bytes: Buffer) => writeFileSync(join(bin, name), brotliCompressSync(bytes));
  packed("chromium.br", Buffer.from("#!/bin/sh\necho chromium\n"));
  packed("al2023.tar.br", tarOf("lib/libnss3.so", "nss"));
  packed("fonts.tar.br", tarOf("fonts/Open_Sans/a.ttf", "font"));
  const home = join(folder, "cache", "chromium-1");
  return { version: "1", bin, folder: home, executable: join(home, "chromium"), unpacked: false };
}

/** A tar archive of one file: a header block, the content filled up to a block, two empty blocks. */
function tarOf(path: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write("0000644\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("0", 156);
  header.write("ustar\0", 257);
  return Buffer.concat([header, Buffer.from(content.padEnd(512, "\0")), Buffer.alloc(1024)]);
}

describe("the packaged browser", () => {
  test("is unpacked with its libraries and fonts, and runs", async () => {
    const browser = smallPackage();
    await unpackBrowser(browser);
    expect(spawnSync(browser.executable, { encoding: "utf8" }).stdout).toBe("chromium\n");
    expect(readFileSync(join(browser.folder, "lib/libnss3.so"), "utf8")).toBe("nss");
    expect(readFileSync(join(browser.folder, "fonts/Open_Sans/a.ttf"), "utf8")).toBe("font");
  });

  test("is unpacked by several at once without harm, and nothing is left lying about", async () => {
    const browser = smallPackage();
    await Promise.all([unpackBrowser(browser), unpackBrowser(browser), unpackBrowser(browser)]);
    expect(readdirSync(join(folder, "cache"))).toEqual(["chromium-1"]);
    expect(readdirSync(browser.folder).sort()).toEqual(["chromium", "fonts", "lib"]);
  });

  test("leaves nothing when unpacking is interrupted or fails", async () => {
    const browser = smallPackage();
    await expect(unpackBrowser(browser, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
    writeFileSync(join(browser.bin, "fonts.tar.br"), "not brotli");
    await expect(unpackBrowser(browser)).rejects.toThrow(/could not be unpacked.*XDG_CACHE_HOME/);
    expect(readdirSync(join(folder, "cache"))).toEqual([]);
  });

  test("holds libraries for systems without NSS, which are taken when it does not start without", async ({
    skip,
  }) => {
    const real = packagedBrowser(realEffects());
    if (real === undefined) return skip("the packaged browser is for Linux x64 alone");
    await unpackBrowser(real);
    const { version } = real;
    // stands for a Chromium on a bare system: without our libraries the loader stops it, with status 127
    const log = join(folder, "log");
    program(
      `flopbook/chromium-${version}/chromium`,
      `echo "[$LD_LIBRARY_PATH]" >> ${log}\n[ -n "$LD_LIBRARY_PATH" ] || exit 127\nexec ${real.executable} "$@"`,
    );
    const environment = { PATH: process.env.PATH, XDG_CACHE_HOME: folder };
    const printer = await openPrinter({ effects: machine(folder, { environment }) });
    await printer.close();
    const tried = readFileSync(log, "utf8").trim().split("\n");
    expect(tried[0]).toBe("[]");
    expect(tried.at(-1)).toBe(`[${join(folder, "flopbook", `chromium-${version}`, "lib")}]`);
  });

  test("that does not start at all gives way to the next, and the error tells why it did not", async () => {
    const version = packagedBrowser(machine(folder))?.version;
    program(`flopbook/chromium-${version}/chromium`, "echo 'libfoo.so: not found' >&2; exit 127");
    const effects = {
      ...realEffects(),
      platform: "linux",
      architecture: "x64",
      environment: { XDG_CACHE_HOME: folder },
    } as const;
    await expect(openPrinter({ effects })).rejects.toThrow(
      /@sparticuz\/chromium \S+ does not start: libfoo.so: not found/,
    );
  });
});

test("tar: plain files are read with path, mode and content, folders are passed over", () => {
  const file = tarOf("a/b.txt", "hello").subarray(0, 1024);
  const directory = Buffer.from(file.subarray(0, 512));
  directory.write("5", 156);
  directory.write("00000000000\0", 124);
  const [only, ...others] = tarFiles(Buffer.concat([directory, file, Buffer.alloc(1024)]));
  expect(others).toEqual([]);
  expect(only).toMatchObject({ path: "a/b.txt", mode: 0o644 });
  expect(only?.bytes.toString()).toBe("hello");
});

test("closing a printer leaves no process and no profile", async ({ skip }) => {
  if (process.platform === "win32") return skip("process groups are asked for by kill(2)");
  const effects = { ...realEffects(), temporaryFolder: folder };
  const printer = await openPrinter({ effects });
  const [home] = readdirSync(folder);
  expect(existsSync(join(folder, home ?? "", "profile"))).toBe(true);
  const running = () =>
    spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout.includes(join(folder, home ?? ""));
  expect(running()).toBe(true);
  await printer.close();
  expect(readdirSync(folder)).toEqual([]);
  expect(running()).toBe(false);
});
