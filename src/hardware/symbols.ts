// Symbols of devices: buses and processing units.
import { symbolEntries } from "../formula/symbol.js";

/** Name in code, as printed, unit, meaning, bounds, and a value to try. */
export const hardwareSymbols = symbolEntries({
  // Machines and time
  bandwidth: { tex: "\\beta", unit: "byte/s", meaning: "memory bandwidth", above: 0, sample: 2000000000000 },
  densePeak: {
    tex: "P_{\\mathrm{dense}}",
    unit: "FLOP/s",
    meaning: "dense peak rate",
    above: 0,
    sample: 312000000000000,
  },
  sparsePeak: { tex: "P_{\\mathrm{sparse}}", unit: "FLOP/s", meaning: "peak rate with sparsity", above: 0 },
  sparsityMultiplier: {
    tex: "s_{\\mathrm{sp}}",
    unit: "1",
    meaning: "gain by sparsity",
    minimum: 1,
    sample: 2,
  },
  // Processing units
  busWidth: {
    tex: "n_{\\mathrm{bus}}",
    unit: "bit",
    meaning: "width of the memory bus",
    above: 0,
    sample: 5120,
  },
  clock: { tex: "\\nu", unit: "1/s", meaning: "clock rate", above: 0, sample: 1410000000 },
  integerRate: {
    tex: "\\nu_{\\mathrm{int}}",
    unit: "1/s",
    meaning: "integer instructions that a device starts in a second",
    above: 0,
    sample: 9750000000000,
  },
  integerShare: {
    tex: "q_{\\mathrm{int}}",
    unit: "1/MAC",
    meaning: "integer instructions per multiply-accumulate in FP32",
    above: 0,
    sample: 1,
  },
  macPerUnitCycle: {
    tex: "m_{\\mathrm{u}}",
    unit: "MAC",
    meaning: "multiply-accumulates of one unit in one cycle",
    above: 0,
    sample: 256,
  },
  transferRate: {
    tex: "\\nu_{\\mathrm{bus}}",
    unit: "1/s",
    meaning: "transfers a second on each wire",
    above: 0,
    sample: 3200000000,
  },
  units: {
    tex: "n_{\\mathrm{u}}",
    unit: "1",
    meaning: "processing units",
    minimum: 1,
    integer: true,
    sample: 432,
  },
});
