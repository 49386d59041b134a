// What Vega-Lite would draw as an empty chart without a word is an error here: no data, unknown marks and fields.
import { FlopbookError, suggestion } from "../../errors.js";

/** A Vega-Lite spec as JSON. */
export type Spec = Readonly<Record<string, unknown>>;
type Row = Readonly<Record<string, unknown>>;

const MARKS = new Set(
  "arc area bar boxplot circle errorband errorbar geoshape line point rect rule square text tick trail".split(
    " ",
  ),
);

/** Fields that rows have, and names that transforms make; undefined where they cannot be known from the spec. */
interface Scope {
  readonly rows: readonly Row[] | undefined;
  readonly made: ReadonlySet<string>;
  readonly open: boolean;
  /** A filter may drop rows, so numbers cannot be judged row by row. */
  readonly filtered: boolean;
  readonly encoding: Spec;
}

/**
 * The spec, once it is sure to be drawable: every view has a known mark and rows inline, every encoded field is in
 * the rows or made by a transform, quantitative fields are finite numbers, nothing is read from outside or from
 * the clock. Throws FlopbookError naming the place in the spec.
 */
export function checkedSpec(spec: object, subject: string): Spec {
  let copy: Spec;
  try {
    copy = JSON.parse(JSON.stringify(spec)) as Spec; // NaN turns into null, which the row check names
  } catch (cause) {
    throw new FlopbookError(`${subject}: the spec is not JSON, got ${String(cause)}; use plain data`, {
      cause,
    });
  }
  refuseOutside(copy, subject, "spec");
  checkView(
    copy,
    { rows: undefined, made: new Set(), open: false, filtered: false, encoding: {} },
    { root: copy, subject, path: "spec" },
  );
  return copy;
}

interface Place {
  readonly root: Spec;
  readonly subject: string;
  readonly path: string;
}

function fail(place: { subject: string; path: string }, problem: string): never {
  throw new FlopbookError(`${place.subject}: ${place.path}: ${problem}`);
}

function refuseOutside(value: unknown, subject: string, path: string): void {
  if (typeof value === "string") {
    if (/\bnow\s*\(/.test(value) && /(?:expr|calculate|filter|test|update|value)$/i.test(path))
      fail(
        { subject, path },
        `a chart that reads the clock differs on every build, got ${value}; use a fixed date`,
      );
    return;
  }
  if (value === null || typeof value !== "object") return;
  for (const [key, child] of Object.entries(value)) {
    if (/(?:^|\.)(?:datasets|values|usermeta)$/.test(`${path}.${key}`)) continue;
    if (key === "url")
      fail({ subject, path }, `data come from inside the spec, got url ${JSON.stringify(child)}; use values`);
    refuseOutside(child, subject, `${path}.${key}`);
  }
}

function checkView(view: Spec, outer: Scope, place: Place): void {
  const scope = scopeOf(view, outer, place);
  const several = ["layer", "concat", "hconcat", "vconcat"].filter((key) => key in view);
  for (const key of several) {
    const children = view[key];
    if (!Array.isArray(children) || children.length === 0)
      fail(place, `${key} must list views, got ${JSON.stringify(children)}`);
    for (const [i, child] of children.entries())
      checkView(asObject(child, place), scope, { ...place, path: `${place.path}.${key}[${i}]` });
  }
  if ("spec" in view) checkView(asObject(view.spec, place), scope, { ...place, path: `${place.path}.spec` });
  else if (several.length === 0) checkUnit(view, scope, place);
}

function asObject(value: unknown, place: Place): Spec {
  if (value === null || typeof value !== "object")
    fail(place, `a view must be an object, got ${JSON.stringify(value)}`);
  return value as Spec;
}

function scopeOf(view: Spec, outer: Scope, place: Place): Scope {
  const own = "data" in view && view.data !== null;
  const rows = own ? rowsOf(asObject(view.data, place), place) : outer.rows;
  const made = new Set(own ? [] : outer.made);
  let open = own ? rows === undefined : outer.open;
  let filtered = own ? false : outer.filtered;
  for (const transform of Array.isArray(view.transform) ? (view.transform as Spec[]) : []) {
    if ("filter" in transform) filtered = true;
    if ("pivot" in transform || "lookup" in transform || "flatten" in transform) open = true;
    if ("fold" in transform && !("as" in transform)) for (const name of ["key", "value"]) made.add(name);
    for (const name of namesMade(transform)) made.add(name);
  }
  return {
    rows,
    made,
    open,
    filtered,
    encoding: { ...outer.encoding, ...(view.encoding as Spec | undefined) },
  };
}

function namesMade(value: unknown): readonly string[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key !== "as" ? namesMade(child) : Array.isArray(child) ? child.map(String) : [String(child)],
  );
}

