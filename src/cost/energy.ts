// How much energy and carbon does device time take? Power, overhead of the building and the grid are inputs.

import { sources } from "../sources/bibliography.js";
import { formula } from "./vocabulary.js";

/**
 * Electricity of a run in joules, with what the building adds (PUE, 1 or more). Errors on inputs that are missing,
 * of another unit or out of range.
 *
 * @example trainingEnergy({ deviceTime: deviceHours(1000), power: watts(700),
 *   overhead: 1.1 }).textIn("kWh") // "770 kWh"
 */
export const trainingEnergy = formula({
  id: "energy.training-energy",
  meaning: "Electricity of device time, with the overhead of the building",
  expression: "deviceTime * power * overhead",
  result: "energy",
  inputs: ["deviceTime", "power", "overhead"],
  source: { source: sources.patterson2021, place: "section 2.5" },
});

/**
 * Carbon dioxide equivalent of that electricity, from the grid's intensity. Errors on inputs that are missing, of
 * another unit or out of range.
 *
 * @example trainingCarbon({ energy: kilowattHours(770),
 *   carbonIntensity: gramsPerKilowattHour(385) }).textIn("kgCO2e") // "296 kg CO2e"
 */
export const trainingCarbon = formula({
  id: "energy.training-carbon",
  meaning: "Emissions of electricity from a grid of known intensity",
  expression: "energy * carbonIntensity",
  result: "carbon",
  inputs: ["energy", "carbonIntensity"],
  source: { source: sources.patterson2021, place: "section 2.5" },
});
