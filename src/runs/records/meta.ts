// Training runs of Meta: LLaMA, Llama 2 and 3, OPT, XGLM, RoBERTa, ESM-2.
import { sources } from "../../sources/bibliography.js";
import { factsFrom, type TrainingRun } from "../run.js";
import { epochSystems, runSources } from "../sources.js";

const listed = factsFrom(epochSystems);
const one = factsFrom(sources.touvron2023);
const two = factsFrom(sources.touvron2023llama2);
const three = factsFrom(runSources.llama3Card);
const threeOne = factsFrom(runSources.llama31Card);
const threeTwo = factsFrom(runSources.llama32Card);
const herd = factsFrom(sources.llama3);
const opt = factsFrom(runSources.opt);
const xglm = factsFrom(runSources.xglm);
const roberta = factsFrom(runSources.roberta);
const esm = factsFrom(runSources.esm2);

const meta = { organisation: "Meta AI", network: "language", confidence: "primary" } as const;
const a100 = { device: "a100-sxm-80", format: "bf16" } as const;
const h100 = { device: "h100-sxm-80", format: "bf16" } as const;

const afterTraining =
  "The card's hours include what came after pre-training and the stages of long context, which 6 N D does not show; at this size they weigh most.";

/** Runs of Meta. */
export const metaRuns: readonly TrainingRun[] = [
  {
    ...meta,
    id: "llama1-7b",
    aliases: ["llama-7b"],
    model: "LLaMA 7B",
    date: "2023-02-24",
    parameters: one(6_738_415_616, "Table 2"),
    work: { kind: "tokens", tokens: one(1e12, "Table 2") },
    hardware: { ...a100, deviceHours: one(82_432, "Table 15") },
  },
  {
    ...meta,
    id: "llama1-13b",
    aliases: ["llama-13b"],
    model: "LLaMA 13B",
    date: "2023-02-24",
    parameters: one(13_015_864_320, "Table 2"),
    work: { kind: "tokens", tokens: one(1e12, "Table 2") },
    hardware: { ...a100, deviceHours: one(135_168, "Table 15") },
    explanation:
      "The usual 0.30 is too low for this run: the hours are of the final pass alone, on code that its authors optimised to 0.5 of the peak (section 2.4), as the operations imply.",
  },
  {
    ...meta,
    id: "llama1-33b",
    aliases: ["llama-33b"],
    model: "LLaMA 33B",
    date: "2023-02-24",
    parameters: one(32_528_943_616, "Table 2"),
    work: { kind: "tokens", tokens: one(1.4e12, "Table 2") },
    hardware: { ...a100, deviceHours: one(530_432, "Table 15") },
  },
  {
    ...meta,
    id: "llama1-65b",
    aliases: ["llama-65b"],
    model: "LLaMA 65B",
    date: "2023-02-24",
    parameters: one(65_285_660_672, "Table 2"),
    work: { kind: "tokens", tokens: one(1.4e12, "Table 2") },
    hardware: {
      ...a100,
      count: one(2048, "section 2.4"),
      deviceHours: one(1_022_362, "Table 15"),
      utilisation: {
        ...one(0.477, "section 2.4: 380 tokens a second and device, six operations a parameter"),
        counts: "model",
      },
    },
    published: [{ ...listed(5.5e23), method: "operations" }],
  },
  {
    ...meta,
    id: "llama2-7b",
    model: "Llama 2 7B",
    date: "2023-07-18",
    parameters: two(6_738_415_616, "Table 1"),
    work: { kind: "tokens", tokens: two(2e12, "Table 1") },
    hardware: { ...a100, deviceHours: two(184_320, "Table 2") },
    published: [{ ...listed(8.4e22), method: "operations" }],
    corrections: ["Listed data of 1.5 T are words; the paper trains on 2 T tokens."],
  },
  {
    ...meta,
    id: "llama2-13b",
    model: "Llama 2 13B",
    date: "2023-07-18",
    parameters: two(13_015_864_320, "Table 1"),
    work: { kind: "tokens", tokens: two(2e12, "Table 1") },
    hardware: { ...a100, deviceHours: two(368_640, "Table 2") },
  },
  {
    ...meta,
    id: "llama2-34b",
    model: "Llama 2 34B",
    date: "2023-07-18",
    parameters: two(33_743_970_304, "Table 1"),
    work: { kind: "tokens", tokens: two(2e12, "Table 1") },
    hardware: { ...a100, deviceHours: two(1_038_336, "Table 2") },
    note: "Trained but not released; the shape is that of Code Llama 34B.",
  },
  {
    ...meta,
    id: "llama2-70b",
    model: "Llama 2 70B",
    date: "2023-07-18",
    parameters: two(68_976_648_192, "Table 1"),
    work: { kind: "tokens", tokens: two(2e12, "Table 1") },
    hardware: { ...a100, deviceHours: two(1_720_320, "Table 2") },
    published: [{ ...listed(8.1e23), method: "mean of both" }],
  },
  {
    ...meta,
    id: "llama3-8b",
    model: "Llama 3 8B",
    date: "2024-04-18",
    parameters: three(8_030_261_248),
    work: { kind: "tokens", tokens: three(15e12) },
    hardware: { ...h100, deviceHours: three(1.3e6) },
    explanation:
      "The hours are for 0.16 of the peak: the card prints rounded cumulative hours for all stages of the model, and 15 T tokens are a lower bound (“15T+”).",
  },
  {
    ...meta,
    id: "llama3-70b",
    model: "Llama 3 70B",
    date: "2024-04-18",
    parameters: three(70_553_706_496),
    work: { kind: "tokens", tokens: three(15e12) },
    hardware: { ...h100, deviceHours: three(6.4e6) },
    published: [{ ...listed(7.861e24), method: "mean of both" }],
    note: "The card says 15T+ tokens.",
  },
  {
    ...meta,
    id: "llama3.1-8b",
    model: "Llama 3.1 8B",
    date: "2024-07-23",
    parameters: threeOne(8_030_261_248),
    work: { kind: "tokens", tokens: threeOne(15e12) },
    hardware: { ...h100, deviceHours: threeOne(1.46e6) },
    explanation: afterTraining,
  },
  {
    ...meta,
    id: "llama3.1-405b",
    model: "Llama 3.1 405B",
    date: "2024-07-23",
    parameters: herd(405_853_388_800),
    work: { kind: "tokens", tokens: herd(15.6e12, "section 3.2") },
    hardware: {
      ...h100,
      count: herd(16_384, "section 3.3"),
      deviceHours: threeOne(30.84e6),
      utilisation: { ...herd(0.41, "Table 4: 0.38 to 0.43"), counts: "model" },
    },
    published: [{ ...herd(3.8e25, "section 3.2"), method: "stated" }],
  },
  {
    ...meta,
    id: "llama3.2-1b",
    model: "Llama 3.2 1B",
    date: "2024-09-24",
    parameters: threeTwo(1_235_814_400),
    work: { kind: "tokens", tokens: threeTwo(9e12) },
    hardware: { ...h100, deviceHours: threeTwo(370_000) },
    published: [{ ...listed(6.642e22), method: "operations" }],
    explanation:
      "The model was pruned from 8B and distilled: its hours include the forward passes of larger teachers, which 6 N D of the student does not show.",
  },
  {
    ...meta,
    id: "llama3.2-3b",
    model: "Llama 3.2 3B",
    date: "2024-09-24",
    parameters: threeTwo(3_212_749_824),
    work: { kind: "tokens", tokens: threeTwo(9e12) },
    hardware: { ...h100, deviceHours: threeTwo(460_000) },
    published: [{ ...listed(1.7334e23), method: "operations" }],
    explanation:
      "Pruned from 8B and distilled like the 1B model: the teachers' passes are in the hours and not in 6 N D.",
  },
  {
    ...meta,
    id: "llama3.3-70b",
    model: "Llama 3.3 70B",
    date: "2024-12-06",
    parameters: factsFrom(runSources.llama33Card)(70_553_706_496),
    work: { kind: "tokens", tokens: factsFrom(runSources.llama33Card)(15e12) },
    hardware: { ...h100, deviceHours: factsFrom(runSources.llama33Card)(7e6) },
    published: [{ ...listed(6.865e24), method: "mean of both" }],
  },
  {
    ...meta,
    id: "opt-175b",
    model: "OPT-175B",
    date: "2022-05-02",
    parameters: opt(174.6e9, "Table 1"),
    work: { kind: "tokens", tokens: opt(300e9, "section 2.3") },
    hardware: {
      device: "a100-sxm-80",
      format: "fp16",
      deviceHours: listed(812_544, "1,024 devices for 793.5 h"),
      utilisation: { ...opt(147 / 312, "section 2.4: up to 147 TFLOP/s a device"), counts: "model" },
    },
    published: [{ ...listed(4.3e23), method: "device time" }],
    corrections: ["Listed data are 180 B tokens; with repetition the run saw 300 B."],
    note: "33 days of calendar time with restarts at an optimistic rate, hence above the count.",
  },
  {
    ...meta,
    id: "xglm-7.5b",
    model: "XGLM 7.5B",
    date: "2021-12-20",
    parameters: xglm(7.5e9),
    work: { kind: "tokens", tokens: xglm(500e9) },
    hardware: {
      device: "a100-sxm-40",
      format: "fp16",
      count: xglm(256, "appendix A"),
      hours: xglm(504, "appendix A: about three weeks"),
    },
    published: [{ ...listed(2.25e22), method: "operations" }],
    corrections: ["Listed data of 1.74 G are sentences or documents; the count needs 500 B tokens."],
    explanation:
      "At the 311.6 thousand words a second that the paper prints, 500 B tokens take 19 days; three weeks is calendar time, and the rate means 0.18 of the peak.",
  },
  {
    ...meta,
    id: "roberta-large",
    model: "RoBERTa Large",
    date: "2019-07-26",
    parameters: roberta(355e6, "Table 9"),
    work: {
      kind: "steps",
      batch: roberta(8000, "section 5"),
      sequence: roberta(512, "section 5"),
      steps: roberta(500_000, "section 5"),
    },
    hardware: {
      device: "v100-sxm2-32",
      format: "fp16",
      deviceHours: listed(122_880, "1,024 devices for one day for each of five times 100 k steps"),
    },
    published: [{ ...listed(8.507e21), method: "mean of both" }],
    confidence: "mixed",
    explanation:
      "The paper says “approximately one day” for the first 100 k steps; five days is an extrapolation, and 1,024 V100 with so small a model reach 0.08 of the tensor cores' peak.",
  },
  {
    ...meta,
    id: "esm2-15b",
    model: "ESM-2 15B",
    date: "2022-07-21",
    parameters: esm(15e9),
    work: { kind: "tokens", tokens: listed(270e3 * 3.2e6, "270 k updates of 3.2 M tokens") },
    hardware: {
      device: "v100-sxm2-32",
      format: "fp16",
      count: esm(512, "supplement"),
      hours: esm(1440, "supplement: 60 days"),
    },
    published: [{ ...listed(7.35e22), method: "mean of both" }],
    confidence: "mixed",
    note: "A language model of proteins.",
  },
];
