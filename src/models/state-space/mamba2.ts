// A Mamba-2 layer: one projection in, a causal convolution, a scan in chunks of tokens, a gated norm, one out.
import type { NormStyle, Tensor } from "../../layers/index.js";
import type { OwnSpec } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { causalConvolution, chunksOf, learnedStep, steps } from "./parts.js";

export interface Mamba2Sizes {
  readonly heads: number;
  readonly headDim: number;
  /** Features of a state. */
  readonly stateDim: number;
  /** Groups of heads that share how they write to and read from the state. */
  readonly groups: number;
  readonly kernel: number;
  /** Tokens that are scanned at once. */
  readonly chunk: number;
  readonly bias: boolean;
  readonly convolutionBias: boolean;
  /** Normalisation behind the scan; undefined: the gate alone. */
  readonly norm: NormStyle | undefined;
  /** Width of the gate and of what is scanned, where it is not all heads together. */
  readonly innerDim?: number;
}

/** A Mamba-2 layer as PyTorch runs it without fused kernels. */
export function mamba2(sizes: Mamba2Sizes): OwnSpec {
  const { heads, headDim, stateDim, kernel } = sizes;
  const inner = sizes.innerDim ?? heads * headDim;
  const convolved = inner + 2 * sizes.groups * stateDim;
  return {
    kind: "own",
    name: "a state-space layer (Mamba-2)",
    state: heads * headDim * stateDim + convolved * (kernel - 1),
    build: (here, x) => layer(here, sizes, { inner, convolved }, x),
  };
}

function layer(
  here: Sketch,
  sizes: Mamba2Sizes,
  { inner, convolved }: { readonly inner: number; readonly convolved: number },
  x: Tensor,
): Tensor {
  const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
  const { heads, headDim, groups, stateDim } = sizes;
  const all = here.linear("in", x, inner + convolved + heads, sizes.bias);
  const part = (name: string, from: Tensor, width: number) =>
    here.view(name, here.move(`${name}.part`, from, [batch, tokens, width], "part"), [batch, tokens, width]);
  const gate = part("gate", all, inner);
  const rates = learnedStep(here, "rates", part("rates-in", all, heads), {
    name: "step sizes and decays",
    parameters: 3 * heads,
    forward: "add + softplus + 2 compare + multiply + exponential",
  });
  const convolution = { kernel: sizes.kernel, bias: sizes.convolutionBias, activation: "silu" } as const;
  const mixed = causalConvolution(here, "convolution", part("convolved", all, convolved), convolution);
  const values = here.move("values", mixed, [batch, tokens, heads, headDim], "part");
  const keys = here.move("write", mixed, [batch, tokens, groups * stateDim], "part");
  const queries = here.move("read", mixed, [batch, tokens, groups * stateDim], "part");
  const scanned = scan(here.within("scan"), sizes, { values, keys, queries, rates });
  const flat = here.view("scanned", scanned, [batch, tokens, inner]);
  const open = here.multiply("gated", flat, here.activation("gate.open", gate, "silu"));
  const even = sizes.norm === undefined ? open : here.norm("norm", open, sizes.norm);
  return here.linear("out", even, modelDim, sizes.bias);
}

interface Scanned {
  readonly values: Tensor;
  readonly keys: Tensor;
  readonly queries: Tensor;
  readonly rates: Tensor;
}

/** The scan: within chunks by products of tokens with tokens, between chunks by their states. */
function scan(here: Sketch, sizes: Mamba2Sizes, { values, keys, queries, rates }: Scanned): Tensor {
  const [batch = 1, tokens = 1] = values.shape;
  const { heads, headDim, stateDim, chunk } = sizes;
  const chunks = chunksOf(tokens, chunk);
  const rows = batch * chunks;
  const inChunks = (name: string, x: Tensor, width: number) =>
    here.move(name, x, [rows, heads, chunk, width], "in chunks, repeated for each head");
  const fresh = steps(here, "discretised", "multiply", inChunks("values", values, headDim));
  const write = inChunks("write", keys, stateDim);
  const read = inChunks("read", queries, stateDim);
  const decay = here.move("decay", rates, [rows, heads, chunk, 1], "in chunks");
  // within a chunk: [rows, heads, chunk, chunk]
  const scores = here.matmul("scores", read, write, true);
  const masked = steps(here, "decayed", "add + exponential + multiply", scores, decay);
  const within = here.matmul("within", masked, fresh);
  // states at the end of each chunk: [rows, heads, stateDim, headDim]
  const fading = steps(here, "fading", "subtract + exponential + multiply", write, decay);
  const turned = here.view("fading.turned", fading, [rows, heads, stateDim, chunk]);
  const states = here.matmul("states", turned, fresh);
  // each chunk begins with what is left of all before it, and with nothing
  const wide = [batch, heads, chunks + 1, stateDim * headDim];
  const joined = here.move("states.joined", states, wide, "chunks side by side");
  const left = here.move("left", rates, [batch, heads, chunks + 1, chunks + 1], "decay from chunk to chunk");
  const carried = here.matmul("carried", left, joined);
  const begun = here.move("begun", carried, [rows, heads, stateDim, headDim], "begin of each chunk");
  const across = here.matmul("across", read, begun);
  const sum = steps(here, "sum", "multiply + add", within, across);
  const cut = here.move("cut", sum, [batch, tokens, heads, headDim], "cut to the tokens");
  return steps(here, "skip", "multiply + add", cut, values);
}
