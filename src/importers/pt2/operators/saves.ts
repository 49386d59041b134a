// What autograd keeps, in words: "other for self, self for other" keeps each factor where the other wants a gradient.
import { elements } from "../../../layers/index.js";
import type { Call } from "../call.js";
import { elementType } from "../element-type.js";
import type { Saving } from "../emit.js";
import type { Value } from "../value.js";

/**
 * The tensors that words name, by the operator's own argument names. "result" is the output; "X for Y" keeps X where Y
 * wants a gradient; an argument that is a number or left out keeps nothing. What is overwritten in place is kept as a
 * copy.
 */
export function savedBy(call: Call, words: string): readonly Saving[] {
  if (words === "") return [];
  return words.split(",").flatMap((part): readonly Saving[] => {
    const [what = "", wanted] = part.trim().split(" for ");
    if (wanted !== undefined && call.optional(wanted)?.gradient !== true) return [];
    if (what === "result") return ["result"];
    return call.tensors(what).flatMap((value) => (value === undefined ? [] : [keptOf(call, what, value)]));
  });
}

function keptOf(call: Call, name: string, value: Value): Saving {
  const [first] = call.all();
  return call.inPlace && value === first ? copyKept(call, name, value) : value;
}

/** A copy that is made to be kept. */
export function copyKept(call: Call, label: string, value: Value): Saving {
  return {
    label: `${label} before it is overwritten`,
    elements: elements(value.shape),
    bytesPerElement: bytesOf(call, value.type),
  };
}

/** Bytes of an element; the network's own type follows the width that is asked for. */
export function bytesOf({ ledger, subject }: Call, type: number): number {
  return type === ledger.ownType ? ledger.width : elementType(subject, type).bytes;
}
