// Draws a chart as a report does, and reads its texts and where they stand back from the SVG.
import { labelWidth } from "../../../src/display/charts/theme.js";
import { type FigureSvg, renderFigure } from "../../../src/report/figures/figure.js";

export function drawing(spec: object): Promise<FigureSvg> {
  return renderFigure(spec, "fig-test");
}

/** All texts of an SVG, lines of one label separately. */
export function textsOf(svg: string): readonly string[] {
  return textBoxes(svg).map(({ text }) => text);
}

export interface TextBox {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** Each line of text with the box of its letters in px: 10 px above its baseline, 3 px below. */
export function textBoxes(svg: string): readonly TextBox[] {
  const boxes: TextBox[] = [];
  const stack: { x: number; y: number; anchor: string; weight: 400 | 600 }[] = [
    { x: 0, y: 0, anchor: "start", weight: 400 },
  ];
  for (const [, close, name = "", list = "", empty, text] of svg.matchAll(
    /<(\/?)(\w+)([^>]*?)(\/?)>([^<]*)/g,
  )) {
    if (close === "/") {
      stack.pop();
      continue;
    }
    const outer = stack.at(-1) ?? { x: 0, y: 0, anchor: "start", weight: 400 as const };
    const attribute = (key: string) => new RegExp(` ${key}="([^"]*)"`).exec(list)?.[1];
    const [, dx = "0", dy = "0"] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(list) ?? [];
    const here = {
      x: outer.x + Number(dx) + (name === "tspan" ? Number(attribute("x") ?? 0) : 0),
      y: outer.y + Number(dy) + (name === "tspan" ? Number(attribute("dy") ?? 0) : 0),
      anchor: attribute("text-anchor") ?? outer.anchor,
      weight: attribute("font-weight") === "600" ? (600 as const) : outer.weight,
    };
    if ((name === "text" || name === "tspan") && text !== undefined && text !== "")
      boxes.push(boxOf(text, here));
    if (name === "tspan") outer.y = here.y; // dy adds up along the lines of a text
    if (empty !== "/") stack.push(here);
  }
  return boxes;
}

function boxOf(
  escaped: string,
  { x, y, anchor, weight }: { x: number; y: number; anchor: string; weight: 400 | 600 },
): TextBox {
  const text = escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const width = labelWidth(text, weight);
  const x0 = anchor === "end" ? x - width : anchor === "middle" ? x - width / 2 : x;
  return { text, x0, x1: x0 + width, y0: y - 10, y1: y + 3 };
}
