// One page in the browser: shut off from the network, fitted to its paper, printed.
import type { Page } from "puppeteer";
import { FlopbookError } from "../../ground/errors.js";
import type { PageArea } from "./in-page/page-area.js";
import { areaSource, fitSource } from "./in-page/source.js";
import type { Paper } from "./paper.js";

/** The PDF of a page. No limit of time: whoever waits has one. Errors when the page asks for anything from outside. */
export async function printedPage(page: Page, html: string, paper: Paper): Promise<Uint8Array> {
  const refused = await refuseNetwork(page);
  await page.setJavaScriptEnabled(false);
  await page.emulateMediaType("print");
  await page.setContent(html, { waitUntil: "load", timeout: 0 });
  await fitToPaper(page, paper);
  const pdf = await page.pdf({
    format: paper === "letter" ? "letter" : "a4",
    preferCSSPageSize: true,
    printBackground: true,
    tagged: true,
    outline: true,
    waitForFonts: true,
    timeout: 0,
  });
  if (refused.size > 0)
    throw new FlopbookError(
      `PDF: the page asks for ${[...refused].sort().join(", ")}; a report loads nothing, embed it in the notebook's output`,
    );
  return pdf;
}

/** Nothing is cut off, and nothing too wide makes the browser shrink all pages: see in-page/. */
async function fitToPaper(page: Page, paper: Paper): Promise<void> {
  const area = (await page.evaluate(areaSource(paper))) as PageArea;
  await page.setViewport({ width: Math.floor(area.width), height: Math.floor(area.height) });
  const turned = (await page.evaluate(fitSource(area))) as number;
  if (turned > 0) await page.addStyleTag({ content: `@page flop-turned { size: ${area.turnedSize}; }` });
}

/** Lets through what the page carries itself; the rest is refused and noted. */
async function refuseNetwork(page: Page): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const own = /^(data|about|blob):/.test(request.url());
    if (!own) refused.add(request.url());
    void (own ? request.continue() : request.abort()).catch(() => {}); // the page may be gone by then
  });
  return refused;
}
