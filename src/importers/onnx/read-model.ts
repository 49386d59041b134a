// Reads the structure of an ONNX file: model, functions, operator sets.
import type { ByteSource } from "../bytes/byte-source.js";
import type { Reading } from "../bytes/steps.js";
import type { FileAttribute, FileFunction, FileGraph, FileModel } from "./model-file.js";
import { fileAttribute, fileGraph, fileNode } from "./read-graph.js";
import { twinTensors } from "./twins.js";
import { type Field, type Wire, wireOf } from "./wire.js";

/** The model in a source. Errors on bytes that are no ONNX, cut off, or larger in structure than any network. */
export function* fileModel(source: ByteSource): Reading<FileModel> {
  const wire = wireOf(source);
  yield* wire.step(() => checkBeginning(source, wire));
  let graph: FileGraph | undefined;
  let producer = "";
  const opsets = new Map<string, number>();
  const functions = new Map<string, FileFunction>();
  let next = wire.whole.start;
  while (next < wire.whole.end) {
    const start = next;
    const field = yield* wire.step(() => wire.field(start, wire.whole.end));
    next = field.end;
    if (field.wire !== 2) continue;
    if (field.number === 2) producer = yield* wire.step(() => wire.text(field));
    else if (field.number === 7) graph = yield* fileGraph(wire, field, 0);
    else if (field.number === 8) yield* wire.step(() => addOpset(wire, field, opsets));
    else if (field.number === 25) {
      const found = yield* wire.step(() => fileFunction(wire, field));
      functions.set(`${found.domain}:${found.name}`, found);
    }
  }
  if (graph === undefined || (graph.nodes.length === 0 && graph.outputs.length === 0))
    throw wire.problem(source.size, "must hold a graph, got none");
  const twins = yield* twinTensors(wire, graph);
  return { producer, opsets, graph, functions, twins };
}

/** Files that are often given by mistake, named by what they are. */
function checkBeginning(source: ByteSource, wire: Wire): void {
  const start = source.read(0, 4);
  if (source.size === 0) throw wire.problem(0, "must hold a model, got an empty file");
  if (start[0] === 0x1f && start[1] === 0x8b)
    throw wire.problem(0, "must be an ONNX model, got a gzip archive", "unpack it with gunzip first");
  if (start[0] === 0x50 && start[1] === 0x4b)
    throw wire.problem(
      0,
      "must be an ONNX model, got a zip archive",
      "unpack it, or export a PyTorch checkpoint to ONNX",
    );
  if (start[0] === 0x7b || start[0] === 0x3c || start[0] === 0x23)
    throw wire.problem(0, "must be an ONNX model, got text", "name the .onnx file itself");
}

function addOpset(wire: Wire, message: Field, opsets: Map<string, number>): void {
  let domain = "";
  let version = 1;
  wire.charge("items", 1, message.start);
  for (const field of wire.fields(message)) {
    if (field.number === 1) domain = wire.text(field);
    else if (field.number === 2) version = field.value;
  }
  opsets.set(domain === "ai.onnx" ? "" : domain, version);
}

function fileFunction(wire: Wire, message: Field): FileFunction {
  wire.charge("items", 1, message.start);
  const found = { name: "", domain: "", inputs: [] as string[], outputs: [] as string[] };
  const nodes: FileFunction["nodes"][number][] = [];
  const attributes = new Map<string, FileAttribute>();
  for (const field of wire.fields(message)) {
    if (field.number === 1) found.name = wire.text(field);
    else if (field.number === 4) found.inputs.push(wire.text(field));
    else if (field.number === 5) found.outputs.push(wire.text(field));
    else if (field.number === 7) nodes.push(fileNode(wire, field, 1));
    else if (field.number === 10) found.domain = wire.text(field);
    else if (field.number === 11) {
      const attribute = fileAttribute(wire, field, 1);
      attributes.set(attribute.name, attribute);
    } else continue;
    wire.charge("items", 1, field.start);
  }
  return { ...found, nodes, attributes };
}
