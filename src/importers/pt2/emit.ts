// Puts layers into the counted graph: held memory leaves their inputs, parameters find their owner, and what autograd
// keeps is kept only where a gradient is wanted.
import {
  elements,
  type GraphBuilder,
  type Layer,
  type LayerKind,
  leaf,
  repeated,
  type Saved,
  type Tensor,
  type Work,
} from "../../layers/index.js";
import { given } from "../../numbers/quantity.js";
import { elementType, takesGradient } from "./element-type.js";
import { type Form, type Held, shown, type Value } from "./value.js";

/** Where layers go, and what is known about those before. */
export interface Ledger {
  readonly file: string;
  readonly builder: GraphBuilder;
  /** Bytes of a value of the network's own width, and the element types that have it. */
  readonly width: number;
  readonly ownType: number;
  /** The node under which a parameter counts, with all parameters of that node. */
  readonly owners: Map<Held, { readonly name: string; readonly parameters: Layer["parameters"] }>;
  /** Names that are taken, with the last number given to each. */
  readonly names: Map<string, number>;
  /** Tensors that depend on sizes alone. */
  readonly constants: Set<Tensor>;
  /** Multiply-accumulates so far, to compare branches. */
  readonly spent: { mac: number };
}

/** Under which circumstances layers run. */
export interface Circumstances {
  /** Whether autograd records. */
  readonly recording: boolean;
  /** How often they run: the turns of the loops around them. */
  readonly times: number;
  /** Inside an activation checkpoint: nothing is kept, and backward computes it again. */
  readonly recomputed: boolean;
}

/** A buffer that only one layer keeps. */
export interface OwnSaved {
  readonly label: string;
  readonly elements: number;
  readonly bytesPerElement: number;
}

/** What autograd keeps: the layer's result, one of its inputs, or a buffer of its own. */
export type Saving = "result" | Value | OwnSaved;

export interface Emission {
  readonly kind: LayerKind;
  readonly settings: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly output: Form;
  readonly forward?: readonly Work[];
  /** Work for the gradient of each input. */
  readonly gradients?: readonly (readonly Work[] | undefined)[];
  readonly saved?: readonly Saving[];
  /** The output is the first input's memory. */
  readonly view?: boolean;
  /** False where the operator has no derivative. */
  readonly differentiable?: boolean;
  /** Elements read of what is held, where not all. */
  readonly read?: number;
  /** Added to the name, for a second layer of one node. */
  readonly part?: string;
}

export type Emit = (emission: Emission) => Value;

/** Adds the layers of one node under `name`. */
export function emitter(ledger: Ledger, circumstances: Circumstances, name: string, stage: string): Emit {
  return (emission) => {
    const { output, inputs, view = false } = emission;
    const values = inputs.filter((value) => value !== undefined);
    const gradient =
      circumstances.recording &&
      emission.differentiable !== false &&
      takesGradient(elementType(ledger.file, output.type)) &&
      values.some((value) => value.gradient);
    const form = { shape: output.shape, strides: output.strides, type: output.type, gradient };
    if (elements(output.shape) === 0) return { ...form, tensor: undefined, held: [] };
    const [first] = values;
    if (view && first !== undefined && first.tensor === undefined && first.held.length > 0)
      return { ...form, tensor: undefined, held: first.held };
    const full = uniqueName(ledger.names, emission.part === undefined ? name : `${name}.${emission.part}`);
    const layer = layerOf(ledger, emission, { gradient, recomputed: circumstances.recomputed });
    const tensor = placed(ledger, repeated(layer, circumstances.times), { name: full, stage, values });
    if (values.every((value) => value.held.length === 0 && isConstant(ledger, value)))
      ledger.constants.add(tensor);
    return { ...form, tensor, held: [] };
  };
}

function isConstant({ constants }: Ledger, { tensor }: Value): boolean {
  return tensor === undefined || constants.has(tensor);
}

interface Setting {
  readonly gradient: boolean;
  readonly recomputed: boolean;
}

