// The units in which a budget shows durations, energy and emissions.
import type { Quantity } from "../numbers/quantity.js";

/** One unit for all cases of a duration. */
export function timeUnit(time: Quantity): "h" | "day" {
  return time.valueIn("day") < 2 ? "h" : "day";
}

export function carbonUnit(carbon: Quantity): "kgCO2e" | "tCO2e" | "ktCO2e" {
  const tonnes = carbon.valueIn("tCO2e");
  if (tonnes < 0.1) return "kgCO2e";
  return tonnes < 1e4 ? "tCO2e" : "ktCO2e";
}

/** kWh for one machine, MWh and GWh for many. */
export function energyUnit(energy: Quantity): "kWh" | "MWh" | "GWh" {
  const hours = energy.valueIn("MWh");
  if (hours < 1) return "kWh";
  return hours < 1e4 ? "MWh" : "GWh";
}
