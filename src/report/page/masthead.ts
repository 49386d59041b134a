// The title block: kicker, title, byline, abstract, the strip of key values, and the verdict.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { escapeHtml } from "../../ground/html.js";
import type { ExecutedNotebook, SummaryItem } from "../../notebook/notebook.js";
import { numberParts } from "../../numbers/format.js";
import type { Mention } from "../derivations/derivations.js";
import { linkedNumber } from "../derivations/words.js";
import { badgeHtml } from "../outputs/badges.js";
import { broken } from "../prose/broken.js";
import { parsedLine, parsedProse, proseHtml, proseLine } from "../prose/markdown.js";
import type { Prose, ProseOrigin } from "../prose/prose.js";
import { mentionsOf } from "../prose/render.js";
import type { PageState } from "../state/page-state.js";
import { longDate } from "../text/calendar.js";
import { wordsOfLine } from "../text/inline.js";
import { figures, type NumberDisplay, unitText } from "../text/numbers.js";

/** The title block, parsed; its numbers are linked once all derivations have their place. */
export interface Masthead {
  readonly mentions: readonly Mention[];
  /** Title in words, for the window and the running head. */
  readonly titleText: () => string;
  readonly render: () => string;
}

/** Not a cell: problems here point at the front matter. */
const frontMatter = { cell: undefined, line: undefined };

/** Reads the front matter. */
export function masthead(notebook: ExecutedNotebook, page: PageState): Masthead {
  const { frontMatter: front } = notebook;
  const origin: ProseOrigin = { page, cell: undefined };
  const title = parsedLine(front.title, { ...origin, plain: true });
  const subtitle =
    front.subtitle === undefined ? undefined : parsedLine(front.subtitle, { ...origin, plain: true });
  const abstract = front.abstract === undefined ? undefined : parsedProse(front.abstract, origin);
  const verdict = verdictLine(front.verdict, origin);
  const items = front.summary.map((item) => ({ item, note: noteOf(item, origin) }));
  const lines = [abstract, verdict?.sentence, ...items.map(({ note }) => note)];
  return {
    mentions: [
      ...lines.flatMap((prose) => (prose === undefined ? [] : mentionsOf(prose))),
      ...items.map(({ item }) => ({ name: item.value, display: displayOf(item) })),
    ],
    titleText: () => wordsOfLine(proseLine(title)),
    render: () =>
      [
        front.kicker === undefined ? "" : `<p class="kicker">${escapeHtml(front.kicker)}</p>`,
        `<h1>${proseHtml(title)}</h1>`,
        subtitle === undefined ? "" : `<p class="sub">${proseHtml(subtitle)}</p>`,
        bylineHtml(notebook),
        abstract === undefined
          ? ""
          : `<section class="abstract" aria-labelledby="abstract"><h2 id="abstract">Abstract</h2>${proseHtml(abstract)}</section>`,
        summaryHtml(items, page),
        verdict === undefined
          ? ""
          : `<p class="verdictline">${verdict.badge}${proseHtml(verdict.sentence)}</p>`,
      ]
        .filter((part) => part !== "")
        .join("\n"),
  };
}

function bylineHtml({ frontMatter: { author, date }, name }: ExecutedNotebook): string {
  const parts = [author?.join(", "), date === undefined ? undefined : longDate(date), `Notebook ${name}`];
  return `<p class="by">${parts.flatMap((part) => (part === undefined ? [] : [`<span>${escapeHtml(part)}</span>`])).join("")}</p>`;
}

function noteOf({ note }: SummaryItem, origin: ProseOrigin): Prose | undefined {
  return note === undefined ? undefined : parsedLine(note, origin);
}

function displayOf({ unit, digits }: SummaryItem): NumberDisplay {
  return { ...(unit === undefined ? {} : { unit }), ...(digits === undefined ? {} : { digits }) };
}

interface StripItem {
  readonly item: SummaryItem;
  readonly note: Prose | undefined;
}

function summaryHtml(items: readonly StripItem[], page: PageState): string {
  if (items.length === 0) return "";
  const cells = items.map(({ item, note }) => {
    const condition = note === undefined ? "" : `<dd class="how">${proseHtml(note)}</dd>`;
    return `<div><dt>${escapeHtml(item.label)}</dt><dd class="big">${stripNumber(item, page)}</dd>${condition}</div>`;
  });
  return `<dl class="keys">\n${cells.join("\n")}\n</dl>`;
}

/** Large digits, small unit; the digits alone are the link. */
function stripNumber(item: SummaryItem, page: PageState): string {
  const value = page.values.get(item.value);
  if (value === undefined) {
    page.problems.error(
      frontMatter,
      `summary: no cell publishes the value "${item.value}"${suggestion(item.value, page.values.keys())}`,
    );
    return broken(item.value).html;
  }
  try {
    const { derivation } = value;
    const unit = item.unit ?? derivation.displayUnit;
    const parts = numberParts(derivation.value, derivation.unit, { unit, digits: item.digits });
    const mark = page.derivations.markOf(item.value);
    const digits = figures(parts);
    const number =
      mark === undefined ? digits : linkedNumber(digits, mark, page.derivations.printedMark(mark));
    const name = unitText(parts);
    return name === "" ? number.html : `${number.html}\u00a0<small>${escapeHtml(name)}</small>`;
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    page.problems.error(frontMatter, `summary, value "${item.value}": ${error.message}`);
    return broken(item.value).html;
  }
}

function verdictLine(
  id: string | undefined,
  origin: ProseOrigin,
): { readonly badge: string; readonly sentence: Prose } | undefined {
  if (id === undefined) return undefined;
  const { verdicts, problems } = origin.page;
  const verdict = verdicts.get(id);
  if (verdict === undefined) {
    problems.error(
      frontMatter,
      `verdict: no cell shows the worked example "${id}"${suggestion(id, verdicts.keys())}`,
    );
    return undefined;
  }
  return { badge: badgeHtml(verdict.verdict), sentence: parsedLine(verdict.sentence, origin) };
}
