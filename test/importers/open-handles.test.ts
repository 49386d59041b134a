// Reading a file, good or damaged, leaves no handle open: found by the fuzzer, which ran out of them.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { expect, test } from "vitest";
import { foundModel } from "../../src/node/index.js";
import { fixtures as field } from "../field/field.js";

const handles = "/proc/self/fd"; // Linux only
const files = [
  join(field, "models", "mistral7b", "config.json"),
  join(field, "models", "lin1.onnx"),
  join(field, "faults", "ctl.safetensors"),
  join(import.meta.dirname, "..", "fixtures", "weights", "llama-q4.gguf"),
];

test.skipIf(!existsSync(handles)).each(files)("%s", (file) => {
  const folder = mkdtempSync(join(tmpdir(), "flopbook-handles-"));
  try {
    const cut = join(folder, `cut${extname(file)}`);
    writeFileSync(cut, readFileSync(file).subarray(0, 60));
    foundModel(file);
    const before = readdirSync(handles).length;
    for (let i = 0; i < 5; i++) {
      foundModel(file);
      expect(() => foundModel(cut)).toThrow();
    }
    expect(readdirSync(handles).length).toBe(before);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
