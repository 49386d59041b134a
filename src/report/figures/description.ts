// A chart in words for readers who do not see it, when its author wrote none: marks, fields, how many, how far.
import { grouped, text } from "../../numbers/format.js";
import { dataScenes, type Scene } from "./scene.js";
import { isVega, type Spec } from "./spec.js";

type Row = Readonly<Record<string, unknown>>;
interface Channel {
  readonly channel: string;
  readonly def: Row;
}
interface View {
  readonly mark: string;
  readonly channels: readonly Channel[];
}

const kinds: Readonly<Record<string, string>> = {
  arc: "Pie chart",
  area: "Area chart",
  bar: "Bar chart",
  boxplot: "Box plot",
  circle: "Scatter plot",
  errorband: "Error band",
  errorbar: "Error bars",
  geoshape: "Map",
  image: "Pictures",
  line: "Line chart",
  point: "Scatter plot",
  rect: "Heat map",
  rule: "Rules",
  square: "Scatter plot",
  text: "Labels",
  tick: "Strip plot",
  trail: "Line chart",
};

/** Channels that show nothing themselves. */
const unseen = /^(?:href|url|tooltip|order|detail|key|description)$/;

const MOST_NAMES = 8;

/** "Scatter plot of b against a, coloured by c. 40 marks. a from 0 to 39; b from 0 to 16; c: p, q, r, s." */
export function chartDescription(spec: Spec, root: Scene): string {
  const scenes = dataScenes(root);
  const count = scenes.reduce((sum, { items }) => sum + items.length, 0);
  const marks = `${grouped(count)} ${count === 1 ? "mark" : "marks"}`;
  const title = titleText(spec.title);
  if (isVega(spec)) return sentences([title, `Drawing of ${marks}`]);
  const views = viewsOf(spec, {});
  const told = [...new Set(views.map(viewText))];
  const rows = scenes.flatMap(({ items }) => items.map(({ datum }) => datum)).filter(isRow);
  const fields = new Map(views.flatMap(({ channels }) => channels).map(({ def }) => [nameOf(def), def]));
  const ranges = [...fields].flatMap(([name, def]) => rangeText(name, def, rows) ?? []);
  return sentences([title, ...told, marks, ranges.join("; ")]);
}

function sentences(parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== "")
    .map((part) => (/[.!?]$/.test(part as string) ? part : `${part}.`))
    .join(" ");
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null;
}

function viewsOf(value: unknown, outer: Row): readonly View[] {
  if (Array.isArray(value)) return value.flatMap((view) => viewsOf(view, outer));
  if (!isRow(value)) return [];
  const facet = isRow(value.facet) ? ("field" in value.facet ? { facet: value.facet } : value.facet) : {};
  const encoding = { ...outer, ...facet, ...(isRow(value.encoding) ? value.encoding : {}) };
  const inner = ["layer", "concat", "hconcat", "vconcat", "spec"].flatMap((key) =>
    viewsOf(value[key], encoding),
  );
  const mark = isRow(value.mark) ? value.mark.type : value.mark;
  if (typeof mark !== "string") return inner;
  const channels = Object.entries(encoding).flatMap(([channel, def]) =>
    isRow(def) && nameOf(def) !== "" && !unseen.test(channel) ? [{ channel, def }] : [],
  );
  return [...inner, { mark, channels }];
}

function viewText({ mark, channels }: View): string {
  const by = (...names: string[]) => channels.find(({ channel }) => names.includes(channel))?.def;
  const name = (def: Row | undefined) => (def === undefined ? undefined : nameOf(def));
  const [x, y] = [name(by("x", "longitude")), name(by("y", "latitude"))];
  const measured = mark === "arc" ? name(by("theta", "radius")) : undefined;
  const scatter = kinds[mark] === "Scatter plot" || kinds[mark] === "Line chart";
  const upright = !isMeasure(by("x")) || isMeasure(by("y"));
  const [what, over] = upright ? [y, x] : [x, y];
  const place =
    what !== undefined && over !== undefined
      ? ` of ${what} ${scatter ? "against" : "by"} ${over}`
      : (what ?? over ?? measured) === undefined
        ? ""
        : ` of ${what ?? over ?? measured}`;
  const extra = (word: string, def: Row | undefined) => (def === undefined ? "" : `, ${word} ${nameOf(def)}`);
  return [
    `${kinds[mark] ?? "Chart"}${place}`,
    extra("coloured by", by("color", "fill", "stroke")),
    extra("sized by", by("size")),
    extra("shaped by", by("shape")),
    extra("in panels by", by("facet", "row", "column")),
  ].join("");
}

function isMeasure(def: Row | undefined): boolean {
  return (
    def !== undefined &&
    (def.type === "quantitative" || (def.aggregate !== undefined && def.type === undefined))
  );
}

/** How a reader would call what a channel shows; "" for constants. */
function nameOf(def: Row): string {
  const axis = isRow(def.axis) ? def.axis : isRow(def.legend) ? def.legend : {};
  const title = titleText(def.title) ?? titleText(axis.title);
  if (title !== undefined) return title;
  const { field, aggregate } = def;
  if (isRow(field)) return "";
  if (aggregate === "count") return "the number of rows";
  if (typeof field !== "string") return "";
  const plain = field.replace(/\\(?=[.[\]])/g, "");
  return typeof aggregate === "string" ? `${aggregate} of ${plain}` : plain;
}

function titleText(title: unknown): string | undefined {
  const words = isRow(title) && !Array.isArray(title) ? title.text : title;
  const line = Array.isArray(words) ? words.join(" ") : words;
  return typeof line === "string" && line.trim() !== "" ? line.trim() : undefined;
}

function rangeText(name: string, def: Row, rows: readonly Row[]): string | undefined {
  const values = valuesOf(def, rows);
  if (values.length === 0) return undefined;
  const measured = def.type === "quantitative";
  const numbers = values.map((value) =>
    value instanceof Date ? value.getTime() : measured ? Number(value) : value,
  );
  const times = def.type === "temporal" || def.timeUnit !== undefined;
  if (numbers.every((value) => typeof value === "number" && Number.isFinite(value))) {
    const [low, high] = extent(numbers as readonly number[]);
    const told = times ? dayText : (value: number) => text(value, "1", { digits: 4 });
    return low === high ? `${name} is ${told(low)}` : `${name} from ${told(low)} to ${told(high)}`;
  }
  const names = [...new Set(values.map(String))];
  return names.length > MOST_NAMES
    ? `${grouped(names.length)} values of ${name}`
    : `${name}: ${names.join(", ")}`;
}

/** What the marks' data hold under the name that Vega-Lite gives the channel's field. */
function valuesOf({ field, aggregate, timeUnit }: Row, rows: readonly Row[]): readonly unknown[] {
  const plain = typeof field === "string" ? field : "";
  const flat = plain.replace(/\\?\.|\[|\]/g, "_");
  const operation = typeof aggregate === "string" ? aggregate : timeUnit;
  const candidates =
    aggregate === "count"
      ? ["__count"]
      : operation === undefined
        ? [plain, flat]
        : [`${String(operation)}_${flat}`];
  const key = candidates.find((one) => rows.some((row) => row[one] !== undefined && row[one] !== null));
  return key === undefined
    ? []
    : rows.map((row) => row[key]).filter((value) => value !== undefined && value !== null);
}

function extent(numbers: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  return [low, high];
}

function dayText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
}
