// The public names in the order in which a newcomer meets them: by room, nouns before questions, records, display.
import { FlopbookError } from "../../ground/errors.js";
import type { ApiItem } from "./model.js";

/** A room of the library: folder or file under dist/, and what it holds. */
const rooms: readonly (readonly [path: string, title: string])[] = [
  ["numbers/", "Numbers with units, sources and working"],
  ["sources/", "Sources"],
  ["ground/errors", "Errors"],
  ["ground/source", "Sources"],
  ["ground/mime", "Tables and display"],
  ["formula/", "Formulas and vocabularies"],
  ["catalogue/", "The catalogue of formulas"],
  ["layers/", "Layers"],
  ["models/", "Models"],
  ["importers/", "Models from files"],
  ["training/", "Losses, optimizers, schedules, number formats"],
  ["hardware/", "Devices and prices"],
  ["cost/", "Questions of cost"],
  ["scaling/", "Scaling laws"],
  ["uncertainty/", "Uncertain inputs"],
  ["plan/", "Plans of training and serving"],
  ["runs/", "Published training runs"],
  ["budget/", "Budgets of whole runs"],
  ["examples/", "Worked examples and verdicts"],
  ["display/charts/", "Charts"],
  ["display/", "Tables and display"],
  ["node/", "Files on disk, and the cell of a notebook"],
];

/** A group of names: values first, then types, each in the order of the alphabet. */
export interface ReferenceGroup {
  readonly title: string;
  readonly items: readonly ApiItem[];
}

/** The names by room. Errors on a name of a room that has no title. */
export function referenceGroups(items: readonly ApiItem[]): readonly ReferenceGroup[] {
  const homeless = items.find((item) => titleOf(item) === undefined);
  if (homeless !== undefined)
    throw new FlopbookError(
      `API reference: no room for "${homeless.name}", got ${homeless.fileUrlPath ?? "no file"}; add its folder to the rooms`,
    );
  return [...new Set(rooms.map(([, title]) => title))].flatMap((title) => {
    const own = items.filter((item) => titleOf(item) === title);
    return own.length === 0 ? [] : [{ title, items: [...own].sort(valuesFirst) }];
  });
}

function titleOf({ fileUrlPath = "" }: ApiItem): string | undefined {
  const path = fileUrlPath.replace(/^dist\//, "");
  return rooms.find(([room]) => path.startsWith(room))?.[1];
}

/** Whether a name is a type only. */
export const isType = ({ kind }: ApiItem): boolean => kind === "Interface" || kind === "TypeAlias";

function valuesFirst(a: ApiItem, b: ApiItem): number {
  const types = Number(isType(a)) - Number(isType(b));
  return types !== 0 ? types : a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;
}
