// Attributes of foreign elements, one by one: allowed ones with names of their own and addresses that load nothing.
import type { Element, Properties } from "hast";
import { shownCharacters } from "../../ground/html.js";
import { readAddress } from "./addresses.js";
import { allowsAttribute, folded, harmlessRole } from "./allowed.js";
import { type StyleScope, safeDeclarations, safeValue } from "./declarations.js";
import type { Space } from "./tree.js";

/** Attributes whose words are ids of other elements. */
const idLists = new Set(["headers", "for", "arialabelledby", "ariadescribedby", "ariadetails"]);

/** Attributes of SVG whose value is a colour or the address of a part of the drawing. */
const paints = new Set(
  "fill stroke filter mask clippath marker markerstart markermid markerend color".split(" "),
);

type Value = Properties[string];

/** The attributes that an element keeps, with the names of `scope`. */
export function safeProperties(element: Element, space: Space, scope: StyleScope): Properties {
  const kept: Properties = {};
  for (const [written, value] of Object.entries(element.properties)) {
    const property = written === "xLinkHref" ? "href" : ownName(written);
    if (/^on/i.test(written)) scope.remove("an event handler");
    if (value === null || value === undefined || !allowsAttribute(property, element.tagName, space)) {
      tellAddress(written, value, scope);
      continue;
    }
    const safe = safeProperty(folded(property), value, element, scope);
    if (safe !== undefined) kept[property] = safe;
  }
  if (element.tagName === "a" && kept.href !== undefined) kept.rel = ["noopener"];
  return kept;
}

/** Data attributes are renamed: those of the page are its own. */
function ownName(property: string): string {
  const data = /^data(?!Foreign[A-Z0-9])([A-Z0-9].*)$/.exec(property);
  return data === null ? property : `dataForeign${data[1]}`;
}

/** Attributes that load are gone with the element's others; that is worth a word. */
function tellAddress(property: string, value: Value, scope: StyleScope): void {
  if (
    !/^(?:src|srcSet|poster|background|dynsrc|lowsrc|formAction|action|ping|manifest|profile)$/i.test(
      property,
    )
  )
    return;
  scope.remove(`something outside the page (${String(value).slice(0, 60)})`);
}

function safeProperty(name: string, value: NonNullable<Value>, element: Element, scope: StyleScope): Value {
  const { names } = scope;
  const words = Array.isArray(value) ? value.map(String) : String(value).split(/\s+/).filter(Boolean);
  if (name === "class") return words.map(names.className);
  if (name === "id") return names.id(String(value));
  if (idLists.has(name)) return words.map(names.id);
  if (name === "style") return safeDeclarations(String(value), scope) || undefined;
  if (name === "role") return harmlessRole.test(words.join(" ")) ? words.join(" ") : undefined;
  if (name === "href" || name === "src") return safeAddress(name, String(value), element.tagName, scope);
  if (element.tagName === "input" && name === "type")
    return /^(?:checkbox|radio)$/i.test(String(value)) ? String(value) : undefined;
  if (typeof value === "boolean" || typeof value === "number") return value;
  const text = Array.isArray(value) ? value.map(String).join(" ") : String(value);
  if (paints.has(name)) return safeValue(text, scope);
  if (name === "fontfamily" || name === "font")
    return (
      safeDeclarations(`${name === "font" ? "font" : "font-family"}:${text}`, scope).replace(
        /^[\w-]+:/,
        "",
      ) || undefined
    );
  if (
    /(?:url|src|image|image-set|expression)\s*\(|\\|javascript:/i.test(text) &&
    !/^(?:title|alt|summary)$/.test(name)
  )
    return undefined;
  return Array.isArray(value) ? value : shownCharacters(text);
}

function safeAddress(name: string, written: string, tag: string, scope: StyleScope): Value {
  const address = readAddress(written);
  if (name === "href" && address.kind === "part") return `#${scope.names.id(address.id)}`;
  if (name === "href" && address.kind === "link" && tag === "a") return address.href;
  if (address.kind === "picture" && /^(?:img|image|feImage)$/.test(tag)) return address.src;
  if (tag !== "a") scope.remove(`something outside the page (${addressText(written)})`);
  else if (!/^(?:|[\w./?=&%-]+)$/.test(written)) scope.remove(`a link (${addressText(written)})`);
  return undefined;
}

function addressText(address: string): string {
  return address.length > 60 ? `${address.slice(0, 57)}...` : address;
}
