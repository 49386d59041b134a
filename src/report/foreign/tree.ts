// Markup as a tree, as a browser would build it, and back. The only import of the HTML parser and of its printer.
import type { Element, ElementContent, Root, RootContent } from "hast";
import { fromHtml } from "hast-util-from-html";
import { toHtml } from "hast-util-to-html";

/** Which of the three languages of a page an element belongs to: the same name means another thing in each. */
export type Space = "html" | "svg" | "math";

/** A piece of markup that stands by itself: table rows stay rows, whatever is left open is closed. */
export function parsedFragment(markup: string): Root {
  return fromHtml(markup, { fragment: true });
}

/** The tree as markup. */
export function written(tree: Root | Element | readonly ElementContent[]): string {
  return toHtml(Array.isArray(tree) ? { type: "root", children: [...tree] } : (tree as Root | Element));
}

/**
 * What markup becomes inside a box of a page; undefined when it reaches out of the box, which a browser would
 * grant to an end tag too many.
 */
export function insideBox(markup: string): Root | undefined {
  const page = fromHtml(
    `<!doctype html><html><head><title>t</title></head><body><main><div>${markup}</div><hr></main></body></html>`,
  );
  const html = elements(page)[0];
  const [head, body, ...more] = elements(html);
  const [main, ...besides] = elements(body);
  const [box, end, ...after] = main?.children ?? [];
  const whole =
    more.length + besides.length + after.length === 0 &&
    elements(head).length === 1 &&
    [html, head, body, main].every((element) => Object.keys(element?.properties ?? {}).length === 0) &&
    isElement(box, "div") &&
    Object.keys(box.properties).length === 0 &&
    isElement(end, "hr");
  return whole ? { type: "root", children: box.children } : undefined;
}

/** The elements among the children of a node. */
export function elements(node: Root | Element | undefined): Element[] {
  return (node?.children ?? []).filter((child): child is Element => child.type === "element");
}

/** Narrows a node to an element of that name. */
export function isElement(node: RootContent | undefined, name: string): node is Element {
  return node?.type === "element" && node.tagName === name;
}

/** All text in a tree. */
export function textOf(node: Root | RootContent): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => textOf(child)).join("") : "";
}

/** Where the words of HTML stand inside the other two languages. */
const openings: Readonly<Record<"svg" | "math", ReadonlySet<string>>> = {
  svg: new Set(["foreignObject", "desc", "title"]),
  math: new Set(["mi", "mo", "mn", "ms", "mtext"]),
};

/** The language of a child element of `parent`, which is itself of `space`. */
export function spaceOf(name: string, parent: string, space: Space): Space {
  const inHtml = space === "html" || openings[space].has(parent);
  if (!inHtml) return space === "math" && parent === "annotation-xml" && name === "svg" ? "svg" : space;
  if (name === "svg" || name === "math") return name;
  return space === "math" && (name === "mglyph" || name === "malignmark") ? "math" : "html";
}
