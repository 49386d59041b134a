// Symbols of budgets: purchase and its amortisation, failures and checkpoints.
import { symbolEntries } from "../formula/symbol.js";

/** Name in code, as printed, unit, meaning, bounds, and a value to try. */
export const budgetSymbols = symbolEntries({
  currencyRate: {
    tex: "x_{\\mathrm{cur}}",
    unit: "USD",
    meaning: "what one unit of a currency is worth",
    above: 0,
    sample: 1.1,
  },
  failures: {
    tex: "n_{\\mathrm{fail}}",
    unit: "1",
    meaning: "failures that stopped a run",
    above: 0,
    sample: 419,
  },
  localCost: {
    tex: "c_{\\mathrm{cur}}",
    unit: "1",
    meaning: "cost in units of another currency",
    minimum: 0,
  },
  productiveTime: {
    tex: "t_{\\mathrm{run}}",
    unit: "s",
    meaning: "time of the run without failures and checkpoints",
    minimum: 0,
    sample: 740000,
  },
  speedShare: {
    tex: "\\sigma",
    unit: "1",
    display: "%",
    meaning: "speed of a real run in units of the planned one",
    above: 0,
    sample: 0.8,
  },
  storageRate: {
    tex: "\\beta_{\\mathrm{sto}}",
    unit: "byte/s/device",
    meaning: "bandwidth to storage per device",
    above: 0,
    sample: 500000000,
  },
  tokensTrained: {
    tex: "D_{\\mathrm{run}}",
    unit: "token",
    meaning: "tokens of the run",
    minimum: 0,
    sample: 140000000000,
  },
});
