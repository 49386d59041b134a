// Electricity where devices run: price by year, carbon of grids, and how much a building adds.

import type { Citation } from "../ground/source.js";
import { sources } from "../sources/bibliography.js";

/** Mean price of electricity for industry in the United States, USD for a kWh, by year. */
export const industrialElectricity: Readonly<Record<number, number>> = {
  2010: 0.0677,
  2011: 0.0682,
  2012: 0.0667,
  2013: 0.0689,
  2014: 0.071,
  2015: 0.0691,
  2016: 0.0676,
  2017: 0.0688,
  2018: 0.0692,
  2019: 0.0681,
  2020: 0.0667,
  2021: 0.0718,
  2022: 0.0832,
  2023: 0.0806,
  2024: 0.0771,
  2025: 0.0826,
};

/** Where that series is from. */
export const electricitySource: Citation = {
  source: sources.cottier2024,
  place: "appendix: average US industrial price (EIA), with the study's code up to 2025",
};

/** A grid and what a kWh of it emits over its life cycle. */
export interface Grid {
  readonly id: string;
  readonly name: string;
  readonly gramsPerKilowattHour: number;
  readonly year: number;
  readonly source: Citation;
}

const ember: Citation = {
  source: sources.emberGrids,
  place: "carbon intensity of electricity generation, 2023",
};

function grid(id: string, name: string, gramsPerKilowattHour: number): Grid {
  return { id, name, gramsPerKilowattHour, year: 2023, source: ember };
}

/** Grids by country, yearly means: an hour at a site may differ much. */
export const grids: readonly Grid[] = [
  grid("at", "Austria", 111),
  grid("au", "Australia", 549),
  grid("be", "Belgium", 138),
  grid("br", "Brazil", 98),
  grid("ca", "Canada", 170),
  grid("cl", "Chile", 291),
  grid("cn", "China", 582),
  grid("cz", "Czechia", 450),
  grid("de", "Germany", 381),
  grid("dk", "Denmark", 152),
  grid("fi", "Finland", 79),
  grid("fr", "France", 56),
  grid("gr", "Greece", 337),
  grid("ie", "Ireland", 291),
  grid("in", "India", 713),
  grid("no", "Norway", 30),
  grid("us", "United States", 369),
  grid("world", "world", 481),
];
