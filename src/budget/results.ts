// A budget worked out from its inputs: operations, time, devices, money, energy, carbon, each with its derivation.
import * as cost from "../cost/index.js";
import type { Device } from "../hardware/index.js";
import { given, type Quantity, sum } from "../numbers/quantity.js";
import { costInCurrency, runFlop, runSteps, storageBandwidth, wallTime } from "./formulas.js";
import { type Leaves, storageRate } from "./leaves.js";
import {
  medianUtilisation,
  networkShare,
  progressPeriod,
  serverFactorOf,
  serverPowerFactorOf,
  yearlyProgress,
} from "./ownership-facts.js";
import { carbonUnit, energyUnit, timeUnit } from "./shown-units.js";
import type { Currency, Tenure } from "./spec.js";
import { utilisationAtSpeed } from "./speed.js";

/** What does not change with the inputs: the model, the step, the devices. */
export interface Ground {
  readonly device: Device;
  readonly devices: Quantity;
  /** Power limit of a device, or its draw as given; undefined where neither is known. */
  readonly rated: Quantity | undefined;
  readonly peak: Quantity;
  readonly parameters: Quantity;
  readonly flopPerToken: Quantity;
  readonly stepTokens: Quantity;
  readonly iterationTime: Quantity;
  readonly weightBytes: Quantity;
  readonly optimizerBytes: Quantity;
  readonly tenure: Tenure;
  readonly currency: Currency | undefined;
}

/** A budget's numbers. Money in USD; undefined where a price is not known. */
export interface BudgetResults {
  readonly trainingFlop: Quantity;
  /** What an outsider would estimate from the device time at the median utilisation of known runs. */
  readonly timeMethodFlop: Quantity;
  readonly methodRatio: Quantity;
  readonly steps: Quantity;
  readonly utilisation: Quantity;
  readonly productiveTime: Quantity;
  readonly failureTime: Quantity;
  readonly checkpointInterval: Quantity;
  readonly goodput: Quantity;
  readonly wallTime: Quantity;
  readonly deviceTime: Quantity;
  readonly power: Quantity;
  readonly energy: Quantity;
  readonly carbon: Quantity;
  readonly electricity: Quantity;
  /** Rent of the devices, electricity included. */
  readonly rent: Quantity | undefined;
  /** Value that owned devices lose. */
  readonly hardware: Quantity | undefined;
  /** Value lost, and electricity. */
  readonly owned: Quantity | undefined;
  readonly staff: Quantity | undefined;
  /** By the tenure asked for, people included. */
  readonly total: Quantity;
  readonly localTotal: Quantity | undefined;
  /** Purchase of all devices with servers and network. */
  readonly purchase: Quantity | undefined;
  /** Use of a device after which buying is cheaper; undefined where it never is, or a price is missing. */
  readonly breakEven: Quantity | undefined;
}

/** Results that need a price or a power. */
export const priceyResults = ["power", "energy", "carbon", "electricity", "total"] as const;

type PriceyResult = (typeof priceyResults)[number];

/** The same as far as it is known: without a power no energy, without a price no money. */
export interface KnownResults
  extends Omit<BudgetResults, PriceyResult>,
    Readonly<Record<PriceyResult, Quantity | undefined>> {}

/** Works a budget out as far as prices and powers are known. */
export function resultsOf(ground: Ground, leaves: Leaves): KnownResults {
  const work = workOf(ground, leaves);
  const time = timeOf(ground, leaves, work);
  const energy = energyOf(ground, leaves, time.deviceTime);
  const money = moneyOf(ground, leaves, { ...time, ...energy });
  const timeMethodFlop = cost
    .deviceTimeFlop({ utilisation: medianUtilisation, peak: ground.peak, deviceTime: time.deviceTime })
    .labelled("training compute by device time");
  const methodRatio = cost.methodRatio({ timeMethodFlop, operationCountFlop: work.trainingFlop });
  return { ...work, ...time, ...energy, ...money, timeMethodFlop, methodRatio };
}

function workOf(ground: Ground, { tokens, utilisation, speed }: Leaves) {
  const { flopPerToken, stepTokens, iterationTime, devices, peak } = ground;
  const trainingFlop = runFlop({ flopPerToken, tokensTrained: tokens.quantity }).labelled(
    "training compute by operations",
  );
  const planned = { speedShare: speed.quantity, flopPerToken, stepTokens, iterationTime, devices, peak };
  return {
    trainingFlop,
    steps: runSteps({ tokensTrained: tokens.quantity, stepTokens }).labelled("training steps"),
    utilisation: (utilisation?.quantity ?? utilisationAtSpeed(planned)).labelled("utilisation").as("%"),
  };
}

type Work = ReturnType<typeof workOf>;

function timeOf(ground: Ground, leaves: Leaves, { trainingFlop, utilisation }: Work) {
  const { devices, peak } = ground;
  const productiveTime = cost
    .trainingTime({ trainingFlop, devices, peak, utilisation })
    .labelled("time that makes progress");
  const failures = failuresOf(ground, leaves);
  const goodput = leaves.goodput?.quantity ?? failures.goodput;
  const bare = wallTime({ productiveTime, goodput }).labelled("duration");
  const whole = bare.as(timeUnit(bare));
  const summed = cost.accumulatedDeviceTime({ time: whole, devices }).labelled("device time");
  const deviceTime = summed.valueIn("device*h") < millionHours ? summed.as("device*h") : summed;
  return {
    ...failures,
    productiveTime: productiveTime.as(timeUnit(bare)),
    goodput,
    wallTime: whole,
    deviceTime,
  };
}

