// Colours as CanvasKit reads them: it knows names, hex and rgb(), and paints whatever else in black.
import { insideOf, type Scene } from "./scene.js";

/** Reads a CSS colour; NaN channels where it is none. */
export type ColourReader = (colour: string) => { readonly r: number; toString(): string };

interface Gradient {
  readonly stops?: readonly { color: string }[];
}

/** Writes fills and strokes of the scene as rgb(), in the scene itself. */
export function readableColours(scene: Scene, read: ColourReader): void {
  for (const item of scene.items as readonly { fill?: unknown; stroke?: unknown }[])
    for (const channel of ["fill", "stroke"] as const) {
      const paint = item[channel];
      if (typeof paint === "string") item[channel] = plain(paint, read);
      else
        for (const stop of (paint as Gradient | undefined)?.stops ?? []) stop.color = plain(stop.color, read);
    }
  for (const inner of insideOf(scene)) readableColours(inner, read);
}

function plain(colour: string, read: ColourReader): string {
  if (colour.startsWith("#") || colour === "transparent") return colour;
  const known = read(colour);
  return Number.isNaN(known.r) ? colour : known.toString();
}
