// Foreign markup cannot forge, swallow, load or run: asserted on the tree that a parser makes of the finished page.
import fc from "fast-check";
import type { Element, Root, RootContent } from "hast";
import { fromHtml } from "hast-util-from-html";
import { describe, expect, test } from "vitest";
import { mimeType } from "../../src/ground/mime.js";
import { foreignHtml } from "../../src/report/foreign/foreign.js";
import { renderPage } from "../../src/report/page/page.js";
import { attacks } from "./foreign-attacks.js";
import { display, sampleNotebook, sampleProvenance } from "./sample.js";

/** A page whose third cell shows the markup between two of prose; without its own style sheet, which holds the fonts. */
async function pageWith(markup: string): Promise<string> {
  const sample = sampleNotebook();
  const [published, cell, third] = sample.cells;
  if (published === undefined || cell === undefined || third === undefined)
    throw new Error("the sample is short");
  const { verdict: _verdict, abstract: _abstract, ...front } = sample.frontMatter;
  const own = {
    ...cell,
    kind: "code" as const,
    source: "x",
    outputs: [display({ [mimeType.html]: markup })],
    options: { ...cell.options, echo: false },
  };
  const before = { ...third, kind: "markdown" as const, source: "Before", outputs: [] };
  const after = { ...third, kind: "markdown" as const, source: "# After\n\nAFTERMARK", outputs: [] };
  const notebook = sampleNotebook({
    cells: [published, before, own, after],
    frontMatter: { ...front, summary: [] },
  });
  const figure = async () => ({ wide: "<svg></svg>", narrow: "<svg></svg>" });
  const context = { figure, template: "default", provenance: sampleProvenance, paper: "a4" } as const;
  const { html } = await renderPage(notebook, context);
  expect(html.indexOf("<style>")).toBeLessThan(html.indexOf("</head>"));
  return html.replace(/<style>[\s\S]*?<\/style>/, "");
}

type Node = Root | RootContent;

function* all(node: Node): Generator<Element> {
  if (node.type === "element") yield node;
  if ("children" in node) for (const child of node.children) yield* all(child);
}

function isBox(node: Node): boolean {
  return node.type === "element" && String(node.properties.className) === "foreign";
}

function isNote(node: Node): boolean {
  return node.type === "element" && String(node.properties.className) === "unshown";
}

/** The body without boxes of foreign markup and the notes on them, as one comparable text. */
function outside(html: string): string {
  const body = [...all(fromHtml(html))].find(({ tagName }) => tagName === "body");
  const plain = (node: Node): unknown => {
    if (isBox(node) || isNote(node) || node.type === "comment") return [];
    if (node.type === "text") return node.value.trim() === "" ? [] : [node.value];
    const own = node.type === "element" ? [node.tagName, node.properties] : [node.type];
    if (!("children" in node)) return [own];
    return [[...own, node.children.flatMap((child) => plain(child) as unknown[])]];
  };
  return JSON.stringify(body === undefined ? "no body" : plain(body));
}

function boxes(html: string): Element[] {
  return [...all(fromHtml(html))].filter(isBox);
}

const foreignNames =
  /^(?:script|iframe|frame|frameset|object|embed|applet|form|base|meta|link|title|template|noscript|plaintext|xmp|textarea|select|button|video|audio|source|canvas|main|nav|header|footer|aside|section|article|h[1-6]|animate\w*|set|slot|portal|fencedframe|dialog|body|html|head|annotation-xml)$/;
const raster = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,[A-Za-z0-9+/=]+$/;

/** What is wrong with one element of foreign markup. */
function faultsOf({ tagName, properties }: Element, inSvg: boolean): string[] {
  const faults = foreignNames.test(tagName) && !(inSvg && tagName === "title") ? [`<${tagName}>`] : [];
  for (const [name, value] of Object.entries(properties)) {
    const text = Array.isArray(value) ? value.join(" ") : String(value);
    if (/^on/i.test(name)) faults.push(name);
    if (
      /^(?:srcSet|poster|background|data|action|formAction|ping|cite|srcDoc|name|contentEditable|tabIndex|accessKey|popover|autoFocus)$/.test(
        name,
      )
    )
      faults.push(`${name}=${text}`);
    if (name === "src" && !raster.test(text)) faults.push(`src=${text}`);
    if (
      /href$/i.test(name) &&
      !(
        /^#out-2-/.test(text) ||
        (tagName === "a" && /^(?:https?:\/\/|mailto:)/.test(text)) ||
        raster.test(text)
      )
    )
      faults.push(`${name}=${text}`);
    if (name === "id" && !text.startsWith("out-2")) faults.push(`id=${text}`);
    if (name === "className" && !text.split(" ").every((word) => word.startsWith("out-2-")))
      faults.push(`class=${text}`);
    if (name === "style" || /^(?:fill|stroke|filter|mask|clipPath|marker\w*|cursor)$/.test(name))
      faults.push(...cssFaults(text));
  }
  return faults;
}

