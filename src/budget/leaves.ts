// The inputs of a budget by name: as given, or what the evidence says when nobody does.

import { percent } from "../numbers/format.js";
import { given } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";
import { exactly, lognormal, triangular, uniform } from "../uncertainty/index.js";
import { observedFailureTime } from "./formulas.js";
import { type LeafName, leafKinds } from "./kinds.js";
import { type Leaf, leaf, leafOf, madeLeaf } from "./leaf.js";
import { electricityLeaf, gridLeaf, purchaseLeaf, rentLeaf } from "./market.js";
import { buildingOrigin, powerOrigin, usualPowerShare } from "./ownership-facts.js";
import type { BudgetSpec } from "./spec.js";

/** Inputs that are always there, and those that may be missing: a price nobody knows is not zero. */
export type Leaves = Readonly<Record<Exclude<LeafName, OptionalLeaf>, Leaf>> &
  Readonly<Partial<Record<OptionalLeaf, Leaf>>>;

type OptionalLeaf = "utilisation" | "goodput" | "price" | "purchase" | "staff";

const llama = (place: string) => ({ source: sources.llama3, place });
const storageOrigin = "section 3.3.1: 2 TB/s sustained";

/** Bandwidth to storage of that cluster over its devices. */
export const storageRate = given(
  { value: 2e12 / 16_384, unit: "byte/s/device" },
  llama(`${storageOrigin}, over 16,384 devices`),
  { label: "bandwidth to storage per device" },
);

/** The inputs of a budget. Errors on a value that cannot be, quoting it. */
export function leavesOf(spec: BudgetSpec): Leaves {
  const { device } = spec;
  const own = (name: LeafName, factor?: number): Leaf | undefined => {
    const word = spec[name];
    return word === undefined ? undefined : leafOf(leafKinds[name], word, factor);
  };
  const rate = spec.currency?.usd ?? 1;
  const optional = {
    utilisation: own("utilisation"),
    goodput: own("goodput"),
    price: own("price", rate) ?? rentLeaf(device, spec),
    purchase: own("purchase", rate) ?? purchaseLeaf(device, spec.market),
    staff: own("staff", rate),
  };
  const there = Object.entries(optional).filter(([, one]) => one !== undefined);
  return {
    tokens: leafOf(leafKinds.tokens, spec.tokens),
    speed: own("speed") ?? usualSpeed(),
    electricity: own("electricity", rate) ?? electricityLeaf(spec.market),
    pue: own("pue") ?? leaf(leafKinds.pue, uniform(1.1, 1.25), buildingOrigin),
    power: own("power") ?? (spec.watts === undefined ? usualPower(spec) : allPower(spec.watts)),
    carbon: own("carbon") ?? gridLeaf(spec.grid ?? "us", spec.market),
    failureTime: own("failureTime") ?? usualFailureTime(),
    restart: own("restart") ?? usualRestart(),
    ...(Object.fromEntries(there) as Partial<Record<OptionalLeaf, Leaf>>),
  };
}

/** Llama 3 405B: MFU 43 % on 8,192 devices and 41 % on 16,384, where our plans say 52 % and 36 %. */
function usualSpeed(): Leaf {
  const place =
    "Table 4: 405B at 43 and 41 % MFU on 8,192 and 16,384 H100, 0.83 and 1.13 of what we plan; taken as 0.6 to 1.1";
  return leaf(leafKinds.speed, lognormal(0.6, 1.1), llama(place));
}

/** How far a run's draw of power may be from the average of runs, either way. */
const powerSpread = 0.2;

/** A draw as given is all there is. */
function allPower(watts: number): Leaf {
  return leaf(leafKinds.power, exactly(1), `as given: ${watts} W`);
}

function usualPower({ device }: BudgetSpec): Leaf {
  const usual = usualPowerShare(device);
  const spread = triangular(usual * (1 - powerSpread), usual, usual * (1 + powerSpread));
  const place = `${powerOrigin.place ?? ""}; taken as ${percent(powerSpread, 2)} of that either way`;
  return leaf(leafKinds.power, spread, { source: powerOrigin.source, place });
}

/** 419 interruptions in 54 days on 16,384 devices; half of that to twice that. */
function usualFailureTime(): Leaf {
  const interruptions = llama("section 3.3.4: 419 unexpected interruptions in 54 days");
  const quantity = observedFailureTime({
    devices: given(16_384, llama("section 3.3.4"), { unit: "device", label: "devices of that run" }),
    time: given({ value: 54, unit: "day" }, interruptions, { label: "observed time" }),
    failures: given(419, interruptions, { label: "unexpected interruptions" }),
  })
    .labelled(leafKinds.failureTime.label)
    .as("device*h");
  const hours = quantity.valueIn("device*h");
  return madeLeaf(quantity, lognormal(hours / 2, hours * 2), "device*h");
}

/** Over 90 % of the time was effective with a failure each 3.1 hours: at most 20 minutes each. */
function usualRestart(): Leaf {
  const place =
    "section 3.3.4: over 90 % effective training time at a failure each 3.1 h, so at most 20 min each; taken as 5 to 20";
  return leaf(leafKinds.restart, lognormal(5, 20), llama(place));
}
