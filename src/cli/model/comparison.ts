// Networks side by side: each total of each, and its ratio to the first network's.

import type { GraphSummary } from "../../models/index.js";
import { grouped, groupedDigits, numberParts, text } from "../../numbers/format.js";
import type { Terminal } from "../terminal.js";
import { type TextColumn, textTable } from "../text-table.js";

/** One total that networks are compared by. */
interface Compared {
  readonly key: string;
  readonly label: string;
  readonly of: (summary: GraphSummary) => number;
  readonly shown: (value: number) => string;
}

const digits = { digits: 4 } as const;
const mac = (value: number) => text(value, "MAC", digits);
const flop = (value: number) => text(value, "FLOP", digits);
const bytes = (value: number) => text(value, "byte");

const compared: readonly Compared[] = [
  { key: "parameters", label: "parameters", of: (s) => s.parameters.total, shown: grouped },
  { key: "activeParameters", label: "  active", of: (s) => s.parameters.active, shown: grouped },
  { key: "embeddingParameters", label: "  embedding", of: (s) => s.parameters.embedding, shown: grouped },
  { key: "weightBytes", label: "weights", of: (s) => s.parameters.bytes, shown: bytes },
  { key: "forwardMac", label: "forward", of: (s) => s.forward.mac, shown: mac },
  { key: "forwardFlop", label: "  matrix", of: (s) => s.forward.flop, shown: flop },
  { key: "forwardAllFlop", label: "  all operations", of: (s) => s.forward.allFlop, shown: flop },
  { key: "backwardMac", label: "backward", of: (s) => s.backward.mac, shown: mac },
  { key: "backwardFlop", label: "  matrix", of: (s) => s.backward.flop, shown: flop },
  { key: "savedBytes", label: "kept for backward", of: (s) => s.savedForBackward.bytes, shown: bytes },
  { key: "movedBytes", label: "moved forward", of: (s) => s.movedBytes, shown: bytes },
  { key: "layers", label: "layers", of: (s) => s.layers.length, shown: grouped },
];

/** The comparison as a table; ratios are to the first network. */
export function comparison(summaries: readonly GraphSummary[], { colors }: Terminal): string {
  const [first, ...others] = summaries;
  if (first === undefined) return "";
  const right = (head: string): TextColumn => ({ head, align: "right" });
  const columns = [
    { head: "" },
    right(first.name),
    ...others.flatMap(({ name }) => [right(name), right("ratio")]),
  ];
  const rows = compared.map(({ label, of, shown }) => [
    label,
    shown(of(first)),
    ...others.flatMap((other) => [shown(of(other)), ratioText(ratio(of(first), of(other)))]),
  ]);
  const notes = summaries.flatMap(({ name, source, notCounted }) => [
    colors.dim(`${name}: ${source}\n`),
    ...notCounted.map((part) =>
      colors.yellow(`${name} leaves out ${part.name} (${part.what}): ${part.why}\n`),
    ),
  ]);
  return `${textTable(columns, rows)}\n${notes.join("")}`;
}

/** The summaries, and the ratios of each total of the second, third, ... network to the first's. */
export function comparisonJson(summaries: readonly GraphSummary[]): object {
  const [first, ...others] = summaries;
  const ratios = others.map((other) =>
    Object.fromEntries(
      compared.map(({ key, of }) => [key, first === undefined ? null : ratio(of(first), of(other))]),
    ),
  );
  return { models: summaries, ratios };
}

/** Null where the first has none. */
function ratio(first: number, other: number): number | null {
  return first === 0 ? null : other / first;
}

function ratioText(value: number | null): string {
  if (value === null) return "–";
  return `${groupedDigits(numberParts(value, "1").digits)} ×`;
}
