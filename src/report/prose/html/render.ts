// Woven HTML on the page: only names and attributes that were checked, every value escaped.
import type { Token } from "markdown-it";
import { escapeHtml } from "../../../ground/html.js";
import { type Inline, inlineText, markup } from "../../text/inline.js";
import type { LineContext, LineRules } from "../line.js";
import { missingPicture, pictureAddress } from "../pictures.js";
import { placeOf } from "../prose.js";

/** How woven HTML is written. */
export const htmlRules: LineRules = {
  // what was not woven is text: in titles of the front matter, and wherever a text is read in a way that we forgot
  html_inline: ({ content }) => inlineText(content),
  html_block: ({ content }) => inlineText(content),
  html_open: openingTag,
  html_close: ({ tag }) => markup(`</${tag}>`, tag === "a" ? "" : undefined),
  html_void: ({ tag, attrs }) => {
    const [all, unnamed] = [attrs, withoutId(attrs)].map((some) => `<${tag}${attributeText(some ?? [])}>`);
    return tag === "br" ? { ...markup(all ?? "", " "), plain: " " } : markup(all ?? "", unnamed);
  },
  html_picture: picture,
};

/** Our sheet gives tables the width of the text, so that a width that is asked for is said where it counts. */
function openingTag(token: Token): Inline {
  const width = token.tag === "table" ? token.attrGet("width")?.toString() : undefined;
  const wide = width === undefined ? "" : ` style="width:${width.endsWith("%") ? width : `${width}px`}"`;
  const tag = (attributes: Token["attrs"]) => `<${token.tag}${attributeText(attributes ?? [])}${wide}>`;
  return markup(tag(token.attrs), token.tag === "a" ? "" : tag(withoutId(token.attrs)));
}

function withoutId(attributes: Token["attrs"]): Token["attrs"] {
  return attributes?.filter(([name]) => name !== "id") ?? null;
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
function picture(token: Token, { env }: LineContext): Inline {
  const given = Object.fromEntries((token.attrs ?? []).map(([name, value]) => [name, String(value)]));
  const { src = "", alt = "", height, ...rest } = given;
  const data = pictureAddress(src, env, placeOf(token, env));
  if (data === "") return missingPicture(alt, src);
  const tall =
    height === undefined ? "" : ` height="${escapeHtml(height)}"${heightStyle(height, rest.width)}`;
  return markup(
    `<img src="${escapeHtml(data)}" alt="${escapeHtml(alt)}"${attributeText(Object.entries(rest))}${tall}>`,
    " ",
  );
}

function heightStyle(height: string, width: string | undefined): string {
  return width === undefined && /^[\d.]+$/.test(height) ? ` style="height:${height}px"` : "";
}
