// The source of a record of one's own: a document, a place in one, or a sentence.
import type { Citation, Origin } from "../ground/source.js";

/** An origin as a citation; a sentence becomes a text of its own, by whoever says it. */
export function ownCitation(
  origin: Origin,
  { id, author }: { readonly id: string; readonly author: string },
): Citation {
  if (typeof origin === "string") return { source: { id: `own-${id}`, kind: "text", author, title: origin } };
  return "source" in origin ? origin : { source: origin };
}
