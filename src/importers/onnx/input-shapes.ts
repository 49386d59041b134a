// Sizes of a network's inputs: what the file fixes, what --batch and --dim say, and an error for what is left open.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { dimensionSize, namesWithin } from "./dimension.js";
import type { FileDimension, FileGraph, FileValue } from "./model-file.js";

export interface InputSizes {
  /** Sizes of symbolic dimensions by name. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly shapes: readonly (readonly number[])[];
  /** The batch that the file fixes and that was replaced. */
  readonly replacedBatch: number | undefined;
}

export interface WantedSizes {
  readonly batch?: number;
  readonly dims?: Readonly<Record<string, number>>;
}

/** Dimensions that people call the batch; with such a name in the file, the batch is meant and no other. */
const batchName = /^(n|b|bs|bsz|.*batch.*)$/i;

/** The shapes of the inputs. Errors on open dimensions, with their names and the remedy, and on unknown names. */
export function inputSizes(file: string, inputs: readonly FileValue[], wanted: WantedSizes): InputSizes {
  const sizes = new Map<string, number>();
  const named = inputs.map((input) => ({ input, dimensions: namedDimensions(file, input) }));
  const all = named.flatMap(({ dimensions }) => dimensions.filter((size) => typeof size === "string"));
  let called: number | undefined;
  for (const [name, size] of Object.entries(wanted.dims ?? {})) {
    if (
      !all.includes(name) &&
      batchName.test(name) &&
      batchNames(named.map(({ dimensions }) => dimensions)).length === 0
    ) {
      called = size; // "--dim batch=8" of a file that fixes its batch and has no name for it
      continue;
    }
    if (!all.includes(name) && !all.some((one) => namesWithin(one)?.includes(name)))
      throw new FlopbookError(
        `${file}: has no dimension "${name}", got a size for it${suggestion(name, all) || (all.length === 0 ? "; all its sizes are fixed" : `; it has ${listed(all)}`)}`,
      );
    // A past may be empty, and so may any other dimension but the batch.
    sizes.set(name, checkedSize(file, `dimension ${name}`, size, batchName.test(name) ? 1 : 0));
  }
  const asked = wanted.batch ?? called;
  const batch = asked === undefined ? undefined : checkedSize(file, "batch", asked);
  if (batch !== undefined)
    for (const name of batchNames(named.map(({ dimensions }) => dimensions)))
      if (!sizes.has(name)) sizes.set(name, batch);
  checkOpen(file, openNames(all, sizes));
  const fixed = batch === undefined ? undefined : fixedBatch(named.map(({ dimensions }) => dimensions));
  const replaced = fixed !== undefined && fixed !== batch ? fixed : undefined;
  const shapes = named.map(({ dimensions }) =>
    dimensions.map((size, i) => {
      if (i === 0 && replaced !== undefined && size === replaced) return batch ?? 1;
      return typeof size === "number" ? size : (dimensionSize(size, sizes) ?? 1);
    }),
  );
  return { sizes, shapes, replacedBatch: replaced };
}

/** The inputs that the file does not itself fill. */
export function freeInputs(graph: FileGraph): readonly FileValue[] {
  const filled = new Set(graph.initializers.map(({ name }) => name));
  return graph.inputs.filter(({ name }) => !filled.has(name));
}

/** Dimensions without a name are called by their place: "image[0]". */
function namedDimensions(file: string, input: FileValue): readonly (number | string)[] {
  if (input.shape !== undefined)
    // A leading 0 is a batch that the exporter did not know; any other 0 is a size, as of an empty past.
    return input.shape.map(
      (size: FileDimension, i) => (i === 0 ? size || undefined : size) ?? `${input.name}[${i}]`,
    );
  throw new FlopbookError(
    `${file}: input "${input.name}" must be a tensor with a shape, got none; export it with the shapes of its inputs`,
  );
}

/** The symbolic dimensions that the batch sets: those called so, else the leading ones. */
function batchNames(inputs: readonly (readonly (number | string)[])[]): readonly string[] {
  const all = inputs.flatMap((dimensions) => dimensions.filter((size) => typeof size === "string"));
  const called = all.filter((name) => batchName.test(name));
  if (called.length > 0) return called;
  return inputs.flatMap(([first]) => (typeof first === "string" ? [first] : []));
}

/** The leading size that all inputs of two or more dimensions share, where it is fixed and no batch is symbolic. */
function fixedBatch(inputs: readonly (readonly (number | string)[])[]): number | undefined {
  if (batchNames(inputs).length > 0) return undefined;
  const leading = inputs.filter(({ length }) => length > 0).map(([first]) => first);
  const [first] = leading;
  return typeof first === "number" ? first : undefined;
}

/** Names that no size is known for; of a sum of names, those within it. */
function openNames(all: readonly string[], sizes: ReadonlyMap<string, number>): readonly string[] {
  const open = all.filter((name) => dimensionSize(name, sizes) === undefined);
  const plain = open.filter((name) => namesWithin(name) === undefined);
  const within = open.flatMap((name) => namesWithin(name) ?? []).filter((name) => !sizes.has(name));
  const asked = [...plain, ...within];
  // A total follows from its parts.
  return asked.filter((name) => !/^total_/.test(name) || !asked.includes(`past_${name.slice(6)}`));
}

function checkOpen(file: string, open: readonly string[]): void {
  const names = [...new Set(open)];
  if (names.length === 0) return;
  const dims = names
    .slice(0, 8)
    .map((name) => `--dim ${name}=…`)
    .join(" ");
  const [only = ""] = names;
  const batch = names.length === 1 && (batchName.test(only) || only.endsWith("[0]")) ? "--batch or " : "";
  throw new FlopbookError(
    `${file}: sizes must be given for ${listed(names)}, got none; set them by ${batch}${dims}`,
  );
}

function listed(names: readonly string[]): string {
  const some = [...new Set(names)]
    .slice(0, 8)
    .map((name) => `"${name}"`)
    .join(", ");
  return names.length > 8 ? `${some} and more` : some;
}

function checkedSize(file: string, name: string, size: number, least = 1): number {
  if (Number.isSafeInteger(size) && size >= least) return size;
  throw new FlopbookError(
    `${file}: ${name} must be a whole number of at least ${least}, got ${size}; give the size as an integer`,
  );
}
