// Branches and loops: their bodies are counted with an assumption, and the assumption is said.
import { elements } from "../../../layers/index.js";
import type { Call, Rules } from "../call.js";
import { integerType } from "../element-type.js";
import { axisOf } from "../shape-rules.js";
import { constant, type KnownValue, type Value } from "../value.js";
import { viewOf } from "./view.js";

/** Rules of the control operators. */
export const controlRules: Rules = {
  If: (call) => {
    const condition = call.inputs[0];
    const branches = [call.graph("then_branch"), call.graph("else_branch")] as const;
    const [then, other] = call.priced(branches);
    if (then === undefined || other === undefined) throw call.problem("must have two branches");
    const known = condition?.kind === "constant" ? condition.numbers?.[0] : undefined;
    const takesThen = known === undefined ? then.mac >= other.mac : known !== 0;
    const [taken, left] = takesThen ? [then, other] : [other, then];
    if (known === undefined)
      call.leaveOut(
        `its condition depends on data; the ${takesThen ? "then" : "else"} branch is counted, the costlier of the two${left.weights.length === 0 ? "" : ", and the parameters of both"}`,
      );
    const outputs = call.runBody(taken.graph, []);
    call.idle(left.weights, "other branch");
    return outputs;
  },
  Loop: (call) => {
    const turns = turnsOf(call);
    const carried = call.inputs.slice(2).map((value): Value => value ?? { kind: "unknown", why: "left out" });
    const body = call.graph("body");
    const turn = constant([], integerType);
    const going = constant([], 9, [1]);
    if (turns === 0) {
      for (const { weights } of call.priced([body], [turn, going, ...carried.map(changing)]))
        call.idle(weights, "no turn");
      return carried;
    }
    const results = call.runBody(body, [turn, going, ...carried.map(changing)], { times: turns });
    const states = results.slice(1, 1 + carried.length);
    return [...states, ...results.slice(1 + carried.length).map((value) => stacked(call, value, turns, 0))];
  },
  Scan: (call) => {
    const count = call.integer("num_scan_inputs", 1);
    const values = call.inputs.slice(call.opset < 9 ? 1 : 0);
    const states = values.slice(0, values.length - count).map(filled);
    const sequences = call.inputs
      .slice(values.length - count)
      .map((_, i) => call.known(values.length - count + i));
    const axes = sequences.map(({ shape }, i) =>
      axisOf(call, call.integers("scan_input_axes")?.[i] ?? 0, shape.length),
    );
    const turns = sequences[0]?.shape[axes[0] ?? 0] ?? 1;
    const slices = sequences.map((value, i) => {
      const shape = value.shape.filter((_, place) => place !== axes[i]);
      return viewOf(call, value, shape, "one of a sequence", { part: `sequence ${i + 1}` });
    });
    const results = call.runBody(call.graph("body"), [...states, ...slices], { times: turns });
    const outputAxes = call.integers("scan_output_axes");
    return results.map((value, i) =>
      i < states.length ? value : stacked(call, value, turns, outputAxes?.[i - states.length] ?? 0),
    );
  },
};

/** Turns of a loop: its trip count where the file fixes it, else one, and that is said. */
function turnsOf(call: Call): number {
  const trips = call.inputs[0];
  const given = trips?.kind === "constant" ? trips.numbers?.[0] : undefined;
  if (given !== undefined && given >= 0 && given < 2 ** 31) {
    const condition = call.inputs[1];
    if (condition?.kind !== "constant" && condition !== undefined)
      call.leaveOut(`its condition depends on data; all ${given} turns are counted`);
    return given;
  }
  call.leaveOut("how often it turns depends on data; its body is counted once");
  return 1;
}

/** A carried constant may change from turn to turn: its numbers are not known inside. */
function changing(value: Value): Value {
  return value.kind === "constant" ? { ...value, numbers: undefined } : value;
}

function filled(value: Value | undefined): Value {
  return value ?? { kind: "unknown", why: "left out" };
}

/** What every turn puts out, along a new axis. */
function stacked(call: Call, value: Value, turns: number, axis: number): Value {
  if (value.kind === "unknown") return value;
  const place = axisOf(call, axis, value.shape.length + 1);
  const shape = [...value.shape.slice(0, place), turns, ...value.shape.slice(place)];
  return stack(call, value, shape);
}

function stack(call: Call, value: KnownValue, shape: readonly number[]): KnownValue {
  if (elements(shape) === 0) return constant(shape, value.type, []);
  return viewOf(call, value, shape, "every turn", { part: "turns" });
}
