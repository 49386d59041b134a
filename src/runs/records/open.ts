// Training runs of open and commercial language models by others than Google, Meta and OpenAI.
import { sources } from "../../sources/bibliography.js";
import { factsFrom, type TrainingRun } from "../run.js";
import { epochSystems, runSources } from "../sources.js";

const listed = factsFrom(epochSystems);
const v2 = factsFrom(sources.deepseekV2);
const v3 = factsFrom(runSources.deepseekV3);
const qwen = factsFrom(runSources.qwen);
const qwen25 = factsFrom(runSources.qwen25);
const bloom = factsFrom(runSources.bloom);
const glm = factsFrom(runSources.glm130b);
const pythia = factsFrom(runSources.pythia);
const neox = factsFrom(runSources.neox);
const gptJ = factsFrom(runSources.gptJ);
const falcon = factsFrom(runSources.falcon);
const mamba = factsFrom(runSources.falconMamba);
const mosaic = factsFrom(runSources.mosaic);
const smol = factsFrom(runSources.smolLm3);
const alexa = factsFrom(runSources.alexatm);
const yalm = factsFrom(runSources.yalm);
const olmo = factsFrom(runSources.olmo2);
const olmoe = factsFrom(runSources.olmoe);
const starCoder = factsFrom(runSources.starCoder);
const bloomberg = factsFrom(runSources.bloomberg);
const skywork = factsFrom(runSources.skywork);
const tiny = factsFrom(runSources.tinyLlama);
const stable = factsFrom(runSources.stableLm);
const granite = factsFrom(runSources.granite);

const language = { network: "language", confidence: "primary" } as const;
const a100 = { device: "a100-sxm-40", format: "bf16" } as const;
const a100Large = { device: "a100-sxm-80", format: "bf16" } as const;
const h100 = { device: "h100-sxm-80", format: "bf16" } as const;
const h800 = { device: "h800-sxm" } as const;

