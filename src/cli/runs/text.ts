// Published training runs for the terminal: a table of both methods, and one run with its working.
import { percent, text } from "../../numbers/format.js";
import type { Quantity } from "../../numbers/quantity.js";
import type { RunEstimate } from "../../runs/index.js";
import { scaled } from "../model/table.js";
import type { Terminal } from "../terminal.js";
import { textTable, wrapped } from "../text-table.js";
import { citationText, working } from "../working.js";

const columns = [
  { head: "run" },
  { head: "date" },
  { head: "parameters", align: "right" },
  { head: "operations", align: "right" },
  { head: "device time", align: "right" },
  { head: "ratio", align: "right" },
  { head: "implied use", align: "right" },
  { head: "published", align: "right" },
  { head: "" },
] as const;

/** The table, with what the marks mean and how many agree. */
export function runsText(estimates: readonly RunEstimate[], { colors }: Terminal): string {
  const table = textTable(
    columns,
    estimates.map((estimate) => {
      const { run, parameters, operations, byDeviceTime, ratio, impliedUtilisation, published } = estimate;
      return [
        run.id,
        run.date,
        scaled(parameters.value, "MAC"),
        power(operations),
        power(byDeviceTime),
        ratio?.text ?? "",
        impliedUtilisation === undefined ? "" : percent(impliedUtilisation.value),
        power(published[0]?.flop),
        marks(estimate),
      ];
    }),
    (line, at) => (estimates[at]?.agreement === "beyond 3" ? colors.red(line) : line),
  );
  return `${table}\n${summary(estimates)}`;
}

/** Operations as "3.14e23". */
function power(flop: Quantity | undefined): string {
  return flop === undefined ? "" : text(flop.value, "1", { notation: "power" }).replace(/\s×\s10\^/u, "e");
}

function marks({ run, agreement }: RunEstimate): string {
  return [
    run.status === "projected" ? "p" : "",
    (run.corrections ?? []).length > 0 ? "c" : "",
    agreement === "within 1.7" || agreement === undefined ? "" : run.explanation === undefined ? "?" : "e",
  ].join("");
}

function summary(estimates: readonly RunEstimate[]): string {
  const both = estimates.filter(({ agreement }) => agreement !== undefined);
  const near = both.filter(({ agreement }) => agreement === "within 1.7").length;
  const far = both.filter(({ agreement }) => agreement === "beyond 3").length;
  return `${estimates.length} runs, ${both.length} with both methods: ${near} within a factor of 1.7, ${both.length - near - far} within 3, ${far} beyond.
Operations and device time in FLOP; ratio: device time divided by operations; implied use: share of the dense peak that the operations imply.
Last column: c, a listed value is corrected; e, the difference is explained; p, a projection and not a run.
\`flopbook runs NAME\` shows one run.
`;
}

/** One run: what is known, both methods with their working, what to know about it. */
export function runText(estimate: RunEstimate, { columns: width }: Terminal): string {
  const { run, operations, byDeviceTime, ratio, impliedUtilisation, published } = estimate;
  const line = (head: string, words: string) =>
    `${wrapped(`${head}: ${words}`, Math.min(width, 100), "  ")}\n`;
  const method = (head: string, made: Quantity | undefined) =>
    made === undefined
      ? `\n${head}: the inputs are not published.\n`
      : `\n${head}\n${working(made.derivation())}`;
  return [
    `${run.model}, ${run.organisation}, ${run.date}${run.status === "projected" ? " (projected)" : ""}\n`,
    method("By operation counting", operations),
    method("By device time", byDeviceTime),
    ratio === undefined
      ? ""
      : `\nDevice time divided by operations: ${ratio.text} (${estimate.agreement}); implied utilisation ${impliedUtilisation?.text}\n`,
    published.length === 0 ? "" : "\n",
    ...published.map(({ flop, method: by }, at) =>
      line(
        `Published (${by})`,
        `${power(flop)} FLOP; ${citationText(run.published?.[at]?.citation ?? run.parameters.citation)}`,
      ),
    ),
    ...(run.corrections ?? []).map((words) => line("Corrected", words)),
    ...(run.explanation === undefined ? [] : [line("Why they differ", run.explanation)]),
    ...(run.note === undefined ? [] : [line("Note", run.note)]),
    line("Confidence", run.confidence),
  ].join("");
}
