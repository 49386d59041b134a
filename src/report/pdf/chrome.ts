// Starts the browser, prints pages with it, and sees that neither it nor its profile outlives us. The only import of puppeteer.
import puppeteer, { type Browser, type Page } from "puppeteer";
import { FlopbookError } from "../../errors.js";
import { type Effects, realEffects } from "../effects.js";
import { type BrowserFound, browsers, noBrowser } from "./browser.js";
import { browserHome, type Home } from "./browser-home.js";
import { unpackBrowser } from "./browser-package.js";
import type { PageArea } from "./in-page/page-area.js";
import { areaSource, fitSource } from "./in-page/source.js";

/** A4 or US Letter. A page's own `@page { size }` goes before it. */
export type Paper = "a4" | "letter";

/** A browser that is running and prints. */
export interface Printer {
  readonly found: BrowserFound;
  /** As the browser says it: "HeadlessChrome/143.0.7499.0". */
  readonly version: string;
  /** The PDF as the browser makes it. Rejects with the signal's reason when aborted. */
  readonly print: (html: string, paper: Paper) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

export interface PrinterOptions {
  readonly effects?: Effects;
  readonly signal?: AbortSignal;
}

const printMilliseconds = 120_000;

/** Layout must not depend on the machine: no hinting, one colour space, one language; and nothing calls home. */
const browserArguments = [
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
  "--force-device-scale-factor=1",
  "--lang=en-US",
  "--disable-gpu",
  "--disable-quic",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--no-default-browser-check",
  "--no-pings",
  "--host-resolver-rules=MAP * ~NOTFOUND",
];

/**
 * Starts the first browser that runs on this machine (browser.ts has the order). Throws when there is none, saying
 * what was tried. Close it in `finally`; it is also killed, and its profile removed, when this process exits.
 */
export async function openPrinter(options: PrinterOptions = {}): Promise<Printer> {
  const { effects = realEffects(), signal } = options;
  const failures: string[] = [];
  for await (const found of browsers(effects, managedBrowser)) {
    signal?.throwIfAborted();
    if (found.packaged !== undefined) await unpackBrowser(found.packaged, signal);
    const printer = await startedPrinter(found, effects, signal);
    if (typeof printer !== "string") return printer;
    failures.push(`${found.label} does not start: ${printer}`);
  }
  throw noBrowser(failures);
}

/** Where puppeteer keeps the Chrome that it downloads, whether or not it is there. */
export async function managedBrowser(): Promise<string | undefined> {
  try {
    return await puppeteer.executablePath();
  } catch {
    return undefined;
  }
}

async function startedPrinter(
  found: BrowserFound,
  effects: Effects,
  signal: AbortSignal | undefined,
): Promise<Printer | string> {
  const home = browserHome(found, effects);
  for (const attempt of attempts(found, effects)) {
    try {
      const browser = await launched(found, home, attempt);
      return await printerWith(browser, found, home, signal);
    } catch {
      signal?.throwIfAborted();
    }
  }
  const ran = await effects.run(found.executable, ["--version"], { environment: home.environment(false) });
  await home.remove();
  return ran.errors.trim().split("\n", 1)[0] || `exit status ${ran.status}`;
}

interface Attempt {
  /** Look first among the libraries that the package carries: systems without NSS need them, old ones cannot use them. */
  readonly ownLibraries: boolean;
  readonly sandbox: boolean;
}

/** Each costs some ten milliseconds when it fails. Chromium refuses its sandbox to root, and some systems refuse it to all. */
function attempts(found: BrowserFound, { superuser }: Effects): Attempt[] {
  const libraries = found.packaged === undefined ? [false] : [false, true];
  const sandboxes = superuser ? [false] : [true, false];
  return libraries.flatMap((ownLibraries) => sandboxes.map((sandbox) => ({ ownLibraries, sandbox })));
}

function launched(found: BrowserFound, home: Home, attempt: Attempt): Promise<Browser> {
  return puppeteer.launch({
    executablePath: found.executable,
    headless: "shell",
    pipe: true, // no port; and the browser leaves when the pipe breaks, even if we were killed
    userDataDir: home.profile,
    env: home.environment(attempt.ownLibraries),
    args: attempt.sandbox
      ? browserArguments
      : [...browserArguments, "--no-sandbox", "--disable-setuid-sandbox"],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

async function printerWith(
  browser: Browser,
  found: BrowserFound,
  home: Home,
  signal: AbortSignal | undefined,
): Promise<Printer> {
  const kill = () => killTree(browser.process()?.pid);
  home.killOnExit(kill);
  signal?.addEventListener("abort", kill);
  const close = async () => {
    signal?.removeEventListener("abort", kill);
    await Promise.race([browser.close().catch(kill), pause(5000)]);
    kill();
    await home.remove();
  };
  try {
    signal?.throwIfAborted();
    return {
      found,
      version: await browser.version(),
      print: (html, paper) => printed(browser, html, paper, signal),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function printed(
  browser: Browser,
  html: string,
  paper: Paper,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    const context = await browser.createBrowserContext(); // a renderer process of its own
    try {
      return await printedPage(await context.newPage(), html, paper);
    } finally {
      await context.close();
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof FlopbookError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new FlopbookError(
      `PDF: the browser gave up, "${said}"; build again, and see \`flopbook doctor\` if it stays`,
      {
        cause,
      },
    );
  }
}

async function printedPage(page: Page, html: string, paper: Paper): Promise<Uint8Array> {
  const refused = await refuseNetwork(page);
  await page.setJavaScriptEnabled(false);
  await page.emulateMediaType("print");
  await page.setContent(html, { waitUntil: "load", timeout: printMilliseconds });
  await fitToPaper(page, paper);
  const pdf = await page.pdf({
    format: paper === "letter" ? "letter" : "a4",
    preferCSSPageSize: true,
    printBackground: true,
    tagged: true,
    outline: true,
    waitForFonts: true,
    timeout: printMilliseconds,
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

/** Ends the browser and all its children: puppeteer starts it as the leader of a process group. */
function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // it is gone already
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
