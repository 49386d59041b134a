// The layers of the library in the handbook: shapes, parameters, work forward and backward, memory, as symbolic forms.

import type { Showing } from "../../display/show.js";
import { type Table, table } from "../../display/table.js";
import { activationFunctions, type LayerRecord, layerRecords, type WorkForms } from "../../layers/index.js";
import { entryPlace, plain, withSymbols } from "./entry.js";

/** Shows what every type of layer costs; activation functions, which differ by one number each, as a table. */
export function showLayers({ screen, show }: Showing): void {
  for (const [i, record] of layerRecords.filter((one) => !isActivation(one)).entries())
    screen.put(
      withSymbols(layerText(record), record.names, record.symbols, entryPlace(i, screen.isReport())),
    );
  show(activationTable());
}

/** Operations of each activation function for one element. */
export function activationTable(): Table {
  const perElement = (work: WorkForms | undefined) =>
    (work?.activation ?? "").replace(/\s*\*?\s*elements$/, "") || "1";
  const rows = layerRecords
    .filter(isActivation)
    .map(({ id, forms }) => [id, perElement(forms.forward), perElement(forms.inputGradient), "1"]);
  const operations = rows.map(([, forward]) => Number(forward));
  return table({
    title: `An activation function takes ${Math.min(...operations)} to ${Math.max(...operations)} operations an element forward`,
    caption: "Activation functions: operations and kept elements per element of the input",
    columns: [
      { head: "Function", kind: "rowHead" },
      { head: "Forward", kind: "text" },
      { head: "Backward", kind: "text" },
      { head: "Kept", kind: "text" },
    ],
    rows,
  });
}

function isActivation({ id }: LayerRecord): boolean {
  return (activationFunctions as readonly string[]).includes(id);
}

function layerText(record: LayerRecord): string {
  const { id, meaning, forms } = record;
  const { inputs, output, parameters, kept, moved } = forms;
  const math = (text: string) => `$${record.form(text).tex}$`;
  const shape = (sizes: readonly string[]) =>
    `$${sizes.map((size) => record.form(size).tex).join(" \\times ")}$`;
  const lines = [
    `**layer.${id}** ${plain(meaning)}.`,
    `Shape: ${inputs.map(shape).join(", ")} $\\to$ ${shape(output)}`,
    parameters === undefined ? "" : `Parameters: ${math(parameters)}`,
    workText("Forward", forms.forward, math),
    workText("Gradient of the weights", forms.weightGradient, math),
    workText("Gradient of the input", forms.inputGradient, math),
    kept === undefined ? "Kept: nothing" : `Kept elements: ${math(kept)}`,
    moved === undefined ? "" : `Moved elements: ${math(moved)}`,
  ];
  return lines.filter((line) => line !== "").join("\\\n");
}

function workText(name: string, work: WorkForms | undefined, math: (text: string) => string): string {
  const parts = Object.entries(work ?? {}).map(([operationClass, text]) =>
    operationClass === "matrix"
      ? `${math(text ?? "0")} MAC`
      : `${math(text ?? "0")} FLOP (${operationClass})`,
  );
  return parts.length === 0 ? "" : `${name}: ${parts.join(", ")}`;
}
