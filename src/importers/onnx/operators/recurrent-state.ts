// Operators that carry a state from token to token: causal convolutions and linear attention (Mamba, gated DeltaNet).
import {
  elements,
  elementwiseOperation,
  type Layer,
  type Shape,
  sizedConvolution,
  type Work,
} from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import { type KnownValue, shown } from "../value.js";
import { activationRules } from "./activations.js";
import { like } from "./like.js";
import { productLayer } from "./product.js";
import { copyOf } from "./view.js";

/** Rules of the operators with a state. */
export const stateRules: Rules = {
  CausalConvWithState: causalConvolution,
  LinearAttention: (call) => {
    const [query, key, value] = [call.known(0), call.known(1), call.known(2)];
    const [batch = 1, tokens = 1, width = 1] = query.shape;
    const [heads, keyHeads] = [call.integer("q_num_heads", 1), call.integer("kv_num_heads", 1)];
    const [keyDim, valueDim] = [width / heads, (value.shape[2] ?? 1) / keyHeads];
    const shape = [batch, tokens, Math.max(heads, keyHeads) * valueDim];
    const sizes = {
      rows: batch * tokens,
      heads: Math.max(heads, keyHeads),
      keyHeads,
      keyDim,
      valueDim,
      shape,
    };
    const window = call.integer("state_window", 0);
    const state = [...(window > 0 ? [window] : []), batch, keyHeads, keyDim, valueDim];
    return recurrent(call, [query, key, value], { ...sizes, state });
  },
};

/** Rules of those of com.microsoft alone. */
export const contribStateRules: Rules = {
  ...stateRules,
  VarlenCausalConvWithState: (call) => {
    const [input, weight, bias] = [call.known(0), call.known(1), call.optional(3)];
    const [tokens = 1, channels = 1] = input.shape;
    const layer = depthwise(call, { rows: 1, channels, length: tokens, weight, bias });
    const options = { shape: input.shape, weights: [weight, bias] };
    const output = call.emit({ ...layer, inputs: [input.shape], output: input.shape }, [input], options);
    return [activated(call, output), copyOf(call, [input], call.known(4).shape, "state", { part: "state" })];
  },
  GatedDeltaNet: (call) => {
    const values = [call.known(0), call.known(1), call.known(2)];
    const [keyDim = 1] = values[1]?.shape.slice(-1) ?? [];
    const [heads = 1, valueDim = 1] = values[2]?.shape.slice(-2) ?? [];
    const rows = elements(values[2]?.shape ?? []) / heads / valueDim;
    const shape = values[2]?.shape ?? [];
    const batch = call.optional(6)?.shape[0] ?? 1;
    const sizes = { rows, heads, keyHeads: heads, keyDim, valueDim, shape };
    return recurrent(call, values, { ...sizes, state: [batch, heads, valueDim, keyDim] }, [7, 8]);
  },
};

interface RecurrentSizes {
  /** Tokens of all sequences. */
  readonly rows: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly shape: Shape;
  readonly state: Shape;
}

/**
 * A state of keyDim x valueDim for each head: every token adds an outer product and reads with its query; the delta
 * rule also reads with its key before, and a gate lets the state decay. Counted token by token, as the rule is written.
 */
function recurrent(
  call: Call,
  values: readonly KnownValue[],
  sizes: RecurrentSizes,
  own: readonly number[] = [],
): readonly KnownValue[] {
  const { rows, heads, keyHeads, keyDim, valueDim, shape, state } = sizes;
  const rule = call.text("update_rule", "gated_delta");
  const written = productLayer({ batch: rows * keyHeads, rows: keyDim, inner: 1, columns: valueDim });
  const read = productLayer({ batch: rows * heads, rows: 1, inner: keyDim, columns: valueDim });
  const corrected = productLayer({ batch: rows * keyHeads, rows: 1, inner: keyDim, columns: valueDim });
  const parts: readonly Layer[] = [written, read, ...(rule.includes("delta") ? [corrected] : [])];
  const decay: readonly Work[] = rule.startsWith("gated")
    ? elementwiseOperation({
        name: "decay",
        inputs: [],
        output: [rows * keyHeads * keyDim * valueDim],
        forward: "multiply",
        backward: [],
      }).forward
    : [];
  const layer: Layer = {
    ...read,
    settings: `linear attention (${rule}), ${heads} heads, a state of ${keyDim} × ${valueDim}, token by token`,
    inputs: values.map((value) => shown(value.shape)),
    output: shown(shape),
    forward: [...parts.flatMap((part) => part.forward), ...decay],
    inputGradient: values.map((_, i) => (i === 0 ? parts.flatMap((part) => part.inputGradient.flat()) : [])),
    saved: values.map((_, index) => ({ kind: "input", index }) as const),
  };
  const output = call.emit(layer, values, { shape, weights: own.map((place) => call.optional(place)) });
  return [output, copyOf(call, [output], state, "state", { part: "state" })];
}

interface Depthwise {
  readonly rows: number;
  readonly channels: number;
  readonly length: number;
  readonly weight: KnownValue;
  readonly bias: KnownValue | undefined;
}

/** One kernel a channel, over as many positions as there are: the state stands in the place of padding. */
function depthwise(call: Call, { rows, channels, length, weight, bias }: Depthwise): Layer {
  const kernel = weight.shape.slice(2);
  if (weight.shape[0] !== channels || weight.shape[1] !== 1)
    throw call.problem(
      `its weight must be [${channels}, 1, ...], got [${weight.shape.join(", ")}]; the file is damaged`,
    );
  const sizes = [...kernel.slice(0, -1).map(() => 1), length];
  return sizedConvolution({
    input: [rows, channels, ...sizes],
    output: [rows, channels, ...sizes],
    kernel,
    groups: channels,
    bias: bias !== undefined,
    transposed: false,
  });
}

function causalConvolution(call: Call): ReturnType<Rule> {
  const [input, weight, bias] = [call.known(0), call.known(1), call.optional(2)];
  const last = call.integer("channels_last", 0) === 1;
  const { shape } = input;
  const [batch = 1] = shape;
  const [channels = 1] = weight.shape;
  const positions = elements(shape) / batch / channels;
  const layer = depthwise(call, { rows: batch, channels, length: positions, weight, bias });
  const options = { shape, weights: [weight, bias] };
  const output = activated(call, call.emit({ ...layer, inputs: [shape], output: shape }, [input], options));
  const reach = ((weight.shape.at(-1) ?? 1) - 1) * call.integer("dilation", 1);
  const window = call.integer("state_window", 0);
  const slot = last ? [batch, reach, ...shape.slice(2)] : [...shape.slice(0, -1), reach];
  const state = [...(window > 0 ? [window] : []), ...slot];
  return [output, copyOf(call, [input], state, "state", { part: "state" })];
}

function activated(call: Call, output: KnownValue): KnownValue {
  if (!["silu", "swish"].includes(call.text("activation", "none"))) return output;
  const emit: Call["emit"] = (layer, from, options) =>
    call.emit(layer, from, { ...options, part: "activation" });
  const [active = output] = like(activationRules, "Swish")({ ...call, known: () => output, emit });
  return active.kind === "unknown" ? output : active;
}
