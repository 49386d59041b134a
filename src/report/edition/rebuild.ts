// How published reports are built again: with the parameters, template and paper that the manifest holds of each.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { flopbookFolder } from "../installed.js";
import type { Paper } from "../pdf/chrome.js";
import type { BuildOptions } from "./build.js";
import type { Format } from "./files.js";
import type { Manifest, ManifestReport } from "./manifest.js";

/** Notebooks that are built again in one go. */
export type Rebuild = Pick<
  BuildOptions,
  "notebooks" | "formats" | "parameters" | "template" | "paper" | "execute"
>;

/** The rebuilds of these notebooks: those that were built in the same way together. */
export function rebuilds(
  { reports }: Manifest,
  notebooks: readonly string[],
  root: string,
): readonly Rebuild[] {
  const groups = new Map<string, Rebuild>();
  for (const path of notebooks) {
    const how = wayOf(reports[basename(path, ".ipynb")], root);
    const key = JSON.stringify(how);
    groups.set(key, { ...how, notebooks: [...(groups.get(key)?.notebooks ?? []), path] });
  }
  return [...groups.values()];
}

/** A template that is not here any more is left to the usual one, and the difference is told. */
function wayOf(before: ManifestReport | undefined, root: string): Omit<Rebuild, "notebooks"> {
  const { parameters, template, outputs = {}, outputsFrom } = before ?? {};
  const known = [root, flopbookFolder].some((home) => existsSync(join(home, "templates", template ?? "")));
  const pdf = Object.values(outputs).find((output) => output.pdf !== undefined)?.pdf;
  const formats: readonly Format[] = pdf === undefined ? ["html"] : ["html", "pdf"];
  return {
    formats,
    ...(parameters === undefined ? {} : { parameters }),
    ...(outputsFrom === "file" ? { execute: false } : {}),
    ...(template === undefined || !known ? {} : { template }),
    ...(pdf === undefined ? {} : { paper: pdf.paper as Paper }),
  };
}
