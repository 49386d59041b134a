// A piece of the page: one block that stands between the title block and the references.
import type { Mention } from "../derivations/derivations.js";
import type { Prose } from "./prose.js";

/** One block of the page. Reading it fixed numbers and ids; `render` runs later, once, in document order. */
export interface Piece {
  /** Named values it shows; their derivations open after it. */
  readonly mentions: readonly Mention[];
  readonly heading?: Heading;
  readonly render: () => string;
}

/** A heading, which opens a section of the page when its level is 2. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly number: string | undefined;
  readonly title: Prose;
  /** Side on which an author set it. */
  readonly align?: string;
}
