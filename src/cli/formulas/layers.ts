// `flopbook formulas`: types of layer, as rows of a search and as a card with their symbolic forms.
import { nearestNames } from "../../ground/errors.js";
import { type LayerRecord, layerRecords, type WorkForms } from "../../layers/index.js";
import { textTable } from "../text-table.js";

const prefix = "layer.";

/** The layer type of an id such as "layer.linear"; undefined for other ids and unknown layers. */
export function layerOfId(id: string): LayerRecord | undefined {
  return id.startsWith(prefix) ? layerRecords.find((layer) => `${prefix}${layer.id}` === id) : undefined;
}

/** Ids of layer types near a word that is no id: "layer.linear" for "linear". */
export function layerIdsNear(id: string): readonly string[] {
  const ids = layerRecords.map((layer) => layer.id);
  const word = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  return (ids.includes(word) ? [word] : nearestNames(word, ids)).map((name) => `${prefix}${name}`);
}

/** Rows of a search. */
export function layersTable(found: readonly LayerRecord[]): string {
  const rows = found.map(({ id, meaning }) => [`${prefix}${id}`, meaning]);
  const table = textTable([{ head: "layer" }, { head: "meaning" }], rows);
  return `${table}\n${found.length} types of layer; \`flopbook formulas layer.NAME\` shows what one costs.\n`;
}

/** A layer type as data. */
export function layerRow({ id, meaning, forms }: LayerRecord) {
  const { inputs, output, parameters, kept, moved, forward, weightGradient, inputGradient } = forms;
  const costs = { parameters, forward, weightGradient, inputGradient, kept, moved };
  return { id: `${prefix}${id}`, kind: "layer", meaning, inputs, output, ...costs };
}

/** Everything that a layer type costs, and how to count it. */
export function layerCard(record: LayerRecord): string {
  const { id, meaning, forms } = record;
  const { inputs, output, parameters, kept, moved } = forms;
  const shape = (sizes: readonly string[]) => `[${sizes.join(", ")}]`;
  const facts = [
    fact("meaning", meaning),
    fact("shape", `${inputs.map(shape).join(", ")} -> ${shape(output)}`),
    ...(parameters === undefined ? [] : [fact("parameters", parameters)]),
    ...workLines("forward", forms.forward),
    ...workLines("gradient of weights", forms.weightGradient),
    ...workLines("gradient of input", forms.inputGradient),
    fact("elements kept", kept ?? "none"),
    ...(moved === undefined ? [] : [fact("elements moved", moved)]),
  ];
  const columns = [{ head: "symbol" }, { head: "unit" }, { head: "meaning" }, { head: "default" }];
  const rows = Object.entries(record.symbols).map(([name, entry]) => [
    name,
    entry.unit,
    entry.meaning,
    otherwise(record, name),
  ]);
  const settings = Object.entries(record.spec.choices ?? {}).map(([name, values]) => [
    name,
    "",
    Object.keys(values).join(" | "),
    Object.keys(values)[0] ?? "",
  ]);
  return `${prefix}${id}\n${facts.join("")}\n${textTable(columns, [...rows, ...settings])}${hint(record)}`;
}

/** A line of a card. */
export function fact(name: string, text: string): string {
  return `${name.padEnd(21)}${text}\n`;
}

/** What a dimension is where nobody says. */
function otherwise({ forms, spec }: LayerRecord, name: string): string {
  if (forms.derived[name] !== undefined) return forms.derived[name];
  const value = spec.defaults?.[name];
  return value === undefined ? "" : String(value);
}

function hint({ id, spec, names, forms }: LayerRecord): string {
  const asked = names.filter(
    (name) => forms.derived[name] === undefined && spec.defaults?.[name] === undefined,
  );
  return `\n\`flopbook formulas ${prefix}${id} ${asked.map((name) => `${name}=…`).join(" ")}\` counts it.\n`;
}

function workLines(name: string, work: WorkForms | undefined): readonly string[] {
  return Object.entries(work ?? {}).map(([operationClass, text]) =>
    fact(name, `${text} ${unitOf(operationClass)}`),
  );
}

/** "MAC", "FLOP (activation)". */
export function unitOf(operationClass: string): string {
  return operationClass === "matrix" ? "MAC" : `FLOP (${operationClass})`;
}
