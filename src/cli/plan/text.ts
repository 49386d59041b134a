// A plan for the terminal: the best layouts, where the time goes, the memory, and what would make it fit.

import { type Device, memoryCapacity } from "../../hardware/index.js";
import { grouped, percent, text } from "../../numbers/format.js";
import {
  assumptionRecords,
  type Layout,
  type Plan,
  type PlannedLayout,
  type PlanSpec,
  type StateMemory,
  trainedWords,
  windowWords,
} from "../../plan/index.js";
import type { Terminal } from "../terminal.js";
import { textTable, wrapped } from "../text-table.js";

const columns = 100;

/** The plan in words and tables. */
export function planText(plan: Plan, spec: PlanSpec, seconds: number, _terminal: Terminal): string {
  const [first, second] = plan.best;
  const shown = first ?? plan.leanest;
  const counted =
    plan.evaluated === 1
      ? ""
      : `${grouped(plan.evaluated)} layouts evaluated in ${text(seconds, "s")}, ${grouped(plan.feasible)} fit.\n`;
  const head = `${spec.shape.name} on ${spec.counts.map(grouped).join(", ")} ${spec.device.name}; batch ${grouped(spec.batch)}, sequence ${grouped(spec.sequence)}\n`;
  if (shown === undefined)
    return `${head}${wrapped(`It cannot be laid out: ${plan.obstacle}.`, columns)}\n${leftOutText(plan)}`;
  return [
    head,
    counted,
    plan.best.length > 1 ? `\n${bestTable(plan.best)}` : "",
    `\n${oneLayout(shown, spec)}`,
    second === undefined || first === undefined ? "" : `\n${reason(first, second)}`,
    remarkText(shown),
    verdict(plan, shown),
    leftOutText(plan),
    `\n${assumptionText(spec)}`,
    formatText(spec),
  ].join("");
}

/** Memory of the state alone. */
export function statesText(states: StateMemory, device: Device): string {
  const rows = [states.weights, states.gradients, states.optimizer, states.states].map((part) => [
    part.label,
    part.textIn("GB"),
  ]);
  const capacity = memoryCapacity(device);
  return `${textTable([{ head: "Training state" }, { head: "per device", align: "right" }], rows, undefined, { totalled: true })}${device.name} has ${capacity.text}. Activations and buffers are left out.\n`;
}

function sizesOf(layout: Layout): readonly string[] {
  const { tensor, pipeline, data, context, expert, interleave, microbatch, zero } = layout;
  const again =
    layout.recomputedLayers > 0
      ? layout.recompute === "full"
        ? "full"
        : `${layout.recomputedLayers} ${layout.recomputedLayers === 1 ? "layer" : "layers"}`
      : layout.recompute;
  return [
    ...[tensor, pipeline, data, context, expert, interleave, microbatch].map(String),
    String(zero),
    layout.sequenceParallel ? "yes" : "no",
    again,
  ];
}

const sizeHeads = ["tensor", "pipe", "data", "ctx", "exp", "inter", "micro", "ZeRO", "seq", "recompute"];
const sizeNames = [
  "tensor",
  "pipeline",
  "data",
  "context",
  "expert",
  "interleave",
  "microbatch",
  "ZeRO",
  "sequence parallel",
  "recompute",
];

function bestTable(best: readonly PlannedLayout[]): string {
  const heads = ["devices", ...sizeHeads, "step", "MFU", "memory"];
  const rows = best.map(({ devices, evaluation }) => [
    grouped(devices),
    ...sizesOf(evaluation.layout),
    text(evaluation.times.iteration.value, "s"),
    percent(evaluation.mfu.value),
    evaluation.memory.total.textIn("GiB"),
  ]);
  return textTable(
    heads.map((head) => ({ head, align: "right" as const })),
    rows,
  );
}

function oneLayout({ evaluation, shares, limitedBy, devices }: PlannedLayout, spec: PlanSpec): string {
  const { layout, times, memory, mfu, hfu } = evaluation;
  const seconds = times.iteration.value;
  const parts = Object.entries(shares)
    .filter(([, value]) => value > 0)
    .map(([name, value]) => [name, text(value, "s"), percent(value / seconds)]);
  const bytes = [memory.weights, memory.gradients, memory.optimizer, memory.activations, memory.buffers];
  const rows = [...bytes, memory.total].map((part, i) => [
    ["weights", "gradients", "optimizer", "activations", "buffers", "fullest device"][i] ?? part.label,
    part.textIn("GiB"),
    percent(part.value / memory.total.value),
  ]);
  const right = (head: string) => ({ head, align: "right" as const });
  const rate = (spec.batch * spec.sequence) / seconds;
  return [
    `Layout on ${grouped(devices)} ${devices === 1 ? "device" : "devices"}: ${sizesOf(layout)
      .map((size, i) => `${sizeNames[i]} ${size}`)
      .join(", ")}\n`,
    `${text(seconds, "s")} a step, ${text(rate, "token/s")}; MFU ${percent(mfu.value)}, HFU ${percent(hfu.value)}; limited by ${limitedBy}\n\n`,
    textTable(
      [{ head: "Time of a step" }, right("time"), right("share")],
      [...parts, ["whole step", text(seconds, "s"), percent(1)]],
      undefined,
      { totalled: true },
    ),
    "\n",
    textTable([{ head: "Memory" }, right("per device"), right("share")], rows, undefined, { totalled: true }),
  ].join("");
}

