// The number formats of a network as text: what its file takes, a table of formats by share, and activations.
import type { GraphSummary } from "../../models/index.js";
import { grouped, percent, text } from "../../numbers/format.js";
import { shortened, textTable } from "../text-table.js";

type Stored = NonNullable<GraphSummary["stored"]>;

const named = {
  file: "in the file",
  config: "in the checkpoint that the config describes",
  asked: "in the format that was asked for",
} as const;

/** What the weights take, in which format, and whether the bytes above are these. */
export function storedWords({ stored, activations }: GraphSummary): string | undefined {
  if (stored === undefined) return undefined;
  const { format, bytes, bitsPerWeight, used, from, cache } = stored;
  const cached = cache === undefined ? "" : `; its cache is meant to be ${cache.toUpperCase()}`;
  const rest = used ? "" : "; the bytes above are for the format of --dtype";
  const plain = activations === undefined && used ? "; activations are counted in the format of --dtype" : "";
  return `${text(bytes, "byte")} ${named[from]}: ${format}, ${text(bitsPerWeight, "1")} bits per weight${cached}${rest}${plain}`;
}

/** In which format activations are counted, and why in that. */
export function activationWords({ activations }: GraphSummary): string | undefined {
  if (activations === undefined) return undefined;
  const why = {
    asked: "as asked for",
    stated: "as the model's own file states; --dtype changes it",
    default:
      activations.name === "fp32"
        ? "the model's own file states none; --dtype changes it"
        : "the config states none; quantized checkpoints keep all else in 16 bits; --dtype changes it",
  } as const;
  return `in ${activations.name.toUpperCase()}, ${why[activations.by]}`;
}

const widestName = 48;

/** A line for each format; nothing where there is only one. */
export function formatTable({ formats }: Stored): string {
  if (formats.length < 2) return "";
  const right = (head: string) => ({ head, align: "right" as const });
  return textTable(
    [{ head: "stored as" }, right("weights"), right("bits each"), right("size"), right("share")],
    formats.map(({ format, parameters, bytes, bitsPerWeight, share }) => [
      shortened(format, widestName),
      parameters === 0 ? "–" : grouped(parameters),
      bitsPerWeight === null ? "–" : text(bitsPerWeight, "1"),
      text(bytes, "byte"),
      share > 0 && share < leastShare ? `< ${percent(leastShare)}` : percent(share, 3),
    ]),
  );
}

const leastShare = 1e-4;
