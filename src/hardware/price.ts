// What a price is: rent by the hour or purchase, of one device, from whom, when, and where it is printed.
import type { Citation } from "../ground/source.js";

/** Kinds of contract: by the hour, or committed for one or three years. */
export const contracts = ["on-demand", "one-year", "three-year"] as const;

export type Contract = (typeof contracts)[number];

/** Rent of one device for an hour. Clouds rent whole servers: the price is that of the server over its devices. */
export interface RentalPrice {
  readonly device: string;
  readonly provider: string;
  readonly contract: Contract;
  readonly usdPerHour: number;
  /** Day on which it was printed, ISO 8601. */
  readonly date: string;
  readonly region?: string;
  readonly source: Citation;
}

/** Price of one device, without the server around it. */
export interface PurchasePrice {
  readonly device: string;
  readonly usd: number;
  readonly date: string;
  readonly source: Citation;
}