/** What the layout does to the model, a line each. */
function remarkText({ remarks }: PlannedLayout): string {
  return remarks.length === 0
    ? ""
    : `\n${remarks.map((remark) => `${wrapped(`In this layout: ${remark}.`, columns)}\n`).join("")}`;
}

/** What kept layouts from being evaluated. */
function leftOutText({ leftOut }: Plan): string {
  return leftOut
    .map(
      ({ reason, layouts }) =>
        `${wrapped(`${grouped(layouts)} layouts were left out: ${reason}.`, columns)}\n`,
    )
    .join("");
}

/** Why the best beats the next one: where they differ most. */
function reason(first: PlannedLayout, second: PlannedLayout): string {
  const gaps = Object.entries(first.shares).map(([name, value]) => ({
    name,
    gap: (second.shares[name as keyof typeof second.shares] ?? 0) - value,
  }));
  const most = gaps.reduce((a, b) => (Math.abs(b.gap) > Math.abs(a.gap) ? b : a));
  const gap = second.evaluation.times.iteration.value - first.evaluation.times.iteration.value;
  if (most.gap === 0) return "The second layout takes the same time and more memory.\n";
  return `The best layout is ${text(Math.abs(gap), "s")} a step faster than the second: it spends ${text(Math.abs(most.gap), "s")} ${most.gap > 0 ? "less" : "more"} on ${most.name}.\n`;
}

function verdict(plan: Plan, shown: PlannedLayout): string {
  const bytes = gibibytes(Math.abs(shown.headroom));
  if (shown.fits) return `\nIt fits, with ${bytes} to spare on the fullest device.\n`;
  const ways = [
    ...plan.changes.map(({ words }) => `with ${words}`),
    ...(plan.advice?.remedies ?? []).map(({ words, changed }) =>
      changed.join() === "devices" ? `on ${words}` : `with ${words}`,
    ),
  ];
  const subject = plan.evaluated === 1 ? "It does not fit" : "No layout fits; the leanest does not either";
  const changes = ways.length === 0 ? nothing(plan) : `It would fit ${ways.join(", or ")}.`;
  return `\n${wrapped(`${subject}: the fullest device lacks ${bytes}. ${changes}`, columns)}\n`;
}

function gibibytes(bytes: number): string {
  return text(bytes, "byte", { unit: "GiB" });
}

/** What proves that nothing fits. */
function nothing({ advice }: Plan): string {
  if (advice?.lacks === undefined) return "No single change makes it fit.";
  return `Nothing makes it fit: ${grouped(advice.tried)} leaner runs were laid out, down to a sequence of one token with 16-bit gradients and on up to 131,072 devices; the leanest lacks ${gibibytes(advice.lacks)}.`;
}

function assumptionText(spec: PlanSpec): string {
  const names = Object.keys(assumptionRecords) as (keyof typeof assumptionRecords)[];
  const list = names.map((name) => `${name} ${spec.assumptions?.[name] ?? assumptionRecords[name].value}`);
  const attention = spec.fused === false ? "attention scores are written to memory" : "attention is fused";
  const windows = windowWords(spec.shape);
  const kernel = windows === "" || spec.fused === false ? "" : `, and skips what lies beyond a ${windows}`;
  return `${wrapped(
    `Assumed (--assume name=value changes one): ${list.join(", ")}; ${attention}${kernel}. MFU and HFU count ${
      spec.convention === "exact-causal"
        ? `attention's causal half${windows === "" ? "" : ` within its ${windows}`}`
        : "attention with all scores"
    } (--convention ${spec.convention ?? "exact"}).`,
    columns,
  )}\n`;
}

/** The format of the products and of the checkpoint, where the model's own file states them. */
function formatText({ shape, dtype }: PlanSpec): string {
  const line = trainedWords(shape, dtype);
  return line === undefined ? "" : `${wrapped(`${line}.`, columns)}\n`;
}
