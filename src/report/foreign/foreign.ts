// HTML and SVG that other code made -> markup that a page can hold: it ends where it ends, loads and runs nothing.
import type { Element, ElementContent, Properties, Root } from "hast";
import { escapeHtml } from "../../ground/html.js";
import { cleanChildren, styles, type Walk } from "./clean.js";
import { keptNames, type Names, namesOf } from "./names.js";
import { sanitised } from "./sanitise.js";
import { readSheet, scopedSheet, styleScope } from "./sheet.js";
import { elements, insideBox, parsedFragment, textOf, written } from "./tree.js";

/** Foreign markup made fit for a page. */
export interface ForeignHtml {
  /** Stands inside an element of class "foreign", which contains it (`foreignBoxCss`). */
  readonly html: string;
  /** All that had to go, in words, each once: "<script>", "an event handler". */
  readonly removed: readonly string[];
  /** Those of them that a reader may miss. */
  readonly missing: readonly string[];
  /** False when nothing is left that can be seen. */
  readonly visible: boolean;
}

/** How the names of the markup become its own. */
export interface ForeignOptions {
  /** Before every id and class. */
  readonly prefix: string;
  /** Makes an id the only one of its page. */
  readonly claim?: (wanted: string) => string;
}

/** What every page with foreign markup needs, whatever its template: nothing leaves the box, and paper stands still. */
export const foreignBoxCss: string = [
  ".foreign{contain:content;overflow:auto}",
  "@media print{.foreign{overflow:hidden}",
  ".foreign *{animation-delay:0s!important;animation-duration:0s!important;animation-iteration-count:1!important;" +
    "animation-fill-mode:both!important;animation-play-state:running!important;transition:none!important}",
  ".foreign details::details-content{content-visibility:visible;block-size:auto;opacity:1}}",
].join("");

/** Elements inside each other, as deep as browsers go; deeper ones they lay side by side. */
const DEEPEST = 400;

/** Rounds until a tree reads back as it was written; more than a few are a trick. */
const ROUNDS = 8;

/**
 * Parses, sorts by an allow list, renames and scopes; the result reads back inside a box of a page exactly as it was
 * written, or the markup is shown as text. Never throws.
 */
export function foreignHtml(markup: string, { prefix, claim = (id) => id }: ForeignOptions): ForeignHtml {
  const removed = new Set<string>();
  const missing = new Set<string>();
  const told = {
    remove: (what: string) => void removed.add(what),
    miss: (what: string) => void missing.add(what),
  };
  try {
    const names = namesOf(prefix, claim);
    const { sheet, children, families } = cleaned(markup, names, told);
    const settled = settledHtml(children, families);
    if (settled !== undefined) {
      const { html, tree } = settled;
      const whole =
        sheet === "" ? html : `<style>${sheet}</style><div id="${escapeHtml(names.box)}">${html}</div>`;
      return { html: whole, removed: [...removed], missing: [...missing], visible: isVisible(tree) };
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const what = "markup that no page can hold, shown as text";
  return {
    html: `<pre><code>${escapeHtml(markup)}</code></pre>`,
    removed: [...removed, what],
    missing: [...missing],
    visible: markup.trim() !== "",
  };
}

interface Told {
  readonly remove: (what: string) => void;
  readonly miss: (what: string) => void;
}

function cleaned(
  markup: string,
  names: Names,
  told: Told,
): { readonly sheet: string; readonly children: ElementContent[]; readonly families: ReadonlySet<string> } {
  const tree = parsedFragment(markup);
  if (isDeeper(tree, DEEPEST)) throw new RangeError("elements nested too deeply");
  const sheets = styles(tree).map(({ css, media }) => readSheet(css, media));
  const scope = styleScope(sheets, names, told.remove);
  const inner: string[] = [];
  const picture = unpacked(told, inner);
  const children = cleanChildren(tree, "", "html", { scope, miss: told.miss, picture });
  const sheet = sheets.map((one) => scopedSheet(one, scope)).join("");
  return { sheet: sheet + inner.join(""), children, families: new Set([...scope.families].map(names.own)) };
}

/** An SVG in a picture's address takes the picture's place, with names and style of its own. */
function unpacked(told: Told, sheets: string[]): Walk["picture"] {
  return (markup, { properties, tagName }, { names }) => {
    const own = names.inner();
    const { sheet, children } = cleaned(markup, own, told);
    const svg = elements({ type: "root", children }).find((element) => element.tagName === "svg");
    if (svg === undefined) {
      told.miss("a picture that is no SVG");
      return [];
    }
    const { width, height, x, y, alt } = properties;
    const size: Properties = {};
    for (const [name, value] of Object.entries({ width, height, ...(tagName === "image" ? { x, y } : {}) }))
      if (value !== undefined) size[name] = value;
    const described = typeof alt === "string" && alt !== "" ? { role: "img", ariaLabel: alt } : {};
    const drawing: Element = { ...svg, properties: { ...svg.properties, ...size, ...described } };
    if (sheet === "") return [drawing];
    sheets.push(sheet);
    const holder = tagName === "image" ? "g" : "span";
    return [{ type: "element", tagName: holder, properties: { id: own.box }, children: [drawing] }];
  };
}

/** Markup that reads back as it was written, and its tree; undefined when it never settles. */
function settledHtml(
  children: ElementContent[],
  families: ReadonlySet<string>,
): { html: string; tree: Root } | undefined {
  const scope = { ...styleScope([], keptNames, () => undefined), families };
  const walk: Walk = { scope, miss: () => undefined, picture: () => [] };
  let tree = gate(children);
  let html = written(tree);
  for (let round = 0; round < ROUNDS; round++) {
    const read = insideBox(html);
    if (read === undefined) return undefined;
    tree = gate(cleanChildren(read, "", "html", walk));
    const again = written(tree);
    if (again === html) return { html, tree };
    html = again;
  }
  return undefined;
}

function gate(children: ElementContent[]): Root {
  const properties = new Set<string>();
  const collect = (element: Element) => {
    for (const name of Object.keys(element.properties)) properties.add(name);
    for (const child of elements(element)) collect(child);
  };
  const tree: Root = { type: "root", children };
  for (const element of elements(tree)) collect(element);
  return sanitised(tree, properties);
}

function isDeeper(tree: Root, depth: number): boolean {
  let level = elements(tree);
  for (let at = 0; at < depth && level.length > 0; at++)
    level = level.flatMap((element) => elements(element));
  return level.length > 0;
}

const drawn =
  /^(?:img|path|rect|circle|ellipse|line|polyline|polygon|image|use|hr|input|progress|meter|math)$/;

function isVisible(tree: Root): boolean {
  const shape = (element: Element): boolean =>
    drawn.test(element.tagName) || elements(element).some((child) => shape(child));
  return textOf(tree).trim() !== "" || elements(tree).some((element) => shape(element));
}
