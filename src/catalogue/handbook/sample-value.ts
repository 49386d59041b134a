// What a sample value of a symbol is: a number in its base unit, or a number with the unit that people write.
import type { SymbolName } from "../../formula/index.js";

/** A number in the symbol's base unit, or with a unit of its own. */
export type SampleValue = number | readonly [value: number, unit: string];

/** Sample values by symbol. */
export type SampleValues = Readonly<Partial<Record<SymbolName, SampleValue>>>;
