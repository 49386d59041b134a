// One walk through a foreign tree: style taken out, elements and attributes sorted, pictures of their own unpacked.
import type { Element, ElementContent, Root, RootContent } from "hast";
import { shownCharacters } from "../../ground/html.js";
import { readAddress } from "./addresses.js";
import { allowsElement, silent, vanishing } from "./allowed.js";
import { safeProperties } from "./attributes.js";
import type { StyleScope } from "./declarations.js";
import { plainBox } from "./names.js";
import { elements, type Space, spaceOf, textOf } from "./tree.js";

/** What the walk needs beside the tree. */
export interface Walk {
  readonly scope: StyleScope;
  /** Told what a reader will not find in the page. */
  readonly miss: (what: string) => void;
  /** A picture whose address holds a whole SVG, as a tree for its place. */
  readonly picture: (markup: string, place: Element, scope: StyleScope) => ElementContent[];
}

/** The CSS of every `style` element, in order, with its `media`. */
export function styles(node: Root | Element): { readonly css: string; readonly media: string }[] {
  return elements(node).flatMap((element) => {
    if (element.tagName !== "style") return styles(element);
    const { type, media } = element.properties;
    if (typeof type === "string" && type !== "" && !/^text\/css$/i.test(type)) return [];
    return [{ css: textOf(element), media: typeof media === "string" ? media : "" }];
  });
}

/** The children of a node as they may stand in a page. */
export function cleanChildren(
  node: Root | Element,
  parent: string,
  space: Space,
  walk: Walk,
): ElementContent[] {
  const clean = node.children.flatMap((child) => cleanNode(child, parent, space, walk));
  return parent === "" ? wholeTables(clean) : clean;
}

function cleanNode(node: RootContent, parent: string, space: Space, walk: Walk): ElementContent[] {
  if (node.type === "text") return [{ type: "text", value: shownCharacters(node.value) }];
  if (node.type !== "element") return [];
  const name = node.tagName;
  const own = spaceOf(name, parent, space);
  const inside = () => cleanChildren(node, name, own, walk);
  const box = own === "html" ? plainBox(name) : undefined;
  if (box !== undefined) {
    const { className } = node.properties;
    const classes = [...(Array.isArray(className) ? className : []), name];
    const renamed = { ...node, tagName: box, properties: { ...node.properties, className: classes } };
    return [{ ...renamed, properties: safeProperties(renamed, own, walk.scope), children: inside() }];
  }
  if (!allowsElement(name, own)) return refused(node, inside, walk);
  const svg = svgAddress(node);
  if (svg !== undefined) return walk.picture(svg, node, walk.scope);
  const properties = safeProperties(node, own, walk.scope);
  if (name === "input" && properties.type === undefined) return refused(node, () => [], walk);
  if (name === "img" && properties.src === undefined) return missingPicture(node, walk);
  if (name === "mi" && own === "math") upright(node, properties);
  return [{ type: "element", tagName: name, properties, children: inside() }];
}

/** Browsers set a single letter in mathematical italic, whose code points few faces hold: italics of the text do. */
function upright(node: Element, properties: Element["properties"]): void {
  if ([...textOf(node).trim()].length !== 1 || "mathvariant" in node.properties) return;
  properties.mathvariant = "normal";
  properties.style = `font-style:italic${properties.style === undefined ? "" : `;${properties.style}`}`;
}

/** An element that a page does not take: gone with its contents, or its contents stay. */
function refused(node: Element, inside: () => ElementContent[], { scope, miss }: Walk): ElementContent[] {
  const name = node.tagName;
  if (name === "style" || silent.has(name)) return [];
  if (/^(?:animate|animateMotion|animateTransform|animateColor|set|mpath|discard)$/.test(name)) {
    scope.remove("animation");
    return [];
  }
  if (!vanishing.has(name) && name !== "input") return inside();
  const what = `<${name}>`;
  scope.remove(what);
  if (!/^(?:area|map|datalist|handler|listener|cursor|option|optgroup|glyph)$/.test(name)) miss(what);
  return [];
}

function svgAddress({ tagName, properties }: Element): string | undefined {
  const written =
    tagName === "img"
      ? properties.src
      : tagName === "image"
        ? (properties.href ?? properties.xLinkHref)
        : undefined;
  const address = typeof written === "string" ? readAddress(written) : undefined;
  return address?.kind === "svg" ? address.markup : undefined;
}

/** In place of a picture that does not come along stand its words. */
function missingPicture({ properties: { alt } }: Element, { miss }: Walk): ElementContent[] {
  miss("a picture from outside the page");
  return typeof alt === "string" && alt !== "" ? [{ type: "text", value: shownCharacters(alt) }] : [];
}

const parts = /^(?:tr|td|th|thead|tbody|tfoot|caption|col|colgroup)$/;

/** Rows and cells without their table get one: a page would show them as running text. */
function wholeTables(nodes: readonly ElementContent[]): ElementContent[] {
  const whole: ElementContent[] = [];
  let table: Element | undefined;
  for (const node of nodes) {
    const loose = node.type === "element" && parts.test(node.tagName);
    if (loose && table === undefined) {
      table = { type: "element", tagName: "table", properties: {}, children: [] };
      whole.push(table);
    }
    if (loose) table?.children.push(node);
    else whole.push(node);
    if (!loose && !(node.type === "text" && node.value.trim() === "")) table = undefined;
  }
  return whole;
}
