// One browser for all reports of a build, started once, early or when the first report needs it.
import { FlopbookError } from "../../ground/errors.js";
import type { Effects } from "../effects.js";
import { browsers } from "./browser.js";
import type { Printer, PrinterOptions } from "./chrome.js";
import { NoAnswer } from "./deadline.js";

/** A browser that may not have been started yet. */
export interface SharedPrinter {
  /** The same printer for everybody; rejects for everybody when there is none. */
  readonly open: () => Promise<Printer>;
  /** Starts it early; a failure is told when the printer is needed. */
  readonly warmUp: () => void;
  /** Closes it if it was started. */
  readonly close: () => Promise<void>;
}

/** One browser for all reports, started when the first of them needs it. */
export function sharedPrinter(
  { openPrinter }: { readonly openPrinter: (options: PrinterOptions) => Promise<Printer> },
  effects: Effects,
  signal: AbortSignal | undefined,
): SharedPrinter {
  let opening: Promise<Printer> | undefined;
  /** The one that runs; a new one when it has ended over some page. */
  const running = async (): Promise<Printer> => {
    const before = opening;
    if (before !== undefined && (await before).gone()) {
      if (opening === before) opening = undefined;
      await (await before).close();
    }
    opening ??= openPrinter(signal === undefined ? { effects } : { effects, signal });
    return opening;
  };
  const print: Printer["print"] = async (html, paper) => {
    const printer = await running();
    try {
      return await printer.print(html, paper);
    } catch (error) {
      // It may have ended over another page; this one is tried once more, unless it is the one that hung.
      if (signal?.aborted || !printer.gone() || hung(error)) throw error;
      return await (await running()).print(html, paper);
    }
  };
  const open = async (): Promise<Printer> => ({ ...(await running()), print });
  return {
    open,
    warmUp: () => void open().catch(() => {}),
    close: async () => {
      const printer = await opening?.catch(() => undefined);
      await printer?.close();
    },
  };
}

function hung(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof NoAnswer;
}

/** What the browser that would print is known by, without starting it; "" when there is none, which printing tells. */
export async function browserKey(effects: Effects): Promise<string> {
  const managed = async () => (await import("./chrome.js")).managedBrowser();
  try {
    for await (const found of browsers(effects, managed)) return found.key;
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
  }
  return "";
}
