// A budget asked for in words, as a command line, a file or a notebook's parameters give them.
import { FlopbookError, NoAnswer, suggestion } from "../ground/errors.js";
import { type Device, device } from "../hardware/index.js";
import { type Market, recordedMarket } from "../hardware/market.js";
import { contracts } from "../hardware/price.js";
import { type TransformerShape, transformerShape } from "../plan/index.js";
import { plainAmount } from "./amount.js";
import { budgetConvention } from "./conventions.js";
import type { LeafName } from "./kinds.js";
import type { BudgetSpec, Tenure } from "./spec.js";
import { budgetWordMeanings } from "./word-meanings.js";

export type BudgetWord = keyof typeof budgetWordMeanings;
export type BudgetWords = Readonly<Partial<Record<BudgetWord, string | number>>>;

const formats: readonly ("bf16" | "fp16")[] = ["bf16", "fp16"];
const tenures: readonly Tenure[] = ["rent", "own"];

/** Words that are uncertain inputs under another name or the same. */
const leafWords: Readonly<Partial<Record<BudgetWord, LeafName>>> = {
  utilisation: "utilisation",
  speed: "speed",
  goodput: "goodput",
  failures: "failureTime",
  restart: "restart",
  price: "price",
  purchase: "purchase",
  electricity: "electricity",
  pue: "pue",
  power: "power",
  staff: "staff",
};

/** Where words are looked up beside what is on record here. */
export interface BudgetLookup {
  /** The shape of a model by its word; default: a name of ours. */
  readonly shapeOf?: (word: string) => TransformerShape;
  /** Devices of one's own. */
  readonly devices?: readonly Device[];
  readonly market?: Market;
}

/** The budget that the words ask for. `shape` where the model is found elsewhere. Errors quote the word. */
export function budgetSpec(
  words: BudgetWords,
  shape?: TransformerShape,
  { shapeOf = transformerShape, devices = [], market }: BudgetLookup = {},
): BudgetSpec {
  checkNames(words);
  const text = (name: BudgetWord): string | undefined => {
    const value = words[name];
    return value === undefined || String(value).trim() === "" ? undefined : String(value).trim();
  };
  const needed = (name: BudgetWord): string => {
    const value = text(name);
    if (value !== undefined) return value;
    throw usage(name, `is needed (${budgetWordMeanings[name]}), got none; give one`);
  };
  const leaves = Object.entries(leafWords).flatMap(([word, leaf]) => {
    const value = text(word as BudgetWord);
    if (word === "power" && value !== undefined && inWatts.test(value)) return [];
    return value === undefined ? [] : [[leaf, value] as const];
  });
  const chosen = usageOf(() => device(needed("device"), devices), "device");
  return {
    shape: shape ?? usageOf(() => shapeOf(needed("model")), "model"),
    device: chosen,
    count: wholeNumber("count", needed("count")),
    tokens: needed("tokens"),
    ...defined("batch", text("batch"), (word) => wholeNumber("batch", word)),
    ...defined("sequence", text("sequence"), (word) => wholeNumber("sequence", word)),
    ...defined("convention", text("convention"), budgetConvention),
    ...defined("tenure", text("tenure"), (word) => oneOf("tenure", word, tenures)),
    ...defined("contract", text("contract"), (word) => oneOf("contract", word, contracts)),
    ...defined("provider", text("provider"), (word) => providerOf(word, market)),
    ...(market === undefined ? {} : { market }),
    ...defined("format", text("dtype"), (word) => oneOf("dtype", word, formats)),
    ...gridOf(text("grid")),
    ...currencyOf(text("currency"), text("rate")),
    ...Object.fromEntries(leaves),
    ...wattsOf(text("power")),
  };
}

function defined<Name extends string, Value>(
  name: Name,
  word: string | undefined,
  read: (word: string) => Value,
): { readonly [K in Name]?: Value } {
  return word === undefined ? {} : ({ [name]: read(word) } as { readonly [K in Name]?: Value });
}

