// The only import of CanvasKit: a canvas without browser that paints the same bytes on every machine.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A canvas, and what came of it. */
export interface Canvas {
  readonly getContext: (kind: "2d") => CanvasContext;
  readonly toDataURL: (type: "image/png") => string;
  /** Frees its memory, which is not JavaScript's. */
  readonly dispose: () => void;
}

/** What is used of a 2d context here; Vega's marks use more. */
export interface CanvasContext {
  readonly scale: (x: number, y: number) => void;
  readonly translate: (x: number, y: number) => void;
}

interface CanvasKit {
  readonly MakeCanvas: (width: number, height: number) => Canvas | null;
}

let loading: Promise<CanvasKit> | undefined;

/** Makes canvases of a size in px. Loaded when first asked for: 7 MB that nearly no report needs. */
export async function canvases(): Promise<(width: number, height: number) => Canvas> {
  loading ??= started();
  const kit = await loading;
  return (width, height) => {
    const canvas = kit.MakeCanvas(width, height);
    if (canvas === null) throw new Error(`no canvas of ${width} × ${height} px`);
    return canvas;
  };
}

function started(): Promise<CanvasKit> {
  const require = createRequire(import.meta.url);
  const file = require.resolve("canvaskit-wasm");
  const start = require("canvaskit-wasm") as (options: object) => Promise<CanvasKit>;
  return start({ locateFile: (name: string) => join(dirname(file), name) });
}
