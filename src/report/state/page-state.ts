// The one state of a page, handed down to all that reads and writes its parts: values, references, labels, ids, drawings.
import type { NamedValueJson, VerdictJson } from "../../ground/mime.js";
import type { References } from "../citations/references.js";
import type { Derivations } from "../derivations/derivations.js";
import type { DerivationKeys } from "../derivations/tree.js";
import type { PathKind } from "../path-kind.js";
import type { Problems } from "../problem.js";
import type { Macros } from "../text/math.js";
import type { Ids } from "./ids.js";
import type { Labels } from "./labels.js";

/** Draws a Vega-Lite or Vega spec at two widths; `files` reads what the spec names beside the notebook. */
export type FigureRenderer = (
  spec: object,
  id: string,
  place: { readonly files: (address: string) => Uint8Array },
) => Promise<{
  readonly wide: string;
  readonly narrow: string;
  /** What the author should know. */
  readonly notes?: readonly string[];
  /** What readers should know: "50,000 points are drawn as a picture". */
  readonly pictured?: string | undefined;
}>;

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
  readonly figure: FigureRenderer;
  /** Drawings and lines under way; rendering waits for them. */
  readonly waiting: Promise<void>[];
  /** Anchors of failed cells by their number, for the banner. */
  readonly failures: Map<number, string>;
  /** One number for derivations that are the same. */
  readonly keys: DerivationKeys;
  /** Equations of the page by the key of the derivation they show. */
  readonly equations: Map<number, { readonly number: string; readonly id: string }>;
  derivations: Derivations;
  /** Ids by other names that people use for them: a heading's words when it has an id of its own. */
  readonly aliases: Map<string, string>;
  /** What the notebook's formulas have defined so far. */
  macros: Macros;
  /** Footnotes numbered so far. */
  notes: number;
}
