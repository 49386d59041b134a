// The largest batch and the longest input of a network that fit on a device: forward alone, and a training step.
import { type FitPass, largestFitting, passMemory } from "../../cost/index.js";
import { FlopbookError } from "../../ground/errors.js";
import { type Device, memoryCapacity } from "../../hardware/index.js";
import type { ModelSettings } from "../../importers/index.js";
import type { CountedGraph } from "../../layers/index.js";
import { grouped, text } from "../../numbers/format.js";

/** The sizes that fit in one pass; null: the model's file fixes that size. */
export interface PassFit {
  /** Bytes of the pass with the sizes that are counted. */
  readonly bytes: number;
  readonly fits: boolean;
  /** With inputs as they are counted; 0: not even one sample. */
  readonly batch: number | null;
  /** With the batch that is counted; 0: not even the shortest. */
  readonly input: number | null;
}

/** What fits on a device. */
export interface DeviceFit {
  readonly capacity: number;
  /** What an input is long in: tokens, or pixels of an image's side; null: the file fixes it. */
  readonly inputIn: "tokens" | "pixels" | null;
  readonly forward: PassFit;
  readonly training: PassFit;
  readonly assumes: string;
}

type Build = (settings: ModelSettings) => CountedGraph;

const mostBatch = 2 ** 20;
const mostTokens = 2 ** 22;
const mostPixels = 2 ** 13;
/** Sides of images that networks of any depth divide evenly. */
const pixelStep = 32;

/** What fits; `build` counts the model again with other settings, and errors on those that its file does not allow. */
export function deviceFit(
  graph: CountedGraph,
  settings: ModelSettings,
  device: Device,
  build: Build,
): DeviceFit {
  const capacity = memoryCapacity(device).value;
  const sizes = { batch: batchOf(build, settings), input: inputOf(build, settings) };
  const pass = (kind: FitPass): PassFit => {
    const bytes = passMemory(graph, kind);
    const largest = (size: Size | undefined) =>
      size === undefined
        ? null
        : size.step *
          largestFitting((n) => passMemory(size.at(n * size.step), kind), capacity, size.most(capacity));
    return {
      bytes,
      fits: bytes <= capacity,
      batch: largest(sizes.batch),
      input: largest(sizes.input),
    };
  };
  return {
    capacity,
    inputIn: sizes.input?.unit ?? null,
    forward: pass("forward"),
    training: pass("training"),
    assumes: `forward: weights and the tensors that are alive at a time, without a key-value cache; training: Adam ${graph.bytesPerElement === 2 ? "in mixed precision with 16-bit gradients" : "in FP32"} and what autograd keeps; nothing for the driver, kernels and the allocator`,
  };
}

/** A size that may be chosen. */
interface Size {
  readonly unit: "tokens" | "pixels";
  readonly step: number;
  at(size: number): CountedGraph;
  most(capacity: number): number;
}

function batchOf(build: Build, settings: ModelSettings): Size | undefined {
  const own = dimNamed(settings, /batch/i);
  const at = (batch: number) => build(own?.(batch) ?? { ...settings, batch });
  return grows(at, 1, 2) ? { unit: "tokens", step: 1, at, most: () => mostBatch } : undefined;
}

/** The settings with another size of a symbolic dimension that was given and is so called. */
function dimNamed({ dims, ...rest }: ModelSettings, called: RegExp) {
  const name = Object.keys(dims ?? {}).find((one) => called.test(one) && !/past|cache/i.test(one));
  if (name === undefined) return undefined;
  return (size: number): ModelSettings => ({ ...rest, dims: { ...dims, [name]: size } });
}

/** Tokens where the model takes a length, else the side of its images. */
function inputOf(build: Build, settings: ModelSettings): Size | undefined {
  const own = dimNamed(settings, /seq|length|tokens|time/i);
  const tokens = (sequence: number) => build(own?.(sequence) ?? { ...settings, sequence });
  if (grows(tokens, 2, 4)) {
    const most = longestAllowed(tokens);
    return { unit: "tokens", step: 1, at: tokens, most: () => most };
  }
  const pixels = (resolution: number) => build({ ...settings, resolution });
  if (!grows(pixels, 224, 256)) return undefined;
  return { unit: "pixels", step: pixelStep, at: pixels, most: () => mostPixels / pixelStep };
}

/** Whether both sizes can be counted, and the larger has a larger input. */
function grows(at: (size: number) => CountedGraph, small: number, large: number): boolean {
  const [a, b] = [elementsAt(at, small), elementsAt(at, large)];
  return a !== undefined && b !== undefined && b > a;
}

function elementsAt(at: (size: number) => CountedGraph, size: number): number | undefined {
  try {
    return at(size).inputs.reduce((all, { shape }) => all + shape.reduce((n, one) => n * one, 1), 0);
  } catch (error) {
    if (error instanceof FlopbookError) return undefined;
    throw error;
  }
}

/** The longest sequence that the model's tables allow, by doubling and halving. */
function longestAllowed(at: (size: number) => CountedGraph): number {
  const allowed = (size: number) => elementsAt(at, size) !== undefined;
  if (allowed(mostTokens)) return mostTokens;
  let low = 1;
  while (low * 2 < mostTokens && allowed(low * 2)) low *= 2;
  let high = low * 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (allowed(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** One line for each pass. */
export function fitWords(fit: DeviceFit, device: string): readonly string[] {
  const line = (name: string, pass: PassFit) => {
    const takes = `${name} takes ${text(pass.bytes, "byte")} of the ${text(fit.capacity, "byte")} of ${device}`;
    return `${takes}${pass.fits ? "" : " and does not fit"}; ${roomWords(fit, pass)}`;
  };
  return [line("a forward pass", fit.forward), line("a training step", fit.training), fit.assumes];
}

/** What there is room for: "a batch of up to 37, or inputs of up to 18,984 tokens". */
function roomWords({ inputIn }: DeviceFit, { batch, input }: PassFit): string {
  if (batch === null && input === null) return "the file fixes its batch and its inputs";
  const unit = inputIn === "pixels" ? "pixels a side" : "tokens";
  const most = inputIn === "pixels" ? mostPixels : mostTokens;
  const upTo = (size: number, limit: number) => `${size >= limit ? "more than" : "up to"} ${grouped(size)}`;
  const parts = [
    ...(batch === null || batch === 0 ? [] : [`a batch of ${upTo(batch, mostBatch)}`]),
    ...(input === null || input === 0 ? [] : [`inputs of ${upTo(input, most)} ${unit}`]),
  ];
  return parts.length === 0
    ? "there is no room for even one sample, however short"
    : `there is room for ${parts.join(", or ")}`;
}
