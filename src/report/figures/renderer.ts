// Vega's SVG renderer with three changes: links are checked, nothing is loaded, big layers are pictures.
import type { LayerPicture } from "./raster.js";
import type { Item, Scene } from "./scene.js";

/** What is used of Vega's markup writer and renderer; its own types leave both out. */
export interface SvgRenderer {
  mark(markup: unknown, scene: object): unknown;
  href(item: Item): object | null;
  attr(...parts: readonly [scene: Scene, item: Item, ...rest: unknown[]]): Record<string, unknown>;
}
export type SvgRendererClass = new (loader: unknown) => SvgRenderer;

/** What one drawing adds to the renderer. */
export interface Drawing {
  readonly pictures: ReadonlyMap<Scene, LayerPicture>;
  /** What turns a picture's colours in the dark; undefined where the chart brings its own ground. */
  readonly filter: string | undefined;
  /** Told of each link that is left out. */
  readonly refused: (address: string) => void;
}

/** A renderer class for one drawing. */
export function rendererFor(Base: SvgRendererClass, drawing: Drawing): SvgRendererClass {
  return class extends Base {
    override mark(markup: unknown, scene: Scene): unknown {
      const picture = drawing.pictures.get(scene);
      return super.mark(markup, picture === undefined ? scene : asImage(scene, picture));
    }
    override attr(...parts: Parameters<SvgRenderer["attr"]>): Record<string, unknown> {
      const attributes = super.attr(...parts);
      const turned = "layer" in parts[1] && drawing.filter !== undefined;
      return turned ? { ...attributes, filter: drawing.filter } : attributes;
    }
    override href(item: Item): object | null {
      if (item.href === undefined || item.href === null || item.href === "") return null;
      const address = String(item.href).trim();
      if (isSafeLink(address)) return { href: address };
      drawing.refused(address);
      return null;
    }
  };
}

/** Addresses that a reader may follow from a page. */
function isSafeLink(address: string): boolean {
  return /^(?:https?:\/\/|mailto:|#)/i.test(address);
}

function asImage(scene: Scene, { src, ...box }: LayerPicture): object {
  const image = { complete: true, width: box.width, height: box.height, src, url: src };
  const item = { ...box, url: src, image, aspect: false, layer: true };
  return { ...scene, marktype: "image", interactive: true, items: [item], zindex: false };
}
