// Sizes of a layer by dimension: those given, those with defaults, those that follow from others; and their checks.

import type { Symbols } from "../../formula/index.js";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { partTerm, type Sizes, sizeOf } from "./part.js";
import { namesOf } from "./record-forms.js";
import type { LayerRecordSpec } from "./record-spec.js";

/** The needed dimensions, given or found. Errors on a missing, misspelt or impossible one. */
export function resolvedSizes(
  spec: LayerRecordSpec,
  symbols: Symbols,
  needed: readonly string[],
  given: Sizes,
): Sizes {
  checkKnown(spec, given);
  const sizes: Record<string, number> = {};
  const missing: string[] = [];
  for (const name of needed) resolve(spec, given, name, sizes, missing);
  if (missing.length > 0) throw missingSizes(spec, symbols, [...new Set(missing)], { given, needed });
  for (const name in sizes) checkSize(spec, symbols, name, sizes[name] ?? Number.NaN);
  for (const text of spec.whole ?? []) checkWhole(spec, text, sizes);
  return sizes;
}

/** Puts the size among `sizes`, or what lacks among `missing`. */
function resolve(
  spec: LayerRecordSpec,
  given: Sizes,
  name: string,
  sizes: Record<string, number>,
  missing: string[],
): void {
  if (sizes[name] !== undefined) return;
  const from = spec.derived?.[name];
  const value = given[name] ?? (from === undefined ? spec.defaults?.[name] : undefined);
  if (value !== undefined) {
    sizes[name] = value;
    return;
  }
  if (from === undefined) {
    missing.push(name);
    return;
  }
  const before = missing.length;
  for (const one of namesOf(from)) resolve(spec, given, one, sizes, missing);
  if (missing.length === before)
    sizes[name] = typeof from === "string" ? sizeOf(from, sizes) : partTerm(from, sizes).value;
}

function checkKnown(spec: LayerRecordSpec, given: Sizes): void {
  for (const name in given)
    if (!spec.dimensions.includes(name))
      throw new FlopbookError(
        `layers/${spec.id}: no dimension of this name, got "${name}"${suggestion(name, spec.dimensions) || `; its dimensions are ${spec.dimensions.join(", ")}`}`,
      );
}

function missingSizes(
  spec: LayerRecordSpec,
  symbols: Symbols,
  missing: readonly string[],
  { given, needed }: { readonly given: Sizes; readonly needed: readonly string[] },
): FlopbookError {
  // What would do instead: dimensions for whose sake alone something is missing.
  const derived = Object.entries(spec.derived ?? {}).filter(([, from]) => {
    const behind = from === undefined ? [] : namesOf(from).filter((name) => missing.includes(name));
    return behind.length > 0 && !behind.some((name) => needed.includes(name));
  });
  const described = missing.map((name) => `${name} (${symbols[name]?.meaning})`).join(", ");
  const instead = derived.map(([name]) => name).filter((name) => given[name] === undefined);
  return new FlopbookError(
    `layers/${spec.id}: ${missing.length === 1 ? "a size is" : "sizes are"} missing, got ${Object.keys(given).join(", ") || "none"}; add ${described}${instead.length === 0 ? "" : `, or ${instead.join(", ")}`}`,
  );
}

function checkSize(spec: LayerRecordSpec, symbols: Symbols, name: string, value: number): void {
  const { meaning, integer, minimum = 0 } = symbols[name] ?? { meaning: name };
  if (Number.isFinite(value) && value >= minimum && (integer !== true || Number.isSafeInteger(value))) return;
  const kind = integer === true ? "a whole number of at least" : "a number of at least";
  const remedy = spec.derived?.[name] === undefined ? "correct it" : "check the sizes that it follows from";
  throw new FlopbookError(
    `layers/${spec.id}: ${name} must be ${kind} ${minimum} (${meaning}), got ${value}; ${remedy}`,
  );
}

function checkWhole(spec: LayerRecordSpec, text: string, sizes: Sizes): void {
  const value = sizeOf(text, sizes);
  if (Number.isSafeInteger(value)) return;
  const from = namesOf(text)
    .map((name) => `${name} = ${sizes[name]}`)
    .join(", ");
  throw new FlopbookError(
    `layers/${spec.id}: ${text} must be a whole number, got ${from}; choose sizes that divide`,
  );
}
