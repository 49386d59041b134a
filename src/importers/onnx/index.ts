// Any ONNX file as a counted graph: read its structure, run shapes through its nodes, add a layer for each.
//
//   file -> fields that matter (read-model) -> nodes, tensor headers (model-file)
//        -> sizes of the inputs (input-shapes) -> layers in pieces as one step again (patterns/)
//        -> every node's rule: shapes, constants, layers (run, operators/) -> counted graph, and what it leaves out
import { FlopbookError } from "../../ground/errors.js";
import { type CountedGraph, graphBuilder, type NotCounted, type Shape } from "../../layers/index.js";
import { forwardMac } from "../../models/operations.js";
import { type AttentionKernel, dtypeOf, formatWidth, type NetworkFormat } from "../../models/record.js";
import type { ByteSource } from "../bytes/byte-source.js";
import type { Place } from "../bytes/place.js";
import { type Reading, readNow } from "../bytes/steps.js";
import { elementType } from "./element-type.js";
import type { Ledger } from "./emit.js";
import type { ExportedShapes } from "./exported-batch.js";
import { freeInputs, type InputSizes, inputSizes } from "./input-shapes.js";
import type { FileModel, FileValue } from "./model-file.js";
import { fileModel } from "./read-model.js";
import { runGraph } from "./run.js";
import type { Run, Scope } from "./scope.js";
import { stageNames } from "./stage-name.js";
import { withStoredTensors } from "./stored.js";
import { constant, shown, type Value } from "./value.js";

export interface OnnxOptions {
  /** Size of the batch: every symbolic dimension so called, else the leading ones; replaces a fixed one where it can. */
  readonly batch?: number;
  /** Sizes of symbolic dimensions by name. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Width of activations and parameters; default: that of the file's weights. */
  readonly dtype?: NetworkFormat;
  /** Whether attention operators write their scores to memory; default "eager": they do. */
  readonly attention?: AttentionKernel;
  /** The same under its earlier name. */
  readonly format?: NetworkFormat;
}

/**
 * The counted graph of an ONNX file. Reads structure and headers of tensors only, so that a file of any size costs
 * little; external data need not exist. Errors name file, place and remedy; unknown operators are in `notCounted`.
 */
export function* readOnnx({ path, file, folder }: Place, options: OnnxOptions): Reading<CountedGraph> {
  const source = folder.open(file ?? path);
  try {
    return graphOfModel(source.name, yield* fileModel(source), options);
  } finally {
    source.close();
  }
}

/** The same from a source of bytes that answers at once. */
export function onnxGraph(source: ByteSource, options: OnnxOptions = {}): CountedGraph {
  return graphOfModel(source.name, readNow(fileModel(source)), options);
}

function graphOfModel(file: string, model: FileModel, options: OnnxOptions): CountedGraph {
  const inputs = freeInputs(model.graph);
  const sized = inputSizes(file, inputs, options);
  const prepared = { inputs, sized, options, exported: undefined, noted: undefined };
  if (sized.replacedBatch === undefined) return countedModel(file, model, prepared);
  const { batch: _, ...rest } = options;
  const noted = new Map<string, Shape>();
  const own = inputSizes(file, inputs, rest);
  const before = countedModel(file, model, {
    inputs,
    sized: own,
    options: rest,
    exported: undefined,
    noted,
  });
  for (const [i, input] of inputs.entries()) noted.set(input.name, own.shapes[i] ?? []);
  const exported = { batch: sized.replacedBatch, shapes: noted, inside: new Map<string, number>() };
  const after = countedModel(file, model, { ...prepared, exported });
  checkGrowth(file, before, after, sized, options.batch ?? 1);
  return after;
}

/** Work grows with the batch and no faster: else it went into a dimension that is not the batch. */
function checkGrowth(
  file: string,
  before: CountedGraph,
  after: CountedGraph,
  sized: InputSizes,
  batch: number,
): void {
  const [old, now] = [forwardMac(before).value, forwardMac(after).value];
  const most = (old * batch) / (sized.replacedBatch ?? batch);
  if (now <= most * (1 + 1e-9)) return;
  throw new FlopbookError(`${file}: work must grow with the batch, got more than that${batchHint(sized)}`);
}

interface Prepared {
  readonly inputs: readonly FileValue[];
  readonly sized: InputSizes;
  readonly options: OnnxOptions;
  /** Shapes of the run with the file's own batch, where another one is wanted. */
  readonly exported: ExportedShapes | undefined;
  readonly noted: Map<string, Shape> | undefined;
}

function widthOf(model: FileModel, dtype: NetworkFormat | undefined): number {
  return dtype === undefined ? weightWidth(model) : formatWidth(dtype);
}

