// Woven HTML on the page: only names and attributes that were checked, every value escaped.
import type { RendererRule, Token } from "markdown-it";
import { escapeHtml } from "../../text/html.js";
import { missingPicture, pictureAddress } from "../pictures.js";
import { type ProseEnv, placeOf } from "../prose.js";

/** Renderer rules for markdown-it. */
export const htmlRules: Readonly<Record<string, RendererRule>> = {
  // what was not woven is text: in titles of the front matter, and wherever a text is read in a way that we forgot
  html_inline: (tokens, i) => escapeHtml(tokens[i]?.content ?? ""),
  html_block: (tokens, i) => escapeHtml(tokens[i]?.content ?? ""),
  html_open: (tokens, i) => openingTag(tokens[i] as Token),
  html_close: (tokens, i) => `</${tokens[i]?.tag}>`,
  html_void: (tokens, i) => `<${tokens[i]?.tag}${attributeText(tokens[i]?.attrs ?? [])}>`,
  html_picture: (tokens, i, _options, env) => pictureHtml(tokens[i] as Token, env as ProseEnv),
};

/** Our sheet gives tables the width of the text, so that a width that is asked for is said where it counts. */
function openingTag(token: Token): string {
  const width = token.tag === "table" ? token.attrGet("width")?.toString() : undefined;
  const wide = width === undefined ? "" : ` style="width:${width.endsWith("%") ? width : `${width}px`}"`;
  return `<${token.tag}${attributeText(token.attrs ?? [])}${wide}>`;
}

/** ` name="value"` of each; an attribute without a value stands by its name. */
export function attributeText(attributes: readonly (readonly [string, string | number])[]): string {
  return attributes
    .map(([name, value]) =>
      value === "" && name !== "alt" ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`,
    )
    .join("");
}

/** Our sheet lets heights follow widths, so that a height that is asked for is said again where it counts. */
function pictureHtml(token: Token, env: ProseEnv): string {
  const given = Object.fromEntries((token.attrs ?? []).map(([name, value]) => [name, String(value)]));
  const { src = "", alt = "", height, ...rest } = given;
  const data = pictureAddress(src, env, placeOf(token, env));
  if (data === "") return missingPicture(alt, src);
  const tall =
    height === undefined ? "" : ` height="${escapeHtml(height)}"${heightStyle(height, rest.width)}`;
  return `<img src="${escapeHtml(data)}" alt="${escapeHtml(alt)}"${attributeText(Object.entries(rest))}${tall}>`;
}

function heightStyle(height: string, width: string | undefined): string {
  return width === undefined && /^[\d.]+$/.test(height) ? ` style="height:${height}px"` : "";
}
