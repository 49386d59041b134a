// Where links of prose lead: to a place on the page, to the page of another notebook, to the web; a dead one is told.
import { basename, extname, isAbsolute, relative, resolve } from "node:path";
import type { Token } from "markdown-it";
import { suggestion } from "../../ground/errors.js";
import type { Place } from "../problem.js";
import { faultOfPlace } from "../project-file.js";
import { slug } from "../state/ids.js";
import type { PageState } from "../state/page-state.js";
import { markup } from "../text/inline.js";
import { attributeText } from "./html/render.js";
import type { LineRules } from "./line.js";
import { type ProseEnv, placeOf } from "./prose.js";

/** A link that leads somewhere, words that lead nowhere in a report handed on alone, or a dead link. */
type Target = { readonly href: string } | "words" | "dead";

/** How links are written. */
export const linkRules: LineRules = {
  link_open: (token, { env }) => {
    const html = opening(token, env);
    return markup(html, html.startsWith("<span") ? html : "");
  },
  link_close: (_token, { env }) => {
    const name = env.openLinks.pop() ?? "a";
    return markup(`</${name}>`, name === "a" ? "" : undefined);
  },
};

function opening(token: Token, env: ProseEnv): string {
  const target = targetOf(String(token.attrGet("href") ?? ""), env.page, placeOf(token, env));
  if (typeof target === "string") {
    env.openLinks.push("span");
    return target === "dead" ? '<span class="broken">' : "<span>";
  }
  env.openLinks.push("a");
  const attributes = (token.attrs ?? []).filter(([name]) => name !== "href");
  return `<a${attributeText([["href", target.href], ...attributes])}>`;
}

/** Where an address leads from this page. */
function targetOf(address: string, page: PageState, place: Place): Target {
  const dead = (why: string): Target => {
    page.problems.error(place, `link${address === "" ? "" : ` ${shown(address)}`}: ${why}`);
    return "dead";
  };
  const bare = [...address].filter((character) => character > " ").join("");
  if (/^(?:https?|mailto|ftp|tel|doi|urn|news|irc|xmpp|sms|geo|magnet):/i.test(bare) || bare.startsWith("//"))
    return { href: address };
  if (/^[a-z][a-z0-9+.-]+:/i.test(bare))
    return dead("a page follows no such address; write a web address or a path");
  if (address.startsWith("#")) return onPage(address.slice(1), page, dead);
  const [path = "", fragment] = address.split("#", 2);
  const file = decoded(path.split("?", 1)[0] ?? "");
  if (isAbsolute(file)) return dead("the path is absolute; write it relative to the notebook");
  if (file === "")
    return fragment === undefined ? dead("is empty; write where it leads") : onPage(fragment, page, dead);
  return toFile(file, fragment, page, { place, dead });
}

type Dead = (why: string) => Target;

function onPage(fragment: string, page: PageState, dead: Dead): Target {
  if (fragment === "" || fragment === "top") return { href: "#" };
  const name = decoded(fragment).normalize("NFC");
  const found = [name, slug(name)].flatMap((id) => page.aliases.get(id) ?? (page.ids.has(id) ? id : []));
  const [id] = found;
  if (id !== undefined) return { href: `#${id}` };
  const near = suggestion(slug(name), page.aliases.keys());
  return dead(
    `nothing on this page has this id${near || "; write the words of a heading, such as #what-it-costs"}`,
  );
}

function toFile(
  file: string,
  fragment: string | undefined,
  page: PageState,
  { place, dead }: { readonly place: Place; readonly dead: Dead },
): Target {
  const path = resolve(page.folder, file);
  const ending = extname(file).toLowerCase();
  const notebook = ending === ".html" ? path.replace(/\.html$/i, ".ipynb") : path;
  const isNotebook = /\.ipynb$/i.test(notebook) && page.kindOf(notebook) === "file";
  const kind = isNotebook ? "file" : page.kindOf(path);
  if (kind === "nothing")
    return dead("there is no such file; check the path, which is relative to the notebook");
  const outside = kind === "file" ? faultOfPlace(isNotebook ? notebook : path, page) : undefined;
  if (outside !== undefined) return dead(outside);
  if (isNotebook) {
    const report = encodeURI(`${basename(notebook).replace(/\.ipynb$/i, "")}.html`).replace(
      /[#?]/g,
      encodeURIComponent,
    );
    return {
      href: fragment === undefined ? report : `${report}#${encodeURIComponent(slug(decoded(fragment)))}`,
    };
  }
  const shownPath = relative(page.root ?? page.folder, path)
    .split("\\")
    .join("/");
  page.problems.warning(
    place,
    `link ${shown(file)}: leads to ${shownPath}, which is no part of the report, so the words stand without a link; publish it on the web, or print what matters in a cell`,
  );
  return "words";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function shown(address: string): string {
  return address.length > 80 ? `${address.slice(0, 77)}...` : address;
}
