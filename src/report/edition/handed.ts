// A file that somebody was handed: which published report it is, whether to the byte, and whether that can be built again.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { notebookOf } from "./manifest.js";
import { identified } from "./published.js";
import { publishedManifest, rebuilt, type VerifyOptions } from "./verify.js";

/** The answer for one file; `same` when it is a published file and, where that was asked, a rebuild gives its bytes. */
export interface HandedFile {
  readonly file: string;
  readonly same: boolean;
  /** Name of the published file that it is or claims to be; `null` when it is none. */
  readonly published: string | null;
  readonly report: string | null;
  /** Whether the report was built again. */
  readonly rebuilt: boolean;
  /** Why it is not the same. */
  readonly reasons: readonly string[];
  /** What else there is to say. */
  readonly remarks: readonly string[];
}

/** How to verify; the notebook is found through the manifest. */
export interface HandedOptions extends Omit<VerifyOptions, "publishedFolder" | "notebooks" | "complete"> {
  /** Absolute. */
  readonly file: string;
  /** Absolute path of the manifest that it is held to. */
  readonly manifestPath: string;
}

/** Identifies a file by name or bytes and compares it with the manifest; then builds its report again, if that is wanted. */
export async function verifyHanded(options: HandedOptions): Promise<HandedFile> {
  const { file, manifestPath, root } = options;
  const manifest = publishedManifest(manifestPath);
  const { published, fault, remark } = identified(manifest, file);
  const answer = (reasons: readonly string[], built: boolean): HandedFile => ({
    ...{ file: basename(file), same: reasons.length === 0, rebuilt: built, reasons },
    ...{ published: published?.file ?? null, report: published?.report ?? null },
    remarks: remark === undefined ? [] : [remark],
  });
  if (fault !== undefined || published === undefined || options.publishedOnly === true)
    return answer(fault === undefined ? [] : [fault], false);
  const entry = manifest.reports[published.report];
  const notebook = entry === undefined ? undefined : notebookOf(published.report, entry);
  const path = join(root, notebook ?? "");
  if (notebook === undefined || !existsSync(path))
    return answer(
      [
        `it is the published file, but its notebook, ${notebook ?? published.report}, is not here to build it again; ` +
          "run this in its project, or compare with the manifest alone with --published",
      ],
      false,
    );
  const publishedFolder = dirname(manifestPath);
  const { differences } = await rebuilt(manifest, {
    ...{ ...options, publishedFolder, complete: false, notebooks: [path] },
  });
  const about = [published.file, published.report, "manifest.json"];
  return answer(
    differences.filter((one) => about.includes(one.file)).flatMap(({ reasons }) => reasons),
    true,
  );
}
