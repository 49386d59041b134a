// What could not be rendered, as written and marked.
import { enclosed, type Inline, inlineText } from "../text/inline.js";

/** The text as its author wrote it, marked. */
export function broken(text: string): Inline {
  return enclosed('<span class="broken">', inlineText(text), "</span>");
}
