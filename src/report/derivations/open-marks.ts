// While a derivation stands open, the numbers that lead to it are marked: one CSS rule a mark, since nothing runs.

import type { PlacedDerivation } from "./derivations.js";
import type { DerivationNode } from "./tree.js";
import { panelId } from "./words.js";

/** Rules for the marks that a page links to. */
export function openMarksCss(derivations: readonly PlacedDerivation[], html: string): string {
  const ids = derivations.flatMap(({ root }) => marksOf(root)).map(panelId);
  const linked = ids.filter((id) => html.includes(`class="num" href="#${id}"`));
  if (linked.length === 0) return "";
  const selectors = linked.map((id) => `.page:has(.deriv[open] [id="${id}"]) a.num[href="#${id}"]`);
  return `@media screen{${selectors.join(",")}{background:linear-gradient(var(--accent),var(--accent)) 0 100%/100% 2px no-repeat var(--tint)}}`;
}

function marksOf({ mark, children }: DerivationNode): string[] {
  return [mark, ...children.flatMap(marksOf)];
}
