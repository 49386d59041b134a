// `flopbook formulas`: types of layer, as rows of a search and as a card with their symbolic forms.
import { nearestNames } from "../../errors.js";
import { symbolOf } from "../../formula/index.js";
import { type LayerForm, layerForms, type WorkForms } from "../../layer-forms/index.js";
import { form, symbols } from "../../layers/vocabulary.js";
import { textTable } from "../text-table.js";

const prefix = "layer.";

/** The layer type of an id such as "layer.linear"; undefined for other ids and unknown layers. */
export function layerOfId(id: string): LayerForm | undefined {
  return id.startsWith(prefix) ? layerForms.find((layer) => `${prefix}${layer.id}` === id) : undefined;
}

/** Ids of layer types near a word that is no id: "layer.linear" for "linear". */
export function layerIdsNear(id: string): readonly string[] {
  const ids = layerForms.map((layer) => layer.id);
  const word = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  return (ids.includes(word) ? [word] : nearestNames(word, ids)).map((name) => `${prefix}${name}`);
}

/** Rows of a search. */
export function layersTable(found: readonly LayerForm[]): string {
  const rows = found.map(({ id, meaning }) => [`${prefix}${id}`, meaning]);
  const table = textTable([{ head: "layer" }, { head: "meaning" }], rows);
  return `${table}\n${found.length} types of layer; \`flopbook formulas layer.NAME\` shows what one costs.\n`;
}

/** A layer type as data. */
export function layerRow(layer: LayerForm) {
  const { id, meaning, inputs, output, parameters, kept, moved, forward, weightGradient, inputGradient } =
    layer;
  const moves = moved?.expression;
  const costs = { parameters, forward, weightGradient, inputGradient, kept, moved: moves };
  return { id: `${prefix}${id}`, kind: "layer", meaning, inputs, output, ...costs };
}

/** Everything that a layer type costs. */
export function layerCard(layer: LayerForm): string {
  const { id, meaning, inputs, output, parameters, kept, moved } = layer;
  const shape = (sizes: readonly string[]) => `[${sizes.join(", ")}]`;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ["meaning", meaning],
    ["shape", `${inputs.map(shape).join(", ")} -> ${shape(output)}`],
    ["parameters", parameters],
    ...workLines("forward", layer.forward),
    ...workLines("gradient of weights", layer.weightGradient),
    ...workLines("gradient of input", layer.inputGradient),
    ["elements kept", kept ?? "none"],
    ["elements moved", moved?.expression],
  ];
  const facts = lines.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(21)}${text}\n`]));
  const named = layer.symbols.map((name) => {
    const { unit, meaning } = symbolOf({ id, symbols }, name);
    return [name, unit, meaning];
  });
  const table = textTable([{ head: "symbol" }, { head: "unit" }, { head: "meaning" }], named);
  return `${prefix}${id}\n${facts.join("")}\n${table}`;
}

function workLines(name: string, work: WorkForms | undefined): (readonly [string, string])[] {
  return Object.entries(work ?? {}).map(([operationClass, text]) => [
    name,
    `${form(text).expression} ${operationClass === "matrix" ? "MAC" : `FLOP (${operationClass})`}`,
  ]);
}
