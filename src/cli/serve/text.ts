// What serving takes, for the terminal: memory, both sides of the roofline, batches, the best one, the load.

import { integerRate } from "../../hardware/index.js";
import { grouped, percent, text } from "../../numbers/format.js";
import type { Quantity } from "../../numbers/quantity.js";
import {
  type AssumptionName,
  attentionWords,
  type BatchPoint,
  countedAttention,
  formatName,
  isStored,
  isUnpacked,
  meets,
  type PassTimes,
  type Serving,
  windowWords,
} from "../../plan/index.js";
import { textTable, wrapped } from "../text-table.js";

const columns = 100;
const right = (head: string) => ({ head, align: "right" as const });
const three = { digits: 3 };

/** The whole answer. */
export function servingText(serving: Serving): string {
  const { best } = serving;
  return [
    heading(serving),
    `\n${memoryTable(serving)}`,
    `\n${passTable(serving, best ?? serving.points[0])}`,
    `\n${batchTable(serving)}`,
    `\n${bestWords(serving)}`,
    `\n${assumptionWords(serving)}`,
  ].join("");
}

/** What is served on what, and in which formats. */
export function heading({ setting, model }: Serving): string {
  const { shape, device, count, input, output, weights, cache, taken } = setting;
  const bits = isStored(weights) ? `, ${text(weights.bitsPerWeight.value, "1")} bits per weight` : "";
  return [
    `${shape.name} (${model.total.text}) on ${count} ${device.name}; prompts of ${grouped(input)} tokens, answers of ${grouped(output)}\n`,
    `${wrapped(`weights ${formatName(weights)}${bits}${saidOf(taken.weights)}${isUnpacked(device, weights) ? ", unpacked to 16 bits" : ""}, cache ${formatName(cache)}${saidOf(taken.cache)}`, columns)}\n`,
    ...(shape.unknownFormat === undefined || isStored(weights)
      ? []
      : [
          `${wrapped(`The file's own format: ${shape.unknownFormat}; choose another with --weights`, columns)}\n`,
        ]),
  ].join("");
}

/** What the model's own file or checkpoint says of a format; nothing for what was asked for or is usual. */
function saidOf(words: string): string {
  return /^(as in|as the|the config)/.test(words) ? ` (${words})` : "";
}

/** The memory of a device by what fills it. */
export function memoryTable({ memory }: Serving): string {
  const parts: readonly (readonly [string, Quantity])[] = [
    ["weights", memory.weights],
    ["activations of prompts", memory.work],
    ["reserved", memory.reserved],
    ["cache of one sequence", memory.cachePerSequence],
  ];
  const rows = parts.map(([name, part]) => [
    name,
    part.textIn("GiB"),
    percent(part.value / memory.capacity.value),
  ]);
  const fit = `The cache takes ${memory.cachePerToken.textIn("KiB")} per token; ${grouped(memory.sequences.value)} whole sequences fit.\n`;
  return `${textTable([{ head: "Memory of a device" }, right("size"), right(`share of ${memory.capacity.text}`)], rows)}${fit}`;
}

function passTable({ prefill }: Serving, point: BatchPoint | undefined): string {
  const unpacked = prefill.unpack !== undefined;
  const row = (name: string, pass: PassTimes) => [
    name,
    ...[
      pass.compute,
      pass.memory,
      ...(pass.unpack === undefined ? [] : [pass.unpack]),
      pass.exchange,
      pass.start,
      pass.total,
    ].map(({ value }) => text(value, "s")),
    pass.limitedBy,
  ];
  const step = point === undefined ? [] : [row(`step of ${grouped(point.batch)}`, point.step)];
  const names = [
    "compute",
    "memory",
    ...(unpacked ? ["of which unpacking"] : []),
    "exchange",
    "kernel starts",
    "total",
  ];
  const heads = names.map(right);
  return textTable(
    [{ head: "Time of a pass" }, ...heads, { head: "limited by" }],
    [row("one prompt", prefill), ...step],
  );
}

