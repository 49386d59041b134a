// Reads of a page which documents its reference list holds, and which it cites on the screen and on paper.
import { attributeValues } from "./markup.js";

/** Ids of documents, sorted: those listed, and those that links lead to where a reader of either kind sees them. */
export interface PageReferences {
  readonly listed: readonly string[];
  readonly onScreen: readonly string[];
  readonly onPaper: readonly string[];
}

/** The screen hides the printed appendices, paper hides the panels of derivations. */
export function pageReferences(html: string): PageReferences {
  return {
    listed: attributeValues(html, "id")
      .filter((id) => id.startsWith("ref-"))
      .map((id) => id.slice(4))
      .sort(),
    onScreen: citedIn(withoutElements(html, "section", /class="print/)),
    onPaper: citedIn(withoutElements(html, "details", /class="deriv"/)),
  };
}

function citedIn(html: string): readonly string[] {
  const links = attributeValues(html, "href").filter((href) => href.startsWith("#ref-"));
  return [...new Set(links.map((href) => href.slice(5)))].sort();
}

/** The page without the elements of one tag whose opening tag matches, whatever they hold. */
function withoutElements(html: string, tag: string, opening: RegExp): string {
  const kept: string[] = [];
  let depth = 0;
  for (const piece of html.split(new RegExp(`(</?${tag}\\b[^>]*>)`))) {
    if (piece.startsWith(`<${tag}`) && (depth > 0 || opening.test(piece))) depth++;
    if (depth === 0) kept.push(piece);
    if (piece === `</${tag}>` && depth > 0) depth--;
  }
  return kept.join("");
}
