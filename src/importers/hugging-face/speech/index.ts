// Families that hear, by model type.
import type { Family } from "../family.js";
import { frameFamilies } from "./frame-families.js";
import { spectrumFamilies } from "./spectrum-kin.js";
import { waveformFamilies } from "./waveform-kin.js";

export const speechFamilies: Readonly<Record<string, Family>> = {
  ...spectrumFamilies,
  ...frameFamilies,
  ...waveformFamilies,
};
