// A template: a folder with page.html, style sheets and fonts. It holds layout only; slots name what goes where.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { flopbookFolder } from "../installed.js";

/** Slots that every page.html has, each once. */
const required = ["lang", "title", "head", "style", "masthead", "contents", "main"] as const;

/** Slots that page.html may have. */
const optional = ["banner"] as const;

/** Slots that style sheets may have. */
const styleSlots = ["title", "date", "paper"] as const;

/** What fills the slots of page.html; `style` is made of the style sheets. */
export type PageSlots = Readonly<
  Record<Exclude<(typeof required)[number], "style"> | (typeof optional)[number], string>
>;

/** What fills the slots of style sheets, as CSS text. */
export type StyleSlots = Readonly<Record<(typeof styleSlots)[number], string>>;

/** CSS round the sheets of a template, and what they are to know of the page's fonts. */
export interface OwnStyles {
  /** Faces, which are left as they are. */
  readonly faces: string;
  readonly before: string;
  readonly after: string;
  /** The CSS of a sheet with the fonts of the project in its font stacks. */
  readonly stacked: (css: string) => string;
}

/** A template that has been read and checked. */
export interface Template {
  readonly fontFolder: string;
  /** The page: slots filled, the sheets in page.html's order between the CSS of formulas and of derivations. */
  readonly fill: (slots: PageSlots, style: StyleSlots, own: OwnStyles) => string;
}

/**
 * Reads a template by name (from the project's templates/ or ours) or by path. Throws FlopbookError when there is
 * none, or when page.html or a style sheet is missing or has slots that nothing fills.
 */
export function readTemplate(name: string, root?: string): Template {
  const folder = templateFolder(name, root);
  const subject = `template ${name}`;
  const page = readPart(folder, "page.html", subject);
  const sheets = styleSheets(page, subject).map((file) => ({ file, css: readPart(folder, file, subject) }));
  checkSlots(page, subject);
  for (const { file, css } of sheets) checkStyleSlots(css, `${subject}, ${file}`);
  const ownFonts = join(folder, "fonts");
  return {
    fontFolder: existsSync(join(ownFonts, "fonts.json"))
      ? ownFonts
      : join(flopbookFolder, "templates", "default", "fonts"),
    fill(slots, style, own) {
      const sheet = (css: string) => own.stacked(filled(css, style));
      const css = [own.stacked(own.before), own.faces, ...sheets.map(({ css }) => sheet(css)), own.after]
        .filter(Boolean)
        .join("\n");
      const all: Readonly<Record<string, string>> = { ...slots };
      return page.replace(slotPattern, (whole, slot: string, files: string | undefined) => {
        if (slot === "style") return files === undefined ? whole : css;
        return all[slot] ?? "";
      });
    },
  };
}

const slotPattern = /\{\{\s*([a-z]+)((?:\s+[\w.-]+)*)\s*\}\}/g;

/** In a style sheet a slot stands in quotes, so that the sheet is CSS before it is filled: `content: "{{title}}"`. */
const styleSlotPattern = /"\{\{([a-z]+)\}\}"/g;

function templateFolder(name: string, root: string | undefined): string {
  if (isAbsolute(name)) {
    if (existsSync(name)) return name;
    throw new FlopbookError(`template: no folder at the path given, got "${name}"; check the path`, {
      exitCode: 2,
    });
  }
  const homes = [root, flopbookFolder]
    .filter((home): home is string => home !== undefined)
    .map((home) => join(home, "templates"));
  const found = homes
    .map((home) => join(home, name))
    .find((folder) => existsSync(join(folder, "page.html")) || existsSync(folder));
  if (found !== undefined && name !== "") return found;
  const names = homes
    .filter(existsSync)
    .flatMap((home) => readdirSync(home).filter((entry) => statSync(join(home, entry)).isDirectory()));
  throw new FlopbookError(
    `template: none is called "${name}"${suggestion(name, names) || `; there is ${[...new Set(names)].sort().join(", ")}`}`,
    { exitCode: 2 },
  );
}

function readPart(folder: string, file: string, subject: string): string {
  const path = join(folder, file);
  if (!existsSync(path))
    throw new FlopbookError(`${subject}: ${file} is missing; add it to the template's folder`);
  return readFileSync(path, "utf8").replace(/\r\n?/g, "\n");
}

/** `{{style tokens.css screen.css}}` */
function styleSheets(page: string, subject: string): string[] {
  const slot = [...page.matchAll(slotPattern)].find((match) => match[1] === "style");
  const files = (slot?.[2] ?? "").trim().split(/\s+/).filter(Boolean);
  if (files.length === 0) {
    throw new FlopbookError(
      `${subject}: page.html names no style sheets; write {{style screen.css print.css}} in its <style>`,
    );
  }
  return files;
}

function checkSlots(page: string, subject: string): void {
  const found = [...page.matchAll(slotPattern)].map((match) => match[1] ?? "");
  const known: readonly string[] = [...required, ...optional];
  const unknown = found.find((slot) => !known.includes(slot));
  if (unknown !== undefined) {
    throw new FlopbookError(
      `${subject}: page.html has a slot that nothing fills, got {{${unknown}}}${suggestion(unknown, known)}`,
    );
  }
  for (const slot of required) {
    const count = found.filter((name) => name === slot).length;
    if (count === 0) throw new FlopbookError(`${subject}: page.html lacks the slot {{${slot}}}; add it`);
    if (count > 1 && slot !== "title" && slot !== "lang") {
      throw new FlopbookError(`${subject}: page.html has the slot {{${slot}}} ${count} times; keep one`);
    }
  }
}

function checkStyleSlots(css: string, subject: string): void {
  const known: readonly string[] = styleSlots;
  for (const match of css.matchAll(styleSlotPattern)) {
    const slot = match[1] ?? "";
    if (!known.includes(slot)) {
      throw new FlopbookError(
        `${subject}: a slot that nothing fills, got {{${slot}}}${suggestion(slot, known)}`,
      );
    }
  }
  if (/@import|url\(\s*["']?(?!data:|#)/i.test(css)) {
    throw new FlopbookError(
      `${subject}: loads something from outside the page; put it into the sheet as data:`,
    );
  }
}

/** The sheet without comments, its quoted slots filled. */
function filled(css: string, style: StyleSlots): string {
  const all: Readonly<Record<string, string>> = { ...style };
  return css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s+/gm, "")
    .replace(styleSlotPattern, (_, slot: string) => all[slot] ?? "")
    .trim();
}

/** Text as a CSS string, safe inside a <style> element. */
export function cssString(text: string): string {
  const escaped = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return /["\\<>&]/.test(character) || code < 0x20 ? `\\${code.toString(16)} ` : character;
  });
  return `"${escaped.join("")}"`;
}
