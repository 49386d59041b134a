// Reads graphs, nodes, attributes and declared shapes of an ONNX file; nested graphs too, down to a limit.
import { type Reading, readNow } from "../bytes/steps.js";
import type {
  FileAttribute,
  FileDimension,
  FileGraph,
  FileNode,
  FileTensor,
  FileValue,
} from "./model-file.js";
import { fileTensor } from "./read-tensor.js";
import { type Field, type Region, type Wire, weights } from "./wire.js";

const deepest = 24;
const mostNumbers = 8192;
const mostDimensions = 64;

/** A graph of the file. Errors when graphs nest deeper than 24. */
export function* fileGraph(wire: Wire, message: Field, depth: number): Reading<FileGraph> {
  if (depth > deepest)
    throw wire.problem(message.start, `graphs must nest at most ${deepest} deep, got more`);
  const parts: GraphParts = {
    name: "",
    nodes: [],
    initializers: [],
    inputs: [],
    outputs: [],
    values: new Map(),
  };
  let next = message.start;
  while (next < message.end) {
    const start = next;
    next = yield* wire.step(() => {
      const field = wire.field(start, message.end);
      if (field.wire === 2) addPart(wire, field, depth, parts);
      return field.end;
    });
  }
  return parts;
}

interface GraphParts extends FileGraph {
  name: string;
  readonly nodes: FileNode[];
  readonly initializers: FileTensor[];
  readonly inputs: FileValue[];
  readonly outputs: FileValue[];
  readonly values: Map<string, FileValue>;
}

function addPart(wire: Wire, field: Field, depth: number, parts: GraphParts): void {
  if (field.number === 1) parts.nodes.push(fileNode(wire, field, depth));
  else if (field.number === 2) parts.name = wire.text(field);
  else if (field.number === 5) parts.initializers.push(fileTensor(wire, field));
  else if (field.number === 11) parts.inputs.push(fileValue(wire, field));
  else if (field.number === 12) parts.outputs.push(fileValue(wire, field));
  else if (field.number === 13) {
    const value = fileValue(wire, field);
    parts.values.set(value.name, value);
  } else if (field.number === 15) parts.initializers.push(sparseTensor(wire, field));
}

/** The dense shape of a sparse tensor, under the name of its values. */
function sparseTensor(wire: Wire, message: Region): FileTensor {
  let values: FileTensor | undefined;
  const shape: number[] = [];
  for (const field of wire.fields(message)) {
    if (field.number === 1 && field.wire === 2) values = fileTensor(wire, field);
    else if (field.number === 3) shape.push(...(wire.varints(field, mostDimensions) ?? []));
  }
  const elements = shape.reduce((product, size) => product * size, 1);
  if (values === undefined || !Number.isSafeInteger(elements) || shape.length > mostDimensions)
    throw wire.problem(message.start, `a sparse tensor must have values and a shape, got [${shape}]`);
  return { ...values, shape, elements, numbers: undefined };
}

/** A node of the file. */
export function fileNode(wire: Wire, message: Field, depth: number): FileNode {
  wire.charge("items", weights.node, message.start);
  const found = { name: "", operator: "", domain: "", inputs: [] as string[], outputs: [] as string[] };
  const attributes = new Map<string, FileAttribute>();
  let scopes: readonly string[] = [];
  for (const field of wire.fields(message)) {
    if (field.wire !== 2) continue;
    wire.charge("items", 1, field.start);
    if (field.number === 1) found.inputs.push(wire.text(field));
    else if (field.number === 2) found.outputs.push(wire.text(field));
    else if (field.number === 3) found.name = wire.text(field);
    else if (field.number === 4) found.operator = wire.text(field);
    else if (field.number === 7) found.domain = wire.text(field);
    else if (field.number === 5) {
      const attribute = fileAttribute(wire, field, depth);
      attributes.set(attribute.name, attribute);
    } else if (field.number === 9) scopes = scopesOf(wire, field) ?? scopes;
  }
  return { ...found, domain: found.domain === "ai.onnx" ? "" : found.domain, attributes, scopes };
}

