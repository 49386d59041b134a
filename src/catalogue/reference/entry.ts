// One public name as the reference prints it: signature, words, members; a formula with its TeX, units and source.

import type { Formula } from "../../formula/index.js";
import { FlopbookError } from "../../ground/errors.js";
import { displaySymbol, type MimeBundle, mimeType } from "../../ground/mime.js";
import { authorYear } from "../../ground/source.js";
import { formulaById } from "../catalogue.js";
import type { ReferenceGroup } from "./groups.js";
import { type ApiItem, docText, exampleOf, signature } from "./model.js";

/** A group of names as an output of a cell. Errors on a title that no group has. */
export function reference(
  groups: readonly ReferenceGroup[],
  title: string,
): { readonly [displaySymbol]: () => MimeBundle } {
  const group = groups.find((one) => one.title === title);
  if (group === undefined)
    throw new FlopbookError(
      `API reference: no such group, got "${title}"; known are ${groups.map((one) => one.title).join("; ")}`,
    );
  return {
    [displaySymbol]: () => ({
      [mimeType.markdown]: group.items.map(entry).join("\n\n"),
      [mimeType.text]: `${title}: ${group.items.map(({ name }) => name).join(", ")}`,
    }),
  };
}

function entry(item: ApiItem): string {
  const formula = formulaOf(item);
  const declared = formula === undefined ? codeBlock(signature(item)) : formulaLines(formula);
  const example = exampleOf(item);
  const shown = example === undefined ? [] : [`Example:\n\n${codeBlock(example)}`];
  return [`**\`${item.name}\`**: ${words(item)}`, declared, ...memberLines(item), ...shown].join("\n\n");
}

/** What the comment says; what is an instruction to a page stands as code. */
function words(item: ApiItem): string {
  return docText(item).replace(/(?<!`)(\[@[\w-]+\]|\{\{\w+\}\})(?!`)/g, "`$1`");
}

/** The formula that a name stands for, by the id in its type. */
function formulaOf(item: ApiItem): Formula | undefined {
  const [, id] = /FormulaOf<[\s\S]*, "([^"]+)">$/.exec(signature(item, Number.POSITIVE_INFINITY)) ?? [];
  return id === undefined ? undefined : formulaById(id);
}

function formulaLines(formula: Formula): string {
  const { id, tex, unit, inputs, symbols, source } = formula;
  const inputList = inputs.map((name) => `\`${name}\` (${symbols[name]?.unit})`).join(", ");
  const origin =
    typeof source === "string"
      ? source
      : "source" in source
        ? `${authorYear(source.source)}, ${source.place ?? source.source.title}`
        : `${authorYear(source)}, ${source.title}`;
  return [`$$${tex}$$`, `Formula \`${id}\` of ${inputList}, in ${unit}. Source: ${origin}.`].join("\n\n");
}

/** Members without a name of their own. */
const unnamed: ReadonlySet<string> = new Set([
  "Constructor",
  "CallSignature",
  "IndexSignature",
  "ConstructSignature",
]);

/** What an interface or a class holds, one line each. */
function memberLines({ members = [] }: ApiItem): readonly string[] {
  const lines = members
    .filter(({ kind, name }) => !unnamed.has(kind) && !name.startsWith("["))
    .map((member) => {
      const said = words(member).replace(/\s*\n\s*/g, " ");
      const declared = signature(member).replace(/;$/, "").replace(/\s+/g, " ");
      return `- \`${declared.replaceAll("`", "")}\`${said === "" ? "" : `: ${said}`}`;
    });
  return lines.length === 0 ? [] : [lines.join("\n")];
}

const codeBlock = (text: string) => ["```ts", text, "```"].join("\n");