/** The layer with inputs in the graph alone; the gradients of trainable parameters are those of weights. */
function layerOf(ledger: Ledger, emission: Emission, { gradient, recomputed }: Setting): Layer {
  const { inputs, output, forward = [], gradients = [], saved = [], view = false } = emission;
  const placed = inputs.map((value, i) => ({ value, work: gradients[i] ?? [] }));
  const data = placed.filter(({ value }) => value?.tensor !== undefined);
  const wanted = placed.filter(({ value }) => value?.tensor === undefined && value?.gradient === true);
  const again = gradient && recomputed ? forward : [];
  const { type } = output;
  return {
    kind: emission.kind,
    settings: emission.settings,
    inputs: data.flatMap(({ value }) => (value?.tensor === undefined ? [] : [value.tensor.shape])),
    output: shown(output.shape),
    ...(type === ledger.ownType ? {} : { outputBytesPerElement: elementType(ledger.file, type).bytes }),
    parameters: undefined,
    forward,
    weightGradient: gradient ? [...wanted.flatMap(({ work }) => work), ...again] : [],
    inputGradient: data.map(({ value, work }) => (gradient && value?.gradient === true ? work : [])),
    saved:
      gradient && !recomputed
        ? saved.flatMap((one) =>
            savedOf(
              one,
              data.map(({ value }) => value),
            ),
          )
        : [],
    view: view && data.length > 0,
    ...(gradient ? {} : { stopsGradient: true as const }),
    ...(emission.read === undefined ? {} : { parameterElementsRead: emission.read }),
  };
}

/** Parameters and buffers are there anyway and not kept. */
function savedOf(saving: Saving, data: readonly (Value | undefined)[]): readonly Saved[] {
  if (saving === "result") return [{ kind: "output" }];
  if ("label" in saving) return saving.elements === 0 ? [] : [{ kind: "own", ...saving }];
  const index = data.findIndex((value) => value?.tensor?.storage === saving.tensor?.storage);
  return saving.tensor === undefined || index < 0 ? [] : [{ kind: "input", index }];
}

interface Placing {
  readonly name: string;
  readonly stage: string;
  readonly values: readonly Value[];
}

/** Adds the layer with the parameters that nobody before it has, or tied to the node that has them. */
function placed(ledger: Ledger, layer: Layer, { name, stage, values }: Placing): Tensor {
  const tensors = values.flatMap(({ tensor }) => tensor ?? []);
  const held = [...new Set(values.flatMap((value) => (value.tensor === undefined ? value.held : [])))];
  const owned = held.filter(({ kind }) => kind === "parameter");
  const fresh = owned.filter((one) => !ledger.owners.has(one));
  const bytes = held.reduce((sum, one) => sum + one.elements * one.bytesPerElement, 0);
  const read = layer.parameterElementsRead ?? bytes / ledger.width;
  const [first] = owned;
  const owner = first === undefined ? undefined : ledger.owners.get(first);
  const parameters = fresh.length > 0 ? parametersOf(ledger, fresh) : owner?.parameters;
  const counted = held.length === 0 || read === parameters?.value;
  const final: Layer = { ...layer, parameters, ...(counted ? {} : { parameterElementsRead: read }) };
  for (const work of final.forward) if (work.operationClass === "matrix") ledger.spent.mac += work.term.value;
  for (const one of fresh) ledger.owners.set(one, { name, parameters });
  const place = ledger.builder.stage(stage);
  return fresh.length > 0 || owner === undefined
    ? place.add(name, final, ...tensors)
    : place.addTied(name, final, owner.name, ...tensors);
}

/** Parameters as a count with the names of their tensors. */
export function parametersOf({ file }: Pick<Ledger, "file">, held: readonly Held[]) {
  const value = held.reduce((sum, one) => sum + one.elements, 0);
  const label = held.length > 3 ? `${held.length} tensors` : held.map(({ path }) => path).join(", ");
  return leaf(given({ value, unit: "parameter" }, `shapes of the parameters in ${file}`, { label }));
}

/** `name`, or the first free of `name_2`, `name_3`, ... */
export function uniqueName(names: Map<string, number>, name: string): string {
  let free = name;
  let count = names.get(name) ?? 1;
  while (names.has(free)) free = `${name}_${++count}`;
  names.set(name, count);
  if (free !== name) names.set(free, 1);
  return free;
}
