// A cell of prose as pieces of the page: headings, captioned tables and pictures, margin notes, the rest.
import type { Token } from "markdown-it";
import { containerKind, prepareTables } from "./blocks.js";
import { isTableCaption, soloPicture, tableBlock } from "./captioned.js";
import { type HeadingPlan, headingPieces, readNestedHeadings } from "./headings.js";
import { readParagraph } from "./html/given.js";
import { parsedProse, proseHtml } from "./markdown.js";
import type { Piece } from "./piece.js";
import type { ProseEnv, ProseOrigin } from "./prose.js";
import { mentionsOf } from "./render.js";

/** The pieces of one cell (or one Markdown output, which has no headings of its own). */
export function prosePieces(text: string, origin: ProseOrigin, plan?: HeadingPlan): Piece[] {
  const prose = parsedProse(text, origin);
  prepareTables(prose.tokens);
  const blocks = topBlocks(prose.tokens);
  const pieces: Piece[] = [];
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i] ?? [];
    if (block[0]?.type !== "heading_open") readNestedHeadings(block, prose.env, plan);
    const next = blocks[i + 1];
    if (isMargin(block)) {
      const paragraph = next?.[0]?.type === "paragraph_open" ? next : undefined;
      pieces.push(marginPiece(block, paragraph, prose.env));
      if (paragraph !== undefined) i++;
    } else if (block[0]?.type === "heading_open") {
      pieces.push(...headingPieces(block, prose.env, plan));
    } else if (block[0]?.type === "table_open") {
      const caption = isTableCaption(next) ? next : undefined;
      pieces.push(tableBlock(block, caption, prose.env));
      if (caption !== undefined) i++;
    } else pieces.push(soloPicture(block, prose.env) ?? plainPiece(block, prose.env));
  }
  return pieces;
}

function plainPiece(tokens: readonly Token[], env: ProseEnv): Piece {
  readParagraph(tokens[0], env);
  const prose = { tokens, env };
  return { mentions: mentionsOf(prose), render: () => proseHtml(prose) };
}

/** Token runs that stand side by side at the top of the text. */
function topBlocks(tokens: readonly Token[]): Token[][] {
  const blocks: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) blocks.push([]);
    blocks.at(-1)?.push(token);
    depth += token.nesting;
  }
  return blocks;
}

function isMargin(block: readonly Token[]): boolean {
  const open = block[0];
  return open?.type === "container_block_open" && containerKind(open).kind === "margin";
}

/** A note in the margin starts level with the paragraph after it; on a phone it follows that paragraph. */
function marginPiece(block: readonly Token[], paragraph: readonly Token[] | undefined, env: ProseEnv): Piece {
  const note = { tokens: block.slice(1, -1), env };
  const text = paragraph === undefined ? undefined : { tokens: paragraph, env };
  return {
    mentions: [note, text].flatMap((prose) => (prose === undefined ? [] : mentionsOf(prose))),
    render: () => {
      const aside = `<aside class="note">${proseHtml(note)}</aside>`;
      return text === undefined ? aside : `<div class="pn">${aside}${proseHtml(text)}</div>`;
    },
  };
}
