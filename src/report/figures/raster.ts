// Layers of very many marks, painted as a picture inside the drawing, so that a page stays of bounded size.
import { grouped } from "../../numbers/format.js";
import { type CanvasContext, canvases } from "./canvas.js";
import { dataScenes, insideOf, isBrush, isGuide, type Scene } from "./scene.js";

/** A drawing of more data marks than this is not drawn mark by mark. */
export const MANY_MARKS = 5_000;

/** Layers up to this size stay lines and shapes, in a drawing of many marks too. */
const SMALL_LAYER = 500;
const PIXELS_PER_UNIT = 2;
/** No picture has more pixels on a side than this, however far its marks lie outside the view. */
const MOST_PIXELS = 4096;

/** A layer as a picture, in px of the group that holds it. */
export interface LayerPicture {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** A data: address; "" in a drawing that is only measured. */
  readonly src: string;
}

/** Paints one scene on a 2d context: Vega's own painter. */
export type Painter = (context: CanvasContext, scene: Scene) => void;

/** Layers that are to be pictures: none in a drawing of usual size. Text and images are never among them. */
export function bigLayers(root: Scene): readonly Scene[] {
  if (markCount(root) <= MANY_MARKS) return [];
  const found: Scene[] = [];
  const collect = (scene: Scene, top: boolean) => {
    if (isGuide(scene) || isBrush(scene)) return;
    if (!top && isPaintable(scene) && markCount(scene) > SMALL_LAYER) found.push(scene);
    else for (const inner of insideOf(scene)) collect(inner, false);
  };
  collect(root, true);
  return found;
}

function isPaintable(scene: Scene): boolean {
  if (isGuide(scene) || isBrush(scene) || scene.marktype === "text" || scene.marktype === "image")
    return false;
  return insideOf(scene).every(isPaintable);
}

/** Marks of the data that could be painted; each point of a line is one. */
function markCount(root: Scene): number {
  let count = 0;
  for (const { marktype, items } of dataScenes(root))
    if (marktype !== "text" && marktype !== "image") count += items.length;
  return count;
}

/** The layers with their pictures, and a sentence for readers: "50,000 marks are drawn as a picture". */
export async function layerPictures(
  layers: readonly Scene[],
  paint: Painter,
): Promise<ReadonlyMap<Scene, LayerPicture>> {
  if (layers.length === 0) return new Map();
  const canvasOf = await canvases();
  const pictures = new Map<Scene, LayerPicture>();
  for (const scene of layers) {
    const box = boxOf(scene);
    if (box === undefined) continue;
    const scale = Math.min(PIXELS_PER_UNIT, MOST_PIXELS / Math.max(box.width, box.height));
    const [columns, rows] = [Math.ceil(box.width * scale), Math.ceil(box.height * scale)];
    const canvas = canvasOf(columns, rows);
    try {
      const context = canvas.getContext("2d");
      context.scale(columns / box.width, rows / box.height);
      context.translate(-box.x, -box.y);
      paint(context, scene);
      pictures.set(scene, { ...box, src: canvas.toDataURL("image/png") });
    } finally {
      canvas.dispose();
    }
  }
  return pictures;
}

/** Where the layers would stand, for a drawing that is only measured. */
export function layerPlaces(layers: readonly Scene[]): ReadonlyMap<Scene, LayerPicture> {
  return new Map(
    layers.flatMap((scene) => {
      const box = boxOf(scene);
      return box === undefined ? [] : [[scene, { ...box, src: "" }] as const];
    }),
  );
}

/** "50,000 points are drawn as a picture"; undefined where nothing is. */
export function picturedWords(layers: readonly Scene[]): string | undefined {
  if (layers.length === 0) return undefined;
  const types = new Set(layers.flatMap(dataScenes).map(({ marktype }) => marktype));
  const only = types.size === 1 ? [...types][0] : undefined;
  const count = layers.reduce((sum, layer) => sum + markCount(layer), 0);
  return `${grouped(count)} ${only === "rect" ? "rectangles" : only === "symbol" || only === "line" ? "points" : "marks"} are drawn as a picture`;
}

/** Whole px round the scene, inside the view where it is clipped; undefined where nothing is seen. */
function boxOf({ bounds, clip, group }: Scene): Omit<LayerPicture, "src"> | undefined {
  const clipped = clip === true && group !== undefined;
  const x1 = Math.floor(clipped ? Math.max(0, bounds.x1) : bounds.x1) - 1;
  const y1 = Math.floor(clipped ? Math.max(0, bounds.y1) : bounds.y1) - 1;
  const x2 = Math.ceil(clipped ? Math.min(group.width ?? 0, bounds.x2) : bounds.x2) + 1;
  const y2 = Math.ceil(clipped ? Math.min(group.height ?? 0, bounds.y2) : bounds.y2) + 1;
  return x2 - x1 > 2 || y2 - y1 > 2 ? { x: x1, y: y1, width: x2 - x1, height: y2 - y1 } : undefined;
}
