// What the parts of one page share while it is written: values, references, labels, problems, ids.
import type { NamedValueJson, VerdictJson } from "../../mime.js";
import type { Derivations } from "../derivations/derivations.js";
import type { Problems } from "../problem.js";
import type { Ids } from "../text/ids.js";
import type { Labels } from "./labels.js";
import type { References } from "./references.js";

/** State of one page; `derivations` is decided after all prose is read and before any is rendered. */
export interface PageState {
  readonly notebook: string;
  /** Folder of the notebook, where prose finds its pictures. */
  readonly folder: string;
  /** Folder of the project, where there is one. */
  readonly root?: string | undefined;
  readonly values: ReadonlyMap<string, NamedValueJson>;
  readonly verdicts: ReadonlyMap<string, VerdictJson>;
  readonly references: References;
  readonly labels: Labels;
  readonly problems: Problems;
  readonly ids: Ids;
  readonly readFile: (path: string) => Uint8Array;
  derivations: Derivations;
  /** Footnotes numbered so far. */
  notes: number;
}