/** PyTorch's newer exporter writes the modules around a node: "['', 'layer1', 'layer1.0', 'conv2d']". */
function scopesOf(wire: Wire, message: Region): readonly string[] | undefined {
  let key = "";
  for (const field of wire.fields(message)) {
    if (field.number === 1 && field.wire === 2) {
      if (field.end - field.start > 64) return undefined;
      key = wire.text(field);
    } else if (field.number === 2 && key === "pkg.torch.onnx.name_scopes" && field.end - field.start < 4096)
      return [...wire.text(field).matchAll(/'([^']*)'/g)].map(([, scope = ""]) => scope);
  }
  return undefined;
}

/** An attribute of a node. */
export function fileAttribute(wire: Wire, message: Field, depth: number): FileAttribute {
  wire.charge("items", weights.attribute, message.start);
  const found: { -readonly [Key in keyof FileAttribute]: FileAttribute[Key] } = { name: "" };
  const integers: number[] = [];
  const floats: number[] = [];
  const texts: string[] = [];
  for (const field of wire.fields(message)) {
    if (field.number === 1) found.name = wire.text(field);
    else if (field.number === 2 && field.wire === 5) found.float = wire.bytes(field).getFloat32(0, true);
    else if (field.number === 3 && field.wire === 0) found.integer = field.value;
    else if (field.number === 4) found.text = shortText(wire, field);
    else if (field.number === 5 && field.wire === 2) found.tensor = fileTensor(wire, field);
    else if (field.number === 6 && field.wire === 2) found.graph = readNow(fileGraph(wire, field, depth + 1));
    else if (field.number === 7) floats.push(...floatsOf(wire, field, mostNumbers - floats.length));
    else if (field.number === 8) integers.push(...(wire.varints(field, mostNumbers - integers.length) ?? []));
    else if (field.number === 9) texts.push(shortText(wire, field));
    else if (field.number === 21) found.reference = wire.text(field);
    if (field.number > 6) wire.charge("items", 1 + Math.floor((field.end - field.start) / 8), field.start);
  }
  if (integers.length > 0) found.integers = integers;
  if (floats.length > 0) found.floats = floats;
  if (texts.length > 0) found.texts = texts;
  return found;
}

/** Text of an attribute; long ones, such as compiled kernels of a vendor, say nothing about shapes. */
function shortText(wire: Wire, field: Field): string {
  return field.end - field.start > 4096 ? "" : wire.text(field);
}

function floatsOf(wire: Wire, field: Field, limit: number): readonly number[] {
  const count = Math.floor((field.end - field.start) / 4);
  if (count > limit) return [];
  const view = wire.bytes(field);
  return Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
}

function fileValue(wire: Wire, message: Field): FileValue {
  wire.charge("items", weights.value, message.start);
  const found: { name: string; type: number; shape: FileValue["shape"] } = {
    name: "",
    type: 0,
    shape: undefined,
  };
  for (const field of wire.fields(message)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) found.name = wire.text(field);
    else if (field.number === 2) {
      for (const kind of wire.fields(field))
        if (kind.number === 1 && kind.wire === 2) Object.assign(found, tensorType(wire, kind));
    }
  }
  return found;
}

function tensorType(wire: Wire, message: Field): Pick<FileValue, "type" | "shape"> {
  let type = 0;
  let shape: FileDimension[] | undefined;
  for (const field of wire.fields(message)) {
    if (field.number === 1 && field.wire === 0) type = field.value;
    else if (field.number === 2 && field.wire === 2) {
      shape = [];
      for (const dimension of wire.fields(field)) {
        wire.charge("items", 1, dimension.start);
        if (dimension.number === 1 && dimension.wire === 2) shape.push(fileDimension(wire, dimension));
      }
      if (shape.length > mostDimensions)
        throw wire.problem(message.start, `a shape must have at most ${mostDimensions} dimensions, got more`);
    }
  }
  return { type, shape };
}

function fileDimension(wire: Wire, message: Field): FileDimension {
  for (const field of wire.fields(message)) {
    // Some exporters write -1 for a size that they do not know.
    if (field.number === 1 && field.wire === 0) return field.value >= 0 ? field.value : undefined;
    if (field.number === 2 && field.wire === 2) return wire.text(field) || undefined;
  }
  return undefined;
}
