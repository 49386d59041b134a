// Nodes that are left out: unknown operators, and those whose shapes depend on data.
import { dataMovement, elements } from "../../layers/index.js";
import { dimensionSize } from "./dimension.js";
import { emitter } from "./emit.js";
import type { Run, Scope, Standing } from "./scope.js";
import { type KnownValue, shown, type Value } from "./value.js";

/** Outputs of a node that is left out, with the shapes that the file declares for them. */
export function notCountedOutputs(run: Run, scope: Scope, standing: Standing, why: string): readonly Value[] {
  const { node, label, inputs } = standing;
  const outputs = node.outputs.map((name, i): Value => {
    const declared = declaredShape(run, scope, name);
    if (declared === undefined) return { kind: "unknown", why };
    const from = inputs.filter((value): value is KnownValue => value?.kind === "data");
    const layer = dataMovement({
      name: `not counted: ${node.operator}`,
      inputs: from.map(({ shape }) => shown(shape)),
      output: shown(declared.shape),
    });
    const emit = emitter(run.ledger, i === 0 ? label : `${label}.${i + 1}`, run.stageOf(node));
    return emit(layer, from, declared);
  });
  const lost = outputs.some(({ kind }) => kind === "unknown");
  const effect = lost
    ? "what reads it cannot be counted either, unless the file declares shapes"
    : "the layers behind it count with the shapes that the file declares";
  run.notCounted.push({ name: label, what: `operator ${node.operator}`, why: `${why}; ${effect}` });
  return outputs;
}

function declaredShape(run: Run, scope: Scope, name: string): { shape: number[]; type: number } | undefined {
  const declared = scope.declared.get(name);
  if (declared?.shape === undefined || declared.type === 0) return undefined;
  const shape = declared.shape.map((size) =>
    typeof size === "string" ? dimensionSize(size, run.sizes) : size,
  );
  const known = shape.filter((size) => size !== undefined);
  return known.length === shape.length && elements(known) > 0
    ? { shape: known, type: declared.type }
    : undefined;
}