function batchTable({ setting, points, best, price }: Serving): string {
  const rows = points.map((point) => [
    grouped(point.batch),
    point.firstToken.text,
    point.perToken.text,
    text(point.outputRate.value, "1", three),
    text(point.requestRate.value, "1", three),
    text(point.requestRatePerDevice.value, "1", three),
    ...(point.cost === undefined ? [] : [dollars(point.cost.input), dollars(point.cost.output)]),
    point.limitedBy.replace(" between devices", "").replace(" bandwidth", ""),
    point.batch === best?.batch ? "best" : meets(point, setting) ? "" : "over",
  ]);
  const costs = price === undefined ? [] : ["$/M in", "$/M out"];
  const heads = ["batch", "TTFT", "TPOT", "token/s", "req/s", "per device", ...costs].map(right);
  return textTable([...heads, { head: "limited by" }, { head: "" }], rows);
}

function dollars({ value }: Quantity): string {
  return text(value, "1", three);
}

function bestWords({ setting, best, load, price, points }: Serving): string {
  const { firstToken, perToken } = setting;
  const limits = [
    ...(firstToken === undefined ? [] : [`${text(firstToken, "s")} to the first token`]),
    ...(perToken === undefined ? [] : [`${text(perToken, "s")} per token`]),
  ];
  const within = limits.length === 0 ? "without a limit on latency" : `within ${limits.join(" and ")}`;
  const first = points[0];
  if (best === undefined)
    return wrapped(
      `No batch stays ${within}: a single sequence takes ${first?.firstToken.text} to the first token and ${first?.perToken.text} per token.\n`,
      columns,
    );
  const lines = [
    `Best batch ${within}: ${grouped(best.batch)} sequences a step, ${text(best.outputRate.value, "token/s")}, ${best.requestRate.text}.`,
    ...(best.cost === undefined
      ? [`No price of ${setting.device.name} is on record; give one with --price.`]
      : [
          `A million input tokens cost ${best.cost.input.text}, a million output tokens ${best.cost.output.text} (${best.cost.blended.text} for input and output together), at ${price?.textIn("USD/(h*device)")} (${price?.label}).`,
        ]),
    ...(load === undefined
      ? []
      : [
          `A load of ${load.rate.text} needs ${load.devices.text} in ${grouped(load.servers.value)} ${load.servers.value === 1 ? "server" : "servers"}${load.spending === undefined ? "" : `, ${load.spending.text}, ${load.costPerMillion?.text} per million tokens`}.`,
        ]),
  ];
  return `${lines.map((line) => wrapped(line, columns)).join("\n")}\n`;
}

const used: readonly AssumptionName[] = [
  "largestEfficiency",
  "bandwidthEfficiency",
  "linkEfficiency",
  "linkLatency",
  "launchTime",
  "halfSize",
  "startRows",
  "kernelsPerLayer",
  "engineShare",
  "prefillChunk",
  "loadShare",
  "reservedMemory",
];

/** What unpacking of weights assumes, where there is any. */
function unpackingAssumptions({ setting, prefill }: Serving): readonly AssumptionName[] {
  if (prefill.unpack === undefined) return [];
  return integerRate(setting.device) === undefined
    ? ["unpackInstructions", "integerIntensity"]
    : ["unpackInstructions"];
}

/** What windows leave, and what the engine reserves for them. */
function windowText({
  setting: { shape, windowCache, convention = "exact-causal", input },
}: Serving): string {
  if (windowWords(shape) === "") return "";
  const kept = windowCache === "full" ? "the whole sequence in every layer" : "no more than the window";
  const counted = countedAttention(shape, input, convention);
  return `; in a prompt ${attentionWords(shape, counted)}. The cache reserves ${kept} (--window-cache ${windowCache})`;
}

function assumptionWords(serving: Serving): string {
  const { assumed, convention = "exact-causal" } = serving.setting;
  const list = [...used, ...unpackingAssumptions(serving)]
    .map((name) => `${name} ${assumed[name].value}`)
    .join(", ");
  return `${wrapped(`Assumed (--assume name=value changes one): ${list}. Prompts count ${convention === "exact" ? "all scores of attention" : "attention's causal half"} (--convention ${convention})${windowText(serving)}.`, columns)}\n`;
}
