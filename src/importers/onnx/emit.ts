// Puts layers into the counted graph: constants leave a layer's inputs, and parameters find their owner.
import {
  elements,
  type GraphBuilder,
  type Layer,
  leaf,
  repeated,
  type Saved,
  type Tensor,
  type Work,
  weights as weightsLayer,
} from "../../layers/index.js";
import { given } from "../../numbers/quantity.js";
import type { Emit } from "./call.js";
import { booleanType, elementType } from "./element-type.js";
import { type Claim, isParameter } from "./parameters.js";
import { type DataValue, type KnownValue, originOf, shown, type Weight } from "./value.js";

/** A weight as its first reader reads it. */
export interface Owner {
  readonly name: string;
  readonly parameters: Layer["parameters"];
  readonly weight: Weight;
}

/** Where layers go, and what is known about those before. */
export interface Ledger {
  readonly file: string;
  readonly builder: GraphBuilder;
  /** The node under which a weight counts, with its parameters. */
  readonly owners: Map<Weight, Owner>;
  readonly names: Set<string>;
  /** Whether names are those of PyTorch's modules, but for those that its exporter gave. */
  readonly pytorch: boolean;
  /** Results of products: single numbers that meet one are its bias or scale. */
  readonly products: Set<Tensor>;
  /** Multiply-accumulates so far, to compare branches. */
  readonly spent: { mac: number };
  /** How often the layers run: the turns of the loops around them. */
  readonly times: number;
}

/** Adds the layers of one node under `name`; a constant comes back where nothing depends on data. */
export function emitter(ledger: Ledger, name: string, stage: string): Emit {
  return (layer, from, options = {}) => {
    const shape = options.shape ?? layer.output;
    const type = options.type ?? from[0]?.type ?? 1;
    const data = from.filter((value) => value.kind === "data");
    const matrix = layer.forward.some(({ operationClass }) => operationClass === "matrix");
    const besides = data.some(({ tensor }) => ledger.products.has(tensor));
    const placed = new Set(united([...(options.weights ?? []), ...(matrix ? from : [])].map(weightsOf)));
    // What is only compared has no gradient: it leads to no parameter.
    const weights = type === booleanType ? [] : united([...from, ...(options.weights ?? [])].map(weightsOf));
    const beside = new Set(
      besides ? united(from.map((value) => (value.shape.length > 0 ? weightsOf(value) : []))) : [],
    );
    const claim = (weight: Weight): Claim => {
      if (placed.has(weight)) return "weight";
      return beside.has(weight) ? "beside a product" : "none";
    };
    const parameter = (weight: Weight) =>
      isParameter(weight, options.reading ?? "value", claim(weight), ledger.pytorch);
    const owned = weights.filter(parameter);
    if (elements(shape) === 0) return { kind: "constant", shape, type, numbers: [], weights: [] };
    // A product that the exporter left in the file is computed, be it of frequencies and positions.
    if (data.length === 0 && !matrix) return { kind: "constant", shape, type, numbers: undefined, weights };
    const fitted = { ...fittedLayer(layer, from, parameter, type), output: shown(shape) };
    const full = uniqueName(ledger.names, options.part === undefined ? name : `${name}.${options.part}`);
    const tensor = added(ledger, { layer: fitted, name: full, stage, data, owned });
    if (matrix) ledger.products.add(tensor);
    return { kind: "data", shape, type, tensor };
  };
}

function weightsOf(value: KnownValue | undefined): readonly Weight[] {
  return value?.kind === "constant" ? value.weights : [];
}

/** The layer without its constant inputs: their gradients are gradients of weights where they hold parameters. */
function fittedLayer(
  layer: Layer,
  from: readonly KnownValue[],
  parameter: (weight: Weight) => boolean,
  type: number,
): Layer {
  const places = from.flatMap((value, i) => (value.kind === "data" ? [i] : []));
  const ofWeights = from.flatMap((value, i): readonly Work[] =>
    value.kind === "constant" && value.weights.some(parameter) ? (layer.inputGradient[i] ?? []) : [],
  );
  const { bytes, kind } = elementType("output", type);
  return {
    ...layer,
    inputs: places.map((i) => shown(from[i]?.shape ?? [])),
    inputGradient: places.map((i) => layer.inputGradient[i] ?? []),
    weightGradient: [...layer.weightGradient, ...ofWeights],
    saved: layer.saved.flatMap((saved): readonly Saved[] => {
      if (saved.kind !== "input") return [saved];
      const index = places.indexOf(saved.index);
      return index < 0 ? [] : [{ ...saved, index }];
    }),
    view: layer.view && from[0]?.kind === "data",
    ...(kind === "float" ? {} : { outputBytesPerElement: bytes }),
  };
}

