// Sizes of a program's tensors: what the file stores, what --batch and --dim say, and which of them a symbol may have.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { expressionValue, symbolOf, symbolsIn } from "./expression.js";
import type { FileGraph, Program, Size } from "./program.js";

export interface WantedSizes {
  readonly batch?: number;
  readonly dims?: Readonly<Record<string, number>>;
}

/** The number that a size is. */
export type SizeOf = (size: Size) => number;

/** An input's dimension by the name that people can see: "tokens[1]". */
interface Dimension {
  readonly name: string;
  readonly axis: number;
  readonly size: Size;
}

/**
 * Sizes as numbers. Those stored in the file hold for what is not given. Errors on a name that is no dimension, on a
 * size outside its range, on a batch where the file has fixed one, and on a size that the file does not store.
 */
export function sizesOf(program: Program, wanted: WantedSizes): SizeOf {
  const stored = storedValues(program.graph);
  const given = givenValues(program, stored, wanted);
  for (const [symbol, value] of given) checkRange(program, symbol, value);
  return (size) => {
    if (typeof size === "number") return size;
    const symbols = symbolsIn(size.expression);
    if (size.hint !== undefined && !symbols.some((name) => given.has(name))) return size.hint;
    const value = expressionValue(size.expression, (name) => given.get(name) ?? stored.get(name));
    if (value !== undefined) return value;
    const open =
      symbols.find((name) => !given.has(name) && stored.get(name) === undefined) ?? size.expression;
    throw new FlopbookError(
      `${program.file}: size ${open} depends on the data, got no value in the file; set it by --dim ${open}=…`,
    );
  };
}

/** Values of symbols as exported. Those that depend on data have none. */
function storedValues(graph: FileGraph): Map<string, number | undefined> {
  const stored = new Map<string, number | undefined>();
  const note = (size: Size) => {
    if (typeof size === "number") return;
    const symbol = symbolOf(size.expression);
    if (symbol !== undefined && stored.get(symbol) === undefined) stored.set(symbol, size.hint);
    for (const name of symbolsIn(size.expression)) if (!stored.has(name)) stored.set(name, undefined);
  };
  const walk = ({ tensors, numbers, nodes }: FileGraph) => {
    for (const { sizes } of tensors.values()) sizes.forEach(note);
    for (const size of numbers.values()) note(size);
    for (const { inputs } of nodes)
      for (const { argument } of inputs) if (argument.kind === "graph") walk(argument.graph);
  };
  walk(graph);
  return stored;
}

function givenValues(
  program: Program,
  stored: ReadonlyMap<string, number | undefined>,
  { batch, dims = {} }: WantedSizes,
): ReadonlyMap<string, number> {
  const dimensions = inputDimensions(program);
  const given = new Map<string, number>();
  for (const [name, value] of Object.entries(dims)) {
    const symbol = stored.has(name) ? name : symbolAt(program, dimensions, name, [...stored.keys()]);
    if (symbol !== undefined) setOnce(program, given, symbol, checkedSize(program, name, value));
    else checkFixed(program, dimensions, name, value);
  }
  if (batch !== undefined) setBatch(program, dimensions, given, checkedSize(program, "batch", batch));
  return given;
}

function setOnce(program: Program, given: Map<string, number>, symbol: string, value: number): void {
  const before = given.get(symbol);
  if (before !== undefined && before !== value)
    throw new FlopbookError(
      `${program.file}: dimension ${symbol} must have one size, got ${before} and ${value}; give it once`,
    );
  given.set(symbol, value);
}

function inputDimensions({ graph, inputs }: Program): readonly Dimension[] {
  return inputs
    .filter(({ kind }) => kind === "data")
    .flatMap(({ name }) =>
      (graph.tensors.get(name)?.sizes ?? []).map((size, axis) => ({ name: `${name}[${axis}]`, axis, size })),
    );
}

/** The symbol at "input[0]"; undefined where that size is fixed. */
function symbolAt(
  { file }: Program,
  dimensions: readonly Dimension[],
  name: string,
  symbols: readonly string[],
): string | undefined {
  const found = dimensions.find((one) => one.name === name);
  if (found !== undefined)
    return typeof found.size === "number" ? undefined : symbolOf(found.size.expression);
  const dynamic = dimensions.filter(({ size }) => typeof size !== "number").map((one) => one.name);
  const known = [...symbols, ...dynamic];
  const remedy =
    known.length === 0
      ? "; all its sizes are fixed: export it with dynamic_shapes"
      : `; it has ${known.slice(0, 8).join(", ")}`;
  throw new FlopbookError(
    `${file}: has no dimension "${name}", got a size for it${suggestion(name, known) || remedy}`,
  );
}

function checkFixed(program: Program, dimensions: readonly Dimension[], name: string, value: number): void {
  const size = dimensions.find((one) => one.name === name)?.size;
  if (size === value) return;
  const fixed = typeof size === "number" ? `is fixed to ${size}` : `is "${size?.expression}"`;
  throw new FlopbookError(
    `${program.file}: dimension ${name} ${fixed}, got ${value}; ${typeof size === "number" ? "export it with dynamic_shapes" : "give its symbols"}`,
  );
}

/** The batch is the leading size of the inputs. */
function setBatch(
  program: Program,
  dimensions: readonly Dimension[],
  given: Map<string, number>,
  batch: number,
): void {
  const leading = dimensions.filter(({ axis }) => axis === 0).map(({ size }) => size);
  const symbols = leading.flatMap((size) =>
    typeof size === "number" ? [] : (symbolOf(size.expression) ?? []),
  );
  for (const symbol of symbols) if (!given.has(symbol)) given.set(symbol, batch);
  if (symbols.length > 0 || leading.every((size) => size === batch)) return;
  const [first] = leading;
  const fixed = typeof first === "number" ? `fixed to ${first}` : "an expression";
  throw new FlopbookError(
    `${program.file}: batch is ${fixed} in this program, got ${batch}; export it with dynamic_shapes={"...": {0: Dim("batch")}}, or leave --batch out`,
  );
}

function checkRange({ file, ranges }: Program, symbol: string, value: number): void {
  const { least, most } = ranges.get(symbol) ?? { least: undefined, most: undefined };
  if ((least === undefined || value >= least) && (most === undefined || value <= most)) return;
  throw new FlopbookError(
    `${file}: dimension ${symbol} must be from ${least ?? 0} to ${most ?? "any size"}, got ${value}; the program was exported for this range`,
  );
}

function checkedSize({ file }: Program, name: string, size: number): number {
  if (Number.isSafeInteger(size) && size >= 1) return size;
  throw new FlopbookError(
    `${file}: ${name} must be a whole number of at least 1, got ${size}; give the size as an integer`,
  );
}
