// Selectors of foreign style, made to match within their output only: prefixed, renamed, the document its box.
import { type CssNode, cssText, decoded, encoded, type List, listOf } from "./css-syntax.js";
import { attributeName } from "./declarations.js";
import { type Names, plainBox } from "./names.js";

type Selector = Extract<CssNode, { type: "Selector" }>;

/** A selector list as it may stand in the page, each of its selectors under the box; undefined when none may. */
export function scopedSelectors(prelude: CssNode, names: Names): string | undefined {
  const selectors = selectorsOf(prelude)
    .filter((selector) => !has(selector, "NestingSelector"))
    .flatMap((selector) => scoped(selector, names) ?? []);
  return selectors.length === 0 ? undefined : selectors.join(",");
}

/**
 * The selectors of a rule inside a rule: kept where they go on from their parent downwards. Sideways they might leave
 * the box, and an `&` elsewhere would turn the parent into a mere condition.
 */
export function nestedSelectors(prelude: CssNode, names: Names): string | undefined {
  const selectors = selectorsOf(prelude).flatMap((selector) => {
    const [first, second] = selector.children.toArray();
    const from = first?.type === "NestingSelector" ? second : first;
    if (from?.type === "Combinator" && /[+~|]/.test(from.name)) return [];
    const rest =
      first?.type === "NestingSelector" ? selector.children.toArray().slice(1) : selector.children.toArray();
    if (rest.some((node) => has(node, "NestingSelector"))) return [];
    renamed(selector.children, names);
    return [cssText(selector)];
  });
  return selectors.length === 0 ? undefined : selectors.join(",");
}

function selectorsOf(prelude: CssNode): Selector[] {
  if (prelude.type !== "SelectorList") return [];
  return prelude.children
    .toArray()
    .filter((node): node is Selector => node.type === "Selector" && !has(node, "Raw"));
}

function has(node: CssNode, type: CssNode["type"]): boolean {
  if (node.type === type) return true;
  const inside = "children" in node && node.children !== null ? node.children.toArray() : [];
  const nth = node.type === "Nth" ? node.selector : undefined;
  return inside.some((child) => has(child, type)) || (nth !== null && nth !== undefined && has(nth, type));
}

/** "html.dark body > p" gives "#out-3-box.out-3-dark > p", "p" gives "#out-3-box p". */
function scoped(selector: Selector, names: Names): string | undefined {
  let nodes = selector.children.toArray();
  const box = `#${encoded(names.box)}`;
  let own: CssNode[] = [];
  let isBox = false;
  for (;;) {
    const end = nodes.findIndex((node) => node.type === "Combinator");
    const compound = end < 0 ? nodes : nodes.slice(0, end);
    if (!compound.some(isDocument)) break;
    isBox = true;
    own = [...own, ...compound.filter((node) => !isDocument(node))];
    nodes = end < 0 ? [] : nodes.slice(end);
    const [combinator] = nodes;
    if (combinator === undefined) break;
    if (combinator.type === "Combinator" && !/^[ >]$/.test(combinator.name)) return undefined;
    if (!nodes.slice(1).length || !compoundAfter(nodes).some(isDocument)) break;
    nodes = nodes.slice(1);
  }
  if (!isBox && nodes[0]?.type === "Combinator") return undefined;
  const text = (list: CssNode[]) => {
    const children = listOf(list);
    renamed(children, names);
    return cssText({ type: "Selector", children });
  };
  return `${box}${text(own)}${isBox ? "" : " "}${text(nodes)}`;
}

function compoundAfter(nodes: readonly CssNode[]): CssNode[] {
  const rest = nodes.slice(1);
  const end = rest.findIndex((node) => node.type === "Combinator");
  return end < 0 ? rest : rest.slice(0, end);
}

/** Names of what stands for the whole document. */
function isDocument(node: CssNode): boolean {
  if (node.type === "TypeSelector") return /^(?:html|body)$/i.test(decoded(node.name));
  return node.type === "PseudoClassSelector" && /^(?:root|host|scope)$/i.test(decoded(node.name));
}

/** Renames classes, ids and what attribute selectors ask for, in place. */
function renamed(children: List<CssNode>, names: Names): void {
  children.forEach((node, item) => {
    if (node.type === "ClassSelector") node.name = encoded(names.className(decoded(node.name)));
    else if (node.type === "IdSelector") node.name = encoded(names.id(decoded(node.name)));
    else if (node.type === "TypeSelector") {
      const name = decoded(node.name).toLowerCase();
      if (plainBox(name) !== undefined)
        item.data = { type: "ClassSelector", name: encoded(names.className(name)) };
    } else if (node.type === "AttributeSelector") renamedAttribute(node, names);
    else if ("children" in node && node.children !== null) renamed(node.children as List<CssNode>, names);
    else if (node.type === "Nth" && node.selector !== null && node.selector.type === "SelectorList")
      renamed(node.selector.children, names);
  });
}

function renamedAttribute(node: Extract<CssNode, { type: "AttributeSelector" }>, names: Names): void {
  const name = attributeName(decoded(node.name.name));
  node.name.name = encoded(name);
  if (node.value === null || !/^[~^|]?=$/.test(node.matcher ?? "")) return;
  const given = node.value.type === "String" ? node.value.value : decoded(node.value.name);
  const rename = name === "class" ? names.className : name === "id" || name === "for" ? names.id : undefined;
  if (rename !== undefined) node.value = { type: "String", value: rename(given) };
}