interface Placing {
  readonly layer: Layer;
  readonly name: string;
  readonly stage: string;
  readonly data: readonly DataValue[];
  readonly owned: readonly Weight[];
}

/** Adds the layer with the parameters that nobody before it has, or tied to the node that has them. */
function added(ledger: Ledger, { layer, name, stage, data, owned }: Placing) {
  const tensors = data.map(({ tensor }) => tensor);
  const fresh = owned.filter((weight) => !ledger.owners.has(originOf(weight)));
  const read = owned.reduce((sum, weight) => sum + weight.elements, 0);
  const own = withParameters(ledger, layer, owned, fresh);
  const priced = repeated(own, ledger.times);
  for (const work of priced.forward)
    if (work.operationClass === "matrix") ledger.spent.mac += work.term.value;
  const known = layer.parameterElementsRead ?? read;
  const counted = read === own.parameters?.value && layer.parameterElementsRead === undefined;
  const final = counted || owned.length === 0 ? priced : { ...priced, parameterElementsRead: known };
  const place = ledger.builder.stage(stage);
  const [first] = owned;
  const owner = first === undefined ? undefined : ledger.owners.get(originOf(first));
  for (const weight of fresh)
    ledger.owners.set(originOf(weight), { name, parameters: final.parameters, weight });
  if (fresh.length > 0 || owner === undefined) return place.add(name, final, ...tensors);
  return place.addTied(name, final, owner.name, ...tensors);
}

function withParameters(
  ledger: Ledger,
  layer: Layer,
  owned: readonly Weight[],
  fresh: readonly Weight[],
): Layer {
  const [first] = owned;
  if (first === undefined) return { ...withoutParameters(layer), weightGradient: [] };
  if (fresh.length === 0) {
    const parameters = ledger.owners.get(originOf(first))?.parameters;
    return parameters === undefined ? withoutParameters(layer) : { ...layer, parameters };
  }
  const value = fresh.reduce((sum, weight) => sum + weight.elements, 0);
  if (layer.parameters?.value === value) return layer;
  const names = fresh.map((weight) => weight.name).join(", ");
  const label = fresh.length > 3 ? `${fresh.length} initializers` : names;
  const count = given({ value, unit: "parameter" }, `shapes of the initializers of ${ledger.file}`, {
    label,
  });
  return { ...layer, parameters: leaf(count) };
}

function withoutParameters(layer: Layer): Layer {
  return { ...layer, parameters: undefined };
}

/** Adds parameters that no counted layer reads, under a name of their own. */
export function addIdle(
  ledger: Ledger,
  idle: readonly Weight[],
  place: { readonly name: string; readonly stage: string },
): void {
  const fresh = united([idle]).filter((weight) => !ledger.owners.has(originOf(weight)));
  if (fresh.length === 0) return;
  const name = uniqueName(ledger.names, place.name);
  const value = fresh.reduce((sum, weight) => sum + weight.elements, 0);
  const count = given({ value, unit: "parameter" }, `shapes of the initializers of ${ledger.file}`, {
    label: fresh.length > 3 ? `${fresh.length} initializers` : fresh.map((weight) => weight.name).join(", "),
  });
  const layer = weightsLayer({ shape: [value], dtype: "not read", parameters: count });
  for (const weight of fresh)
    ledger.owners.set(originOf(weight), { name, parameters: layer.parameters, weight });
  ledger.builder.stage(place.stage).add(name, layer);
}

/** Each weight once, in order. */
export function united(lists: readonly (readonly Weight[])[]): readonly Weight[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  return [...new Set(filled.flat())];
}

/** `name`, or the first free of `name (2)`, `name (3)`, ... */
function uniqueName(names: Set<string>, name: string): string {
  let free = name;
  for (let i = 2; names.has(free); i++) free = `${name} (${i})`;
  names.add(free);
  return free;
}
