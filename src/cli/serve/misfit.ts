// A model that does not fit, for the terminal: what lacks, what would make it fit and at which cost, or that nothing does.
import { grouped, text } from "../../numbers/format.js";
import {
  formatName,
  isStored,
  type Remedy,
  type Serving,
  type ServingAdvice,
  weightsName,
} from "../../plan/index.js";
import { textTable, wrapped } from "../text-table.js";
import { heading, memoryTable } from "./text.js";

const columns = 100;

/** What is missing and what would fit. */
export function misfitText(serving: Serving, advice: ServingAdvice): string {
  const { setting, memory } = serving;
  const here = `${setting.count === 1 ? "the " : `each of the ${setting.count} `}${setting.device.name}`;
  const lacks = `It does not fit: for one sequence ${here} lacks ${gibibytes(memory.missing)}.`;
  const { remedies } = advice;
  const ways =
    remedies.length === 0
      ? nothing(advice)
      : `Of ${grouped(advice.tried)} servers that were tried it would fit on these, the cheapest first:`;
  return [
    heading(serving),
    `\n${memoryTable(serving)}`,
    `\n${wrapped(`${lacks} ${ways}`, columns)}\n`,
    remedies.length === 0 ? "" : `\n${remedyTable(remedies)}`,
    ...remedies.flatMap(offloadWords),
  ].join("");
}

function gibibytes(bytes: number): string {
  return text(bytes, "byte", { unit: "GiB" });
}

/** What proves that nothing fits: every change shrinks the memory, and all of them at their ends do not suffice. */
function nothing({ tried, leanest }: ServingAdvice): string {
  if (leanest === undefined) return "";
  const { weights, cache, count, input, output } = leanest.setting;
  const end = `${count} ${count === 1 ? "device" : "devices"}, weights in ${weightsName(weights)}, cache in ${cache}, ${input} token in and ${output} out, all weights left in the host's memory`;
  return `Nothing fits: ${grouped(tried)} servers were tried, and the leanest of all (${end}) lacks ${gibibytes(leanest.memory.missing)} besides.`;
}

function remedyTable(remedies: readonly Remedy[]): string {
  const right = (head: string) => ({ head, align: "right" as const });
  const priced = remedies.some(({ rent }) => rent !== undefined);
  const rows = remedies.map((remedy) => [
    remedy.changed.map((changed) => words[changed](remedy)).join(", "),
    grouped(remedy.count),
    grouped(remedy.sequences),
    ...(priced ? [dollars(remedy.rent), dollars(remedy.tokenCost)] : []),
  ]);
  return textTable(
    [
      { head: "It would fit with" },
      right("devices"),
      right("sequences"),
      ...(priced ? [right("$/h"), right("$/M tokens")] : []),
    ],
    rows,
  );
}

const words: Readonly<Record<Remedy["changed"][number], (remedy: Remedy) => string>> = {
  weights: ({ weights }) =>
    `weights in ${weightsName(weights)}${isStored(weights) ? ` (${text(weights.bitsPerWeight.value, "1")} bits)` : ""}`,
  cache: ({ cache }) => `cache in ${formatName(cache)}`,
  context: ({ input, output }) =>
    `prompts of ${grouped(input)} tokens${output === 1 ? " and answers of one" : ` and answers of ${grouped(output)}`}`,
  devices: ({ count }) => `${grouped(count)} devices`,
  offload: ({ offloaded }) => `${gibibytes(offloaded)} of weights in the host's memory`,
};

function dollars(value: number | undefined): string {
  return value === undefined ? "–" : text(value, "1", { digits: 3 });
}

function offloadWords({ offloaded, offloadTime }: Remedy): readonly string[] {
  if (offloaded === 0) return [];
  return [
    `\n${wrapped(`Weights in the host's memory are read in every step, which then takes at least ${text(offloadTime, "s")} (25 GB/s for each device).`, columns)}\n`,
  ];
}
