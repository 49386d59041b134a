// Bits of a served model's weights by how passes read them: of a format that is asked for, or as the model's file stores them.
import type { StoredWeights } from "../../layers/index.js";
import { given, type Quantity, sum } from "../../numbers/quantity.js";
import { storedBitsPerWeight } from "../../training/stored-values.js";
import { formatBits, isStored, type ServingFormat, type WeightFormat } from "./formats.js";
import type { ServedModel } from "./model.js";
import type { ServingSetting } from "./spec.js";

/** Bits for each parameter, scales included. */
export interface WeightBits {
  /** Of all layers together, of what every token passes, and of the experts' weights. */
  readonly blocks: Quantity;
  readonly dense: Quantity;
  readonly experts: Quantity;
  /** Of the vocabulary's tables together, and of the output layer. */
  readonly tables: Quantity;
  readonly head: Quantity;
}

type Formats = Pick<ServingSetting, "weights" | "tables">;

const widest = 16;

/** Format of the vocabulary's tables: quantization leaves them in 16 bits unless the setting says otherwise. */
export function tableFormat({ weights, tables }: Formats): WeightFormat {
  if (tables !== undefined || isStored(weights)) return tables ?? weights;
  return formatBits(weights).value >= widest ? weights : "bf16";
}

/** The bits of a setting. */
export function weightBits(setting: Formats, model: ServedModel): WeightBits {
  const { weights, tables } = setting;
  const named = tables ?? (isStored(weights) ? undefined : (tableFormat(setting) as ServingFormat));
  const ofTables = named === undefined ? undefined : formatBits(named).labelled("bits of the tables");
  const layers = isStored(weights) ? storedLayers(weights, model) : layersIn(formatBits(weights));
  return {
    ...layers,
    tables: ofTables ?? bitsOf(weights as StoredWeights, "tables", model.tables),
    head: ofTables ?? bitsOf(weights as StoredWeights, "head", model.head),
  };
}

function layersIn(bits: Quantity) {
  return { blocks: bits, dense: bits, experts: bits };
}

/** A file that does not tell experts apart by name stores all layers alike. */
function storedLayers(stored: StoredWeights, model: ServedModel) {
  const { dense, experts } = stored.bytes;
  const bytes = sum("bytes of the layers", [dense, experts]);
  const blocks = storedBitsPerWeight({ bytes, parameters: model.blocks }).labelled("bits of the layers");
  if (model.expert === undefined || experts.value === 0) return layersIn(blocks);
  const parameters = given(model.blocks.value - model.dense.value, "layers without what every token passes", {
    unit: "parameter",
    label: "weights of all experts",
  });
  return {
    blocks,
    dense: bitsOf(stored, "dense", model.dense),
    experts: storedBitsPerWeight({ bytes: experts, parameters }).labelled("bits of the experts"),
  };
}

function bitsOf({ bytes }: StoredWeights, part: "dense" | "tables" | "head", parameters: Quantity): Quantity {
  return storedBitsPerWeight({ bytes: bytes[part], parameters }).labelled(`bits of ${partNames[part]}`);
}

const partNames = { dense: "what every token passes", tables: "the tables", head: "the output layer" };
