// How every token that stands in a line of prose is written, and the line whole.
import type { Renderer, Token } from "markdown-it";
import { attributes, escapeHtml } from "../../ground/html.js";
import { type Inline, markup } from "../text/inline.js";
import { taskRules } from "./github.js";
import { htmlRules } from "./html/render.js";
import { latexRules } from "./latex/html.js";
import { type LineContext, type LineRules, lineOf } from "./line.js";
import { linkRules } from "./links.js";
import { missingPicture, pictureAddress } from "./pictures.js";
import { type ProseEnv, placeOf } from "./prose.js";
import { inlineRules } from "./render.js";

/** The rules of all that we add to a line, and of what we write our own way. */
export const lineRules: LineRules = {
  ...inlineRules,
  ...latexRules,
  ...htmlRules,
  ...linkRules,
  ...taskRules,
  image,
};

/** What writes the tokens that no rule of ours knows. */
export interface OtherMarkup {
  readonly renderer: Pick<Renderer, "render">;
  readonly options: Parameters<Renderer["render"]>[1];
}

/** Tokens of a line in all their forms. */
export function lineForms(
  tokens: readonly Token[],
  env: ProseEnv,
  { renderer, options }: OtherMarkup,
): Inline {
  return lineOf(tokens, env, lineRules, (token) => renderer.render([token], options, env));
}

function image(token: Token, { env }: LineContext): Inline {
  const address = String(token.attrGet("src") ?? "");
  const src = pictureAddress(address, env, placeOf(token, env));
  if (src === "") return missingPicture(token.content, address);
  const width = token.attrGet("width")?.toString();
  return markup(`<img${attributes({ src, width })} alt="${escapeHtml(token.content)}">`, " ");
}
