// The content of a page in its clothes: faces, the project's fonts, style sheets, the template round it.
import { dirname } from "node:path";
import { FlopbookError } from "../../ground/errors.js";
import { escapeHtml } from "../../ground/html.js";
import type { ExecutedNotebook } from "../../notebook/notebook.js";
import { openMarksCss } from "../derivations/open-marks.js";
import { type FoundFonts, foundFonts } from "../fonts/found.js";
import { missingText } from "../fonts/missing.js";
import type { Need } from "../fonts/needs.js";
import { foreignBoxCss } from "../foreign/foreign.js";
import { placeText } from "../problem.js";
import type { PageState } from "../state/page-state.js";
import { longDate } from "../text/calendar.js";
import { withDirections } from "../text/direction.js";
import { katexCss } from "../text/math.js";
import { familiesOf, fontFaceCss, marksFamily, ownFaces } from "./fonts.js";
import { cssString, type PageSlots, type Template } from "./template.js";

/** What dressing knows beside the slots. */
export interface Dressing {
  readonly notebook: ExecutedNotebook;
  readonly context: {
    readonly paper: "a4" | "letter";
    readonly root?: string;
    readonly readFile?: (path: string) => Uint8Array;
  };
  readonly page: PageState;
}

const parts = ["banner", "masthead", "contents", "main"] as const;

/**
 * The whole page. Text that no face can set ends the build of the page (FlopbookError, one line for each package that
 * would help), unless the page has failed already: then the lines join its faults.
 */
export async function dressed(template: Template, slots: PageSlots, dressing: Dressing): Promise<string> {
  const { notebook, context, page } = dressing;
  // lines of the contents stay in one column: the browser orders the words of each
  const turn = (html: string) => withDirections(html, notebook.frontMatter.lang);
  const turned = { ...slots, masthead: turn(slots.masthead), main: turn(slots.main) };
  const { shown, fonts } = await withFonts(template, turned, dressing);
  const content = contentOf(shown);
  const { date, paper } = notebook.frontMatter;
  const style = {
    title: cssString(shown.title),
    date: cssString(date === undefined ? "" : longDate(date)),
    paper: (paper ?? context.paper) === "letter" ? "letter" : "A4",
  };
  const faces = [fontFaceCss(content, template.fontFolder), fonts.css]
    .filter((part) => part !== "")
    .join("\n");
  const marks = faces.includes(`"${marksFamily}"`) ? [marksFamily] : [];
  const escaped = { ...shown, title: escapeHtml(shown.title), lang: escapeHtml(shown.lang) };
  return template.fill(escaped, style, {
    before: [
      content.includes('class="katex"') ? katexCss() : "",
      content.includes('class="foreign"') ? foreignBoxCss : "",
    ]
      .filter((css) => css !== "")
      .join("\n"),
    faces,
    after: openMarksCss(page.derivations.all, content),
    stacked: stacks(familiesOf(template.fontFolder), [...marks, ...fonts.families]),
  });
}

function contentOf(slots: PageSlots): string {
  return parts.map((part) => slots[part]).join("");
}

function each(slots: PageSlots, change: (html: string) => string): Partial<PageSlots> {
  return Object.fromEntries(parts.map((part) => [part, change(slots[part])]));
}

/** The slots as they can be set, and the fonts that set them. */
async function withFonts(
  template: Template,
  slots: PageSlots,
  { notebook, context, page }: Dressing,
): Promise<{ shown: PageSlots; fonts: FoundFonts }> {
  const { root, readFile } = context;
  const { lang, fonts: named = [] } = notebook.frontMatter;
  const own = ownFaces(template.fontFolder);
  const places = root === undefined ? undefined : { folder: dirname(notebook.path), root, named };
  const html = contentOf(slots);
  const fonts = await foundFonts({
    html,
    own,
    lang,
    places,
    ...(readFile === undefined ? {} : { readFile }),
  });
  if (fonts.missing.length === 0) return { shown: slots, fonts };
  const { spelled, left } = spelledNames(slots, fonts.missing, notebook);
  const lines = missingText(left, fonts.needs, notebook, fonts.asked);
  const failed =
    notebook.errors.length > 0 || page.problems.all().some(({ severity }) => severity === "error");
  if (lines.length > 0 && !failed)
    throw new FlopbookError(
      lines.map(({ place, message }) => [placeText(place), message].filter(Boolean).join(": ")).join("\n"),
    );
  for (const { place, message } of lines) page.problems.error(place, message);
  return { shown: spelled, fonts };
}

/**
 * A notebook's file name is a label that its author may not choose: what no face holds of it, and stands nowhere else
 * in the notebook, is written by its code points.
 */
function spelledNames(
  slots: PageSlots,
  missing: readonly Need[],
  notebook: ExecutedNotebook,
): { spelled: PageSlots; left: readonly Need[] } {
  const { title, ...front } = notebook.frontMatter;
  const texts = JSON.stringify([
    front,
    title === notebook.name ? "" : title,
    notebook.cells,
    notebook.errors,
  ]);
  const isName = ({ cluster }: Need) => notebook.name.includes(cluster) && !texts.includes(cluster);
  const names = missing.filter(isName);
  if (names.length === 0) return { spelled: slots, left: missing };
  const spell = (html: string) =>
    names.reduce((text, { cluster }) => text.replaceAll(cluster, codePoints(cluster)), html);
  return { spelled: { ...slots, ...each(slots, spell) }, left: missing.filter((need) => !isName(need)) };
}

function codePoints(cluster: string): string {
  return [...cluster]
    .map((character) => `(U+${character.codePointAt(0)?.toString(16).toUpperCase()})`)
    .join("");
}

/** Puts the project's fonts behind the last of our families in every font stack. */
function stacks(ours: readonly string[], found: readonly string[]): (css: string) => string {
  if (found.length === 0) return (css) => css;
  const names = ours.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const last = new RegExp(`(["'])(?:${names})\\1(?!\\s*,\\s*["'](?:${names})["'])`, "g");
  const list = found.map((family) => `,${JSON.stringify(family)}`).join("");
  return (css) => css.replace(last, (name) => name + list);
}