/** Addresses and escapes from the box in CSS; escapes are read first. */
function cssFaults(css: string): string[] {
  const read = css.replace(/\\([0-9a-f]{1,6})\s?/gi, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
  const found = read.matchAll(
    /url\(\s*["']?([^)"']*)|@import|@page|@property|@namespace|image-set|\bsrc\(|expression|behavior|binding|position:(?:fixed|sticky)|javascript:|evil/gi,
  );
  return [...found]
    .filter(
      ([, address]) => address === undefined || !(address.startsWith("#out-2-") || raster.test(address)),
    )
    .map(([whole]) => whole);
}

function boxFaults(box: Element): string[] {
  const faults: string[] = [];
  const walk = (node: Node, inSvg: boolean, depth: number): void => {
    if (node.type === "element" && depth > 0) {
      if (node.tagName === "style" && depth === 1) {
        const css = node.children.map((child) => (child.type === "text" ? child.value : "")).join("");
        faults.push(...cssFaults(css), ...unscoped(css));
        return;
      }
      faults.push(...(node.tagName === "style" ? ["<style>"] : faultsOf(node, inSvg)));
    } else if (node.type !== "text" && depth > 0) faults.push(node.type);
    if (node.type === "text" && /[^\P{Cc}\n\t\r]|\p{Cs}/u.test(node.value))
      faults.push("a control character");
    const svg = node.type === "element" && (inSvg || node.tagName === "svg");
    if ("children" in node) for (const child of node.children) walk(child, svg, depth + 1);
  };
  walk(box, false, 0);
  return faults;
}

/** Selectors that do not begin at the box, and those that leave it sideways. */
function unscoped(css: string): string[] {
  const rules = css
    .replace(/@(?:keyframes|font-face)[^{]*\{(?:[^{}]|\{[^{}]*\})*\}/g, "")
    .matchAll(/(?:^|[{};])([^{}@;]+)\{/g);
  return [...rules].flatMap(([, selectors = ""]) =>
    selectors.split(",").filter((one) => !/^#out-2-(?:in\d+-)?box(?![\w-])(?!\s*[+~])/.test(one.trim())),
  );
}

describe("a page stands as it was, whatever a cell shows", async () => {
  const calm = outside(await pageWith("<p>calm</p>"));
  test("more than sixty tricks are tried", () => expect(Object.keys(attacks).length).toBeGreaterThan(90));
  test.each(Object.entries(attacks))("%s", async (_, markup) => {
    const html = await pageWith(markup);
    expect(outside(html)).toBe(calm);
    expect(calm).toContain("AFTERMARK");
    expect(boxes(html).flatMap(boxFaults)).toEqual([]);
  });
});

describe("random markup", async () => {
  const shell = await pageWith("<p>SHELL</p>");
  const calm = outside(shell);
  const words = [
    ..."<p> <div> <b> <a href=x> <svg> <math> <mi> <table> <tr> <td> <style> <foreignObject> <title> <desc> <textarea> <!-- --> <![CDATA[ ]]> <script> <template> <select> <option> <plaintext> <h1> <form> <li> <ul> <pre> <i> <nobr> <button> <annotation-xml> <mtext> <mglyph> <noscript> <iframe> <img> <br> <caption> <col> <ruby> <rp> </p> </div> </b> </a> </svg> </math> </table> </td> </style> </title> </main> </body> </html> </section> </textarea> </script> </template> </select> </foreignObject> </p <x".split(
      " ",
    ),
    '<a href="java\nscript:x">',
    '<img src=x onerror="x">',
    "<p style='position:fixed;background:url(//e)'>",
    "<style>body{position:fixed}",
    "p{a:b}",
    "}",
    '"',
    "'",
    "&lt;",
    "&#0;",
    "text",
    "\u0000",
    "\ud800",
    " ",
    "=",
    "/>",
  ];
  const soup = fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words) }, fc.string()), {
    maxLength: 40,
  });
  test("never changes the page outside its box, and holds nothing but what is allowed", () => {
    fc.assert(
      fc.property(soup, (parts) => {
        const { html } = foreignHtml(parts.join(""), { prefix: "out-2" });
        const page = shell.replace("<p>SHELL</p>", () => html);
        expect(outside(page)).toBe(calm);
        expect(boxes(page).flatMap(boxFaults)).toEqual([]);
      }),
      { numRuns: 400, seed: 10 },
    );
  });
});
