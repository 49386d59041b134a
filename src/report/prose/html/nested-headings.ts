// Headings inside <div> or <center> at the top of a text: the box is cut round them, so that they open sections as others do.
import type { Element, RootContent } from "hast";
import type { Skeleton } from "./skeleton.js";

const box = /^(?:div|center)$/;

/** The nodes with headings taken out of their boxes; what stood before and after them keeps a box like it. */
export function hoisted(nodes: readonly RootContent[], skeleton: Skeleton, align?: string): RootContent[] {
  return nodes.flatMap((node): RootContent[] => {
    if (node.type !== "element") return [node];
    if (isHeading(node, skeleton)) return [aligned(node, align)];
    if (!box.test(node.tagName) || !holdsHeading(node, skeleton)) return [node];
    const side = node.tagName === "center" ? "center" : String(node.properties.align ?? align ?? "");
    return regrouped(node, hoisted(node.children, skeleton, side === "" ? undefined : side), skeleton);
  });
}

function regrouped(parent: Element, children: readonly RootContent[], skeleton: Skeleton): RootContent[] {
  const groups: RootContent[] = [];
  let open: Element | undefined;
  for (const child of children) {
    if (child.type === "element" && isHeading(child, skeleton)) {
      groups.push(child);
      open = undefined;
    } else if (child.type !== "doctype") {
      if (open === undefined) {
        open = { ...parent, children: [] };
        groups.push(open);
      }
      open.children.push(child);
    }
  }
  return groups.filter((group) => !isEmpty(group));
}

function isEmpty(node: RootContent): boolean {
  if (node.type !== "element" || !box.test(node.tagName) || node.properties.id !== undefined) return false;
  return node.children.every((child) => child.type === "text" && child.value.trim() === "");
}

function holdsHeading(node: Element, skeleton: Skeleton): boolean {
  return node.children.some(
    (child) =>
      child.type === "element" &&
      (isHeading(child, skeleton) || (box.test(child.tagName) && holdsHeading(child, skeleton))),
  );
}

function isHeading(node: Element, skeleton: Skeleton): boolean {
  if (/^h[1-6]$/.test(node.tagName)) return true;
  const stand = skeleton.standsFor(node);
  return stand?.kind === "kept" && stand.tokens[0]?.type === "heading_open";
}

function aligned(node: Element, align: string | undefined): Element {
  if (align === undefined || node.properties.align !== undefined) return node;
  return { ...node, properties: { ...node.properties, align } };
}
