// Any exported program (.pt2) as a counted graph: read its graph, run its nodes, add a layer for each.
//
//   archive (zip) -> program (read-program, read-graph): nodes, arguments, shape and type of every tensor
//        -> sizes of its symbols (sizes, expression) -> parameters, buffers and inputs (held)
//        -> every node's rule: work, gradients, what autograd keeps (run, operators/) -> counted graph
import { FlopbookError } from "../../ground/errors.js";
import { type CountedGraph, graphBuilder, type NotCounted, type Tensor } from "../../layers/index.js";
import { dtypeOf, formatWidth, type NetworkFormat } from "../../models/record.js";
import { type ByteSource, baseName } from "../bytes/byte-source.js";
import type { Place } from "../bytes/place.js";
import { type Reading, readNow } from "../bytes/steps.js";
import { programIn } from "./archive.js";
import { elementType } from "./element-type.js";
import type { Ledger } from "./emit.js";
import { heldValues, unreadParameters } from "./held.js";
import { stageNames } from "./module-path.js";
import type { FileGraph, Program } from "./program.js";
import { type Run, runGraph } from "./run.js";
import { sizesOf } from "./sizes.js";
import type { Value } from "./value.js";

export interface Pt2Options {
  /** Size of the batch: the leading dimension of the inputs, where the program was exported with it dynamic. */
  readonly batch?: number;
  /** Sizes of dynamic dimensions, by symbol ("s77") or input ("tokens[1]"); default: those stored in the file. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Width of what the file has in the element type of its parameters; default: that of the file. */
  readonly dtype?: NetworkFormat;
}

/**
 * The counted graph of a program that `torch.export.save` wrote. Weights are not read and need not be in the file.
 * Errors name file, place and remedy; operators without a rule are in `notCounted`.
 */
export function* readPt2({ path, file, folder }: Place, options: Pt2Options): Reading<CountedGraph> {
  const source = folder.open(file ?? path);
  try {
    return countedProgram(yield* programIn(source), options);
  } finally {
    source.close();
  }
}

/** The same from a source of bytes that answers at once. */
export function pt2Graph(source: ByteSource, options: Pt2Options = {}): CountedGraph {
  return countedProgram(readNow(programIn(source)), options);
}

function countedProgram(program: Program, options: Pt2Options): CountedGraph {
  const { file } = program;
  const sizeOf = sizesOf(program, options);
  const ownType = mostType(program);
  const dtype = dtypeOf(options);
  const width = dtype === undefined ? elementType(file, ownType).bytes : formatWidth(dtype);
  // Pages must not depend on where the file lies: only its own name is in the graph.
  const name = baseName(file).replace(/\.pt2$/i, "");
  const builder = graphBuilder({ name, origin: `shapes in ${file}`, bytesPerElement: width });
  const ledger: Ledger = {
    file,
    builder,
    width,
    ownType,
    owners: new Map(),
    names: new Map(),
    constants: new Set(),
    spent: { mac: 0 },
  };
  const notCounted: NotCounted[] = [];
  const stageOf = stageNames(pathsIn(program.graph));
  const run: Run = {
    file,
    ledger,
    sizeOf,
    stageOf,
    notCounted,
    spent: { nodes: 0 },
    madeBy: new Map(),
    written: new Map(),
  };
  const inputs = heldValues(run, program);
  const circumstances = { recording: true, times: 1, recomputed: false };
  const outputs = runGraph(run, program.graph, inputs, { path: "", circumstances });
  unreadParameters(run, inputs);
  builder.loss(...lossReads(program, outputs));
  for (const part of notCounted) builder.leaveOut(part);
  return checked(file, builder.graph());
}

/** What the user gets out and a loss can read; buffers that are written are no part of it. */
function lossReads({ graph, outputs: wanted }: Program, outputs: readonly Value[]): readonly Tensor[] {
  const named = graph.outputs.flatMap((one) => (one.kind === "tensor" ? [one.name] : []));
  const read = outputs.filter((_, i) => wanted.includes(named[i] ?? ""));
  return read.flatMap(({ tensor, gradient }) => (gradient ? (tensor ?? []) : []));
}

function checked(file: string, graph: CountedGraph): CountedGraph {
  if (graph.nodes.length > 0 || graph.notCounted.length > 0) return graph;
  throw new FlopbookError(`${file}: must hold a node that computes, got none; check that it is the network`);
}

function pathsIn({ nodes }: FileGraph): readonly string[] {
  return nodes.flatMap(({ path, inputs }) => [
    ...(path === undefined ? [] : [path]),
    ...inputs.flatMap(({ argument }) => (argument.kind === "graph" ? pathsIn(argument.graph) : [])),
  ]);
}

/** The floating-point type of most parameters, else of most inputs, else FP32. */
function mostType({ graph, inputs, file }: Program): number {
  for (const wanted of ["parameter", "data"] as const) {
    const elements = new Map<number, number>();
    for (const { kind, name } of inputs) {
      const facts = graph.tensors.get(name);
      if (kind !== wanted || facts === undefined) continue;
      const { kind: what, bytes } = elementType(file, facts.type);
      const count = facts.sizes.reduce<number>(
        (all, size) => all * (typeof size === "number" ? size : (size.hint ?? 1)),
        1,
      );
      if (what === "float" && bytes >= 2) elements.set(facts.type, (elements.get(facts.type) ?? 0) + count);
    }
    const [most] = [...elements].sort((a, b) => b[1] - a[1]);
    if (most !== undefined) return most[0];
  }
  return 7;
}
