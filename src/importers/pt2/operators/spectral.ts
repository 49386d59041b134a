// Fourier transforms and linear algebra: counted element by element, since PyTorch's counter sees no products in them.
import { elements, elementwiseFlop, perElement, term, type Work } from "../../../layers/index.js";
import { given } from "../../../numbers/quantity.js";
import type { Call, Rule, Rules } from "../call.js";
import { elementType } from "../element-type.js";
import type { Saving } from "../emit.js";
import type { Value } from "../value.js";
import { bytesOf, savedBy } from "./saves.js";

const transforms =
  "fft_fft fft_ifft fft_rfft fft_irfft fft_hfft fft_ihfft fft_fft2 fft_ifft2 fft_rfft2 fft_irfft2 fft_fftn fft_ifftn fft_rfftn fft_irfftn fft_hfft2 fft_hfftn _fft_r2c _fft_c2r _fft_c2c stft istft";

type Row = readonly [names: string, saves: string];

/** Factorisations and solutions keep what comes out of them. */
const algebra: readonly Row[] = [
  [
    "linalg_inv linalg_inv_ex inverse cholesky linalg_cholesky linalg_cholesky_ex linalg_eigh _linalg_eigh linalg_eig linalg_qr qr linalg_svd _linalg_svd svd linalg_pinv cholesky_inverse geqrf linalg_householder_product linalg_eigvalsh linalg_svdvals",
    "result",
  ],
  ["matrix_exp linalg_matrix_exp linalg_matrix_power matrix_power", "self"],
  [
    "linalg_det _linalg_det det linalg_slogdet _linalg_slogdet linalg_solve linalg_solve_ex _linalg_solve_ex linalg_lu linalg_lu_factor linalg_lu_factor_ex linalg_lstsq linalg_tensorsolve",
    "self, A, result, factors",
  ],
  ["linalg_solve_triangular triangular_solve cholesky_solve lu_solve linalg_lu_solve", "self, A, result"],
];

/** Rules of transforms and linear algebra. */
export const spectralRules: Rules = {
  ...Object.fromEntries(transforms.split(" ").map((name): readonly [string, Rule] => [name, transformed])),
  ...Object.fromEntries(
    algebra.flatMap(([names, saves]) =>
      names.split(" ").map((name): readonly [string, Rule] => [name, (call) => solved(call, saves)]),
    ),
  ),
};

/** 5 N log2 N operations, the usual count of a complex transform; half of it where the values are real. */
function transformed(call: Call): readonly Value[] {
  const inputs = call.all();
  const output = call.form(0);
  const count = Math.max(elements(output.shape), ...inputs.map(({ shape }) => elements(shape)));
  const done = transformWork(call, count);
  return [
    call.emit({
      kind: "elementwise",
      settings: call.operator.replace(/_/g, " ").trim(),
      inputs,
      output,
      forward: done,
      gradients: inputs.map((_, i) => (i === 0 ? done : [])),
      saved: isReal(call, inputs[0]) && oneSided.test(call.operator) ? inputs.slice(0, 1) : [],
    }),
  ];
}

function transformWork(call: Call, count: number): readonly Work[] {
  const [self] = call.all();
  const axes = call.numbers("dim") ?? [-1];
  const shape = self?.shape ?? [];
  const length = axes.reduce((all, axis) => all * (shape.at(axis) ?? 2), 1);
  const steps = Math.max(1, Math.ceil(Math.log2(Math.max(2, length))));
  const each = perElement(
    "3 multiply + 2 add",
    "radix-2 butterflies: ten real operations for two complex values",
  );
  const operationsPerElement = given(
    { value: each.value * steps, unit: each.unit },
    "five operations in each of log2 N steps",
    {
      label: "operations per element",
    },
  );
  return count === 0
    ? []
    : [
        {
          operationClass: "elementwise",
          term: term(elementwiseFlop, { operationsPerElement, elements: count }),
        },
      ];
}

function solved(call: Call, saves: string): readonly Value[] {
  const inputs = call.all();
  call.leaveOut(
    `operator aten.${call.operator}`,
    "its arithmetic depends on the method and is left out; what it keeps is counted",
  );
  return Array.from({ length: call.outputs }, (_, i) =>
    call.emit({
      kind: "elementwise",
      settings: call.operator.replace(/_/g, " ").trim(),
      inputs,
      output: call.form(i),
      gradients: inputs.map(() => []),
      saved: i === 0 ? [...savedBy(call, saves), ...factorsOf(call, saves)] : ["result"],
      ...(i === 0 ? {} : { part: `${i + 1}` }),
    }),
  );
}

/** Transforms that take real values as they are; the others make them complex first. */
const oneSided = /rfft|r2c|^fft_fft$|hfft|stft/;

/** A transform of real values keeps them. */
function isReal(call: Call, value: Value | undefined): boolean {
  return value !== undefined && elementType(call.subject, value.type).kind === "float";
}

/** Triangular factors of the matrices, and their 4-byte pivots. */
function factorsOf(call: Call, saves: string): readonly Saving[] {
  const [matrices] = call.all();
  if (matrices === undefined || !saves.includes("factors")) return [];
  const count = elements(matrices.shape);
  const rows = count / Math.max(1, matrices.shape.at(-1) ?? 1);
  return [
    { label: "factors", elements: count, bytesPerElement: bytesOf(call, matrices.type) },
    { label: "pivots", elements: rows, bytesPerElement: 4 },
  ];
}