/** A country's name, or an intensity where the word begins like a number or a distribution. */
function gridOf(word: string | undefined): Pick<BudgetSpec, "grid" | "carbon"> {
  if (word === undefined) return {};
  return /^[-+.\d]|\(/.test(word) ? { carbon: word } : { grid: word };
}

/** Part of a provider's name. Errors on one that no rent on record is of. */
function providerOf(word: string, { rents }: Market = recordedMarket): string {
  const names = [...new Set(rents.map(({ provider }) => provider))];
  if (names.some((name) => name.toLowerCase().includes(word.toLowerCase()))) return word;
  const near = suggestion(word, names) || `; known are ${names.join(", ")}`;
  throw usage("provider", `no rent of this one is on record, got "${word}"${near}`);
}

/** A currency and its rate: one says nothing without the other. */
function currencyOf(code: string | undefined, rate: string | undefined): Pick<BudgetSpec, "currency"> {
  if (code === undefined && rate === undefined) return {};
  if (code === undefined)
    throw usage("rate", `goes with currency, got "${rate}" without one; name the currency, such as EUR`);
  if (!/^[A-Za-z]{3}$/.test(code))
    throw usage("currency", `must be a code of three letters, got "${code}"; write EUR`);
  const usd = plainAmount(rate ?? "");
  if (usd >= 1 / mostRate && usd <= mostRate) return { currency: { code: code.toUpperCase(), usd } };
  const got = rate === undefined ? "none" : `"${rate}"`;
  throw usage("rate", `must be what one ${code} is worth in USD, got ${got}; write 1.08`);
}

const inWatts = /^([\d.]+)\s*(k?)W$/;
const mostWatts = 1e6;

/** "350W", "1.2 kW" -> what a device draws. */
function wattsOf(word: string | undefined): Pick<BudgetSpec, "watts"> {
  const [, digits, kilo] = inWatts.exec(word ?? "") ?? [];
  if (digits === undefined) return {};
  const watts = plainAmount(digits) * (kilo === "k" ? 1000 : 1);
  if (watts >= 1 && watts <= mostWatts) return { watts };
  throw usage("power", `must be from 1 W to ${mostWatts} W where it is in watts, got "${word}"; write 350W`);
}

/** Most devices, sequences of a step, and tokens of a sequence. */
const mostWhole = 1e9;
const samples: Readonly<Partial<Record<BudgetWord, string>>> = {
  count: "64",
  batch: "512",
  sequence: "8192",
};
const mostRate = 1e9;

function wholeNumber(name: BudgetWord, word: string): number {
  const value = plainAmount(word);
  if (Number.isSafeInteger(value) && value >= 1 && value <= mostWhole) return value;
  throw usage(
    name,
    `must be a whole number from 1 to ${mostWhole}, got "${word}"; write ${samples[name] ?? 1}`,
  );
}

function oneOf<Word extends string>(name: BudgetWord, word: string, words: readonly Word[]): Word {
  const found = words.find((one) => one === word.toLowerCase());
  if (found !== undefined) return found;
  throw usage(name, `must be ${words.join(" or ")}, got "${word}"${suggestion(word, words)}`);
}

function checkNames(words: BudgetWords): void {
  const names = Object.keys(budgetWordMeanings);
  const strange = Object.keys(words).find((name) => !names.includes(name));
  if (strange !== undefined)
    throw usage(strange, `nothing of this name is known, got "${strange}"${suggestion(strange, names)}`);
}

/** Somebody's mistake with a word, as such. */
function usageOf<Value>(read: () => Value, name: BudgetWord): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FlopbookError) || error instanceof NoAnswer || error.exitCode === 2) throw error;
    throw new FlopbookError(`${name}: ${error.message.replace(/^\w+: /, "")}`, { exitCode: 2, cause: error });
  }
}

function usage(name: string, problem: string): FlopbookError {
  return new FlopbookError(`${name}: ${problem}`, { exitCode: 2 });
}
