// The only import of Vega, Vega-Lite and Vega's interpreter: a spec -> Vega's SVG text, the same on every machine.
import { FlopbookError } from "../../ground/errors.js";
import { type ColourReader, readableColours } from "./colours.js";
import { type Complaints, freshComplaints, reason } from "./complaints.js";
import { plainConfig, vegaConfig } from "./config.js";
import { boundSequence, type SequenceTransform } from "./endless.js";
import { type ChartFiles, chartLoader } from "./files.js";
import { loadImages } from "./images.js";
import { bigLayers, layerPictures, layerPlaces, picturedWords } from "./raster.js";
import { rendererFor, type SvgRendererClass } from "./renderer.js";
import { legendsReach, planeSize, type Scene, showsAnything } from "./scene.js";
import { canvasTransform, compileFailure, isVega, type Spec } from "./spec.js";
import { enlarged } from "./svg.js";
import { type TextWidth, textWidth } from "./text-metrics.js";

const SEED = 20; // any fixed number: jitter and samples must not move between builds
const ourWidths = new URL("../../../templates/default/fonts/sans-widths.json", import.meta.url);

/** What a drawing needs beside its spec. */
export interface DrawingOrder {
  readonly subject: string;
  readonly files: ChartFiles;
  /** What `now()` gives in a spec, in ms. */
  readonly now: number | undefined;
  /** True where only the size is asked for: big layers are left blank. */
  readonly measure?: boolean;
}

/** Vega's SVG text. */
export interface Drawn {
  readonly svg: string;
  /** Warnings in the libraries' own words, and what was left out. */
  readonly warnings: readonly string[];
  /** "50,000 points are drawn as a picture" */
  readonly pictured: string | undefined;
  /** The chart has a background of its own. */
  readonly ownGround: boolean;
  readonly root: Scene;
}

/**
 * Draws a spec. Not reentrant: Vega counts ids and draws random numbers process-wide, so call it for one spec at a
 * time. Throws FlopbookError on whatever Vega or Vega-Lite throw or call an error, on data or pictures that may not
 * be read, and on a drawing without any mark.
 */