function failuresOf(ground: Ground, { failureTime: between, restart }: Leaves) {
  const { devices, parameters, weightBytes, optimizerBytes } = ground;
  const failureTime = cost.runFailureTime({ deviceFailureTime: between.quantity, devices });
  const checkpointTime = cost.checkpointWriteTime({
    checkpointSize: cost.checkpointSize({ weightBytes, optimizerBytes, parameters }),
    checkpointBandwidth: storageBandwidth({ storageRate, devices }),
  });
  const checkpointInterval = cost.bestCheckpointInterval({ checkpointTime, failureTime });
  const restartTime = restart.quantity;
  const goodput = cost
    .goodputShare({ checkpointTime, checkpointInterval, restartTime, failureTime })
    .labelled("goodput")
    .as("%");
  return {
    failureTime: failureTime.labelled("time between failures").as("h"),
    checkpointInterval: checkpointInterval.labelled("interval between checkpoints").as("min"),
    goodput,
  };
}

function energyOf(ground: Ground, leaves: Leaves, deviceTime: Quantity) {
  const { rated } = ground;
  if (rated === undefined)
    return { power: undefined, energy: undefined, carbon: undefined, electricity: undefined };
  const power = cost
    .serverPower({
      power: rated,
      serverPowerFactor: serverPowerFactorOf(ground.device),
      powerShare: leaves.power.quantity,
    })
    .labelled("power of a device with its share of the server");
  const energy = cost.trainingEnergy({ deviceTime, power, overhead: leaves.pue.quantity });
  const carbon = cost.trainingCarbon({ energy, carbonIntensity: leaves.carbon.quantity });
  const electricity = cost.electricityCost({ energy, energyPrice: leaves.electricity.quantity });
  return {
    power,
    energy: energy.labelled("energy").as(energyUnit(energy)),
    carbon: carbon.labelled("emissions").as(carbonUnit(carbon)),
    electricity: electricity.labelled("electricity"),
  };
}

/** From here on device-hours are shown as days. */
const millionHours = 1e6;

interface Spent {
  readonly deviceTime: Quantity;
  readonly power: Quantity | undefined;
  readonly electricity: Quantity | undefined;
}

function moneyOf(ground: Ground, leaves: Leaves, spent: Spent) {
  const { deviceTime, electricity } = spent;
  const rent =
    leaves.price === undefined
      ? undefined
      : cost.deviceCost({ deviceTime, price: leaves.price.quantity }).labelled("rent");
  const ownership = ownershipOf(ground, leaves, spent);
  const owned =
    ownership === undefined || electricity === undefined
      ? undefined
      : sum("ownership", [ownership.hardware, electricity]);
  const staff = leaves.staff?.quantity;
  const devices = ground.tenure === "rent" ? rent : owned;
  const { currency } = ground;
  if (devices === undefined)
    return { rent, owned, staff, total: undefined, localTotal: undefined, ...(ownership ?? nothingOwned) };
  const total =
    staff === undefined ? devices.labelled("cost of the run") : sum("cost of the run", [devices, staff]);
  const localTotal = currency === undefined ? undefined : inCurrency(total, currency);
  return { rent, owned, staff, total, localTotal, ...(ownership ?? nothingOwned) };
}

const nothingOwned = { hardware: undefined, purchase: undefined, breakEven: undefined };

/** A cost in another currency, labelled with its code. */
export function inCurrency(cost: Quantity, { code, usd }: Currency): Quantity {
  const rate = given({ value: usd, unit: "USD" }, "rate as given", { label: `worth of one ${code}` });
  return costInCurrency({ cost, currencyRate: rate }).labelled(`${cost.label} in ${code}`);
}

function ownershipOf({ device, devices }: Ground, leaves: Leaves, { deviceTime, power }: Spent) {
  if (leaves.purchase === undefined) return undefined;
  const clusterPrice = cost.clusterPrice({
    chipPrice: leaves.purchase.quantity,
    serverFactor: serverFactorOf(device),
    interconnectShare: networkShare,
  });
  const replacementRate = cost.replacementRate({ growthFactor: yearlyProgress, time: progressPeriod });
  const amortisedPrice = cost.amortisedPrice({ clusterPrice, replacementRate });
  const hardware = cost.ownedCost({ deviceTime, amortisedPrice }).labelled("value that the hardware loses");
  const purchase = cost
    .fleetPrice({ clusterPrice, devices })
    .labelled("purchase of the devices with servers and network");
  const price = leaves.price?.quantity;
  const energyPrice = leaves.electricity.quantity;
  const overhead = leaves.pue.quantity;
  const saved =
    price === undefined || power === undefined
      ? 0
      : price.value - power.value * overhead.value * energyPrice.value;
  const breakEven =
    price === undefined || power === undefined || saved <= 0
      ? undefined
      : cost
          .breakEvenTime({ clusterPrice, price, power, overhead, energyPrice })
          .labelled("use after which buying is cheaper")
          .as("day");
  return { hardware, purchase, breakEven };
}
