// "batch=1", "kernel=7", "bias=no" -> sizes and settings of a type of layer.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { LayerRecord, Sizes } from "../../layers/index.js";
import { decimal } from "../numbers.js";

/** A type of layer with its settings, and the sizes that words give. */
export interface AssignedLayer {
  readonly record: LayerRecord;
  readonly sizes: Sizes;
}

/** Names that other places use for a dimension. */
const otherNames: Readonly<Record<string, string>> = {
  imageHeight: "inputHeight",
  imageWidth: "inputWidth",
  height: "inputHeight",
  width: "inputWidth",
  groups: "normGroups",
  tokens: "sequence",
  ffnDim: "feedForwardDim",
  expertDim: "feedForwardDim",
  projection: "stateFeatures",
};

/**
 * What words of the form name=value say. A name is a dimension or a setting; "kernel" stands for height and width, or
 * for the positions of a sequence. Errors on what cannot be read, with the nearest names.
 */
export function assignedSizes(record: LayerRecord, words: readonly string[]): AssignedLayer {
  const sizes: Record<string, number> = {};
  const settings: Record<string, string> = {};
  for (const word of words) {
    const at = word.indexOf("=");
    if (at < 1)
      throw wrong(record, `sizes are name=value, got "${word}"; write ${record.names[0] ?? "batch"}=32`);
    const [name, text] = [word.slice(0, at).trim(), word.slice(at + 1).trim()];
    const values = Object.hasOwn(record.spec.choices ?? {}, name) ? record.spec.choices?.[name] : undefined;
    if (values !== undefined) settings[name] = setting(text, Object.keys(values));
    else for (const dimension of dimensionsNamed(record, name)) assign(record, sizes, dimension, name, text);
  }
  return { record: record.variant(settings), sizes };
}

function assign(
  record: LayerRecord,
  sizes: Record<string, number>,
  dimension: string,
  name: string,
  text: string,
): void {
  if (Object.hasOwn(sizes, dimension))
    throw wrong(record, `size "${dimension}" is given twice, got "${name}=${text}"; drop one`);
  const value = decimal(text.replaceAll("_", ""));
  if (!Number.isFinite(value))
    throw wrong(record, `size "${name}" must be a number, got "${text}"; write ${name}=32`);
  sizes[dimension] = value;
}

/** "true", "1" and "yes" say the same. */
function setting(text: string, values: readonly string[]): string {
  if (!values.includes("yes")) return text;
  if (/^(true|1)$/i.test(text)) return "yes";
  return /^(false|0)$/i.test(text) ? "no" : text;
}

function dimensionsNamed(record: LayerRecord, name: string): readonly string[] {
  const known = record.spec.dimensions;
  const other = otherNames[name];
  const candidates = [
    [name],
    [`${name}Height`, `${name}Width`],
    [`${name}Positions`],
    other === undefined ? [] : [other],
  ];
  const found = candidates.find((names) => names.length > 0 && names.every((one) => known.includes(one)));
  if (found !== undefined) return found;
  const axes = known.flatMap((one) => (one.endsWith("Height") ? [one.slice(0, -"Height".length)] : []));
  const words = [...known, ...axes, ...Object.keys(record.spec.choices ?? {})];
  throw wrong(
    record,
    `no size of this name, got "${name}"${suggestion(name, words) || `; its sizes are ${known.join(", ")}`}`,
  );
}

function wrong({ id }: LayerRecord, problem: string): FlopbookError {
  return new FlopbookError(`layer.${id}: ${problem}`, { exitCode: 2 });
}
