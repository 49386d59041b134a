// Einsum: sums of products written with one letter for each dimension.
import { elements, elementwiseOperation, perElement, reduction, type Shape } from "../../../layers/index.js";
import type { Call, Rule } from "../call.js";
import { type KnownValue, shown, Unknowable } from "../value.js";
import { productLayer } from "./product.js";
import { viewOf } from "./view.js";

const oneProduct = perElement("multiply");

/** The rule for Einsum with one or two operands; more are not known here. */
export const einsumRule: Rule = (call) => {
  const equation = call.text("equation", "").replaceAll(" ", "");
  const values = call.inputs.map((_, i) => call.known(i));
  const [left = "", right] = equation.split("->");
  const terms = left.split(",");
  if (equation === "" || terms.length !== values.length)
    throw call.problem(
      `equation must name ${values.length} operands, got "${equation}"; the file is damaged`,
    );
  const named = values.map((value, i) => letters(call, terms[i] ?? "", value.shape));
  const sizes = sizesOf(call, named);
  const output = outputLetters(right, named);
  const shape = output.map((letter) => sizes.get(letter) ?? 1);
  const [first, second] = values;
  if (first !== undefined && values.length === 1) return [reducedOrTurned(call, first, shape)];
  if (first === undefined || second === undefined || values.length > 2)
    throw new Unknowable(`an Einsum of ${values.length} operands is not known here`);
  return [ofTwo(call, { first, second, named, sizes, output, shape })];
};

interface Named {
  readonly letters: readonly string[];
  readonly shape: Shape;
}

/** The letters of an operand; an ellipsis stands for numbered dimensions counted from its end. */
function letters(call: Call, term: string, shape: Shape): Named {
  const [before = "", after] = term.split("...");
  if (after === undefined) {
    if (before.length === shape.length) return { letters: [...before], shape };
    throw call.problem(
      `"${term}" must name ${shape.length} dimensions, got ${before.length}; the file is damaged`,
    );
  }
  const hidden = shape.length - before.length - after.length;
  if (hidden < 0)
    throw call.problem(`"${term}" names more dimensions than the ${shape.length} of its operand`);
  const dots = Array.from({ length: hidden }, (_, i) => `.${hidden - i}`);
  return { letters: [...before, ...dots, ...after], shape };
}

function sizesOf(call: Call, named: readonly Named[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { letters: own, shape } of named)
    own.forEach((letter, i) => {
      const size = shape[i] ?? 1;
      const known = sizes.get(letter) ?? 1;
      if (known !== 1 && size !== 1 && known !== size)
        throw call.problem(
          `dimension ${letter} must have one size, got ${known} and ${size}; the file is damaged`,
        );
      sizes.set(letter, Math.max(known, size));
    });
  return sizes;
}

/** The letters after the arrow; without one, those that appear once, in alphabetical order. */
function outputLetters(right: string | undefined, named: readonly Named[]): readonly string[] {
  const all = named.flatMap(({ letters: own }) => own);
  const dots = [...new Set(all.filter((letter) => letter.startsWith(".")))].sort().reverse();
  if (right === undefined) {
    const once = all.filter(
      (letter) => !letter.startsWith(".") && all.indexOf(letter) === all.lastIndexOf(letter),
    );
    return [...dots, ...once.sort()];
  }
  const [before = "", after = ""] = right.split("...");
  return right.includes("...") ? [...before, ...dots, ...after] : [...before];
}

function reducedOrTurned(call: Call, value: KnownValue, shape: Shape): KnownValue {
  if (elements(value.shape) === elements(shape)) return viewOf(call, value, shape, "einsum: transposition");
  const layer = reduction({ input: shown(value.shape), output: shown(shape), function: "sum" });
  return call.emit(layer, [value], { shape });
}

interface Pair {
  readonly first: KnownValue;
  readonly second: KnownValue;
  readonly named: readonly Named[];
  readonly sizes: ReadonlyMap<string, number>;
  readonly output: readonly string[];
  readonly shape: Shape;
}

/** Letters of both operands that the output lacks are summed over: one multiply-accumulate for each combination. */
function ofTwo(call: Call, { first, second, named, sizes, output, shape }: Pair): KnownValue {
  const [a, b] = named.map(({ letters: own }) => own);
  const size = (wanted: (letter: string) => boolean) =>
    [...sizes].reduce((all, [letter, n]) => (wanted(letter) ? all * n : all), 1);
  const inA = (letter: string) => a?.includes(letter) === true;
  const inB = (letter: string) => b?.includes(letter) === true;
  const kept = (letter: string) => output.includes(letter);
  const inner = size((letter) => inA(letter) && inB(letter) && !kept(letter));
  const batch = size((letter) => inA(letter) && inB(letter) && kept(letter));
  const rows = size((letter) => inA(letter) && !inB(letter) && kept(letter));
  const columns = size((letter) => inB(letter) && !inA(letter) && kept(letter));
  const summed = [...sizes.keys()].some((letter) => inA(letter) && inB(letter) && !kept(letter));
  const values = [first, second];
  if (summed) return call.emit(productLayer({ batch, rows, inner, columns }), values, { shape });
  const layer = elementwiseOperation({
    name: "einsum: outer product",
    inputs: values.map((value) => shown(value.shape)),
    output: shown(shape),
    forward: oneProduct,
    backward: [oneProduct, oneProduct],
    saved: [
      { kind: "input", index: 0 },
      { kind: "input", index: 1 },
    ],
  });
  return call.emit(layer, values, { shape });
}
