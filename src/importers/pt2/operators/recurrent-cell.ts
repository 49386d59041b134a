// One step of a recurrent network as an operator of its own.
import { elements, type RecurrentKind } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { productWork } from "./product.js";
import { bytesOf } from "./saves.js";

/** Rules of single cells. */
export const recurrentCellRules: Rules = {
  lstm_cell: cell("lstm"),
  gru_cell: cell("gru"),
  rnn_tanh_cell: cell("rnn"),
  rnn_relu_cell: cell("rnn"),
};

/** Values kept for each hidden unit beside the input and the state. */
const kept = { rnn: 1, gru: 6, lstm: 5 } as const;
const gates = { rnn: 1, gru: 3, lstm: 4 } as const;

/** Two products, gates, and what they keep. */
function cell(kind: RecurrentKind): Rule {
  return (call) => {
    const made = step(call, kind);
    const others = Array.from({ length: Math.max(0, call.outputs - 1) }, (_, i) =>
      call.emit({
        kind: "copy",
        settings: "state",
        inputs: [made],
        output: call.form(i + 1),
        gradients: [[]],
        part: `state ${i + 1}`,
      }),
    );
    return [made, ...others];
  };
}

function step(call: Call, kind: RecurrentKind): Value {
  const input = call.tensor("input");
  const state = call.tensors("hx").filter((value) => value !== undefined);
  const [own, fed] = [call.tensor("w_ih"), call.tensor("w_hh")];
  const [columns = 1, features = 1] = own.shape;
  const hidden = columns / gates[kind];
  const rows = elements(input.shape) / features;
  const first = productWork({ batch: 1, rows, inner: features, columns });
  const second = productWork({ batch: 1, rows, inner: hidden, columns });
  const states = state.map((_, i) => (i === 0 ? second.gradient : []));
  const count = kept[kind] * rows * hidden;
  return call.emit({
    kind: "recurrent",
    settings: `${kind} cell, ${features} → ${hidden}`,
    inputs: [input, ...state, own, fed, call.optional("b_ih"), call.optional("b_hh")],
    output: call.form(0),
    forward: [...first.forward, ...second.forward],
    gradients: [first.gradient, ...states, first.gradient, second.gradient],
    saved: [
      input,
      ...state,
      { label: "gates and states", elements: count, bytesPerElement: bytesOf(call, input.type) },
    ],
  });
}
