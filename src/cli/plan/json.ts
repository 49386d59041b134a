// A plan as JSON.
import { type Device, memoryCapacity } from "../../hardware/index.js";
import { storedSummary } from "../../models/index.js";
import {
  countedAttention,
  type DeviceMemory,
  type Plan,
  type PlannedLayout,
  type PlanSpec,
  type StateMemory,
  trainedFormat,
} from "../../plan/index.js";

/** The whole plan. Bytes, seconds and shares in base units. */
export function planJson(plan: Plan, spec: PlanSpec, seconds: number): string {
  const { evaluated, feasible, best, pareto, leanest, changes, enough, advice, leftOut, obstacle } = plan;
  return json({
    model: spec.shape.name,
    device: spec.device.id,
    ...formatJson(spec),
    batch: spec.batch,
    sequence: spec.sequence,
    convention: spec.convention ?? "exact",
    attention: spec.fused === false ? "eager" : "fused",
    counted: {
      mfu: countedAttention(spec.shape, spec.sequence, spec.convention ?? "exact"),
      time: countedAttention(spec.shape, spec.sequence, spec.fused === false ? "exact" : "exact-causal"),
    },
    evaluated,
    feasible,
    seconds,
    best: best.map(layoutJson),
    pareto,
    ...(feasible === 0 && leanest !== undefined
      ? { leanest: layoutJson(leanest), changes, enough: enough ?? null, advice }
      : {}),
    leftOut,
    ...(obstacle === undefined ? {} : { obstacle }),
    conventions: conventionsOf(best[0] ?? leanest, spec),
  });
}

/** The format of the products, and the model's own, where its file states them. */
function formatJson({ shape, dtype }: PlanSpec) {
  return {
    dtype: dtype ?? trainedFormat(shape) ?? null,
    stored: shape.stored === undefined ? null : storedSummary(shape.stored, false),
  };
}

/** Memory of the state alone. */
export function statesJson(states: StateMemory, device: Device): string {
  return json({
    device: device.id,
    capacity: memoryCapacity(device).value,
    best: [{ memory: memoryJson(states) }],
    conventions: ["activations, buffers and what the driver reserves are left out"],
  });
}

function layoutJson({ devices, evaluation, shares, limitedBy, fits, headroom, remarks }: PlannedLayout) {
  const { layout, times, memory, mfu, hfu } = evaluation;
  return {
    layout,
    devices,
    iterationSeconds: times.iteration.value,
    memory: memoryJson(memory),
    mfu: mfu.value,
    hfu: hfu.value,
    limitedBy,
    secondsBy: shares,
    fits,
    headroom,
    remarks,
  };
}

function memoryJson(memory: StateMemory & Partial<DeviceMemory>) {
  const { weights, gradients, optimizer, states, activations, buffers, total } = memory;
  return {
    weights: weights.value,
    gradients: gradients.value,
    optimizer: optimizer.value,
    states: states.value,
    ...(activations === undefined ? {} : { activations: activations.value }),
    ...(buffers === undefined ? {} : { buffers: buffers.value }),
    ...(total === undefined ? {} : { total: total.value }),
  };
}

function conventionsOf(planned: PlannedLayout | undefined, spec: PlanSpec): readonly string[] {
  if (planned === undefined) return [];
  const found = planned.evaluation.mfu.steps.flatMap(({ note, kind }) =>
    kind === "constant" && note !== undefined ? [note] : [],
  );
  return [
    ...new Set([
      ...found,
      ...(spec.convention === "exact-causal"
        ? []
        : ["attention counts all scores in MFU and HFU, masked ones too"]),
    ]),
  ];
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
