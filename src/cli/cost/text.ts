// A budget for the terminal: what the run takes with its range, scenarios, what matters most, assumptions.
import {
  type Budget,
  type DrawnResult,
  type KnownResults,
  rangeWords,
  tokensText,
} from "../../budget/index.js";
import { grouped, percent, text } from "../../numbers/format.js";
import type { Quantity } from "../../numbers/quantity.js";
import { trainedWords } from "../../plan/index.js";
import type { Terminal } from "../terminal.js";
import { textTable, wrapped } from "../text-table.js";

type Known = Budget<KnownResults>;

const columns = 100;
const right = (head: string) => ({ head, align: "right" as const });

/** The budget in words and tables. */
export function budgetText(budget: Known, { colors }: Terminal): string {
  const { bold, dim } = colors;
  return [
    `${bold(title(budget))}\n`,
    `${dim(wrapped(layoutWords(budget), columns))}\n\n`,
    resultTable(budget),
    `\n${scenarioTable(budget)}`,
    `\n${influenceTable(budget)}`,
    `\n${closing(budget).join("\n")}\n`,
  ].join("");
}

function title({ spec, leaves }: Known): string {
  return `${spec.shape.name} on ${tokensText(leaves.tokens.quantity)}, ${grouped(spec.count)} ${spec.device.name}`;
}

function layoutWords({ layout, sizes, results }: Known): string {
  const { tensor, pipeline, data, context, recompute } = layout.evaluation.layout;
  const remarks = layout.remarks.map((remark) => `; ${remark}`).join("");
  const again = recompute === "none" ? "" : `, ${recompute} recomputation`;
  return `batch of ${grouped(sizes.batch)} sequences of ${grouped(sizes.sequence)} tokens, ${results.steps.text}; layout: tensor ${tensor}, pipeline ${pipeline}, data ${data}, context ${context}${again}; planned step ${layout.evaluation.times.iteration.text}; ${layout.evaluation.memory.total.textIn("GiB")} on the fullest device${remarks}`;
}

/** Hours of devices as people count them. */
function deviceHours(quantity: Quantity): string {
  return `${text(quantity.valueIn("device*h"), "1")} device-hours`;
}

function written(name: keyof KnownResults, quantity: Quantity): string {
  return name === "deviceTime" ? deviceHours(quantity) : quantity.text;
}

const rowNames: readonly (readonly [string, DrawnResult | "timeMethodFlop"])[] = [
  ["training compute", "trainingFlop"],
  ["  from device time", "timeMethodFlop"],
  ["utilisation", "utilisation"],
  ["goodput", "goodput"],
  ["duration", "wallTime"],
  ["device time", "deviceTime"],
  ["energy", "energy"],
  ["emissions", "carbon"],
  ["if rented", "rent"],
  ["if owned", "owned"],
];

function resultTable(budget: Known): string {
  const { results, intervals, ground } = budget;
  const rows = rowNames.flatMap(([label, name]) => {
    const result = results[name];
    if (result === undefined)
      return [
        [label, name === "energy" || name === "carbon" ? "no power on record" : "no price on record", ""],
      ];
    return [[label, written(name, result), range(budget, name)]];
  });
  const staff = results.staff === undefined ? [] : [["staff", results.staff.text, ""]];
  const local = results.localTotal;
  const code = ground.currency?.code ?? "USD";
  const money = (value: Quantity | undefined) =>
    value === undefined
      ? "not known"
      : `${text(value.value, local === undefined ? value.unit : "1")}${local === undefined ? "" : ` ${code}`}`;
  const drawn = intervals[local === undefined ? "total" : "localTotal"];
  const total = [
    `cost (${ground.tenure})`,
    money(local ?? results.total),
    drawn === undefined ? "" : rangeWords(money(drawn.low), money(drawn.high)),
  ];
  return textTable(
    [{ head: "The run" }, right("expected"), right("90 % interval")],
    [...rows, ...staff, total],
    undefined,
    { totalled: true },
  );
}

function range({ intervals }: Known, name: DrawnResult | "timeMethodFlop"): string {
  const drawn = name === "timeMethodFlop" ? undefined : intervals[name];
  return drawn === undefined ? "" : rangeWords(written(name, drawn.low), written(name, drawn.high));
}

function scenarioTable({ scenarios }: Known): string {
  const rows = scenarios.map(({ name, results }) => [
    name,
    results.total?.text ?? "–",
    results.wallTime.text,
    deviceHours(results.deviceTime),
    results.energy?.text ?? "–",
    results.carbon?.text ?? "–",
  ]);
  const heads = ["cost", "duration", "device time", "energy", "emissions"];
  return textTable([{ head: "Scenario" }, ...heads.map(right)], rows);
}

function influenceTable(budget: Known): string {
  const { influences } = budget;
  const rows = influences
    .slice(0, 5)
    .map(({ leaf, varianceShare, low, high }) => [
      leaf.label,
      leaf.words,
      shareText(varianceShare),
      rangeWords(low.text, high.text),
    ]);
  if (budget.results.total === undefined)
    return "Without a price it cannot be said which inputs matter most for the cost.\n";
  if (rows.length === 0) return "Every input is a single number, so there is no interval.\n";
  return textTable(
    [
      { head: "What moves the cost most" },
      right("90 % interval"),
      right("share of variance"),
      right("cost at its ends"),
    ],
    rows,
  );
}

function closing(budget: Known): readonly string[] {
  const { counted, results, leaves, ground } = budget;
  const { breakEven, purchase, failureTime, checkpointInterval, methodRatio } = results;
  const even =
    breakEven === undefined
      ? []
      : [
          `Buying all devices with servers and network costs ${purchase?.text ?? "?"} and is cheaper than renting after ${breakEven.textIn("day")} of use.`,
        ];
  const price = leaves.price?.quantity.text;
  const format = trainedWords(budget.spec.shape, budget.spec.format);
  return [
    `Expected: every uncertain input at its median. 90 % interval: from the 5 % to the 95 % quantile of 100,000 draws. Good and bad: every uncertain input at its better or worse quartile.`,
    `Operations counted: ${counted.words} (--convention ${counted.convention})${attentionOf(budget)}.`,
    `Estimated from device time, at the median utilisation of published runs, they are ${methodRatio.text} times as many.`,
    `On average a device fails every ${failureTime.text}; a checkpoint every ${checkpointInterval.text} loses the least time.`,
    ...(format === undefined ? [] : [`${format}.`]),
    ...even,
    ...budget.missing.map((line) => `Missing: ${line}.`),
    `Medians used: rent ${price ?? "not known"}, PUE ${leaves.pue.quantity.text}, grid ${leaves.carbon.quantity.text}, electricity ${leaves.electricity.quantity.text}${ground.currency === undefined ? "" : `; one ${ground.currency.code} is ${text(ground.currency.usd, "USD")}`}.`,
  ].map((line) => wrapped(line, columns));
}

/** Where layers slide a window: what is left of the sequence. */
function attentionOf({ counted: { attention } }: Known): string {
  if (attention === undefined || attention.windows.length === 0) return "";
  const { positions, sequence } = attention;
  return `; on average over the layers a token attends to ${grouped(Math.round(positions))} of ${grouped(sequence)} positions`;
}

/** A share in percent; below a tenth of one, just that. */
function shareText(share: number): string {
  return share < 0.001 ? `< ${percent(0.001)}` : percent(share, 2);
}
