// Vega's SVG text -> the SVG that a page holds: tokens for colours, rem for size, our ids, our words for readers.

import { FlopbookError } from "../../ground/errors.js";
import { escapeHtml, shownCharacters } from "../../ground/html.js";
import { chartColour } from "../../ground/mime.js";

/** What a page's drawing needs beyond Vega's text. */
export interface Dress {
  /** Put before each id, so that figures on one page do not clash. */
  readonly prefix: string;
  /** The data in words. */
  readonly alt: string;
  /** No drawing is shown wider than this many px. */
  readonly maxWidth: number;
  /** True for a chart on a ground of its own, whose colours stay as they are in the dark. */
  readonly ownGround?: boolean;
}

const ROOT_FONT = 16; // px per rem on screen
const TEXT_SIZE = 14; // px, the size nearly all chart text has

const tokens = new Map<string, string>([
  ...Object.entries(chartColour).map(([token, hex]): [string, string] => [hex, `var(--${token})`]),
  ["#fff", "var(--paper)"],
  ["white", "var(--paper)"],
  ["black", "var(--ink)"], // what Vega draws rules and whiskers in, unless told
  ["#000", "var(--ink)"],
  ["#000000", "var(--ink)"],
]);

/**
 * The drawing for a page: colours of `chartColour` become `var(--token)`, the size is in rem, Vega's own roles,
 * labels, fonts and empty layers are gone, numbers are rounded to three decimals, `alt` is the label.
 */
export function dressed(svg: string, dress: Dress): string {
  const { width, height } = sizeOf(svg);
  const scale = Math.min(1, dress.maxWidth / width) / ROOT_FONT;
  const open = [
    'class="chart"',
    `viewBox="0 0 ${width} ${height}"`,
    `width="${short(width * scale)}rem"`,
    `height="${short(height * scale)}rem"`,
    roleOf(svg),
    `aria-label="${escapeHtml(dress.alt)}"`,
    'font-family="var(--sans)"',
    `font-size="${TEXT_SIZE}"`,
  ].join(" ");
  return shownCharacters(`<svg ${open}>${body(svg, (attribute) => pageAttribute(attribute, dress))}</svg>`);
}

/** The drawing as a file of its own: literal colours and fonts, white ground. */
export function standalone(svg: string, alt: string): string {
  const { width, height } = sizeOf(svg);
  const open = [
    'xmlns="http://www.w3.org/2000/svg"',
    `viewBox="0 0 ${width} ${height}"`,
    `width="${width}"`,
    `height="${height}"`,
    roleOf(svg),
    `aria-label="${escapeHtml(alt)}"`,
    `font-family="'Source Sans 3', 'Source Sans Pro', sans-serif"`,
    `font-size="${TEXT_SIZE}"`,
  ].join(" ");
  const ground = `<rect width="${width}" height="${height}" fill="${chartColour.paper}"/>`;
  return `<svg ${open}>${ground}${body(svg, shortAttribute)}</svg>`;
}

/** Size of Vega's drawing in px. */
export function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return { width: Math.ceil(Number(width)), height: Math.ceil(Number(height)) };
}

/**
 * The drawing large enough for what reaches `right` and `bottom`, px: where Vega fits the width it cuts off legends
 * that are longer than the plane is high.
 */
export function enlarged(svg: string, { right, bottom }: { right: number; bottom: number }): string {
  const { width, height } = sizeOf(svg);
  if (right <= width && bottom <= height) return svg;
  const grown = (now: number, end: number) => (end <= now ? now : Math.ceil(end) + EDGE);
  return svg.replace(/viewBox="[^"]*"/, `viewBox="0 0 ${grown(width, right)} ${grown(height, bottom)}"`);
}

/** Blank edge beside what a drawing was enlarged for, px, as Vega-Lite's own padding. */
const EDGE = 5;
/** Smaller than this, in px and with its padding, a drawing shows nothing. */
const NO_SIZE = 12;
/** Larger than this, in px, nobody sees anything of it on a page: marks lie far outside their plane. */
const MOST_SIZE = 20_000;

/**
 * Vega's drawing without marks that have no place, and a note that tells how many. Throws FlopbookError on a
 * drawing of no size.
 */