/** Runs of open models and others. */
export const openRuns: readonly TrainingRun[] = [
  {
    ...language,
    id: "deepseek-v2",
    model: "DeepSeek-V2 236B-A21B",
    organisation: "DeepSeek",
    date: "2024-05-07",
    parameters: v2(235_741_434_880),
    activeParameters: v2(21_375_800_320),
    work: { kind: "tokens", tokens: v2(8.1e12) },
    hardware: {
      ...h800,
      format: "bf16",
      deviceHours: v2(172_800 * 8.1, "172.8 K device-hours per trillion tokens, 8.1 T tokens"),
    },
    published: [{ ...listed(1.02e24), method: "operations" }],
    corrections: [
      "172,800 device-hours are listed as the total; the paper states them per trillion tokens: 8.1 times too few.",
    ],
  },
  {
    ...language,
    id: "deepseek-v3",
    model: "DeepSeek-V3 671B-A37B",
    organisation: "DeepSeek",
    date: "2024-12-24",
    parameters: v3(671_026_404_352),
    activeParameters: v3(37_552_282_624),
    work: { kind: "tokens", tokens: v3(14.8e12) },
    hardware: {
      ...h800,
      format: "fp8",
      count: v3(2048),
      deviceHours: v3(2_664_000, "Table 1: pre-training alone"),
    },
    published: [{ ...listed(3.408e24), method: "operations" }],
    corrections: [
      "2,788,000 listed device-hours contain 119 K of context extension and 5 K of post-training, which the listed tokens do not.",
    ],
    explanation:
      "The matrix products are FP8, whose peak is twice that of BF16, but attention and what surrounds the products is not: 0.18 of the FP8 peak is 0.35 of the BF16 one.",
  },
  {
    ...language,
    id: "qwen-72b",
    model: "Qwen 72B",
    organisation: "Alibaba",
    date: "2023-11-30",
    parameters: qwen(72e9),
    work: { kind: "tokens", tokens: qwen(3e12) },
    published: [{ ...listed(1.3e24), method: "operations" }],
    note: "No hardware or time is published.",
  },
  {
    ...language,
    id: "qwen2.5-72b",
    model: "Qwen2.5 72B",
    organisation: "Alibaba",
    date: "2024-09-19",
    parameters: qwen25(72.7e9, "Table 1"),
    work: { kind: "tokens", tokens: qwen25(18e12, "section 3.1") },
    published: [{ ...listed(7.8e24), method: "operations" }],
    note: "No hardware or time is published.",
  },
  {
    ...language,
    id: "bloom-176b",
    aliases: ["bloom"],
    model: "BLOOM 176B",
    organisation: "BigScience",
    date: "2022-07-11",
    parameters: bloom(176_247_271_424),
    work: { kind: "tokens", tokens: bloom(366e9, "pre-training") },
    hardware: {
      ...a100Large,
      deviceHours: listed(384 * 2808, "384 devices for 117 days"),
    },
    published: [{ ...listed(3.657e23), method: "device time" }],
    corrections: [
      "A utilisation of 0.50 is listed beside an estimate that uses 0.30: 0.50 is the best configuration's 156 TFLOP/s with recomputation, no rate of the run. None is taken here.",
      "379 B listed tokens contain 13 B of fine-tuning.",
    ],
  },
  {
    ...language,
    id: "glm-130b",
    model: "GLM-130B",
    organisation: "Tsinghua University",
    date: "2022-08-04",
    parameters: glm(130e9),
    work: { kind: "tokens", tokens: glm(400e9) },
    hardware: {
      device: "a100-sxm-40",
      format: "fp16",
      count: glm(768, "96 servers of 8"),
      hours: glm(1440, "60 days"),
      utilisation: { ...glm(0.325, "model FLOPs; 0.433 with recomputation"), counts: "model" },
    },
    published: [{ ...listed(3.549e23), method: "mean of both" }],
  },
  ...[["410m", 405_334_016, 32, 2540] as const, ["12b", 11_846_072_320, 256, 72_300] as const].map(
    ([size, parameters, count, hours]): TrainingRun => ({
      ...language,
      id: `pythia-${size}`,
      model: `Pythia ${size.toUpperCase()}`,
      organisation: "EleutherAI",
      date: "2023-04-03",
      parameters: pythia(parameters),
      work: { kind: "tokens", tokens: pythia(299_892_736_000) },
      hardware: {
        ...a100,
        format: "fp16",
        count: pythia(count),
        deviceHours: pythia(hours, "table of training cost"),
      },
      ...(size === "12b" ? { published: [{ ...listed(2.159e22), method: "operations" }] } : {}),
    }),
  ),
  {
    ...language,
    id: "gpt-neox-20b",
    model: "GPT-NeoX-20B",
    organisation: "EleutherAI",
    date: "2022-02-09",
    parameters: neox(20_554_567_680),
    work: { kind: "tokens", tokens: neox(472e9, "150,000 steps of 3.15 M tokens") },
    hardware: {
      device: "a100-sxm-40",
      format: "fp16",
      count: neox(96),
      hours: listed(2160, "three months"),
      utilisation: { ...neox(117 / 312, "117 TFLOP/s a device"), counts: "executed" },
    },
    published: [{ ...listed(9.316e22), method: "device time" }],
    confidence: "mixed",
    note: "117 TFLOP/s contain recomputed work.",
  },
  {
    ...language,
    id: "gpt-j-6b",
    model: "GPT-J-6B",
    organisation: "EleutherAI",
    date: "2021-05-01",
    parameters: gptJ(6_050_882_784),
    work: { kind: "tokens", tokens: gptJ(402e9) },
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: gptJ(128, "TPU v3-256: 256 cores are 128 chips"),
      hours: gptJ(840, "about five weeks"),
    },
    published: [{ ...gptJ(1.5e22), method: "stated" }],
    confidence: "mixed",
    corrections: [
      "A utilisation of 0.60 is listed; with 128 chips for five weeks the stated 1.5e22 operations are 0.32.",
    ],
  },
  {
    ...language,
    id: "falcon-180b",
    model: "Falcon-180B",
    organisation: "Technology Innovation Institute",
    date: "2023-09-06",
    parameters: falcon(179_522_565_120),
    work: { kind: "tokens", tokens: falcon(3.5e12) },
    hardware: {
      ...a100,
      count: falcon(4096, "at most"),
      deviceHours: falcon(7e6, "about 7.0 M device-hours"),
    },
    published: [{ ...falcon(43_500e15 * 86_400, "Table 1: 43,500 PFLOP/s-days"), method: "stated" }],
    corrections: [
      "17.69 M listed device-hours are 4,096 devices times six months of calendar time; the authors were billed for about 7.0 M.",
      "Listed data of 2,625 G are words; the run saw 3.5 T tokens.",
    ],
  },
  {
    ...language,
    id: "falcon-40b",
    model: "Falcon-40B",
    organisation: "Technology Innovation Institute",
    date: "2023-03-15",
    parameters: falcon(41.8e9),
    work: { kind: "tokens", tokens: falcon(1e12) },
    hardware: { ...a100, count: listed(384), hours: listed(1440, "two months") },
    published: [{ ...falcon(2800e15 * 86_400, "Table 1: 2,800 PFLOP/s-days"), method: "stated" }],
    confidence: "mixed",
  },
  {
    ...language,
    id: "falcon-mamba-7b",
    model: "Falcon Mamba 7B",
    organisation: "Technology Innovation Institute",
    date: "2024-08-12",
    parameters: mamba(7.27e9),
    work: { kind: "tokens", tokens: mamba(5.5e12, "about 5,500 G tokens") },
    hardware: { ...h100, count: mamba(256), hours: mamba(1440, "roughly two months") },
    published: [{ ...listed(3.939e23), method: "device time" }],
    confidence: "mixed",
    note: "A state space model: its scan is not in 6 N D.",
  },
  {
    ...language,
    id: "mpt-7b",
    model: "MPT-7B",
    organisation: "MosaicML",
    date: "2023-05-05",
    parameters: mosaic(6_649_286_656),
    work: { kind: "tokens", tokens: mosaic(1e12) },
    hardware: { ...a100, count: mosaic(440), hours: mosaic(228, "9.5 days") },
  },
  {
    ...language,
    id: "smollm3-3b",
    model: "SmolLM3 3B",
    organisation: "Hugging Face",
    date: "2025-07-08",
    parameters: smol(3_075_098_624),
    work: { kind: "tokens", tokens: smol(11.2e12) },
    hardware: { ...h100, count: smol(384), hours: smol(576, "24 days") },
  },
  {
    ...language,
    id: "alexatm-20b",
    model: "AlexaTM 20B",
    organisation: "Amazon",
    date: "2022-08-02",
    parameters: alexa(19.75e9),
    work: {
      kind: "parts",
      parts: [
        {
          name: "encoder or decoder, whichever a token passes",
          parameters: alexa(19.75e9 / 2, "taken as one half"),
          tokens: alexa(1.319e12),
        },
      ],
    },
    hardware: {
      ...a100,
      count: alexa(128),
      hours: alexa(2880, "120 days"),
      utilisation: { ...alexa(154 / 312, "154 TFLOP/s a device"), counts: "executed" },
    },
    published: [{ ...listed(2.0437e23), method: "device time" }],
    explanation:
      "Most of the training restores a text from itself, so that its tokens pass encoder and decoder both (1.6e23 if all do), and 154 TFLOP/s contain recomputed work, a third more than the model needs.",
  },
  {
    ...language,
    id: "yalm-100b",
    model: "YaLM 100B",
    organisation: "Yandex",
    date: "2022-06-23",
    parameters: yalm(100e9),
    work: { kind: "tokens", tokens: yalm(300e9) },
    hardware: { ...a100Large, count: yalm(800), hours: yalm(1560, "65 days") },
    published: [{ ...listed(2.2e23), method: "mean of both" }],
    confidence: "mixed",
    explanation:
      "65 days are calendar time with restarts after divergence; 6 N D of the final pass means 0.13 of the peak.",
  },
  {
    ...language,
    id: "olmo2-7b",
    model: "OLMo 2 7B",
    organisation: "Allen Institute for AI",
    date: "2024-12-31",
    parameters: olmo(7_298_617_344),
    work: { kind: "tokens", tokens: olmo(4.05e12) },
    published: [{ ...listed(1.8e23), method: "operations" }],
  },
  {
    ...language,
    id: "olmoe-1b-7b",
    model: "OLMoE 1B-7B",
    organisation: "Allen Institute for AI",
    date: "2024-09-03",
    parameters: olmoe(6.9e9),
    activeParameters: olmoe(1.3e9),
    work: { kind: "tokens", tokens: olmoe(5.1e12) },
    hardware: { ...h100, count: olmoe(256, "appendix B"), hours: olmoe(240, "appendix B: about 10 days") },
    published: [{ ...listed(5.174e22), method: "mean of both" }],
    corrections: ["287 listed hours contain 47 h of adaptation on 32 devices."],
  },
  {
    ...language,
    id: "starcoder",
    model: "StarCoder 15.5B",
    organisation: "BigCode",
    date: "2023-05-09",
    parameters: starCoder(15.5e9),
    work: { kind: "tokens", tokens: starCoder(1e12) },
    hardware: { ...a100Large, count: starCoder(512), deviceHours: starCoder(320_256) },
    published: [{ ...starCoder(8.46e22, "model card"), method: "stated" }],
  },
  {
    ...language,
    id: "bloomberggpt-50b",
    model: "BloombergGPT 50B",
    organisation: "Bloomberg",
    date: "2023-03-30",
    parameters: bloomberg(50_558_868_480),
    work: { kind: "tokens", tokens: bloomberg(569e9) },
    hardware: {
      ...a100,
      count: bloomberg(512),
      hours: bloomberg(1270, "53 days"),
      utilisation: { ...bloomberg(102 / 312, "102 TFLOP/s a device"), counts: "model" },
    },
    published: [{ ...bloomberg(2.36e23), method: "stated" }],
    corrections: ["Listed data of 532 G are words; the run saw 569 B tokens."],
  },
  {
    ...language,
    id: "skywork-13b",
    model: "Skywork-13B",
    organisation: "Kunlun",
    date: "2023-10-30",
    parameters: skywork(13e9),
    work: { kind: "tokens", tokens: skywork(3.18e12) },
    hardware: {
      device: "a800-sxm-80",
      format: "bf16",
      count: skywork(512),
      hours: listed(940),
      utilisation: { ...skywork(0.565), counts: "model" },
    },
    published: [{ ...listed(2.5e23), method: "operations" }],
    confidence: "mixed",
  },
  {
    ...language,
    id: "tinyllama-1.1b",
    model: "TinyLlama 1.1B",
    organisation: "Singapore University of Technology",
    date: "2024-01-04",
    parameters: tiny(1.1e9),
    work: { kind: "tokens", tokens: tiny(3e12) },
    hardware: {
      ...a100,
      count: tiny(16),
      hours: tiny(2160, "90 days"),
      utilisation: { ...tiny(0.56), counts: "model" },
    },
    published: [{ ...listed(2.174e22), method: "device time" }],
  },
  {
    ...language,
    id: "stablelm-3b-4e1t",
    model: "StableLM-3B-4E1T",
    organisation: "Stability AI",
    date: "2023-09-29",
    parameters: stable(2_795_443_200),
    work: { kind: "tokens", tokens: stable(4e12, "1 T tokens, four epochs") },
    hardware: { ...a100, count: stable(256), hours: stable(720, "about 30 days") },
    published: [{ ...listed(6.21e22), method: "device time" }],
  },
  ...[["2b", 2.5e9, 192_030, 1.8e23] as const, ["8b", 8.1e9, 832_102, 5.832e23] as const].map(
    ([size, parameters, hours, published]): TrainingRun => ({
      ...language,
      id: `granite-3.0-${size}`,
      model: `Granite 3.0 ${size.toUpperCase()}`,
      organisation: "IBM",
      date: "2024-10-21",
      parameters: granite(parameters),
      work: { kind: "tokens", tokens: granite(12e12) },
      hardware: { ...h100, deviceHours: granite(hours) },
      published: [{ ...listed(published), method: "operations" }],
    }),
  ),
];
