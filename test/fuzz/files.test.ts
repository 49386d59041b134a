// Damaged files of every kind that we read: a clear error or a sensible answer, soon, and never anything else.
// FUZZ_CASES says how many in all (20,000 unless told), FUZZ_SEED where they begin; `npm run fuzz` runs this alone.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FlopbookError } from "../../src/ground/errors.js";
import { type Kind, kinds } from "./kinds.js";
import { chance, damagedBytes, damagedJson } from "./mutate.js";

const cases = Number(process.env.FUZZ_CASES ?? 20_000);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const shares = kinds.reduce((sum, { share }) => sum + share, 0);
/** No file of these sizes takes long; a machine under load may be twenty times slower than one at rest. */
const longestSeconds = 20;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flopbook-fuzz-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One damaged file: bytes, and for JSON every other time values. */
function damaged({ files, json }: Kind, random: () => number): Uint8Array {
  const file = files[Math.floor(random() * files.length)] as Uint8Array;
  if (!json || random() < 0.3) return damagedBytes(file, random);
  return new TextEncoder().encode(
    JSON.stringify(damagedJson(JSON.parse(new TextDecoder().decode(file)), random)),
  );
}

/** What is wrong with an answer: a number that no file may lead to. */
function wrongNumber(value: unknown, path = "", seen = new Set<unknown>()): string | undefined {
  if (typeof value === "number") return Number.isNaN(value) || value < 0 ? `${path} is ${value}` : undefined;
  if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
  seen.add(value);
  for (const [key, inner] of Object.entries(value)) {
    const found = wrongNumber(inner, `${path}.${key}`, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What went wrong with one case, as a line that a tally can count; undefined when nothing did. */
async function fault(kind: Kind, path: string): Promise<string | undefined> {
  const started = performance.now();
  try {
    const answer = await kind.read(path);
    const models = kind.ending === ".onnx" || kind.name === "config.json" || kind.ending === ".gguf";
    const wrong = models ? wrongNumber(answer) : undefined;
    if (wrong !== undefined) return `answers with a wrong number: ${wrong}`;
  } catch (error) {
    if (!(error instanceof FlopbookError))
      return `throws ${String(error).slice(0, 200)}\n${(error as Error).stack}`;
    if (/formula "|\[object|undefined|NaN/.test(error.message)) return `says ${error.message.slice(0, 300)}`;
  }
  const seconds = (performance.now() - started) / 1000;
  return seconds > longestSeconds ? `takes ${seconds.toFixed(1)} s` : undefined;
}

describe("damaged files are refused with a sentence, or read", () => {
  test.each(kinds.map((kind) => [kind.name, kind] as const))(
    "%s",
    async (name, kind) => {
      const count = Math.round((cases * kind.share) / shares);
      const faults = new Map<string, string>();
      for (let i = 0; i < count; i++) {
        const random = chance(seed * 1_000_003 + i * 31 + name.length);
        const path = join(folder, `case${kind.ending}`);
        writeFileSync(path, damaged(kind, random));
        const found = await fault(kind, path);
        if (found !== undefined) {
          const line = found.split("\n")[0] ?? "";
          if (!faults.has(line)) faults.set(line, `case ${i}: ${found.split("\n").slice(0, 6).join("\n")}`);
        }
        if (faults.size >= 12) break;
      }
      expect([...faults.values()]).toEqual([]);
    },
    3_600_000,
  );
});
