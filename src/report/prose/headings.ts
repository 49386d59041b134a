// Headings of prose: levels that fit the page, numbers, ids, labels.
import type { Token } from "markdown-it";
import type { Heading, Piece } from "../page/piece.js";
import { escapeHtml, plainText } from "../text/html.js";
import { sameWords, slug } from "../text/ids.js";
import { proseHtml } from "./markdown.js";
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
    const found = [...text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").matchAll(/^ {0,3}(#{1,6})\s+(.*)$/gm)];
    return found
      .filter((match, j) => !(i === 0 && j === 0 && sameWords(match[2] ?? "", options.title)))
      .map((match) => (match[1] ?? "").length);
  });
  const highest = levels.length === 0 ? 2 : Math.min(...levels);
  return { shift: 2 - highest, numbered: options.numbered, title: options.title, previous: 1 };
}

/** A heading as a piece; one that repeats the title is dropped. */
export function headingPieces(
  block: readonly Token[],
  env: ProseEnv,
  plan: HeadingPlan | undefined,
): Piece[] {
  const [open, inline] = block;
  if (open === undefined || inline === undefined) return [];
  const title = plainProse({ tokens: [inline], env });
  if (plan === undefined) {
    return [{ mentions: [], render: () => `<p class="minor">${proseHtml(title)}</p>` }];
  }
  if (plan.previous === 1 && sameWords(writtenWords(title), plan.title)) return [];
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
  const id = page.ids.claim(open.attrGet("id")?.toString() ?? slug(words));
  const target = { kind: "sec" as const, id, number, title: words };
  const label = id.startsWith("sec-") ? id : `sec-${id}`;
  if (!page.labels.name(label, target)) {
    page.problems.error(placeOf(open, env), `label ${label}: used twice; give each section its own {#sec-…}`);
  }
  return { level, id, number, title };
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
export function headingHtml({ level, number, title, id }: Heading): string {
  const mark = number === undefined ? "" : `<span class="no">${number}</span>`;
  const own = level === 2 ? "" : ` id="${escapeHtml(id)}"`;
  return `<h${level}${own}>${mark}${proseHtml(title)}</h${level}>`;
}

/** Words of a heading, for the contents. */
export function headingText({ title }: Heading): string {
  return plainText(proseHtml(title));
}
