// Runs in the browser: a table too wide for any page becomes several, each with the row heads and some of the columns.
import type { Box } from "./dom.js";

/**
 * Splits `table` by columns into tables of at most `width` px where one column allows it, and puts them in its place.
 * The first column is repeated when it heads the rows. A table with merged cells stays whole. Returns what stands now.
 */
export function splitTable(table: Box, width: number): Box[] {
  const rows = Array.from(table.querySelectorAll("tr"));
  const cells = rows.map((row) => Array.from(row.children));
  const columns = Math.max(...cells.map((row) => row.length));
  const merged = cells.flat().some((cell) => (cell.colSpan ?? 1) > 1 || (cell.rowSpan ?? 1) > 1);
  if (merged || columns < 3 || cells.some((row) => row.length !== columns)) return [table];
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...cells.map((row) => row[column]?.getBoundingClientRect().width ?? 0)),
  );
  const heads = cells.some((row) => row[0]?.matches("th") === true && row[1]?.matches("td") === true) ? 1 : 0;
  const groups = columnGroups(widths, width, heads);
  if (groups.length < 2) return [table];
  const parts = groups.map((group, index) => partOf(table, group, heads, index > 0));
  parts.forEach((part, index) => {
    table.before(rangeLine(groups[index] ?? [], columns), part);
  });
  table.remove();
  return parts;
}

/** Columns in groups that fit beside the heads, one column at the least. */
function columnGroups(widths: readonly number[], width: number, heads: number): number[][] {
  const room = width - widths.slice(0, heads).reduce((sum, one) => sum + one, 0);
  const groups: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (let column = heads; column < widths.length; column++) {
    const own = widths[column] ?? 0;
    if (used + own > room) {
      groups.push([]);
      used = 0;
    }
    groups.at(-1)?.push(column);
    used += own;
  }
  return groups;
}

function partOf(table: Box, group: readonly number[], heads: number, again: boolean): Box {
  const part = table.cloneNode(true);
  if (again) for (const named of Array.from(part.querySelectorAll("[id]"))) named.removeAttribute("id");
  for (const row of Array.from(part.querySelectorAll("tr"))) {
    Array.from(row.children).forEach((cell, column) => {
      if (column >= heads && !group.includes(column)) cell.remove();
    });
  }
  for (const columns of Array.from(part.querySelectorAll("colgroup"))) columns.remove();
  part.style.marginBottom = "1rem";
  return part;
}

function rangeLine(group: readonly number[], columns: number): Box {
  const [first = 0] = group;
  const last = group.at(-1) ?? first;
  const line = document.createElement("p");
  line.className = "columns";
  line.textContent =
    first === last
      ? `Column ${first + 1} of ${columns}`
      : `Columns ${first + 1} to ${last + 1} of ${columns}`;
  return line;
}

/** Every function of this file, for `inPage`. */
export const splitTableParts: readonly unknown[] = [splitTable, columnGroups, partOf, rangeLine];