export function placed(
  svg: string,
  subject: string,
): { readonly svg: string; readonly note: string | undefined } {
  const { width, height } = sizeOf(svg);
  if (!(width >= NO_SIZE && height >= NO_SIZE))
    throw new FlopbookError(
      `${subject}: the drawing has no size, got ${width} × ${height} px; give it a width and a height`,
    );
  if (width > MOST_SIZE || height > MOST_SIZE)
    throw new FlopbookError(
      `${subject}: the drawing is larger than ${MOST_SIZE} px, got ${width} × ${height} px; clip the marks or let the domain hold them`,
    );
  let lost = 0;
  const kept = svg.replace(PLACELESS, () => {
    lost += 1;
    return "";
  });
  const note = `${lost} ${lost === 1 ? "mark has" : "marks have"} no place, got NaN or Infinity as position, and ${lost === 1 ? "is" : "are"} left out`;
  return { svg: kept, note: lost === 0 ? undefined : note };
}

const attribute = String.raw`(?:\s+[\w:-]+="[^"]*")*`;
const nowhere = String.raw`\s+(?:d|transform|width|height|x|y|[xy][12])="[^"]*(?:NaN|Infinity|undefined)[^"]*"`;
const PLACELESS = new RegExp(
  `<(?:path|rect|line|image)${attribute}${nowhere}${attribute}(?:/>|></\\w+>)|<text${attribute}${nowhere}${attribute}(?:/>|>.*?</text>)`,
  "gs",
);

/** A picture; but one with links in it is a group, whose links can be reached. */
function roleOf(svg: string): string {
  return svg.includes("<a ") ? 'role="group"' : 'role="img"';
}

type Attribute = { readonly name: string; readonly value: string };

function body(svg: string, attribute: (attribute: Attribute) => string): string {
  const inner = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>"));
  const tags = inner.replace(
    /<(\w+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g,
    (_, name: string, list: string, end: string) => {
      const kept = [...list.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, n = "", value = ""]) => ({
        name: n,
        value,
      }));
      return `<${name}${kept.map(attribute).join("")}${end}>`;
    },
  );
  return withoutEmpty(tags);
}

/** Vega's invisible layers: a path for background and foreground of each group, and groups that hold nothing. */
function withoutEmpty(tags: string): string {
  let text = tags.replace(/<path(?![^>]*(?:fill|stroke)=)[^>]*(?:\/>|><\/path>)/g, "");
  for (let before = ""; before !== text; ) {
    before = text;
    text = text
      .replace(/<g(?: [^>]*)?><\/g>|<g(?: [^>]*)?\/>/g, "")
      .replace(/<g>((?:(?!<\/?g[ >]).)*)<\/g>/gs, "$1");
  }
  return text;
}

const DROPPED = /^(?:role|aria-.*|class|pointer-events|font-family|xmlns.*|version)$/;

/** Filters name tokens of a page. */
function shortAttribute(given: Attribute): string {
  return given.name === "filter" ? "" : safeAttribute(given);
}

function safeAttribute({ name: given, value }: Attribute): string {
  const name = given === "xlink:href" ? "href" : given;
  if (DROPPED.test(name) || isDefault(name, value) || isUnsafe(name, value)) return "";
  if (name === "href") return ` href="${value}"`;
  return ` ${name}="${name === "fill" || name === "stroke" ? value : rounded(value)}"`;
}

function pageAttribute({ name, value }: Attribute, { prefix, ownGround }: Dress): string {
  if (name === "id") return ` id="${prefix}-${value}"`;
  if (value.includes("url(#")) return ` ${name}="${value.replace("url(#", `url(#${prefix}-`)}"`;
  const token =
    ownGround !== true && (name === "fill" || name === "stroke" || name === "stop-color")
      ? tokens.get(value.toLowerCase())
      : undefined;
  return token === undefined ? safeAttribute({ name, value }) : ` ${name}="${token}"`;
}

/** What could load something, or style more than its own mark. */
function isUnsafe(name: string, value: string): boolean {
  if (name === "style") return !/^(?:(?:mix-blend-mode: [a-z-]+|image-rendering: \w+);\s*)+$/.test(value);
  return name !== "href" && /url\((?!#)/i.test(value);
}

/** Values that SVG, or the svg element, has anyway. */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  "font-size": [`${TEXT_SIZE}px`],
  "font-weight": ["400", "normal"],
  "text-anchor": ["start"],
  "stroke-width": ["1"],
  "stroke-dasharray": ["1,0"],
  opacity: ["1"],
  x2: ["0"],
  y2: ["0"],
};

function isDefault(name: string, value: string): boolean {
  return DEFAULTS[name]?.includes(value) === true;
}

/** Three decimals are finer than any screen; the digits beyond them are not the same on every processor. */
function rounded(value: string): string {
  return value.replace(/-?\d*\.\d+(?:e[-+]?\d+)?/g, (number) => short(Number(number)));
}

function short(value: number): string {
  return String(Math.round(value * 1000) / 1000 + 0);
}
