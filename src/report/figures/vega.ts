// The only import of Vega and Vega-Lite: a checked spec -> Vega's SVG text, the same on every run and machine.
import { FlopbookError } from "../../errors.js";
import { chartColour } from "../../mime.js";
import type { Spec } from "./check.js";
import { type TextWidth, textWidth } from "./text-metrics.js";

const SEED = 20; // any fixed number: jitter and samples must not move between builds
const ourWidths = new URL("../../../templates/default/fonts/sans-widths.json", import.meta.url);

/** Defaults for specs that bring no theme of their own. */
const plainConfig = {
  font: "sans-serif",
  view: { stroke: null },
  axis: {
    labelFontSize: 14,
    titleFontSize: 14,
    titleFontWeight: "normal",
    labelColor: chartColour.muted,
    titleColor: chartColour.muted,
    domainColor: chartColour.rule,
    tickColor: chartColour.rule,
    gridColor: chartColour.hair,
  },
  legend: {
    labelFontSize: 14,
    titleFontSize: 14,
    labelColor: chartColour.ink,
    titleColor: chartColour.muted,
  },
  header: {
    labelFontSize: 14,
    titleFontSize: 14,
    labelColor: chartColour.ink,
    titleColor: chartColour.muted,
  },
  title: { fontSize: 14, color: chartColour.ink },
  text: { fontSize: 14, color: chartColour.ink },
  mark: { color: chartColour.c1 },
  range: { category: [chartColour.c1, chartColour.c2, chartColour.c3, chartColour.c4] },
};

/**
 * Vega's SVG text of a spec. Not reentrant: Vega counts ids and draws random numbers process-wide, so call it for
 * one spec at a time. Throws FlopbookError on whatever Vega or Vega-Lite throw, warn of or cannot place.
 */
export async function drawn(spec: Spec, subject: string): Promise<string> {
  const vega = await engine();
  const logger = new Complaints(subject);
  vega.resetSVGDefIds();
  vega.setRandom(vega.randomLCG(SEED));
  const config = vega.mergeConfig(plainConfig, spec.config ?? {}, { background: null, aria: false });
  const zone = process.env.TZ;
  process.env.TZ = "UTC"; // local time in a chart is UTC on every machine
  try {
    const { background: _, ...own } = spec;
    const compiled = vega.compile({ ...own, config }, { logger }).spec;
    logger.raise();
    const view = new vega.View(vega.parse(compiled), {
      renderer: "none",
      loader: refusingLoader(subject),
      logger,
    });
    const svg = await view.toSVG();
    view.finalize();
    logger.raise();
    if (/="[^"]*(?:NaN|Infinity|undefined)/.test(svg))
      throw new FlopbookError(
        `${subject}: a mark has no place, got NaN as its position; check the data for missing values`,
      );
    return svg;
  } catch (error) {
    if (error instanceof FlopbookError) throw error;
    throw new FlopbookError(`${subject}: ${reason(error)}; correct the spec`, { cause: error });
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
}

/** What is used of the two libraries; their own types leave out several of these. */
interface Engine {
  readonly View: new (runtime: unknown, options: object) => { toSVG(): Promise<string>; finalize(): unknown };
  readonly parse: (spec: unknown) => unknown;
  readonly compile: (spec: object, options: object) => { readonly spec: unknown };
  readonly mergeConfig: (...configs: readonly unknown[]) => object;
  readonly resetSVGDefIds: () => void;
  readonly setRandom: (random: unknown) => void;
  readonly randomLCG: (seed: number) => unknown;
  readonly textMetrics: { width: TextWidth };
}

let loading: Promise<Engine> | undefined;

/** Loads Vega once (about 0.15 s). Call it while something else is awaited; a failure shows at the first figure. */
export function engine(): Promise<Engine> {
  loading ??= Promise.all([import("vega"), import("vega-lite")]).then(([vega, { compile }]) => {
    const loaded = { ...(vega as unknown as Omit<Engine, "compile">), compile: compile as Engine["compile"] };
    loaded.textMetrics.width = textWidth(ourWidths);
    return loaded;
  });
  return loading;
}

/** A discrete height is kept as it is: said of every spec whose width we set. */
const HARMLESS = /^Dropping "fit-y" because/;

/** A logger whose warnings end the drawing instead of being printed and forgotten. */
class Complaints {
  readonly #subject: string;
  readonly #messages = new Set<string>();

  constructor(subject: string) {
    this.#subject = subject;
  }
  level(): this {
    return this;
  }
  error(...parts: readonly unknown[]): this {
    return this.warn(...parts);
  }
  warn(...parts: readonly unknown[]): this {
    const message = parts.map(reason).join(" ");
    if (!HARMLESS.test(message)) this.#messages.add(message);
    return this;
  }
  info(): this {
    return this;
  }
  debug(): this {
    return this;
  }
  raise(): void {
    if (this.#messages.size > 0)
      throw new FlopbookError(
        `${this.#subject}: Vega would not draw it as written: ${[...this.#messages].join("; ")}; correct the spec`,
      );
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refusingLoader(subject: string): object {
  const refuse = (uri: unknown): Promise<never> =>
    Promise.reject(
      new FlopbookError(
        `${subject}: a chart reads no files and no network, got ${String(uri)}; put the data into the spec`,
      ),
    );
  return { options: {}, load: refuse, sanitize: refuse, http: refuse, file: refuse };
}
