// Our inline tokens as pieces of a line: values, formulas, cross references, citations, footnotes.
import type { Token } from "markdown-it";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { Mention } from "../derivations/derivations.js";
import { linkedNumber } from "../derivations/words.js";
import { enclosed, type Inline, inlineText, markup } from "../text/inline.js";
import { glued, type NumberDisplay, numberInline } from "../text/numbers.js";
import { broken } from "./broken.js";
import { citationsInline } from "./citations.js";
import { clinging } from "./latex/html.js";
import type { LineContext, LineRules } from "./line.js";
import { everyToken, type Prose, type ProseEnv, placeOf } from "./prose.js";
import { proseToken, type ValueMeta } from "./syntax.js";

/** How the tokens of ours that stand in a line are written. */
export const inlineRules: LineRules = {
  text: (token, { env, before, after }) => {
    const { content } = token;
    const { opening, closing } = clinging(content, before, after);
    const { html } = inlineText(glued(content.slice(closing.length, content.length - opening.length)));
    return { ...markup(env.plain ? unbroken(html) : html), plain: glued(content) };
  },
  [proseToken.value]: (token, { env }) => unlinkedIn(env, valueInline(token, env)),
  [proseToken.cross]: (token, { env }) => {
    const label = String(token.meta?.label);
    const link = env.page.labels.link(label, { capital: token.meta?.capital === true });
    if (link !== undefined) return unlinkedIn(env, link);
    env.page.problems.error(
      placeOf(token, env),
      `reference @${label}: no figure, table, equation or section has this label${env.page.labels.suggestion(label)}`,
    );
    return broken(`@${label}`);
  },
  [proseToken.cite]: (token, { env }) => unlinkedIn(env, citationsInline(token, env)),
  footnote_ref: (token, { env, line }) => markup(footnoteHtml(token, env, line), ""),
};

/** Headings print without the links of our own. */
export function unlinkedIn({ plain }: ProseEnv, inline: Inline): Inline {
  return plain ? { ...inline, html: inline.unlinked } : inline;
}

/** Names such as ResNet-50 stay on one line. */
function unbroken(text: string): string {
  return text.replace(/[\p{L}\p{N}]+-\d[\p{L}\p{N}.]*/gu, '<span class="nb">$&</span>');
}

function valueInline(token: Token, env: ProseEnv): Inline {
  const meta = token.meta as unknown as ValueMeta;
  const { page } = env;
  const place = placeOf(token, env);
  const value = page.values.get(meta.name);
  if (value === undefined) {
    const near = suggestion(meta.name, page.values.keys());
    page.problems.error(
      place,
      `value {{${meta.name}}}: no cell publishes it${near || "; publish({ … }) it in a cell"}`,
    );
    return broken(`{{${meta.name}}}`);
  }
  const { display, faults } = displayOf(meta);
  for (const fault of faults) page.problems.error(place, `value {{${meta.name}}}: ${fault}`);
  try {
    const { derivation } = value;
    const shown = { ...display, unit: display.unit ?? derivation.displayUnit };
    const mark = page.derivations.markOf(meta.name);
    const number = numberInline(derivation.value, derivation.unit, shown);
    return env.plain || !meta.linked || mark === undefined
      ? enclosed('<span class="q">', number, "</span>")
      : linkedNumber(number, mark, page.derivations.printedMark(mark));
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    page.problems.error(place, `value {{${meta.name}}}: ${error.message}`);
    return broken(`{{${meta.name}}}`);
  }
}

const notations = ["prefix", "power", "plain"] as const;
const optionNames = ["unit", "digits", "notation", "exact", "bare"];

function displayOf(meta: ValueMeta): { display: NumberDisplay; faults: string[] } {
  const faults: string[] = [];
  let display: NumberDisplay = {};
  for (const [name, value] of meta.options) {
    if (name === "unit") display = { ...display, unit: value };
    else if (name === "exact" || name === "bare") display = { ...display, [name]: value === "true" };
    else if (name === "digits" && /^(?:[1-9]|1[0-5])$/.test(value))
      display = { ...display, digits: Number(value) };
    else if (name === "digits") faults.push(`digits must be 1 to 15, got "${value}"`);
    else if (name === "notation") {
      const notation = notations.find((known) => known === value);
      if (notation === undefined) faults.push(`notation must be ${notations.join(", ")}, got "${value}"`);
      else display = { ...display, notation };
    } else faults.push(`no option is called "${name}"${suggestion(name, optionNames)}`);
  }
  return { display, faults };
}

/** The values that a piece of prose mentions with a link, in reading order. */
export function mentionsOf({ tokens, env }: Prose): Mention[] {
  if (env.plain) return [];
  return [...everyToken(tokens, env)]
    .filter((token) => token.type === proseToken.value)
    .map((token) => token.meta as unknown as ValueMeta)
    .filter(({ linked }) => linked)
    .map((meta) => ({ name: meta.name, display: displayOf(meta).display }));
}

/** A numbered note in the margin, at its line; further uses of the same note only repeat the number. */
function footnoteHtml(token: Token, env: ProseEnv, line: LineContext["line"]): string {
  const key = Number(token.meta?.id);
  const known = env.noteNumbers.get(key);
  if (env.plain) return "";
  if (known !== undefined) return `<a class="fn" href="#fn${known}" aria-label="note ${known}">${known}</a>`;
  const number = ++env.page.notes;
  env.noteNumbers.set(key, number);
  const note = env.notes[key] ?? [];
  if (note.some((part) => part.block && !/^(?:paragraph|inline|math_display)/.test(part.type))) {
    env.page.problems.error(
      placeOf(token, env),
      `note ${number}: holds paragraphs only, got a list, table or code block`,
    );
  }
  const paragraphs = note
    .filter((part) => part.type === "inline")
    .map((part) => `<span class="np">${line(part.children ?? []).html}</span>`);
  return `<a class="fn" id="fnr${number}" href="#fn${number}" aria-label="note ${number}">${number}</a><span class="note side" role="note" id="fn${number}"><a class="fnn" href="#fnr${number}" aria-label="back to the text">${number}</a>${paragraphs.join("")}</span>`;
}
