// Training runs of OpenAI: GPT, iGPT, DALL-E, CLIP, OpenAI Five; and of games by DeepMind.
import { sources } from "../../sources/bibliography.js";
import { factsFrom, type TrainingRun } from "../run.js";
import { epochSystems, runSources } from "../sources.js";

const listed = factsFrom(epochSystems);
const gpt1 = factsFrom(runSources.gpt1);
const brown = factsFrom(sources.brown2020);
const patterson = factsFrom(sources.patterson2021);
const igpt = factsFrom(sources.chen2020igpt);
const igptPage = factsFrom(sources.openaiImageGpt);
const dalle = factsFrom(runSources.dalle);
const clip = factsFrom(runSources.clip);
const five = factsFrom(runSources.openAiFive);
const zero = factsFrom(runSources.alphaGoZero);
const star = factsFrom(runSources.alphaStar);
const nano = factsFrom(runSources.nanoGpt);

const openai = { organisation: "OpenAI", network: "language", confidence: "primary" } as const;

/** Runs of OpenAI, and games. */
export const openAiRuns: readonly TrainingRun[] = [
  {
    ...openai,
    id: "gpt-1",
    model: "GPT-1",
    date: "2018-06-11",
    parameters: gpt1(117e6),
    work: {
      kind: "tokens",
      tokens: listed(100 * 1e9, "100 epochs of about 1 G words of BookCorpus, taken as tokens"),
    },
    published: [{ ...listed(1.758e19), method: "operations" }],
    confidence: "estimate",
    corrections: [
      "The listed device, Quadro P600, is a card of 1 TFLOP/s; the authors name P600s in a month of 8 devices at 12 TFLOP/s, which is the P6000. No device time is estimated here.",
    ],
  },
  {
    ...openai,
    id: "gpt-3-175b",
    aliases: ["gpt-3", "gpt3"],
    model: "GPT-3 175B",
    date: "2020-05-28",
    parameters: brown(174.6e9, "Table D.1"),
    work: { kind: "tokens", tokens: brown(300e9, "Table D.1") },
    hardware: {
      device: "v100-sxm2-32",
      format: "fp16",
      count: patterson(10_000, "Table 4"),
      hours: patterson(355.2, "Table 4: 14.8 days"),
      utilisation: { ...patterson(24.6 / 125, "Table 4: 24.6 TFLOP/s"), counts: "model" },
    },
    published: [{ ...brown(3.14e23, "Table D.1"), method: "operations" }],
    note: "The days were worked out from the operations and the measured rate, so the agreement is no independent check; at the usual 0.30 the days would mean half as much again.",
  },
  {
    ...openai,
    id: "igpt-l",
    model: "iGPT-L",
    date: "2020-06-17",
    parameters: igpt(1_362e6, "section 3.4"),
    work: {
      kind: "steps",
      batch: igpt(128, "section 3.4"),
      sequence: igpt(1024, "32 × 32 pixels"),
      steps: igpt(1e6, "section 3.4"),
    },
    hardware: {
      device: "v100-sxm2-32",
      format: "fp16",
      deviceHours: igptPage(60_000, "roughly 2500 V100-days"),
    },
    published: [{ ...listed(8.91e21), method: "device time" }],
    explanation:
      "The number format is not published. In FP32 (15.7 TFLOP/s) the same days mean a usual 0.3 to 0.4; on tensor cores only 0.04. At 48 × 48 pixels the count is 2.6 times higher. The notebook on iGPT-L works this through.",
  },
  {
    ...openai,
    id: "dall-e-12b",
    model: "DALL-E 12B",
    network: "other",
    date: "2021-02-24",
    parameters: dalle(12e9, "section 2.3"),
    work: {
      kind: "steps",
      batch: dalle(1024, "section 2.4"),
      sequence: dalle(1280, "256 text and 1,024 image tokens"),
      steps: dalle(430_000, "section 2.4"),
    },
    published: [{ ...listed(4.7e22), method: "operations" }],
    note: "1,024 V100 of 16 GB; the time is not published.",
  },
  {
    ...openai,
    id: "clip-vit-l-336",
    aliases: ["clip"],
    model: "CLIP ViT-L/14@336",
    network: "other",
    date: "2021-01-05",
    parameters: clip(370e6),
    work: {
      kind: "parts",
      parts: [
        {
          name: "image tower, ViT-L/14",
          parameters: clip(302.6e6, "Table 20: 24 layers of width 1024"),
          tokens: clip(257 * 32 * 400e6, "256 patches and a class token, 32 epochs of 400 M pairs"),
        },
        {
          name: "text tower",
          parameters: clip(85.1e6, "Table 20: 12 layers of width 768"),
          tokens: clip(76 * 32 * 400e6, "76 tokens, 32 epochs of 400 M pairs"),
        },
      ],
    },
    hardware: {
      device: "v100-sxm2-32",
      format: "fp16",
      count: clip(256, "section 2.5"),
      hours: clip(288, "section 2.5: 12 days"),
    },
    published: [{ ...listed(1.05e22), method: "device time" }],
    explanation:
      "The count leaves out attention's products and the last epoch at 336 pixels, a tenth together; the authors kept activations by recomputing, which the hours contain.",
  },
  {
    ...openai,
    id: "openai-five",
    model: "OpenAI Five",
    network: "other",
    date: "2019-12-13",
    parameters: five(159e6),
    hardware: {
      device: "p100-pcie",
      format: "fp32",
      count: listed(1536),
      hours: listed(7104, "296 days of calendar time"),
    },
    published: [{ ...five(770e15 * 86_400, "770 PFLOP/s-days"), method: "stated" }],
    note: "The devices were fewer at first and only some optimised the network, hence 0.16 of the peak.",
  },
  {
    id: "alphago-zero",
    model: "AlphaGo Zero",
    organisation: "DeepMind",
    network: "other",
    date: "2017-10-18",
    parameters: listed(46_400_244, "network of 40 blocks"),
    published: [{ ...listed(3.41e23), method: "operations" }],
    confidence: "estimate",
    note: `${zero(29e6).value / 1e6} M games of self-play with 1,600 simulations a move: evaluations of the network outweigh its training, and 3 F N E does not apply. Devices are not published.`,
  },
  {
    id: "alphastar",
    model: "AlphaStar",
    organisation: "DeepMind",
    network: "other",
    date: "2019-10-30",
    parameters: star(139e6),
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: star(384, "12 agents with 32 TPU v3 each"),
      hours: star(1056, "44 days"),
    },
    published: [{ ...listed(5.925e22), method: "device time" }],
    confidence: "estimate",
  },
  {
    id: "gpt-2-124m-nanogpt",
    model: "GPT-2 124M, reproduced",
    organisation: "A. Karpathy",
    network: "language",
    date: "2023-02-01",
    parameters: nano(124_439_808),
    work: { kind: "tokens", tokens: nano(600_000 * 491_520, "600,000 steps of 491,520 tokens") },
    hardware: {
      device: "a100-sxm-40",
      format: "bf16",
      count: nano(8),
      hours: nano(96, "about four days"),
      utilisation: { ...nano(0.3714, "transformer_sizing.ipynb, with attention"), counts: "model" },
    },
    confidence: "primary",
  },
];
