// The inputs of a budget that may be uncertain: what each is called, its unit, and what it may be.
import type { LeafKind } from "./leaf.js";

const positive = { minimum: 0, open: true } as const;
const share = { minimum: 0, open: true, maximum: 1, unit: "1", display: "%" } as const;

/** Inputs by name. */
export const leafKinds = {
  tokens: {
    ...positive,
    maximum: Number.MAX_SAFE_INTEGER,
    name: "tokens",
    label: "training tokens",
    unit: "token",
    remedy: "a number of tokens such as 300e9, 15T or 1T to 2T",
  },
  utilisation: {
    ...share,
    name: "utilisation",
    label: "utilisation",
    remedy: "a share of the peak such as 40% or 0.3 to 0.5",
  },
  speed: {
    ...positive,
    maximum: 100,
    name: "speed",
    label: "real speed over planned speed",
    unit: "1",
    display: "%",
    remedy: "a ratio such as 0.9 or 0.7 to 1",
  },
  goodput: { ...share, name: "goodput", label: "goodput", remedy: "a share of the time such as 0.9" },
  price: {
    ...positive,
    maximum: 1e9,
    name: "price",
    label: "rent of a device",
    unit: "USD/(h*device)",
    remedy: "money for one device and hour such as 2.50 or 2 to 4",
  },
  purchase: {
    ...positive,
    maximum: 1e12,
    name: "purchase",
    label: "purchase price of a device",
    unit: "USD/device",
    remedy: "money for one device such as 30000",
  },
  electricity: {
    ...positive,
    maximum: 1e6,
    name: "electricity",
    label: "price of electricity",
    unit: "USD/kWh",
    remedy: "money for a kWh such as 0.08",
  },
  pue: {
    minimum: 1,
    maximum: 100,
    name: "pue",
    label: "overhead of the building (PUE)",
    unit: "1",
    remedy: "a factor from 1 on such as 1.1",
  },
  power: {
    ...share,
    name: "power",
    label: "share of the rated power",
    remedy: "a share of the rated power such as 0.75",
  },
  carbon: {
    minimum: 0,
    maximum: 1e6,
    name: "grid",
    label: "carbon intensity of the grid",
    unit: "gCO2e/kWh",
    remedy: "a country such as us or fr, or gCO2e for a kWh such as 50",
  },
  staff: {
    minimum: 0,
    maximum: 1e15,
    name: "staff",
    label: "cost of the people",
    unit: "USD",
    remedy: "an amount of money such as 2e6",
  },
  failureTime: {
    ...positive,
    maximum: 1e15,
    name: "failures",
    label: "device time between failures",
    unit: "device*h",
    remedy: "device-hours between two failures such as 50000",
  },
  restart: {
    minimum: 0,
    maximum: 1e7,
    name: "restart",
    label: "time lost to a restart",
    unit: "min",
    remedy: "minutes such as 10",
  },
} as const satisfies Readonly<Record<string, LeafKind>>;

export type LeafName = keyof typeof leafKinds;
