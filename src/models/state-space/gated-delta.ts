// Linear attention by the gated delta rule, as in Qwen3-Next and Kimi: a state that each token corrects.
import { elementwiseOperation, type Tensor } from "../../layers/index.js";
import type { OwnSpec } from "../language/blocks/specs.js";
import type { Sketch } from "../sketch.js";
import { causalConvolution, chunksOf, learnedStep, steps } from "./parts.js";

export interface GatedDeltaSizes {
  readonly keyHeads: number;
  readonly valueHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly kernel: number;
  /** How inputs are projected: in two matrices, in four, or one for each of queries, keys, values and the rest. */
  readonly projections: "two" | "four" | "each";
  /** Decay of each head, or of each feature of a key by two small matrices. */
  readonly decay: "head" | { readonly rank: number; readonly parameters: number };
  /** Rank of the gate on the output; undefined: a full matrix. */
  readonly gateRank?: number;
  readonly gateActivation?: "silu" | "sigmoid";
  /** Whether the second matrix of a ranked gate has a bias. */
  readonly gateBias?: boolean;
}

/** Tokens that the library treats at once. */
const chunk = 64;

/** A layer of the gated delta rule as PyTorch runs it without fused kernels. */
export function gatedDelta(sizes: GatedDeltaSizes): OwnSpec {
  const { keyHeads, valueHeads, keyDim, valueDim, kernel } = sizes;
  const convolved = 2 * keyHeads * keyDim + valueHeads * valueDim;
  return {
    kind: "own",
    name: "linear attention (gated delta rule)",
    state: valueHeads * keyDim * valueDim + convolved * (kernel - 1),
    build: (here, x) => layer(here, sizes, x),
  };
}

function layer(here: Sketch, sizes: GatedDeltaSizes, x: Tensor): Tensor {
  const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
  const { valueHeads, valueDim } = sizes;
  const { mixed, gate, correction, decay } = projected(here, sizes, x);
  const convolution = { kernel: sizes.kernel, bias: false, activation: "silu" } as const;
  const ready = causalConvolution(here, "convolution", mixed, convolution);
  const result = rule(here.within("rule"), sizes, { ready, correction, decay });
  const heads = [batch, tokens, valueHeads, valueDim];
  const even = here.norm("norm", result, "rms-float");
  const open = here.activation(
    "gate.open",
    here.view("gate.heads", gate, heads),
    sizes.gateActivation ?? "silu",
  );
  const gated = here.multiply("gated", even, open);
  return here.linear(
    "out",
    here.view("joined", gated, [batch, tokens, valueHeads * valueDim]),
    modelDim,
    false,
  );
}

/** What a layer makes of its input before the rule. */
interface Projected {
  /** Queries, keys and values side by side. */
  readonly mixed: Tensor;
  readonly gate: Tensor;
  /** How much each head corrects, [batch, tokens, heads]. */
  readonly correction: Tensor;
  /** Logarithm of what is left of the state. */
  readonly decay: Tensor;
}

function projected(here: Sketch, sizes: GatedDeltaSizes, x: Tensor): Projected {
  const [batch = 1, tokens = 1] = x.shape;
  const { keyHeads, valueHeads, keyDim, valueDim } = sizes;
  const [keys, values] = [keyHeads * keyDim, valueHeads * valueDim];
  const part = (name: string, from: Tensor, width: number) =>
    here.move(name, from, [batch, tokens, width], "part");
  if (sizes.projections === "two") {
    const all = here.linear("in", x, 2 * keys + 2 * values, false);
    const rates = here.linear("rates", x, 2 * valueHeads, false);
    return {
      mixed: part("mixed", all, 2 * keys + values),
      gate: part("gate", all, values),
      correction: here.activation("correction", part("correction-in", rates, valueHeads), "sigmoid"),
      decay: decayOf(here, sizes, part("decay-in", rates, valueHeads)),
    };
  }
  const correction = here.activation(
    "correction",
    here.linear("correction-in", x, valueHeads, false),
    "sigmoid",
  );
  return {
    mixed:
      sizes.projections === "four"
        ? here.linear("in", x, 2 * keys + values, false)
        : here.concatenate(
            "mixed",
            [
              here.linear("query", x, keys, false),
              here.linear("key", x, keys, false),
              here.linear("value", x, values, false),
            ],
            2,
          ),
    gate:
      sizes.gateRank === undefined
        ? here.linear("gate", x, values, false)
        : here.linear(
            "gate",
            here.linear("gate-down", x, sizes.gateRank, false),
            values,
            sizes.gateBias ?? false,
          ),
    correction,
    decay: decayOf(here, sizes, decayInput(here, sizes, x)),
  };
}

function decayInput(here: Sketch, { decay, valueHeads, keyDim }: GatedDeltaSizes, x: Tensor): Tensor {
  if (decay === "head") return here.linear("decay-in", x, valueHeads, false);
  return here.linear("decay-up", here.linear("decay-down", x, decay.rank, false), valueHeads * keyDim, false);
}

