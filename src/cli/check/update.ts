// `check --update`: baselines rewritten from what notebooks give now, and what moved told.
import { relative } from "node:path";
import { writeWhole } from "../../disk/write.js";
import { difference } from "../../numbers/format.js";
import { plainSpaces } from "../text-table.js";
import { type Baseline, baselineOf, baselineText, comparedValues, type ValueCheck } from "./baseline.js";
import type { CheckedNotebook } from "./notebooks.js";
import { numberText } from "./text.js";

/** Rewrites the baselines that changed; returns what moved as text. A notebook that did not run clean is left alone. */
export async function updatedBaselines(checked: readonly CheckedNotebook[], cwd: string): Promise<string> {
  const parts: string[] = [];
  for (const { baseline, values, old, row } of checked) {
    if (values === undefined) {
      parts.push(`${row.name}: not updated, it did not run clean\n`);
      continue;
    }
    const shown = relative(cwd, baseline);
    if (old === undefined && values.length === 0) continue;
    const fresh = baselineOf(values, old);
    if (old !== undefined && baselineText(old) === baselineText(fresh)) continue;
    writeWhole(baseline, baselineText(fresh));
    parts.push(
      `${old === undefined ? "new" : "rewritten"} ${shown}\n${moves(comparedValues(values, old ?? {}), old, fresh)}`,
    );
  }
  return parts.length === 0 ? "no baseline changed\n" : plainSpaces(parts.join(""));
}

function moves(rows: readonly ValueCheck[], old: Baseline | undefined, fresh: Baseline): string {
  return rows
    .map((row) => move(row, old?.[row.name]?.tolerance, fresh[row.name]?.tolerance))
    .filter((line) => line !== "")
    .join("");
}

/** "  hours: 5.87 h -> 5.93 h (+1.0 %)"; "" for a value that stayed. */
function move(row: ValueCheck, oldTolerance: number | undefined, tolerance: number | undefined): string {
  const { name, baseline, baselineUnit, computed, unit } = row;
  if (computed === null) return `  ${name}: ${numberText(baseline, baselineUnit)} -> gone\n`;
  if (baseline === null) return `  ${name}: ${numberText(computed, unit)} (new)\n`;
  const sameUnit = unit === baselineUnit;
  if (sameUnit && computed === baseline)
    return tolerance === oldTolerance ? "" : `  ${name}: tolerance ${oldTolerance} -> ${tolerance}\n`;
  const percent = sameUnit && baseline !== 0 ? ` (${difference(baseline, computed)})` : "";
  const digits = [3, 6, 9, 12, 15].find(
    (n) => numberText(baseline, baselineUnit, n) !== numberText(computed, unit, n),
  );
  return `  ${name}: ${numberText(baseline, baselineUnit, digits)} -> ${numberText(computed, unit, digits)}${percent}\n`;
}
