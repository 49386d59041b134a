// Rotary positions: tables of cosines and sines for a sequence, and queries and keys turned by them.
import { type Layer, matmul, positions, type Stage, type Tensor } from "../../../layers/index.js";
import type { Run } from "./run.js";
import type { RotarySpec } from "./specs.js";

/** Cosines and sines, [1, 1, tokens, features or pairs]. */
export interface RotaryTables {
  readonly cos: Tensor;
  readonly sin: Tensor;
}

/** The tables that a spec turns by. */
export type TablesOf = (spec: RotarySpec) => RotaryTables | undefined;

/** Finds the tables of each spec, made once: of the first under "rotary", of others under their names. */
export function tablesOf(stage: Stage, run: Run, tokens: Tensor, specs: readonly RotarySpec[]): TablesOf {
  const made = new Map<string, RotaryTables>();
  for (const spec of specs) {
    if (spec.own || made.has(tableKey(spec))) continue;
    const name = made.size === 0 ? "rotary" : `rotary.${spec.table ?? `of-${spec.dims}`}`;
    made.set(tableKey(spec), rotaryTables(stage, run, tokens, spec, name));
  }
  return (spec) => (spec.own ? undefined : made.get(tableKey(spec)));
}

const tableKey = ({ dims, tables, table, float }: RotarySpec) => `${table ?? ""} ${dims} ${tables} ${float}`;

function rotaryTables(stage: Stage, run: Run, tokens: Tensor, spec: RotarySpec, name: string): RotaryTables {
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
    cos: stage.add(`${name}.cos`, table(angles), tokens),
    sin: stage.add(`${name}.sin`, table([]), tokens),
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
