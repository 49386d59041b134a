// Page numbers in the contents: which ids want one, and the HTML with the numbers written in.
import { unescapeHtml } from "../../ground/html.js";
import { plainId } from "./file.js";

/** An empty place for a page number, as the page writes it: `<span class="pg" data-for="question"></span>`. */
const place = /<span class="pg" data-for="([^"]+)"><\/span>/g;

/** The ids whose page numbers the contents want, in their order. */
export function contentsTargets(html: string): string[] {
  return [...html.matchAll(place)].map((match) => unescapeHtml(match[1] ?? ""));
}

/** The HTML with each page number in its place; the file that readers get on screen keeps the places empty. */
export function withPageNumbers(html: string, pages: ReadonlyMap<string, number>): string {
  return html.replace(place, (empty, id: string) => {
    const page = pages.get(plainId(unescapeHtml(id)));
    return page === undefined ? empty : empty.replace("></span>", `>${page}</span>`);
  });
}
