// LSTM, GRU and RNN over a whole sequence, one direction or both.
import { type Layer, type RecurrentKind, recurrentCell, type Shape } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { KnownValue } from "../value.js";
import { viewOf } from "./view.js";

/** Rules of the recurrent operators. */
export const recurrentRules: Rules = {
  LSTM: unrolled("lstm"),
  GRU: unrolled("gru"),
  RNN: unrolled("rnn"),
};

/** Outputs: every state [tokens, directions, batch, hidden], the last one, and the last cell of an LSTM. */
function unrolled(cell: RecurrentKind): Rule {
  return (call) => {
    const input = call.known(0);
    const [weight, stateWeight, bias] = [call.known(1), call.known(2), call.optional(3)];
    const batchFirst = call.integer("layout", 0) === 1;
    if (input.shape.length !== 3 || weight.shape.length !== 3)
      throw call.problem(
        `input must be [tokens, batch, features], got [${input.shape.join(", ")}]; the file is damaged`,
      );
    const [first = 1, second = 1, features = 1] = input.shape;
    const [batch, tokens] = batchFirst ? [first, second] : [second, first];
    const directions = weight.shape[0] ?? 1;
    const hidden = call.integer("hidden_size", stateWeight.shape[2] ?? 1);
    const one = recurrentCell({
      input: [batch, tokens, features],
      cell,
      hiddenFeatures: hidden,
      biases: bias === undefined ? "none" : "two",
    });
    const all = batchFirst ? [batch, tokens, directions, hidden] : [tokens, directions, batch, hidden];
    const last = batchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
    const options = { shape: all, weights: [weight, stateWeight, bias] };
    const states = call.emit(directed(one, directions), [input], options);
    return [states, ...lastStates(call, states, last)];
  };
}

/** The last states of those outputs that the node names. */
function lastStates(call: Call, states: KnownValue, shape: Shape): readonly KnownValue[] {
  return ["last state", "last cell"].flatMap((part, i) =>
    call.node.outputs.length > i + 1 ? [viewOf(call, states, shape, part, { part })] : [],
  );
}

/** The layer with the work of each direction. */
function directed(one: Layer, directions: number): Layer {
  const [input, own] = one.saved;
  const times = <Item>(items: readonly Item[]) => Array.from({ length: directions }, () => items).flat();
  return {
    ...one,
    settings: directions === 1 ? one.settings : `${one.settings}, ${directions} directions`,
    forward: times(one.forward),
    weightGradient: times(one.weightGradient),
    inputGradient: one.inputGradient.map(times),
    saved: [...(input === undefined ? [] : [input]), ...(own === undefined ? [] : times([own]))],
  };
}
