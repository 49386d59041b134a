// What does owning hardware cost, when is buying cheaper than renting, and what power does a server draw?
import type { Formula } from "../formula/index.js";
import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

const study = (place: string) => ({ source: sources.cottier2024, place });

/** Price of a device with its share of server and network. */
export const clusterPrice = formula({
  id: "ownership.cluster-price",
  meaning: "Purchase price of one device with its share of the server and of the cluster's network",
  expression: "chipPrice * serverFactor / (1 - interconnectShare)",
  result: "clusterPrice",
  inputs: ["chipPrice", "serverFactor", "interconnectShare"],
  source: study("section 2.2 and appendix: server overhead; network 19 % of the cluster"),
});

/** Cost of owning a device for a time. */
export const amortisedPrice = formula({
  id: "ownership.amortised-price",
  meaning: "Cost of owning one device for a time: the part of its price that is used up",
  expression: "clusterPrice * replacementRate",
  result: "amortisedPrice",
  inputs: ["clusterPrice", "replacementRate"],
  source: study("section 2.2: hardware is replaced as fast as price-performance improves"),
});

/** Part of the value that is used up in a time, from the pace of progress. */
export const replacementRate = formula({
  id: "ownership.replacement-rate",
  meaning: "Part of the hardware's value used up in a year when a year's progress is so many factors of ten",
  expression: "growthFactor * log(10) / time",
  result: "replacementRate",
  inputs: ["growthFactor", "time"],
  source: study("0.14 orders of magnitude a year"),
  sample: { growthFactor: 0.14, time: [365, "day"] },
});

/** Hardware cost of device time on owned devices. */
export const ownedCost = formula({
  id: "ownership.cost",
  meaning: "Hardware cost of device time on owned devices",
  expression: "deviceTime * amortisedPrice",
  result: "cost",
  inputs: ["deviceTime", "amortisedPrice"],
  source: study("section 2.2"),
});

/** Power of a device with its share of the server, as training draws it. */
export const serverPower = formula({
  id: "ownership.server-power",
  meaning: "Electrical power of one device with its share of the server, on average over training",
  expression: "power * serverPowerFactor * powerShare",
  result: "power",
  inputs: ["power", "serverPowerFactor", "powerShare"],
  source: study("appendix: server power over chip power; 75 % of the rated power for GPUs, 43 % for TPUs"),
});

/** Cost of electricity. */
export const electricityCost = formula({
  id: "ownership.electricity-cost",
  meaning: "Cost of electricity at a price for energy",
  expression: "energy * energyPrice",
  result: "cost",
  inputs: ["energy", "energyPrice"],
  source: study("section 2.2"),
});

/** Time of use of a device after which buying is cheaper than renting. */
export const breakEvenTime = formula({
  id: "ownership.break-even",
  meaning:
    "Time of use after which buying a device is cheaper than renting it, electricity paid by the owner",
  expression: "clusterPrice / (price - power * overhead * energyPrice)",
  result: "breakEvenTime",
  inputs: ["clusterPrice", "price", "power", "overhead", "energyPrice"],
  source: {
    source: sources.barroso2018,
    place: "chapter 6: capital and operational costs; set equal to the rent and solved for the time",
  },
});

/** Purchase of a whole cluster. */
export const fleetPrice = formula({
  id: "ownership.fleet-price",
  meaning: "Purchase price of all devices with their servers and network",
  expression: "clusterPrice * devices",
  result: "cost",
  inputs: ["clusterPrice", "devices"],
  source: { source: sources.barroso2018, place: "chapter 6: capital costs; every device at the same price" },
});

/** Formulas of this file, for the catalogue. */
export const ownershipFormulas: readonly Formula[] = [
  amortisedPrice,
  breakEvenTime,
  clusterPrice,
  electricityCost,
  fleetPrice,
  ownedCost,
  replacementRate,
  serverPower,
];
