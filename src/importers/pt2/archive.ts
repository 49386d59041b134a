// A .pt2 archive: which of its entries are needed, and the program in them. Weights are never read.
import { FlopbookError } from "../../ground/errors.js";
import { type ByteSource, baseName } from "../bytes/byte-source.js";
import type { Reading } from "../bytes/steps.js";
import { examplesIn } from "./examples.js";
import { type Json, parsed } from "./json.js";
import type { Program } from "./program.js";
import { programOf } from "./read-program.js";
import { entryBytes, type ZipEntry, zipEntries } from "./zip.js";

/** The program of an archive. The name of its root is free; torch up to 2.6 wrote the program at the root. */
export function* programIn(source: ByteSource): Reading<Program> {
  const file = baseName(source.name);
  const entries = yield* zipEntries(source);
  const model = modelEntry(file, entries);
  const json = yield* jsonOf(source, file, model);
  const root = model.name.replace(/models\/[^/]*$/, "");
  const table = entries.find(({ name }) => name.startsWith(root) && weightTable.test(name));
  const weights = table === undefined ? undefined : yield* jsonOf(source, file, table);
  const stored = entries.find(({ name }) => name.startsWith(root) && exampleInputs.test(name));
  const examples = stored === undefined ? [] : yield* examplesIn(source, stored);
  return programOf(file, json, { weights, examples });
}

const programs = /(^|\/)models\/[^/]+\.json$|(^|\/)serialized_exported_program\.json$/;
const weightTable = /(^|\/)data\/weights\/[^/]*weights_config\.json$/;

const exampleInputs = /(^|\/)data\/sample_inputs\/[^/]+\.pt$/;

function modelEntry(file: string, entries: readonly ZipEntry[]): ZipEntry {
  const found = entries.filter(({ name }) => programs.test(name));
  const named = found.find(({ name }) => name.endsWith("models/model.json"));
  const [first, ...others] = found;
  if (named !== undefined) return named;
  if (first !== undefined && others.length === 0) return first;
  const got = first === undefined ? "none" : `${found.length}`;
  throw new FlopbookError(
    `${file}: must hold one program (models/model.json), got ${got}; save it with torch.export.save`,
  );
}

function* jsonOf(source: ByteSource, file: string, entry: ZipEntry): Reading<Json> {
  const bytes = yield* entryBytes(source, entry);
  const place = entry.name.split("/").at(-1) ?? "the program";
  return { ...parsed(file, place, new TextDecoder().decode(bytes)), place: "" };
}
