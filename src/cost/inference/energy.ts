// How much energy do single operations and accesses take? Published figures of two process nodes, and what follows.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { Citation } from "../../ground/source.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

/** Energy of a multiplication and an addition together. */
export const macEnergy = formula({
  id: "energy.mac",
  meaning: "Energy of one multiply-accumulate: a multiplication and an addition",
  expression: "flopPerOperation * (multiplicationEnergy + additionEnergy)",
  result: "macEnergy",
  inputs: ["multiplicationEnergy", "additionEnergy"],
  source: { source: sources.horowitz2014, place: "Figure 1.1.9, multiplications and additions apart" },
});

/** Energy of a multiplication in units of that of an addition. */
export const multiplicationToAddition = formula({
  id: "energy.multiplication-to-addition",
  meaning: "Energy of a multiplication in units of that of an addition",
  expression: "multiplicationEnergy / additionEnergy",
  result: "energyRatio",
  inputs: ["multiplicationEnergy", "additionEnergy"],
  source: { source: sources.horowitz2014, place: "Figure 1.1.9: energies of multiplications and additions" },
});

/** Energy of moving one byte, from that of one access. */
export const byteEnergy = formula({
  id: "energy.byte",
  meaning: "Energy of moving one byte, from one access to memory",
  expression: "accessEnergy / accessBytes",
  result: "byteEnergy",
  inputs: ["accessEnergy", "accessBytes"],
  source: { source: sources.horowitz2014, place: "Figure 1.1.9: energy of an access over its bytes" },
});

/** Energy of a pass: arithmetic and memory traffic; leakage, control and cooling are left out. */
export const passEnergy = formula({
  id: "energy.pass",
  meaning: "Energy of arithmetic and memory traffic of a pass",
  expression: "mac * macEnergy + bytes * byteEnergy",
  result: "energy",
  inputs: ["mac", "macEnergy", "bytes", "byteEnergy"],
  source: { source: sources.horowitz2014, place: "energy of operations and of accesses" },
  sample: { mac: 4.1e9, bytes: 1e8 },
});

/** Multiply-accumulates for each byte at which arithmetic takes as much energy as moving data. */
export const energyBalance = formula({
  id: "energy.balance",
  meaning: "Multiply-accumulates per byte at which arithmetic and movement take equal energy",
  expression: "byteEnergy / macEnergy",
  result: "macPerByte",
  inputs: ["byteEnergy", "macEnergy"],
  source: {
    source: sources.horowitz2014,
    place: "Figure 1.1.9: energies of accesses and operations, set equal",
  },
});

/** Formats for which energies are published. */
export type EnergyFormat = "int8" | "int32" | "fp16" | "bf16" | "fp32";

/** Energies of one process node in picojoules; memory accesses are of 64 bits. */
export interface ProcessNode {
  readonly name: string;
  readonly add: Readonly<Partial<Record<EnergyFormat, number>>>;
  readonly multiply: Readonly<Partial<Record<EnergyFormat, number>>>;
  /** One access of 64 bits: SRAM by capacity, and DRAM (the middle of a printed range). */
  readonly access: Readonly<Record<"sram-8k" | "sram-32k" | "sram-1m" | "dram", number>>;
  readonly source: Citation;
}

/**
 * Published energies. Voltage and design move them: they order operations and do not predict a chip.
 *
 * @example processNodes["45nm"].name // "45 nm, 0.9 V"
 */
export const processNodes = {
  "45nm": {
    name: "45 nm, 0.9 V",
    add: { int8: 0.03, int32: 0.1, fp16: 0.4, fp32: 0.9 },
    multiply: { int8: 0.2, int32: 3.1, fp16: 1.1, fp32: 3.7 },
    access: { "sram-8k": 10, "sram-32k": 20, "sram-1m": 100, dram: 1950 },
    source: { source: sources.horowitz2014, place: "Figure 1.1.9; DRAM 1.3 to 2.6 nJ" },
  },
  "7nm": {
    name: "7 nm",
    add: { int8: 0.007, int32: 0.03, fp16: 0.16, bf16: 0.11, fp32: 0.38 },
    multiply: { int8: 0.07, int32: 1.48, fp16: 0.34, bf16: 0.21, fp32: 1.31 },
    access: { "sram-8k": 7.5, "sram-32k": 8.5, "sram-1m": 14, dram: 350 },
    source: { source: sources.jouppi2021, place: "Table 2; DRAM is HBM2, 250 to 450 pJ" },
  },
} as const satisfies Readonly<Record<string, ProcessNode>>;

export type ProcessNodeId = keyof typeof processNodes;

/**
 * Energy of one addition or multiplication in a format. Errors where none is published.
 *
 * @example operationEnergy("multiply", "fp32", "45nm") // 3.7 pJ/FLOP
 */
export function operationEnergy(
  operation: "add" | "multiply",
  format: EnergyFormat,
  node: ProcessNodeId,
): Quantity {
  const { name, source, ...energies }: ProcessNode = processNode(node);
  const value = energies[operation][format];
  const known = Object.keys(energies[operation]);
  if (value === undefined)
    throw new FlopbookError(
      `energy: no energy is published for this format at ${name}, got "${format}"; known are ${known.join(", ")}`,
    );
  return given({ value, unit: "pJ/FLOP" }, source, { label: `${format} ${operation}, ${name}` });
}

/**
 * Energy of one access of 64 bits to a memory.
 *
 * @example memoryAccessEnergy("dram", "45nm") // 1,950 pJ
 */
export function memoryAccessEnergy(memory: keyof ProcessNode["access"], node: ProcessNodeId): Quantity {
  const { name, source, access } = processNode(node);
  return given({ value: access[memory], unit: "pJ" }, source, { label: `${memory} access, ${name}` });
}

/** A process node by id. Errors on an unknown one, with the nearest. */
export function processNode(id: ProcessNodeId): ProcessNode {
  if (Object.hasOwn(processNodes, id)) return processNodes[id];
  const ids = Object.keys(processNodes);
  throw new FlopbookError(
    `energy: no figures for this process node, got "${String(id)}"${suggestion(String(id), ids) || `; known are ${ids.join(", ")}`}`,
  );
}
