// A style sheet of one output, scoped: its rules match within the output, its names are its own, it loads nothing.
import { type CssNode, cssText, decoded, eachNode, encoded, parsedSheet } from "./css-syntax.js";
import { keepDeclaration, type StyleScope } from "./declarations.js";
import type { Names } from "./names.js";
import { nestedSelectors, scopedSelectors } from "./selectors.js";

type Atrule = Extract<CssNode, { type: "Atrule" }>;
type Block = Extract<CssNode, { type: "Block" }>;
type Sheet = ReturnType<typeof parsedSheet>;

/** A sheet that has been read once for the names it declares. */
export interface ReadSheet {
  readonly tree: Sheet;
  readonly families: readonly string[];
  readonly keyframes: readonly string[];
}

/** Reads a sheet; `media` is the attribute of its element. */
export function readSheet(css: string, media: string): ReadSheet {
  const condition = /^[\w\s(),.:<>=-]*$/.test(media) ? media.trim() : "";
  const tree = parsedSheet(condition === "" ? css : `@media ${condition}{${css}}`);
  const families: string[] = [];
  const keyframes: string[] = [];
  eachNode(tree, (node) => {
    if (node.type !== "Atrule") return;
    const name = decoded(node.name).toLowerCase();
    if (isKeyframes(name)) keyframes.push(preludeWord(node));
    if (name === "font-face") families.push(...familiesOf(node));
  });
  return { tree, families, keyframes };
}

/** The sheet as it may stand in the page. */
export function scopedSheet({ tree }: ReadSheet, scope: StyleScope): string {
  return rulesText(tree.children.toArray(), scope, false);
}

const conditional = new Set(["media", "supports", "container", "layer", "starting-style"]);

function rulesText(nodes: readonly CssNode[], scope: StyleScope, nested: boolean): string {
  return nodes
    .map((node) => {
      if (node.type === "Rule") return ruleText(node, scope, nested);
      if (node.type === "Atrule") return atruleText(node, scope, nested);
      if (nested && node.type === "Declaration")
        return keepDeclaration(node, scope) ? `${cssText(node)};` : "";
      return "";
    })
    .join("");
}

function ruleText(rule: Extract<CssNode, { type: "Rule" }>, scope: StyleScope, nested: boolean): string {
  const selectors = (nested ? nestedSelectors : scopedSelectors)(rule.prelude, scope.names);
  if (selectors === undefined) return "";
  const body = rulesText(rule.block.children.toArray(), scope, true);
  return body === "" ? "" : `${selectors}{${body}}`;
}

function atruleText(rule: Atrule, scope: StyleScope, nested: boolean): string {
  const name = decoded(rule.name).toLowerCase();
  if (name === "import") scope.remove("a style sheet from outside (@import)");
  const { block } = rule;
  if (block === null) return "";
  if (conditional.has(name)) return conditionalText(name, rule, block, scope, nested);
  if (nested) return "";
  if (isKeyframes(name)) return keyframesText(name, rule, block, scope);
  if (name === "font-face") return fontText(block, scope);
  return "";
}

function conditionalText(
  name: string,
  rule: Atrule,
  block: Block,
  scope: StyleScope,
  nested: boolean,
): string {
  const condition = rule.prelude === null ? "" : cssText(rule.prelude);
  if (!/^[\w\s(),.:<>=/%#*+-]*$/.test(condition) || /(?:url|src|image-set)\s*\(/i.test(condition)) return "";
  const body = rulesText(block.children.toArray(), scope, nested);
  if (name === "layer") return body; // the order of layers is the page's
  return body === "" ? "" : `@${name} ${condition}{${body}}`;
}

function keyframesText(name: string, rule: Atrule, block: Block, scope: StyleScope): string {
  const frames = block.children.toArray().flatMap((frame) => {
    if (frame.type !== "Rule") return [];
    const at = cssText(frame.prelude);
    if (!/^(?:from|to|[\d.]+%)(?:,(?:from|to|[\d.]+%))*$/i.test(at)) return [];
    return [`${at}{${declarationsText(frame.block, scope, false)}}`];
  });
  return `@${name} ${encoded(scope.names.own(preludeWord(rule)))}{${frames.join("")}}`;
}

function fontText(block: Block, scope: StyleScope): string {
  const body = declarationsText(block, scope, true);
  return /(?:^|;)src:/.test(body) ? `@font-face{${body}}` : "";
}

function declarationsText(block: Block, scope: StyleScope, inFont: boolean): string {
  return block.children
    .toArray()
    .flatMap((node) =>
      node.type === "Declaration" && keepDeclaration(node, scope, inFont) ? [cssText(node)] : [],
    )
    .join(";");
}

function isKeyframes(name: string): boolean {
  return /^(?:-webkit-|-moz-)?keyframes$/.test(name);
}

/** The name behind "@keyframes", whether word or string. */
function preludeWord({ prelude }: Atrule): string {
  const written = prelude === null ? "" : cssText(prelude).trim();
  return /^["']/.test(written) ? written.slice(1, -1) : decoded(written);
}

function familiesOf({ block }: Atrule): string[] {
  return (block?.children.toArray() ?? []).flatMap((node) => {
    if (node.type !== "Declaration" || decoded(node.property).toLowerCase() !== "font-family") return [];
    const written = cssText(node.value).trim();
    return [/^["']/.test(written) ? written.slice(1, -1) : decoded(written)];
  });
}

/** What scoping needs to know of all sheets of an output together. */
export function styleScope(
  sheets: readonly ReadSheet[],
  names: Names,
  remove: (what: string) => void,
): StyleScope {
  return {
    names,
    remove,
    families: new Set(sheets.flatMap(({ families }) => families)),
    keyframes: new Set(sheets.flatMap(({ keyframes }) => keyframes)),
    known: new Map(),
  };
}
