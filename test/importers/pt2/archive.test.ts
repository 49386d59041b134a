// The archive of an exported program: stored, deflated, in 64 bits, damaged, and of versions that are not known.
import { describe, expect, test } from "vitest";
import { fromPt2 } from "../../../src/importers/index.js";
import { forwardMac, parameters } from "../../../src/models/index.js";
import { archiveOf, linearProgram, zipOf } from "./pt2-writer.js";

const read = (bytes: Uint8Array) => fromPt2({ name: "net.pt2", bytes });
const whole = archiveOf(linearProgram());

describe("an archive is read", () => {
  test.each([
    ["stored", {}],
    ["deflated", { deflate: true }],
    ["with 64-bit sizes", { zip64: true }],
    ["deflated with 64-bit sizes", { deflate: true, zip64: true }],
  ])("%s", (_, options) => {
    const graph = read(archiveOf(linearProgram(), options));
    expect(parameters(graph).value).toBe(3 * 5 + 3);
    expect(forwardMac(graph).value).toBe(4 * 5 * 3);
  });

  test("as torch up to 2.6 wrote it, with the program at the root and schema 7", () => {
    const graph = read(zipOf({ "serialized_exported_program.json": linearProgram({ version: 7 }) }));
    expect(parameters(graph).value).toBe(18);
  });

  test("from a browser's Blob, by a promise", async () => {
    const graph = await fromPt2(new Blob([whole]));
    expect(forwardMac(graph).value).toBe(60);
  });
});

describe("an archive that cannot be read is refused", () => {
  const changed = (change: (bytes: Uint8Array) => void) => {
    const bytes = whole.slice();
    change(bytes);
    return bytes;
  };

  test.each([
    ["no zip", new TextEncoder().encode("not a zip"), /must end with the directory of a zip/],
    ["nothing", new Uint8Array(), /must end with the directory of a zip/],
    ["cut off", whole.slice(0, -30), /must end with the directory of a zip/],
    ["a changed byte", changed((bytes) => bytes.set([bytes[200] === 65 ? 66 : 65], 200)), /checksum|JSON/],
    [
      "a program missing",
      zipOf({ "a/data/x": "1" }),
      /must hold one program \(models\/model\.json\), got none/,
    ],
    ["another text", archiveOf("[1, 2"), /model\.json must be JSON/],
    ["another shape", archiveOf("{}"), /schema_version must be the version/],
    ["another version", archiveOf(linearProgram({ version: 9 })), /schema version must be 7 or 8, got 9/],
  ])("%s", (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });

  test("a deflated entry with damage", () => {
    const bytes = archiveOf(linearProgram(), { deflate: true });
    bytes.fill(255, 80, 120);
    expect(() => read(bytes)).toThrow(/net\.pt2: .*(inflate|checksum|bytes)/);
  });
});
