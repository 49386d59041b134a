// Rules made of other rules: the same operator under another name, or with its inputs in other places.
import type { Call, EmitOptions, Rule, Rules } from "../call.js";

/** A rule of ONNX's own operators that a contributed one follows. */
export function like(rules: Rules, name: string): Rule {
  const rule = rules[name];
  if (rule === undefined) throw new RangeError(`no rule for ${name}`);
  return rule;
}

/** The rule with its inputs taken from these places, and with options for what it adds. */
export function reading(rule: Rule, places: readonly number[], options: EmitOptions = {}): Rule {
  return (call) => rule(rearranged(call, places, options));
}

/** A call that sees the inputs of these places as its own. */
export function rearranged(call: Call, places: readonly number[], options: EmitOptions = {}): Call {
  const at = (index: number) => places[index] ?? Number.MAX_SAFE_INTEGER;
  return {
    ...call,
    inputs: places.map((place) => call.inputs[place]),
    known: (index) => call.known(at(index)),
    optional: (index) => (index < places.length ? call.optional(at(index)) : undefined),
    numbers: (index, absent) =>
      index < places.length ? call.numbers(at(index), absent) : (absent ?? call.numbers(at(index))),
    emit: (layer, from, own) => call.emit(layer, from, { ...own, ...options }),
  };
}
