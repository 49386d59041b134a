// JSON as text for a page: short lists and objects on one line, others indented.

const WIDTH = 69; // characters of a line of code in the text column, less a comma

/** The value as JSON; throws RangeError when it is nested deeper than the stack. */
export function jsonText(value: unknown, indent = ""): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const list = Array.isArray(value);
  const deeper = `${indent}  `;
  const rows = list
    ? value.map((item) => jsonText(item, deeper))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${jsonText(item, deeper)}`);
  if (rows.length === 0) return list ? "[]" : "{}";
  const line = list ? `[${rows.join(", ")}]` : `{ ${rows.join(", ")} }`;
  if (indent.length + line.length <= WIDTH && !line.includes("\n")) return line;
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  const scalars = list && value.every((item) => typeof item !== "object" || item === null);
  const lines = scalars ? filled(rows, WIDTH - deeper.length) : rows;
  return `${open}\n${lines.map((row) => `${deeper}${row}`).join(",\n")}\n${indent}${close}`;
}

/** Values side by side, as many as a line takes. */
function filled(values: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const value of values) {
    const longer = line === "" ? value : `${line}, ${value}`;
    if (line !== "" && longer.length > width) {
      lines.push(line);
      line = value;
    } else line = longer;
  }
  return [...lines, line];
}
