// Training runs of NVIDIA and Microsoft: Megatron, MT-NLG, Nemotron, Phi.
import { sources } from "../../sources/bibliography.js";
import { factsFrom, type TrainingRun } from "../run.js";
import { epochSystems, runSources } from "../sources.js";

const listed = factsFrom(epochSystems);
const megatron = factsFrom(sources.shoeybi2019);
const scaling = factsFrom(sources.narayanan2021);
const mtNlg = factsFrom(runSources.mtNlg);
const palm = factsFrom(sources.chowdhery2022);
const nemotron15b = factsFrom(runSources.nemotron15b);
const nemotron340b = factsFrom(runSources.nemotron340b);
const nemotron3 = factsFrom(runSources.nemotron3);
const phi2 = factsFrom(runSources.phi2);
const phi3 = factsFrom(runSources.phi3);
const phi4 = factsFrom(runSources.phi4);
const phi4mini = factsFrom(runSources.phi4mini);

const nvidia = { organisation: "NVIDIA", network: "language", confidence: "primary" } as const;
const microsoft = { organisation: "Microsoft", network: "language", confidence: "mixed" } as const;
const a100 = { device: "a100-sxm-80", format: "fp16" } as const;
const h100 = { device: "h100-sxm-80", format: "bf16" } as const;

