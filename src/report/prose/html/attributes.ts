// Attributes of an author's HTML as a page takes them: checked one by one, ids the only ones of their page.
import type { Element, Properties } from "hast";
import type { PageState } from "../../state/page-state.js";
import { attributeFate, checkedValue } from "./allowed.js";
import { authorClasses } from "./classes.js";
import type { Weaving } from "./skeleton.js";

/** Attributes by name, in the order written. What is left out and could be missed is told with its place. */
export function keptAttributes(
  node: Element,
  { skeleton, env }: Weaving,
  { claims }: { readonly claims: boolean },
): Record<string, string> {
  const { tagName } = node;
  const place = { cell: env.cell, line: skeleton.lineOf(node) };
  const tell = (name: string, why: string) =>
    env.page.problems.warning(place, `attribute ${name} of <${tagName}>: ${why}`);
  const kept: Record<string, string> = {};
  for (const [property, value] of Object.entries(node.properties)) {
    const name = nameOf(property);
    if (value === null || value === undefined || value === false) continue;
    const fate = attributeFate(tagName, name);
    const side = name === "style" ? sideIn(String(value)) : undefined;
    if (side !== undefined) kept.align = side;
    else if (fate === "told") tell(name, refused(name));
    else if (fate === "kept") {
      const text = name === "class" ? authorClasses(classNames(value)) : checkedValue(name, valueText(value));
      if (text === undefined)
        tell(name, `must be a size or a side, got "${valueText(value)}"; it is left out`);
      else if (text !== "" || value === true || name === "alt") kept[name] = text;
    }
  }
  return withId(tagName, kept, (id) => (claims ? authorId(id, env.page) : id));
}

/** Ids that a page writes for itself: derivations, notes, references. */
const ours = /^(?:a-)?d\d[\d.]*$|^fnr?\d+$|^ref-/;

/** An id of the author's, the only one of its page; where it had to change, links still find it by its first name. */
export function authorId(written: string, { ids, aliases }: Pick<PageState, "ids" | "aliases">): string {
  const wanted = written.normalize("NFC");
  const id = ids.claim(ours.test(wanted) ? `user-${wanted}` : wanted);
  if (!aliases.has(wanted)) aliases.set(wanted, id);
  return id;
}

/** `<a name="x">` is how pages of old were pointed at. */
function withId(
  tagName: string,
  { name, ...kept }: Record<string, string>,
  claim: (id: string) => string,
): Record<string, string> {
  const id = kept.id ?? (tagName === "a" ? name : undefined);
  if (id === undefined || id.trim() === "") return kept;
  return { ...kept, id: claim(id.trim().replace(/\s+/g, "-")) };
}

function refused(name: string): string {
  if (/^on/.test(name)) return "a page runs nothing; it is left out";
  if (name === "style")
    return "the look of a page belongs to its template; it is left out, write a class or align";
  return "does not work in prose; it is left out";
}

/** `style="text-align: center"` says no more than align="center". */
function sideIn(style: string): string | undefined {
  return /^\s*text-align\s*:\s*(left|right|center|justify)\s*;?\s*$/i.exec(style)?.[1]?.toLowerCase();
}

/** "class" of "className", "colspan" of "colSpan". */
function nameOf(property: string): string {
  if (property === "className") return "class";
  if (/^(?:data|aria)[A-Z]/.test(property))
    return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return property.toLowerCase();
}

function classNames(value: Properties[string]): string[] {
  return Array.isArray(value) ? value.map(String) : String(value).split(/\s+/);
}

function valueText(value: Properties[string]): string {
  if (value === true) return "";
  return Array.isArray(value) ? value.join(" ") : String(value);
}
