// What the parts of one page share while it is written: values, references, labels, problems, ids.
import type { NamedValueJson, VerdictJson } from "../../mime.js";
import type { References } from "../citations/references.js";
import type { Derivations } from "../derivations/derivations.js";
import type { PathKind } from "../path-kind.js";
import type { Problems } from "../problem.js";
import type { Macros } from "../text/math.js";
import type { Ids } from "./ids.js";
import type { Labels } from "./labels.js";

/** State of one page; `derivations` is decided after all prose is read and before any is rendered. */
export interface PageState {
  readonly notebook: string;
  /** Folder of the notebook, where prose finds its pictures. */
  readonly folder: string;
  /** Folder of the project, outside which nothing is read; the notebook's own where it is not known. */
  readonly root?: string | undefined;
  readonly values: ReadonlyMap<string, NamedValueJson>;
  readonly verdicts: ReadonlyMap<string, VerdictJson>;
  readonly references: References;
  readonly labels: Labels;
  readonly problems: Problems;
  readonly ids: Ids;
  readonly readFile: (path: string) => Uint8Array;
  /** What lies at a path that a link names. */
  readonly kindOf: (path: string) => PathKind;
  derivations: Derivations;
  /** Ids by other names that people use for them: a heading's words when it has an id of its own. */
  readonly aliases: Map<string, string>;
  /** What the notebook's formulas have defined so far. */
  macros: Macros;
  /** Footnotes numbered so far. */
  notes: number;
}