/** Rows given inline; undefined for generated data, whose fields the spec does not list. */
function rowsOf(data: Spec, place: Place): readonly Row[] | undefined {
  if ("sequence" in data || "graticule" in data || "sphere" in data) return undefined;
  const datasets = (place.root.datasets ?? {}) as Readonly<Record<string, unknown>>;
  const name = typeof data.name === "string" ? data.name : undefined;
  const values = "values" in data ? data.values : name === undefined ? undefined : datasets[name];
  if (values === undefined && name !== undefined)
    fail(
      place,
      `there is no dataset "${name}"${suggestion(name, Object.keys(datasets)) || "; put it into datasets"}`,
    );
  if (!Array.isArray(values))
    fail(place, `data must be rows, got ${JSON.stringify(values) ?? "nothing"}; use data.values`);
  if (values.length === 0)
    fail(place, "there is nothing to draw, got no rows; check the computation before it");
  return values.map((row: unknown) =>
    row !== null && typeof row === "object" ? (row as Row) : { data: row },
  );
}

function checkUnit(view: Spec, scope: Scope, place: Place): void {
  const mark =
    typeof view.mark === "object" && view.mark !== null ? (view.mark as Spec) : { type: view.mark };
  const type = String(mark.type);
  if (!MARKS.has(type))
    fail(
      place,
      `unknown mark, got ${mark.type === undefined ? "none" : `"${type}"`}${suggestion(type, MARKS)}`,
    );
  const fields = encodedFields(scope.encoding);
  if (scope.rows === undefined && !scope.open && fields.length > 0)
    fail(place, `the view has no data but encodes "${fields[0]?.field}"; add data.values`);
  if (scope.rows === undefined || scope.open) return;
  const known = new Set([...scope.rows.flatMap((row) => Object.keys(row)), ...scope.made]);
  for (const { field, quantitative } of fields) {
    const name = field.split(/[.[]/)[0] ?? field;
    if (!known.has(name) && !known.has(field))
      fail(
        place,
        `the data have no field "${field}", they have ${[...known].join(", ")}${suggestion(field, known)}`,
      );
    if (quantitative && !scope.filtered && name === field && !scope.made.has(field) && !("invalid" in mark))
      checkNumbers(scope.rows, field, place);
  }
}

function checkNumbers(rows: readonly Row[], field: string, place: Place): void {
  const at = rows.findIndex(
    (row) => row[field] === "" || row[field] === null || !Number.isFinite(Number(row[field])),
  );
  if (at >= 0)
    fail(
      place,
      `row ${at + 1}: "${field}" must be a finite number, got ${JSON.stringify(rows[at]?.[field]) ?? "nothing"}`,
    );
}

interface FieldUse {
  readonly field: string;
  readonly quantitative: boolean;
}

function encodedFields(value: unknown): readonly FieldUse[] {
  if (Array.isArray(value)) return value.flatMap(encodedFields);
  if (value === null || typeof value !== "object") return [];
  const { field, type, aggregate, ...rest } = value as Spec;
  const own =
    typeof field === "string"
      ? [{ field, quantitative: type === "quantitative" && aggregate === undefined }]
      : [];
  return [...own, ...Object.values(rest).flatMap(encodedFields)];
}
