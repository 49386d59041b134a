// Headings of prose: levels that fit the page, numbers, ids, labels.
import type { Token } from "markdown-it";
import { attributes, escapeHtml } from "../../ground/html.js";
import { sameWords, slug } from "../state/ids.js";
import { authorId } from "./html/attributes.js";
import { proseHtml } from "./markdown.js";
import type { Heading, Piece } from "./piece.js";
import { everyToken, type Prose, type ProseEnv, placeOf, plainProse } from "./prose.js";

/** How the headings of a notebook map to the page: its highest level becomes h2, and no level is skipped. */
export interface HeadingPlan {
  readonly shift: number;
  readonly numbered: boolean;
  /** Text of a first heading that repeats the title, and is dropped. */
  readonly title: string;
  previous: number;
}

/** The plan for all prose of a notebook. */
export function headingPlan(
  texts: readonly string[],
  options: { numbered: boolean; title: string },
): HeadingPlan {
  const levels = texts.flatMap((text, i) => {
    return headingsIn(text)
      .filter(({ words }, j) => !(i === 0 && j === 0 && sameWords(words, options.title)))
      .map(({ level }) => level);
  });
  const highest = levels.length === 0 ? 2 : Math.min(...levels);
  return { shift: 2 - highest, numbered: options.numbered, title: options.title, previous: 1 };
}

/** `# Words`, `<h1>Words</h1>`, and words with a line of = or - below. */
const written =
  /^ {0,3}(#{1,6})\s+(.*)$|<h([1-6])\b[^>]*>([\s\S]*?)<\/h\3>|^ {0,3}(?![#>|*+-]|\d+[.)]\s)(\S[^\n]*)\n {0,3}(=+|-{3,})[ \t]*$/gim;

function headingsIn(text: string): { readonly level: number; readonly words: string }[] {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  return [...prose.matchAll(written)].map(([, marks, words, digit, inside, above, below]) => {
    if (marks !== undefined) return { level: marks.length, words: words ?? "" };
    if (digit !== undefined) return { level: Number(digit), words: (inside ?? "").replace(/<[^>]*>/g, "") };
    return { level: below?.startsWith("=") === true ? 1 : 2, words: above ?? "" };
  });
}

/** A heading as a piece; one that repeats the title is dropped. */
export function headingPieces(
  block: readonly Token[],
  env: ProseEnv,
  plan: HeadingPlan | undefined,
): Piece[] {
  const [open, inline] = block;
  const { page } = env;
  if (open === undefined || inline === undefined) return [];
  const title = plainProse({ tokens: [inline], env });
  if (plan === undefined) {
    return [{ mentions: [], render: () => `<p class="minor">${proseHtml(title)}</p>` }];
  }
  if (plan.previous === 1 && sameWords(writtenWords(title), plan.title)) {
    page.aliases.set(slug(plan.title), "main");
    return [];
  }
  const level = Math.min(Math.max(2, Number(open.tag.slice(1)) + plan.shift), plan.previous + 1, 6);
  plan.previous = level;
  return [{ mentions: [], heading: registeredHeading(open, title, level, plan, env), render: () => "" }];
}

function registeredHeading(
  open: Token,
  title: Prose,
  level: number,
  plan: HeadingPlan,
  env: ProseEnv,
): Heading {
  const { page } = env;
  const numbered =
    plan.numbered && level === 2 && !/\bunnumbered\b/.test(String(open.attrGet("class") ?? ""));
  const number = numbered ? page.labels.next("sec") : undefined;
  const words = writtenWords(title);
  const id = authorId(open.attrGet("id")?.toString() ?? slug(words), page);
  if (!page.aliases.has(slug(words))) page.aliases.set(slug(words), id);
  const target = { kind: "sec" as const, id, number, title: words };
  const label = id.startsWith("sec-") ? id : `sec-${id}`;
  if (!page.labels.name(label, target)) {
    page.problems.error(placeOf(open, env), `label ${label}: used twice; give each section its own {#sec-…}`);
  }
  const align = open.meta?.align as string | undefined;
  return { level, id, number, title, ...(align === undefined ? {} : { align }) };
}

/** Headings inside other blocks (a quote, <details>): they get id, bookmark and a level below the section's. */
export function readNestedHeadings(
  block: readonly Token[],
  env: ProseEnv,
  plan: HeadingPlan | undefined,
): void {
  let above = Math.max(2, plan?.previous ?? 2);
  for (const [i, open] of block.entries()) {
    const [inline, close] = block.slice(i + 1, i + 3);
    if (open.type !== "heading_open" || inline === undefined || close === undefined) continue;
    const written = Number(open.tag.slice(1)) + (plan?.shift ?? 0);
    if (plan === undefined) {
      Object.assign(open, { tag: "p", attrs: [["class", "minor"]] });
    } else {
      const level = Math.min(Math.max(3, written), above + 1, 6);
      above = level;
      const { id, align } = registeredHeading(open, plainProse({ tokens: [inline], env }), level, plan, env);
      const side: [string, string][] = align === undefined ? [] : [["align", align]];
      Object.assign(open, { tag: `h${level}`, attrs: [["id", id], ...side] });
    }
    close.tag = open.tag;
  }
}

/** The words of a heading as written: a value by its name, a formula by its TeX. */
function writtenWords({ tokens, env }: Prose): string {
  return [...everyToken(tokens, env)]
    .filter((token) => token.children === null)
    .map(({ content, meta }) => content || String(meta?.name ?? meta?.tex ?? ""))
    .join("")
    .trim();
}

/** The heading's own markup, written by the page when the section opens. */
export function headingHtml({ level, number, title, id, align }: Heading): string {
  const mark = number === undefined ? "" : `<span class="no">${number}</span>`;
  const own = level === 2 ? "" : ` id="${escapeHtml(id)}"`;
  return `<h${level}${own}${attributes({ align })}>${mark}${proseHtml(title)}</h${level}>`;
}