/** Runs of NVIDIA and Microsoft. */
export const vendorRuns: readonly TrainingRun[] = [
  {
    ...nvidia,
    id: "megatron-lm-8.3b",
    model: "Megatron-LM 8.3B",
    date: "2019-09-17",
    parameters: megatron(8.3e9, "Table 2"),
    work: {
      kind: "steps",
      batch: megatron(512, "section 4.2"),
      sequence: megatron(1024, "section 4.2"),
      steps: megatron(300_000, "section 4.2"),
    },
    hardware: {
      device: "v100-sxm2-32",
      format: "fp16",
      count: megatron(512),
      hours: listed(327),
      utilisation: { ...megatron(29.5 / 125, "15.1 PFLOP/s on 512 devices"), counts: "executed" },
    },
    published: [{ ...listed(9.1e21), method: "device time" }],
    confidence: "mixed",
    corrections: [
      "9.1e21 operations are listed; 15.1 PFLOP/s, the paper's own rate, for the listed 327 h are 1.78e22, twice that. The 327 h come from reading 15.1 TFLOP/s a device: at 15.1 PFLOP/s in all, 9.1e21 operations take 167 h.",
    ],
    explanation:
      "The listed hours are twice too long (see the correction), and the paper's rate contains recomputed work: both together make the factor.",
  },
  {
    ...nvidia,
    id: "narayanan-gpt3-estimate",
    model: "GPT-3 175B on 1,024 A100, projected",
    date: "2021-04-09",
    status: "projected",
    parameters: scaling(175e9),
    work: { kind: "tokens", tokens: scaling(300e9, "section 5.1") },
    hardware: {
      ...a100,
      count: scaling(1024, "section 5.1"),
      hours: scaling(816, "section 5.1: 34 days"),
      utilisation: { ...scaling(140 / 312, "140 TFLOP/s a device"), counts: "executed" },
    },
    note: "Time by 8 N D over the rate: all work of the forward pass is done twice.",
  },
  {
    ...nvidia,
    id: "narayanan-1t-estimate",
    model: "GPT 1T on 3,072 A100, projected",
    date: "2021-04-09",
    status: "projected",
    parameters: scaling(1.008e12),
    work: { kind: "tokens", tokens: scaling(450e9, "section 5.1") },
    hardware: {
      ...a100,
      count: scaling(3072, "section 5.1"),
      hours: scaling(2016, "section 5.1: 84 days"),
      utilisation: { ...scaling(163 / 312, "163 TFLOP/s a device"), counts: "executed" },
    },
    note: "Time by 8 N D over the rate: all work of the forward pass is done twice.",
  },
  {
    ...nvidia,
    id: "mt-nlg-530b-run",
    aliases: ["mt-nlg-530b", "mt-nlg"],
    model: "MT-NLG 530B",
    organisation: "Microsoft, NVIDIA",
    date: "2021-10-11",
    parameters: mtNlg(529_600_778_240),
    work: { kind: "tokens", tokens: mtNlg(270e9) },
    hardware: {
      ...a100,
      format: "bf16",
      count: listed(4480),
      hours: listed(770),
      utilisation: { ...palm(0.302, "Table 3"), counts: "model" },
    },
    published: [{ ...listed(8.586e23), method: "operations" }],
    confidence: "mixed",
  },
  {
    ...nvidia,
    id: "mt-nlg-530b-2800",
    model: "MT-NLG 530B at 2,800 A100",
    organisation: "Microsoft, NVIDIA",
    date: "2021-10-11",
    status: "projected",
    parameters: mtNlg(529_600_778_240),
    work: { kind: "tokens", tokens: mtNlg(270e9) },
    hardware: {
      ...a100,
      format: "bf16",
      count: mtNlg(2800),
      hours: mtNlg((270e9 / (1920 * 2048)) * (50.2 / 3600), "50.2 s per step of 1,920 × 2,048 tokens"),
      utilisation: { ...mtNlg(121 / 312, "121 TFLOP/s a device"), counts: "executed" },
    },
    note: "A measured step, extended to all tokens; the rate contains recomputed work.",
  },
  {
    ...nvidia,
    id: "nemotron-3-8b",
    model: "Nemotron-3 8B",
    date: "2023-11-15",
    parameters: nemotron3(8e9),
    work: { kind: "tokens", tokens: nemotron3(3.8e12) },
    hardware: { ...a100, format: "bf16", count: listed(1024), hours: listed(456, "19 days") },
    published: [{ ...listed(1.8e23), method: "operations" }],
    confidence: "mixed",
  },
  {
    ...nvidia,
    id: "nemotron-4-15b",
    model: "Nemotron-4 15B",
    date: "2024-02-27",
    parameters: nemotron15b(15e9),
    work: { kind: "tokens", tokens: nemotron15b(8e12) },
    hardware: {
      ...h100,
      count: nemotron15b(3072),
      hours: nemotron15b(312, "13 days"),
      utilisation: { ...nemotron15b(0.305, "Table 2: 0.305 to 0.343"), counts: "model" },
    },
    published: [{ ...listed(7.5e23), method: "operations" }],
  },
  {
    ...nvidia,
    id: "nemotron-4-340b",
    model: "Nemotron-4 340B",
    date: "2024-06-14",
    parameters: nemotron340b(340e9),
    work: { kind: "tokens", tokens: nemotron340b(9e12) },
    hardware: {
      ...h100,
      count: nemotron340b(6144),
      hours: listed(2200),
      utilisation: { ...nemotron340b(0.41), counts: "model" },
    },
    published: [{ ...listed(1.8e25), method: "operations" }],
    corrections: ["Listed data of 6.75 T are words; the run saw 9 T tokens."],
  },
  {
    ...microsoft,
    id: "phi-2",
    model: "Phi-2",
    date: "2023-12-12",
    parameters: phi2(2.7e9),
    work: { kind: "tokens", tokens: phi2(1.4e12) },
    hardware: { ...a100, count: phi2(96), hours: phi2(336, "14 days") },
    published: [{ ...listed(2.27e22), method: "operations" }],
    corrections: ["250 B listed tokens are the data set; the run saw 1.4 T in several passes."],
    explanation:
      "All figures are round, and the operations mean 0.63 of the peak, more than any published run of this kind: the 14 days are probably of pure computation.",
  },
  {
    ...microsoft,
    id: "phi-3.5-mini",
    model: "Phi-3.5-mini",
    date: "2024-08-20",
    parameters: phi3(3.8e9),
    work: { kind: "tokens", tokens: phi3(3.4e12) },
    hardware: { ...h100, count: listed(512), hours: listed(240, "10 days") },
    published: [{ ...listed(3.71e22), method: "mean of both" }],
    note: "The listed estimate is below both methods here.",
  },
  {
    ...microsoft,
    id: "phi-3.5-moe",
    model: "Phi-3.5-MoE",
    date: "2024-08-20",
    parameters: listed(60.8e9),
    activeParameters: phi3(6.6e9),
    work: { kind: "tokens", tokens: phi3(4.9e12) },
    hardware: { ...h100, count: listed(512), hours: listed(552, "23 days") },
    published: [{ ...listed(3.02e23), method: "device time" }],
  },
  {
    ...microsoft,
    id: "phi-4",
    model: "Phi-4 14B",
    date: "2024-12-12",
    parameters: phi4(14e9),
    work: { kind: "tokens", tokens: phi4(10e12) },
    hardware: { ...h100, count: listed(1920), hours: listed(504, "21 days") },
    published: [{ ...listed(9.32e23), method: "mean of both" }],
  },
  {
    ...microsoft,
    id: "phi-4-mini",
    model: "Phi-4-mini 3.8B",
    date: "2025-03-03",
    parameters: phi4mini(3.8e9),
    work: { kind: "tokens", tokens: phi4mini(5e12) },
    hardware: { ...a100, format: "bf16", count: listed(512), hours: listed(504, "21 days") },
    published: [{ ...listed(9.956e22), method: "mean of both" }],
  },
];
