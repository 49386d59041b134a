// Formulas by id, and inputs as data: numbers, amounts with units, and results of other formulas.
import { costFormulas } from "../cost/index.js";
import { type Formula, type SymbolEntry, symbolOf } from "../formula/index.js";
import { parseExpression, symbolsIn } from "../formula/math.js";
import { FlopbookError, suggestion } from "../ground/errors.js";
import { hardwareFormulas } from "../hardware/index.js";
import { layerFormulas } from "../layers/index.js";
import { modelFormulas } from "../models/index.js";
import { isQuantity, type Quantity } from "../numbers/quantity.js";
import { type Amount, dimensionOf, dimensionText, isDimensionless, sameDimension } from "../numbers/units.js";
import { scalingFormulas } from "../scaling/index.js";
import { isAmount } from "./inputs.js";
import { type Field, object, onlyFields, text, wrong } from "./user-field.js";

/** Every formula that a record may name. */
export const namedFormulas: readonly Formula[] = [
  ...costFormulas,
  ...scalingFormulas,
  ...layerFormulas,
  ...modelFormulas,
  ...hardwareFormulas,
];

/** The formula that a field names by id; in a module, the formula itself will do. */
export function formulaOf(given: Field): Formula {
  if (typeof given.value === "function" && "expression" in given.value)
    return given.value as unknown as Formula;
  const id = text(given);
  const found = namedFormulas.find((formula) => formula.id === id);
  if (found !== undefined) return found;
  const ids = namedFormulas.map((formula) => formula.id);
  throw new FlopbookError(
    `${given.name}: there is no formula of this id, got "${id}"${suggestion(id, ids) || `; known are ${ids.sort().join(", ")}`}`,
  );
}

type Inputs = Readonly<Record<string, number | Amount | Quantity>>;

/**
 * Checked inputs of a formula, made when they are asked for: an input that is itself a formula is computed then.
 * With "some", inputs may be missing, as in corrections.
 */
export function inputsOf(given: Field, formula: Formula, which: "all" | "some"): () => Inputs {
  const fields = object(given);
  const known = [...symbolsIn(parseExpression(formula.expression))];
  onlyFields(fields, known);
  const missing = formula.inputs.find((name) => fields.value[name] === undefined);
  if (which === "all" && missing !== undefined)
    throw new FlopbookError(
      `${fields.field(missing).name}: is missing (${symbolOf(formula, missing).meaning}), got ${Object.keys(fields.value).join(", ") || "no inputs"}; give it in ${symbolOf(formula, missing).unit}`,
    );
  const readers = Object.keys(fields.value).map(
    (name) => [name, inputOf(fields.field(name), symbolOf(formula, name))] as const,
  );
  return () => Object.fromEntries(readers.map(([name, read]) => [name, read()]));
}

function inputOf(given: Field, { unit, meaning }: SymbolEntry): () => number | Amount | Quantity {
  const { value } = given;
  const counted = isDimensionless(dimensionOf(unit));
  if (typeof value === "number" && Number.isFinite(value) && counted) return () => value;
  if (isQuantity(value)) return () => value;
  if (isAmount(value)) {
    checkUnit(given, value, unit);
    return () => value;
  }
  if (typeof value === "object" && value !== null && "formula" in value) return nested(given);
  const wanted = counted ? `a number (${meaning})` : `{ "value": ..., "unit": "${unit}" } (${meaning})`;
  throw wrong(given.name, wanted, value);
}

function nested(given: Field): () => Quantity {
  const fields = object(given);
  onlyFields(fields, ["formula", "inputs"]);
  const formula = formulaOf(fields.field("formula"));
  const inputs = inputsOf(fields.field("inputs"), formula, "all");
  return () => formula.evaluate(inputs());
}

function checkUnit(given: Field, amount: Amount, wanted: string): void {
  let found: ReturnType<typeof dimensionOf>;
  try {
    found = dimensionOf(amount.unit);
  } catch (error) {
    if (!(error instanceof FlopbookError)) throw error;
    throw new FlopbookError(`${given.name}: ${error.message}`);
  }
  if (sameDimension(found, dimensionOf(wanted))) return;
  throw new FlopbookError(
    `${given.name}: must have the dimension of ${wanted}, got "${amount.unit}" (${dimensionText(found)}); convert it`,
  );
}
