// Declarations of foreign style, kept when they load nothing and stay where they are; their references renamed.
import { isFontData, readAddress } from "./addresses.js";
import { type CssNode, cssText, decoded, eachNode, encoded, parsedPart } from "./css-syntax.js";
import { houseFamilies, houseFont } from "./families.js";
import type { Names } from "./names.js";

/** What the style of one output knows while it is read. */
export interface StyleScope {
  readonly names: Names;
  /** Told what had to go, in words. */
  readonly remove: (what: string) => void;
  /** Families and keyframes that the output declares itself. */
  readonly families: ReadonlySet<string>;
  readonly keyframes: ReadonlySet<string>;
  /** Declarations and values read before: drawings repeat theirs by the thousand. */
  readonly known: Map<string, string | undefined>;
}

type Declaration = Extract<CssNode, { type: "Declaration" }>;
type Found = { readonly bad: string } | undefined;

/** Functions that compute and nothing else; all that take an address or run something are missing here. */
const functions = new Set(
  `rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark device-cmyk calc min max clamp round mod rem abs
  sign sin cos tan asin acos atan atan2 pow sqrt hypot log exp var env counter counters attr fit-content minmax repeat
  linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient
  repeating-conic-gradient -webkit-linear-gradient -webkit-gradient translate translatex translatey translatez
  translate3d scale scalex scaley scalez scale3d rotate rotatex rotatey rotatez rotate3d skew skewx skewy matrix matrix3d
  perspective cubic-bezier steps linear blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate
  sepia inset circle ellipse polygon path rect xywh format local tech symbols`.split(/\s+/),
);

/** Properties that bind code, or would take part of the page's own print. */
const refused = new Set([
  "behavior",
  "-moz-binding",
  "page",
  "view-transition-name",
  "position-anchor",
  "anchor-name",
]);

/** The value of a `style` attribute, or of its like, as it may stay. */
export function safeDeclarations(style: string, scope: StyleScope): string {
  return once(`{${style}`, scope, () => {
    const list = parsedPart(style, "declarationList");
    if (list?.type !== "DeclarationList") return "";
    const kept = list.children
      .toArray()
      .filter((node) => node.type === "Declaration" && keepDeclaration(node, scope));
    return kept.map((node) => cssText(node)).join(";");
  }) as string;
}

/** A single value such as that of `fill`; undefined when it cannot stay. */
export function safeValue(value: string, scope: StyleScope): string | undefined {
  return once(value, scope, () => {
    const tree = parsedPart(value, "value");
    if (tree === undefined) return undefined;
    const fault = valueFault(tree, scope, false);
    if (fault === undefined) return cssText(tree);
    scope.remove(fault.bad);
    return undefined;
  });
}

function once(text: string, { known }: StyleScope, read: () => string | undefined): string | undefined {
  if (!known.has(text)) known.set(text, read());
  return known.get(text);
}

/** Whether the declaration may stay; its names and addresses are rewritten in place. */
export function keepDeclaration(node: Declaration, scope: StyleScope, inFont = false): boolean {
  const property = decoded(node.property).toLowerCase();
  node.property = encodedProperty(property, node.property);
  if (refused.has(property)) return false;
  const fault = valueFault(node.value, scope, inFont);
  if (fault !== undefined) {
    if (fault.bad !== "") scope.remove(fault.bad);
    return false;
  }
  if (
    property === "position" &&
    !/^(?:static|relative|absolute|initial|inherit|unset)$/.test(cssText(node.value))
  ) {
    scope.remove("position: fixed");
    return false;
  }
  if (/^font(?:-family)?$/.test(property) && !inFont) return setFamily(node, property, scope);
  if (property === "font-family") renameWords(node.value, scope.families, scope);
  if (/^(?:-webkit-)?animation(?:-name)?$/.test(property)) renameWords(node.value, scope.keyframes, scope);
  return true;
}

/** Fonts that the page does not hold lie on some machines only: its own stand for them. */
function setFamily(node: Declaration, property: string, { families, names }: StyleScope): boolean {
  const written = cssText(node.value).trim();
  const own = (name: string) => (families.has(name) ? names.own(name) : undefined);
  const value = property === "font" ? houseFont(written, own) : houseFamilies(written, own);
  return value !== undefined && setValue(node, value);
}

function setValue(node: Declaration, value: string): boolean {
  const tree = parsedPart(value, "value");
  if (tree?.type !== "Value") return false;
  node.value = tree;
  return true;
}

/** Custom properties keep their case. */
function encodedProperty(folded: string, written: string): string {
  return folded.startsWith("--") ? `--${encoded(decoded(written).slice(2))}` : encoded(folded);
}

/** Why a value cannot stay; "" when nobody need be told. Addresses of the output's own parts are renamed. */
function valueFault(value: CssNode, { names }: StyleScope, inFont: boolean): Found {
  let fault: Found;
  eachNode(value, (node) => {
    if (node.type === "Url") fault ??= addressFault(node, names, inFont);
    else if (node.type === "Function") fault ??= functionFault(node);
    else if (node.type === "Identifier") node.name = encoded(decoded(node.name));
    else if (node.type === "Raw" && node.value.trim() !== "" && !/^[\w\s#%.,+*-]*$/.test(node.value))
      fault ??= { bad: /url|src|image|import/i.test(decoded(node.value)) ? "an address in its style" : "" };
  });
  return fault;
}

function addressFault(node: Extract<CssNode, { type: "Url" }>, names: Names, inFont: boolean): Found {
  if (inFont)
    return isFontData(node.value) ? undefined : { bad: `a font from outside (${node.value.slice(0, 60)})` };
  const address = readAddress(node.value);
  if (address.kind === "part") node.value = `#${names.id(address.id)}`;
  else if (address.kind === "picture") node.value = address.src;
  else if (node.value !== "") return { bad: `something outside the page (${node.value.slice(0, 60)})` };
  return undefined;
}

function functionFault(node: Extract<CssNode, { type: "Function" }>): Found {
  const name = decoded(node.name).toLowerCase();
  if (!functions.has(name)) return { bad: `the style function ${name}()` };
  node.name = encoded(name);
  if (name !== "attr") return undefined;
  const [attribute, ...more] = node.children.toArray();
  if (attribute?.type !== "Identifier" || more.length > 0)
    return { bad: "the style function attr() with a type" };
  attribute.name = attributeName(decoded(attribute.name));
  return undefined;
}

/** Data attributes are renamed, those of others are read as they are. */
export function attributeName(name: string): string {
  const plain = name.toLowerCase();
  return /^data-(?!foreign-)/.test(plain) ? `data-foreign-${plain.slice(5)}` : plain;
}

function renameWords(value: CssNode, known: ReadonlySet<string>, { names }: StyleScope): void {
  if (known.size === 0) return;
  eachNode(value, (node) => {
    if (node.type === "String" && known.has(node.value)) node.value = names.own(node.value);
    if (node.type === "Identifier" && known.has(decoded(node.name)))
      node.name = encoded(names.own(decoded(node.name)));
  });
}