function decayOf(here: Sketch, { decay, valueHeads }: GatedDeltaSizes, x: Tensor): Tensor {
  return learnedStep(here, "decay", x, {
    name: "logarithm of the decay",
    parameters: decay === "head" ? 2 * valueHeads : decay.parameters,
    forward: "add + softplus + multiply",
  });
}

interface Ruled {
  readonly ready: Tensor;
  readonly correction: Tensor;
  readonly decay: Tensor;
}

/** The rule in chunks: a triangular system within each, and a state from one to the next. */
function rule(here: Sketch, sizes: GatedDeltaSizes, { ready, correction, decay }: Ruled): Tensor {
  const [batch = 1, tokens = 1] = ready.shape;
  const { valueHeads: heads, keyDim, valueDim } = sizes;
  const rows = batch * chunksOf(tokens, chunk);
  const inChunks = (name: string, x: Tensor, width: number) =>
    here.move(name, x, [rows, heads, chunk, width], "in chunks, repeated for each head");
  const query = unit(here, "query.unit", inChunks("query", ready, keyDim));
  const key = unit(here, "key.unit", inChunks("key", ready, keyDim));
  const rate = inChunks("correction", correction, 1);
  const value = steps(here, "value.corrected", "multiply", inChunks("value", ready, valueDim), rate);
  const corrected = steps(here, "key.corrected", "multiply", key, rate);
  const fading = inChunks("fading", decay, sizes.decay === "head" ? 1 : keyDim);
  const faded = (name: string, x: Tensor) => steps(here, name, "exponential + multiply", x, fading);
  const pairs = sizes.decay === "head" ? pairsByProduct : pairsByFeature;
  const scores = pairs(here, "scores", query, key);
  const system = pairs(here, "system", corrected, key);
  const solve = sizes.decay === "head" ? solved : solvedByInverse(here, system);
  const fresh = solve(here, "value.solved", system, value);
  const seen = solve(here, "key.solved", system, faded("key.read", corrected));
  // what is left of the state of earlier chunks: [rows, heads, keyDim, valueDim]
  const turned = here.view("key.turned", faded("key.faded", key), [rows, heads, keyDim, chunk]);
  const state = here.matmul("state", turned, fresh);
  const known = here.matmul("known", seen, state);
  const news = steps(here, "news", "subtract", fresh, known);
  const across = here.matmul("across", faded("query.faded", query), state);
  const within = here.matmul("within", scores, news);
  const sum = here.add("sum", within, across);
  return here.move("cut", sum, [batch, tokens, heads, valueDim], "cut to the tokens");
}

/** Scores of all pairs of tokens of a chunk by the decay between them; later tokens are masked. */
function pairsByProduct(here: Sketch, part: string, a: Tensor, b: Tensor): Tensor {
  const pairs = here.matmul(part, a, b, true);
  return steps(here, `${part}.masked`, "subtract + exponential + multiply", pairs);
}

/** The same where every feature has a decay of its own: the library multiplies and adds element by element. */
function pairsByFeature(here: Sketch, part: string, a: Tensor, b: Tensor): Tensor {
  const width = a.shape.at(-1) ?? 1;
  const each = `${2 * width} multiply + ${width} add + ${width} exponential + ${width} subtract`;
  const output = [...a.shape.slice(0, 3), chunk];
  const layer = elementwiseOperation({
    name: "pairs by features",
    inputs: [a.shape, b.shape],
    output,
    forward: each,
    backward: [each, each],
    saved: [
      { kind: "input", index: 0 },
      { kind: "input", index: 1 },
      { kind: "own", label: "products", elements: output.reduce((all, size) => all * size, 1) * width },
    ],
  });
  return here.stage.add(here.name(part), layer, a, b);
}

/** Solves by the inverse of the triangular system, which is built row by row. */
function solvedByInverse(here: Sketch, system: Tensor): typeof solved {
  const third = Math.ceil(chunk / 6);
  const inverse = steps(here, "system.inverse", `${third} multiply + ${third} add`, system);
  return (_here, part, _system, right) => here.matmul(part, inverse, right);
}

/** Vectors at unit length. */
function unit(here: Sketch, part: string, x: Tensor): Tensor {
  return steps(here, part, "square + add + multiply", x);
}

/** A triangular system solved for every column: half of a product of the system with the solution. */
function solved(here: Sketch, part: string, system: Tensor, right: Tensor): Tensor {
  const layer = elementwiseOperation({
    name: "triangular system solved",
    inputs: [system.shape, right.shape],
    output: right.shape,
    forward: `${chunk / 2} multiply + ${chunk / 2} add`,
    backward: [`${chunk / 2} multiply + ${chunk / 2} add`, `${chunk / 2} multiply + ${chunk / 2} add`],
    saved: [{ kind: "input", index: 0 }, { kind: "output" }],
  });
  return here.stage.add(here.name(part), layer, system, right);
}
