// The files that were published, held against the manifest without building anything: missing, cut short, changed.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { diskError } from "../../disk/fault.js";
import { sha256 } from "../../disk/hash.js";
import type { Difference } from "./difference.js";
import { type Manifest, type ManifestOutput, toolsId } from "./manifest.js";

/** Files of reports that are not what the manifest says; `wanted` says of which reports. */
export function publishedFaults(
  { reports }: Manifest,
  folder: string,
  wanted: (report: string) => boolean,
): Difference[] {
  return Object.entries(reports)
    .filter(([report]) => wanted(report))
    .flatMap(([report, { outputs }]) =>
      Object.entries(outputs).flatMap(([file, output]) => {
        const fault = faultOf(join(folder, file), output);
        return fault === undefined ? [] : [{ report, file, reasons: [fault] }];
      }),
    );
}

/** Where a manifest contradicts itself: versions under an id that is not their hash, a report without versions. */
export function manifestFaults({ tools, reports }: Manifest): Difference[] {
  const changed = Object.entries(tools)
    .filter(([id, versions]) => toolsId(versions) !== id)
    .map(([id]) => `the versions under ${id} are not those that were written there`);
  const without = Object.entries(reports)
    .filter(([, report]) => tools[report.tools] === undefined)
    .map(([name, report]) => `${name} names versions, ${report.tools}, that are not in it`);
  const reasons = [...changed, ...without];
  return reasons.length === 0 ? [] : [{ report: "", file: "manifest.json", reasons }];
}

/** What is wrong with a file, or undefined when it is the published one to the byte. */
function faultOf(path: string, { sha256: published, bytes }: ManifestOutput): string | undefined {
  const found = bytesOf(path);
  if (found === undefined) return "the published file is missing";
  const hash = sha256(found);
  if (hash === published && found.length === bytes) return undefined;
  if (hash === published) return `the manifest says ${bytes} bytes, and the file has ${found.length}`;
  if (found.length < bytes)
    return `the published file is cut short, ${found.length} of ${bytes} bytes are there`;
  const size = found.length === bytes ? "as many bytes" : `${found.length} bytes for ${bytes}`;
  return `the published file was changed (${size}, SHA-256 ${published.slice(0, 12)} -> ${hash.slice(0, 12)})`;
}

/** Undefined where there is no such file. */
function bytesOf(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw diskError(error, path, "cannot be read");
  }
}

/** What the manifest knows of a file that somebody was handed. */
export interface Identified {
  /** The published file that it is, or that its name stands for; undefined when it is none. */
  readonly published: { readonly report: string; readonly file: string } | undefined;
  /** Why it is not that file, or none at all; undefined when it is, to the byte. */
  readonly fault: string | undefined;
  /** What else there is to say: that it bears another name. */
  readonly remark: string | undefined;
}

/** Looks a file up by its name and, where the manifest has no such name, by its bytes. */
export function identified({ reports }: Manifest, path: string): Identified {
  const all = Object.entries(reports).flatMap(([report, { outputs }]) =>
    Object.entries(outputs).map(([file, output]) => ({ report, file, output })),
  );
  const name = basename(path);
  const bytes = bytesOf(path);
  const hash = bytes === undefined ? undefined : sha256(bytes);
  const same = all.find(({ output }) => output.sha256 === hash);
  const named = all.find(({ file }) => file === name);
  if (named !== undefined) {
    const fault = faultOf(path, named.output);
    const other =
      fault === undefined || same === undefined ? undefined : `its bytes are those of ${same.file}`;
    return { published: named, fault, remark: other };
  }
  if (same !== undefined)
    return { published: same, fault: undefined, remark: `it is ${same.file} under another name` };
  const fault =
    bytes === undefined ? "there is no such file" : "neither its name nor its bytes are in the manifest";
  return { published: undefined, fault, remark: undefined };
}
