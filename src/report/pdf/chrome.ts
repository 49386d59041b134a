// Starts the browser, prints pages with it, and sees that neither it nor its profile outlives us. The only import of puppeteer.
import puppeteer, { type Browser } from "puppeteer";
import { FlopbookError } from "../../ground/errors.js";
import { type Effects, realEffects } from "../effects.js";
import { type BrowserFound, browsers, noBrowser } from "./browser.js";
import { browserHome, type Home } from "./browser-home.js";
import { unpackBrowser } from "./browser-package.js";
import { type BrowserLimits, browserLimits, NoAnswer, within } from "./deadline.js";
import type { Paper } from "./paper.js";
import { printedPage } from "./print-page.js";

export type { Paper };

/** A browser that is running and prints. */
export interface Printer {
  readonly found: BrowserFound;
  /** As the browser says it: "HeadlessChrome/143.0.7499.0". */
  readonly version: string;
  /** The PDF as the browser makes it. Rejects with the signal's reason when aborted. */
  readonly print: (html: string, paper: Paper) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
  /** True once the browser has ended, by itself or because it did not answer: it prints no more. */
  readonly gone: () => boolean;
}

export interface PrinterOptions {
  readonly effects?: Effects;
  readonly signal?: AbortSignal;
  readonly limits?: BrowserLimits;
}

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
  const { effects = realEffects(), signal, limits = browserLimits } = options;
  const failures: string[] = [];
  for await (const found of browsers(effects, managedBrowser)) {
    signal?.throwIfAborted();
    if (found.packaged !== undefined) await unpackBrowser(found.packaged, signal);
    const printer = await startedPrinter(found, effects, signal, limits);
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
  limits: BrowserLimits,
): Promise<Printer | string> {
  const home = browserHome(found, effects);
  for (const attempt of attempts(found, effects)) {
    try {
      const browser = await launched({ found, home, attempt, signal, limits });
      return await printerWith({ browser, found, home, signal, limits });
    } catch (error) {
      if (signal?.aborted || error instanceof NoAnswer) await home.remove();
      signal?.throwIfAborted();
      if (error instanceof NoAnswer) return error.message;
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

interface Launch {
  readonly found: BrowserFound;
  readonly home: Home;
  readonly attempt: Attempt;
  readonly signal: AbortSignal | undefined;
  readonly limits: BrowserLimits;
}

async function launched({ found, home, attempt, signal, limits }: Launch): Promise<Browser> {
  const over = new AbortController();
  const stop = () => over.abort();
  signal?.addEventListener("abort", stop);
  const launch = puppeteer.launch({
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
    signal: over.signal,
  });
  try {
    return await within(limits.start, launch, stop);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

interface Running extends Omit<Launch, "attempt"> {
  readonly browser: Browser;
}

async function printerWith({ browser, found, home, signal, limits }: Running): Promise<Printer> {
  let killed = false;
  const kill = () => {
    killed = true;
    killTree(browser.process()?.pid);
  };
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
      version: await within(limits.start, browser.version(), kill),
      print: (html, paper) =>
        within(limits.print, printed(browser, html, paper, signal), kill).catch((error) => {
          throw error instanceof NoAnswer ? noAnswer(error) : error;
        }),
      close,
      gone: () => killed || !browser.connected,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function noAnswer(cause: NoAnswer): FlopbookError {
  return new FlopbookError(
    `PDF: the browser was ended, as it gave ${cause.message}; look for what makes the page so large, and see \`flopbook doctor\` if it stays`,
    { cause },
  );
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
