// "m=32", "peak=312TFLOP/s", "utilisation=30%" -> inputs of a formula by name, with their units.
import { constantsOf } from "../../catalogue/catalogue.js";
import { type Formula, symbolOf } from "../../formula/index.js";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { dimensionOf, dimensionText, isDimensionless } from "../../numbers/units.js";

/**
 * The inputs that words of the form name=value give. A name is that of a symbol, or its letter as printed ("m", "n",
 * "F_fwd") where only one symbol of the formula has it. Errors on what cannot be read, with the nearest names.
 */
export function assignedValues(
  formula: Formula,
  words: readonly string[],
): Readonly<Record<string, Quantity>> {
  const values: Record<string, Quantity> = {};
  for (const word of words) {
    const at = word.indexOf("=");
    if (at < 1)
      throw new FlopbookError(
        `formula "${formula.id}": inputs are name=value, got "${word}"; write ${example(formula)}`,
      );
    const name = symbolNamed(formula, word.slice(0, at).trim());
    if (Object.hasOwn(values, name))
      throw new FlopbookError(
        `formula "${formula.id}": input "${name}" is given twice, got "${word}"; drop one`,
      );
    values[name] = quantityOf(formula, name, word.slice(at + 1).trim());
  }
  const missing = formula.inputs.filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0)
    throw new FlopbookError(
      `formula "${formula.id}": an input is missing, got ${Object.keys(values).join(", ") || "none"}; add ${missing.map((name) => described(formula, name)).join(", ")}`,
    );
  return values;
}

function symbolNamed(formula: Formula, word: string): string {
  const names = [...formula.inputs, ...constantsOf(formula)];
  const exact = names.find((name) => name === word);
  if (exact !== undefined) return exact;
  const spellings = names.map((name) => ({ name, letters: lettersOf(symbolOf(formula, name).tex) }));
  for (const fits of [
    ({ letters }: { letters: string }) => letters === word,
    ({ letters }: { letters: string }) => letters.split("_", 1)[0] === word,
  ]) {
    const [first, second] = spellings.filter(fits);
    if (first !== undefined && second === undefined) return first.name;
    if (first !== undefined && second !== undefined)
      throw new FlopbookError(
        `formula "${formula.id}": the letter may be ${first.name} or ${second.name}, got "${word}"; write the name`,
      );
  }
  const near =
    word.length < 3 ? "" : suggestion(word, [...names, ...spellings.map(({ letters }) => letters)]);
  throw new FlopbookError(
    `formula "${formula.id}": has no input of this name, got "${word}"${near || `; its inputs are ${names.map((name) => described(formula, name)).join(", ")}`}`,
  );
}

/** TeX as a person types it: "F_{\\mathrm{fwd}}" -> "F_fwd", "\\alpha" -> "alpha". */
function lettersOf(tex: string): string {
  return tex.replace(/\\(mathrm|mathcal|text)\b/g, "").replace(/[{}\\\s]/g, "");
}

/** A number with or without a unit. A percent sign is a hundredth; without a unit it must be a count or a ratio. */
function quantityOf(formula: Formula, name: string, text: string): Quantity {
  const where = `formula "${formula.id}": input "${name}"`;
  const { unit: base, meaning } = symbolOf(formula, name);
  const [, digits = "", unit = ""] =
    /^([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S.*)?$/i.exec(text) ?? [];
  const value = Number(digits.replaceAll("_", ""));
  if (digits === "" || !Number.isFinite(value))
    throw new FlopbookError(
      `${where}: must be a number, with a unit where it has one, got "${text}"; write ${name}=${sample(base)}`,
    );
  if (unit !== "") return given({ value, unit: known(where, unit) }, "given on the command line");
  if (!isDimensionless(dimensionOf(base)))
    throw new FlopbookError(
      `${where}: needs a unit of ${dimensionText(dimensionOf(base))} (${meaning}), got "${text}"; write ${name}=${sample(base)}`,
    );
  return given({ value, unit: base }, "given on the command line");
}

function known(where: string, unit: string): string {
  try {
    dimensionOf(unit);
    return unit;
  } catch (error) {
    if (error instanceof FlopbookError) throw new FlopbookError(`${where}: ${error.message}`);
    throw error;
  }
}

function described(formula: Formula, name: string): string {
  const { unit, meaning } = symbolOf(formula, name);
  return unit === "1" ? `${name} (${meaning})` : `${name} (${meaning}, ${unit})`;
}

function example(formula: Formula): string {
  const [name] = formula.inputs;
  return name === undefined ? "none" : `${name}=${sample(symbolOf(formula, name).unit)}`;
}

const samples: Readonly<Record<string, string>> = {
  byte: "80GB",
  "byte/s": "2TB/s",
  FLOP: "1.3EFLOP",
  "FLOP/s": "312TFLOP/s",
  s: "3h",
};

/** A value as it might be typed for a symbol of this unit. */
function sample(unit: string): string {
  const known = samples[dimensionText(dimensionOf(unit))];
  if (known !== undefined) return known;
  return isDimensionless(dimensionOf(unit)) ? "1e9" : `1${unit}`;
}