function countedModel(file: string, model: FileModel, prepared: Prepared): CountedGraph {
  const { graph } = model;
  const { sized, options } = prepared;
  const width = widthOf(model, dtypeOf(options));
  // Pages must not depend on where the file lies: only its own name is in the graph.
  const title = file.split(/[\\/]/).at(-1) ?? file;
  const name = title.replace(/\.onnx$/i, "");
  const builder = graphBuilder({ name, origin: `shapes in ${title}`, bytesPerElement: width });
  const ledger = ledgerOf(title, builder, isOfPyTorch(model));
  const notCounted: NotCounted[] = [];
  const run: Run = {
    file,
    model,
    ledger,
    sizes: sized.sizes,
    stageOf: stageNames(graph.nodes),
    notCounted,
    spent: { nodes: 0, numbers: 0 },
    attention: options.attention ?? "eager",
    exported: prepared.exported,
    noted: prepared.noted,
    hint: batchHint(sized),
  };
  const outputs = networkOutputs(run, prepared);
  checkBatch(file, graph.outputs, outputs, prepared);
  for (const part of notCounted) builder.leaveOut(part);
  const counted = builder.graph();
  if (counted.nodes.length === 0 && notCounted.length === 0)
    throw new FlopbookError(
      `${file}: must hold a layer that reads its input, got none; check that it is the network`,
    );
  return withStoredTensors(counted, graph.initializers);
}

/** Runs the whole graph from its inputs. */
function networkOutputs(run: Run, { inputs, sized }: Prepared): readonly Value[] {
  const { graph } = run.model;
  const values = inputs.map((input, i): Value => inputValue(run.ledger, input, sized.shapes[i] ?? []));
  const bound = new Map(inputs.map((input, i) => [input.name, values[i]]));
  const declared = new Map([
    ...graph.values,
    ...graph.outputs.map((output) => [output.name, output] as const),
  ]);
  const scope: Scope = {
    values: new Map(),
    outer: undefined,
    declared,
    attributes: undefined,
    prefix: "",
    depth: 0,
  };
  return runGraph(
    run,
    graph,
    graph.inputs.map((input) => bound.get(input.name) as Value),
    scope,
  );
}

function inputValue(ledger: Ledger, input: FileValue, shape: readonly number[]): Value {
  const { bytes, kind } = elementType(`${ledger.file}: input "${input.name}"`, input.type);
  const options = kind === "float" ? {} : { bytesPerElement: bytes };
  ledger.names.add(input.name);
  if (shape.includes(0)) return constant(shape, input.type, []);
  return {
    kind: "data",
    shape,
    type: input.type,
    tensor: ledger.builder.input(input.name, shown(shape), options),
  };
}

function ledgerOf(file: string, builder: Ledger["builder"], pytorch: boolean): Ledger {
  return {
    ...{ file, builder, pytorch, times: 1 },
    owners: new Map(),
    names: new Set(),
    products: new Set(),
    spent: { mac: 0 },
  };
}

/** Whether the names of the file are those of PyTorch's modules, whatever tool wrote it last. */
function isOfPyTorch({ producer, graph }: FileModel): boolean {
  if (/^pytorch/i.test(producer)) return true;
  // Quantizers and optimizers leave the names and put their own in the place of the exporter's.
  if (!/^(onnx\.quantize|onnxruntime|optimum|onnx-?sim|onnxslim|olive)/i.test(producer)) return false;
  return graph.initializers.some(({ name }) => /\.(weight|bias)(_quantized)?$/.test(name));
}

/** The width of most of the weights. */
function weightWidth({ graph }: FileModel): number {
  const elements = new Map<number, number>();
  for (const tensor of graph.initializers) {
    const { bytes, kind } = elementType(tensor.name, tensor.type);
    if (kind === "float" && bytes >= 2) elements.set(bytes, (elements.get(bytes) ?? 0) + tensor.elements);
  }
  const [most] = [...elements].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? 4;
}

function batchHint({ replacedBatch }: InputSizes): string {
  return replacedBatch === undefined
    ? ""
    : `; the file was exported for a batch of ${replacedBatch} and has that number in its shapes: leave --batch out, or export with a dynamic batch`;
}

/** An output that kept the old batch says that a shape inside is fixed to it. */
function checkBatch(
  file: string,
  declared: readonly FileValue[],
  outputs: readonly Value[],
  { sized, options }: Prepared,
): void {
  if (sized.replacedBatch === undefined) return;
  declared.forEach(({ name, shape }, i) => {
    const value = outputs[i];
    const [before] = shape ?? [];
    const [after] = value === undefined || value.kind === "unknown" ? [] : value.shape;
    if (typeof before === "number" && after === before)
      throw new FlopbookError(
        `${file}: output "${name}" must follow the batch, got ${after} for a batch of ${options.batch}${batchHint(sized)}`,
      );
  });
}