export async function drawn(spec: Spec, order: DrawingOrder): Promise<Drawn> {
  const vega = await engine();
  vega.resetSVGDefIds();
  vega.setRandom(vega.randomLCG(SEED));
  const zone = process.env.TZ;
  process.env.TZ = "UTC"; // local time in a chart is UTC on every machine
  clock = { subject: order.subject, now: order.now };
  try {
    return await viewDrawn(vega, spec, order);
  } catch (error) {
    if (error instanceof FlopbookError) throw error;
    throw new FlopbookError(`${order.subject}: cannot be drawn, got "${reason(error)}"; correct the spec`, {
      cause: error,
    });
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
}

async function viewDrawn(vega: Engine, spec: Spec, order: DrawingOrder): Promise<Drawn> {
  const { subject, files } = order;
  const canvas = isVega(spec) ? canvasTransform(spec) : undefined;
  if (canvas !== undefined)
    throw new FlopbookError(
      `${subject}: Vega's ${canvas} needs the canvas of a browser; show the chart as a PNG or SVG made in one`,
    );
  const logger = freshComplaints();
  const faults: FlopbookError[] = [];
  const runtime = parsed(vega, spec, subject, logger);
  const loader = chartLoader(files, faults);
  const view = new vega.View(runtime, { renderer: "none", loader, logger, expr: vega.expressionInterpreter });
  try {
    await view.runAsync();
    const [fault] = faults;
    if (fault !== undefined) throw new FlopbookError(`${subject}: ${fault.message}`, { cause: fault });
    const root = view.scenegraph().root;
    refuseFailed(root, subject, logger);
    if (!isVega(spec)) refuseFlat(root, subject);
    loadImagesOf(root, order);
    const made = await painted(vega, view, root, order);
    refuseFailed(root, subject, logger);
    return { ...made, root, warnings: [...logger.warnings(), ...made.refused.map(linkWords)] };
  } finally {
    view.finalize();
  }
}

/** The SVG of a view that has run, its big layers as pictures. */
async function painted(vega: Engine, view: View, root: Scene, order: DrawingOrder) {
  const layers = bigLayers(root);
  const painter = new vega.CanvasRenderer({});
  const paint = (context: object, scene: Scene) => {
    readableColours(scene, vega.expressionFunction("rgb"));
    vega.Marks[scene.marktype]?.draw.call(painter, context, scene, null);
  };
  const pictures = order.measure ? layerPlaces(layers) : await layerPictures(layers, paint);
  const refused = new Set<string>();
  const ownGround = view.background() != null;
  const filter = ownGround ? undefined : "var(--picture-filter)";
  const drawing = { pictures, filter, refused: (link: string) => void refused.add(link) };
  const Renderer = rendererFor(vega.SVGStringRenderer, drawing);
  vega.renderModule("svg", { ...vega.renderModule("svg"), headless: Renderer });
  const svg = enlarged(await view.toSVG(), legendsEnd(view, root));
  return { svg, refused: [...refused], pictured: picturedWords(layers), ownGround };
}

function legendsEnd(view: View, root: Scene) {
  const { right, bottom } = legendsReach(root) ?? { right: 0, bottom: 0 };
  const [x, y] = view.origin();
  const { left, top } = view.padding();
  return { right: left + x + right, bottom: top + y + bottom };
}

function linkWords(address: string): string {
  return `link ${address}: left out; a chart links to http, https, mailto and # addresses`;
}

function loadImagesOf(root: Scene, { files, subject }: DrawingOrder): void {
  try {
    loadImages(root, files);
  } catch (error) {
    throw new FlopbookError(`${subject}: ${reason(error)}`, { cause: error });
  }
}

/** Vega-Lite compiled, or Vega as it is, as Vega's runtime takes it. Expressions stay syntax trees: no code is made. */
function parsed(vega: Engine, spec: Spec, subject: string, logger: Complaints): unknown {
  if (isVega(spec)) {
    const { background, config, ...own } = spec;
    const ground = groundOf(background);
    return vega.parse({ ...own, ...ground }, vega.mergeConfig(vegaConfig, config ?? {}), { ast: true });
  }
  const { background, ...own } = spec;
  const given = (spec.config ?? {}) as { readonly background?: unknown };
  const ground = groundOf(background ?? given.background);
  const config = vega.mergeConfig(plainConfig, given, { background: null, ...ground, aria: false });
  let compiled: unknown;
  try {
    compiled = vega.compile({ ...own, config }, { logger }).spec;
  } catch (error) {
    throw compileFailure(spec, subject, error);
  }
  return vega.parse(compiled, undefined, { ast: true });
}

/** The author's own ground; white is the page's paper, which differs in the dark. */
function groundOf(background: unknown): { readonly background?: unknown } {
  const paper = /^(?:#fff(?:fff)?|white|transparent|none)$/i;
  return background === undefined || background === null || paper.test(String(background))
    ? {}
    : { background };
}

function refuseFailed(root: Scene, subject: string, logger: Complaints): void {
  const words = [...logger.errors(), ...logger.warnings()].join("; ");
  if (logger.errors().length > 0)
    throw new FlopbookError(`${subject}: Vega cannot draw it, got "${words}"; correct the spec`);
  if (!showsAnything(root))
    throw new FlopbookError(
      `${subject}: there is nothing to draw, got no mark${words === "" ? "" : ` (${words})`}; check the data and the names of their fields`,
    );
}

/** A plane without width or height shows nothing, whatever stands round it. Vega's own drawings need no plane. */
function refuseFlat(root: Scene, subject: string): void {
  const { width, height } = planeSize(root) ?? { width: 1, height: 1 };
  if (width < 1 || height < 1)
    throw new FlopbookError(
      `${subject}: the drawing has no size, got ${Math.round(width)} × ${Math.round(height)} px; give it a width and a height`,
    );
}

interface View {
  readonly runAsync: () => Promise<unknown>;
  readonly toSVG: () => Promise<string>;
  readonly finalize: () => unknown;
  readonly background: () => unknown;
  /** Where the first plane's corner lies inside the padding, px. */
  readonly origin: () => readonly [x: number, y: number];
  readonly padding: () => { readonly left: number; readonly top: number };
  readonly scenegraph: () => { readonly root: Scene };
}

/** What is used of the libraries; their own types leave out several of these. */
interface Engine {
  readonly View: new (runtime: unknown, options: object) => View;
  readonly parse: (spec: unknown, config: unknown, options: object) => unknown;
  readonly compile: (spec: object, options: object) => { readonly spec: unknown };
  readonly mergeConfig: (...configs: readonly unknown[]) => object;
  readonly resetSVGDefIds: () => void;
  readonly setRandom: (random: unknown) => void;
  readonly randomLCG: (seed: number) => unknown;
  readonly textMetrics: { width: TextWidth };
  readonly expressionFunction: {
    (name: string): ColourReader;
    (name: string, made: (...parts: readonly unknown[]) => unknown): unknown;
  };
  readonly expressionInterpreter: unknown;
  readonly transforms: { readonly sequence: SequenceTransform };
  readonly renderModule: (name: string, module?: object) => object;
  readonly SVGStringRenderer: SvgRendererClass;
  readonly CanvasRenderer: new (loader: object) => object;
  readonly Marks: Readonly<Record<string, { readonly draw: (...parts: readonly unknown[]) => void }>>;
}

let loading: Promise<Engine> | undefined;
let clock: { readonly subject: string; readonly now: number | undefined } = { subject: "", now: undefined };

/** Loads Vega once (about 0.15 s). Call it while something else is awaited; a failure shows at the first figure. */
export function engine(): Promise<Engine> {
  loading ??= Promise.all([import("vega"), import("vega-lite"), import("vega-interpreter")]).then(
    ([vega, { compile }, { expressionInterpreter }]) => {
      const loaded = { ...vega, compile, expressionInterpreter } as unknown as Engine;
      loaded.textMetrics.width = textWidth(ourWidths);
      boundSequence(loaded.transforms.sequence);
      loaded.expressionFunction("now", stoppedClock);
      loaded.expressionFunction("datetime", dateOf);
      return loaded;
    },
  );
  return loading;
}

/** `now()` of a spec: the date of the report, so that every build draws the same. */
function stoppedClock(): number {
  if (clock.now === undefined)
    throw new FlopbookError(
      `${clock.subject}: a chart that reads the clock differs on every build, got now(); use a fixed date`,
    );
  return clock.now;
}

/** `datetime(…)` of a spec, as compiled expressions have it: one part is a time or its text, none is now. */
function dateOf(...parts: readonly unknown[]): Date {
  return Reflect.construct(Date, parts.length === 0 ? [stoppedClock()] : parts) as Date;
}
