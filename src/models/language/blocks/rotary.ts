// Rotary positions: tables of cosines and sines for a sequence, and queries and keys turned by them.
import { type Layer, matmul, positions, type Stage, type Tensor } from "../../../layers/index.js";
import type { Run } from "./run.js";
import type { RotarySpec } from "./specs.js";

/** Cosines and sines, [1, 1, tokens, features or pairs]. */
export interface RotaryTables {
  readonly cos: Tensor;
  readonly sin: Tensor;
}

/** The tables of a sequence, undefined where every layer makes its own. */
export function rotaryTables(
  stage: Stage,
  run: Run,
  tokens: Tensor,
  spec: RotarySpec | undefined,
): RotaryTables | undefined {
  if (spec === undefined || spec.own) return undefined;
  const pairs = Math.ceil(spec.dims / 2);
  const output = [1, 1, run.sequence, spec.tables === "pair" ? pairs : 2 * pairs];
  // angles: positions times frequencies, once for all sequences
  const angles = matmul({ left: [1, 1, run.sequence, 1], right: [1, 1, 1, pairs] }).forward;
  const table = (forward: Layer["forward"]): Layer => ({
    ...positions({ input: output, variant: "fixed" }),
    settings: "rotary table",
    inputs: [tokens.shape],
    output,
    forward,
    inputGradient: [[]],
    ...(spec.float ? { outputBytesPerElement: 4 } : {}),
  });
  return {
    cos: stage.add("rotary.cos", table(angles), tokens),
    sin: stage.add("rotary.sin", table([]), tokens),
  };
}

/** Queries or keys [batch, heads, tokens, headDim] after their rotation. Keeps the tables only. */
export function rotated(
  stage: Stage,
  run: Run,
  name: string,
  x: Tensor,
  { spec, tables }: { readonly spec: RotarySpec; readonly tables: RotaryTables | undefined },
): Tensor {
  const turned = [...x.shape.slice(0, -1), spec.dims];
  const layer = { ...positions({ input: turned, variant: "rotary" }), output: x.shape };
  const settings = spec.dims === x.shape.at(-1) ? "rotary" : `rotary, ${spec.dims} features`;
  if (tables !== undefined) {
    const { cos, sin } = tables;
    const kept = [1, 2].map((index) => ({ kind: "input", index }) as const);
    const inputs = [x.shape, cos.shape, sin.shape];
    const inputGradient = [layer.inputGradient[0] ?? [], [], []];
    return stage.add(name, { ...layer, settings, inputs, inputGradient, saved: kept }, x, cos, sin);
  }
  const elements = 2 * run.sequence * spec.dims;
  return stage.add(
    name,
    { ...layer, settings, inputs: [x.shape], saved: [{ kind: "own", label: "cosines and sines", elements }] },
    x,
  );
}
