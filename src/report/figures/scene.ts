// Vega's scenegraph as far as it is read here: which of its marks are data, and how many there are.

/** A box in px, of the coordinates of the group that holds it. */
export interface Bounds {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly empty: () => boolean;
}

/** One mark; a group's `items` are scenes. */
export interface Item {
  readonly items?: readonly Scene[];
  readonly bounds?: Bounds;
  readonly datum?: unknown;
  readonly width?: number;
  readonly height?: number;
  readonly fill?: unknown;
  readonly stroke?: unknown;
  readonly href?: unknown;
  readonly url?: unknown;
  /** What an image mark shows; Vega loads it itself unless it is there. */
  image?: unknown;
}

/** A set of marks of one type. */
export interface Scene {
  readonly marktype: string;
  readonly role?: string;
  readonly name?: string;
  readonly clip?: unknown;
  readonly group?: Item;
  readonly items: readonly Item[];
  readonly bounds: Bounds;
}

/** Axes, legends, titles and headers: drawn also where there are no data. */
export function isGuide({ role }: Scene): boolean {
  return role !== undefined && /^(?:axis|legend|title|row-|column-)/.test(role);
}

/** What the brush of a selection would draw in a page with script. */
export function isBrush({ name }: Scene): boolean {
  return name !== undefined && /_brush(?:_bg)?$/.test(name);
}

/** The scenes inside the groups of a scene. */
export function insideOf(scene: Scene): readonly Scene[] {
  return scene.marktype === "group" ? scene.items.flatMap(({ items }) => items ?? []) : [];
}

/** Every scene that shows data, groups left out, in document order. */
export function dataScenes(scene: Scene): readonly Scene[] {
  if (isGuide(scene) || isBrush(scene)) return [];
  return scene.marktype === "group" ? insideOf(scene).flatMap(dataScenes) : [scene];
}

/** Width and height in px of the largest plane that holds data; undefined where no group has a size of its own. */
export function planeSize(scene: Scene): { readonly width: number; readonly height: number } | undefined {
  let best: { readonly width: number; readonly height: number } | undefined;
  const look = (one: Scene) => {
    if (isGuide(one) || one.marktype !== "group") return;
    for (const { width, height, items = [] } of one.items) {
      const holds = items.some((inner) => !isGuide(inner));
      if (holds && width !== undefined && height !== undefined)
        if (best === undefined || Math.min(width, height) > Math.min(best.width, best.height))
          best = { width, height };
      items.forEach(look);
    }
  };
  look(scene);
  return best;
}

/** Every image mark. */
export function imageScenes(scene: Scene): readonly Scene[] {
  return scene.marktype === "image" ? [scene] : insideOf(scene).flatMap(imageScenes);
}

/** Whether any mark of the data, or a filled group, takes up a place in the drawing. */
export function showsAnything(scene: Scene): boolean {
  if (isGuide(scene) || isBrush(scene)) return false;
  if (scene.marktype !== "group")
    return scene.items.some(({ bounds }) => bounds !== undefined && !bounds.empty());
  if (scene.role === "mark" || scene.role === "scope") {
    if (scene.items.some(({ fill, width, height }) => fill != null && width && height)) return true;
  }
  return insideOf(scene).some(showsAnything);
}

/** How far the legends of a drawing reach, in px from the corner of its first plane; undefined without legends. */
export function legendsReach(root: Scene): { readonly right: number; readonly bottom: number } | undefined {
  const legends = insideOf(root).filter(({ role }) => role === "legend");
  const boxes = legends.flatMap(({ items }) => items).flatMap(({ bounds }) => bounds ?? []);
  if (boxes.length === 0) return undefined;
  return { right: Math.max(...boxes.map(({ x2 }) => x2)), bottom: Math.max(...boxes.map(({ y2 }) => y2)) };
}
