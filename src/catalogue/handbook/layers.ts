// The layers of the library in the handbook: shapes, parameters, work forward and backward, memory, as symbolic forms.

import type { Showing } from "../../display/show.js";
import { type Table, table } from "../../display/table.js";
import { type LayerForm, layerForms, type WorkForms } from "../../layer-forms/index.js";
import { activationFunctions } from "../../layers/index.js";
import { form, symbols } from "../../layers/vocabulary.js";
import { entryPlace, plain, withSymbols } from "./entry.js";

/** Shows what every type of layer costs; activation functions, which differ by one number each, as a table. */
export function showLayers({ screen, show }: Showing): void {
  for (const [i, layer] of layerForms.filter((one) => !isActivation(one)).entries())
    screen.put(withSymbols(layerText(layer), layer.symbols, symbols, entryPlace(i, screen.isReport())));
  show(activationTable());
}

/** Operations of each activation function for one element. */
export function activationTable(): Table {
  const perElement = (work: WorkForms | undefined) =>
    (work?.activation ?? "").replace(/\s*\*?\s*elements$/, "") || "1";
  const rows = layerForms
    .filter(isActivation)
    .map(({ id, forward, inputGradient }) => [id, perElement(forward), perElement(inputGradient), "1"]);
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

function isActivation({ id }: LayerForm): boolean {
  return (activationFunctions as readonly string[]).includes(id);
}

function layerText(layer: LayerForm): string {
  const { id, meaning, inputs, output, parameters, kept, moved } = layer;
  const shapes = `${inputs.map(shapeText).join(", ")} $\\to$ ${shapeText(output)}`;
  const lines = [
    `**layer.${id}** ${plain(meaning)}.`,
    `Shape: ${shapes}`,
    parameters === undefined ? "" : `Parameters: ${math(parameters)}`,
    workText("Forward", layer.forward),
    workText("Gradient of the weights", layer.weightGradient),
    workText("Gradient of the input", layer.inputGradient),
    kept === undefined ? "Kept: nothing" : `Kept elements: ${math(kept)}`,
    moved === undefined ? "" : `Moved elements: $${moved.tex}$`,
  ];
  return lines.filter((line) => line !== "").join("\\\n");
}

function workText(name: string, work: WorkForms | undefined): string {
  const parts = Object.entries(work ?? {}).map(([operationClass, text]) =>
    operationClass === "matrix" ? `${math(text)} MAC` : `${math(text)} FLOP (${operationClass})`,
  );
  return parts.length === 0 ? "" : `${name}: ${parts.join(", ")}`;
}

function shapeText(shape: readonly string[]): string {
  return `$${shape.map((part) => form(part).tex).join(" \\times ")}$`;
}

function math(text: string): string {
  return `$${form(text).tex}$`;
}
