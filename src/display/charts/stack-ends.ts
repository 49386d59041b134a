// The words of one stacked panel: its name, the words above the end of its areas, and its parts beside them.
import { spread } from "./place.js";
import type { PlannedPanel, StackPlan, StackPlane, StackRule, StackText } from "./stack-plan.js";
import { chartColour, labelWidth, lineHeight, widest } from "./theme.js";
import { labelText } from "./values.js";

/** px between the end of the areas and the labels of their parts. */
export const END_GAP = 8;

/** The values of the parts where the areas end. */
export function valueTexts({ points }: PlannedPanel, { y }: StackPlan): readonly string[] {
  return (points.at(-1)?.values ?? []).map((value) => labelText(value, y.unit));
}

/** The parts by name, with their values where the areas end. */
export function nameTexts(panel: PlannedPanel, plan: StackPlan): readonly string[] {
  return valueTexts(panel, plan).map((value, i) => `${plan.parts[i]?.label ?? ""}\u00a0\u00a0${value}`);
}

/** The texts of a panel but for its axes, with lines to labels that had to move. */
export function endTexts(
  plane: StackPlane,
  plan: StackPlan,
): { readonly texts: readonly StackText[]; readonly leads: readonly StackRule[] } {
  const { panel, left, top, width, height, room, px, py } = plane;
  const last = panel.points.at(-1);
  const x = px(last?.x ?? 0);
  const space = left + width + room - x - END_GAP;
  const names = nameTexts(panel, plan);
  const labels = widest(names, 600) <= space + 0.5 ? names : valueTexts(panel, plan);
  const wanted = labels.map((_, i) => py(((last?.edges[i] ?? 0) + (last?.edges[i + 1] ?? 0)) / 2));
  const centres = spread(
    wanted.map((y) => ({ y, size: lineHeight })),
    roof(plane, plan),
    top + height + (x < left + width - 1 ? 0 : 4),
  );
  const parts = labels.map((text, i): StackText => {
    const place = { px: x + END_GAP, py: centres[i] ?? 0, align: "left" } as const;
    return { text, ...place, weight: 600, color: plan.parts[i]?.color ?? chartColour.ink };
  });
  const leads = wanted.flatMap((y, i): readonly StackRule[] => {
    const [centre = 0, { color } = { color: chartColour.ink }] = [centres[i], plan.parts[i]];
    if (Math.abs(centre - y) <= lineHeight / 2 + 2) return [];
    return [{ x0: x + 1, x1: x + END_GAP - 2, y0: y, y1: centre, color }];
  });
  return { texts: [nameText(plane), endText(plane), ...parts], leads };
}

/** Above no label of a part: the limit's line where the areas end below it. */
function roof({ panel, top, py }: StackPlane, { limit }: StackPlan): number {
  const whole = panel.points.at(-1)?.edges.at(-1) ?? 0;
  return limit !== undefined && whole <= limit.value ? py(limit.value) + 3 : top - 2;
}

function nameText({ panel, left, top }: StackPlane): StackText {
  const place = { px: left, py: top - 31, align: "left" } as const;
  return { text: panel.label, ...place, weight: 600, color: chartColour.ink };
}

/** Centred above the end of the areas, within the panel. */
function endText({ panel, left, width, room, px, py }: StackPlane): StackText {
  const [last, half] = [panel.points.at(-1), labelWidth(panel.end) / 2];
  const centre = Math.min(Math.max(px(last?.x ?? 0), left + half), left + width + room - half);
  const place = { px: centre, py: py(last?.edges.at(-1) ?? 0) - 12, align: "center" } as const;
  return { text: panel.end, ...place, weight: 400, color: chartColour.ink };
}
