// Training runs of Google and DeepMind: PaLM, Gopher, Chinchilla, GLaM, T5, BERT and others.
import { sources } from "../../sources/bibliography.js";
import { factsFrom, type TrainingRun } from "../run.js";
import { epochSystems, runSources } from "../sources.js";

const listed = factsFrom(epochSystems);
const palm = factsFrom(sources.chowdhery2022);
const gopher = factsFrom(runSources.gopher);
const chinchilla = factsFrom(sources.hoffmann2022);
const glam = factsFrom(runSources.glam);
const lamda = factsFrom(runSources.lamda);
const meena = factsFrom(runSources.meena);
const patterson = factsFrom(sources.patterson2021);
const t5 = factsFrom(runSources.t5);
const brown = factsFrom(sources.brown2020);
const ul2 = factsFrom(runSources.ul2);
const bert = factsFrom(runSources.bert);
const gnmt = factsFrom(runSources.gnmt);
const vaswani = factsFrom(sources.vaswani2017);
const gato = factsFrom(runSources.gato);

const google = { organisation: "Google", network: "language", confidence: "primary" } as const;
const bertParameters = (size: "base" | "large") => bert(size === "base" ? 110e6 : 340e6, "section 3");
const bertReason =
  "Nine of ten steps have 128 tokens, as the appendix says; were all 512 long, the methods would agree within 1.2. TPU v2 reached about 0.1 of its peak on such short sequences.";

/** Runs of Google and DeepMind on language. */
export const googleRuns: readonly TrainingRun[] = [
  {
    ...google,
    id: "palm-540b",
    aliases: ["palm"],
    model: "PaLM 540B",
    date: "2022-04-04",
    parameters: palm(540_354_281_472, "Table 1"),
    work: { kind: "tokens", tokens: palm(780e9) },
    hardware: {
      device: "tpu-v4",
      format: "bf16",
      deviceHours: palm(8_404_992, "6,144 chips for 1,200 h and 3,072 chips for 336 h"),
      utilisation: { ...palm(0.462, "Table 3"), counts: "model" },
    },
    published: [{ ...palm(2.5272e24, "Table 21"), method: "operations" }],
    corrections: ["Listed data of 585 B are words; the paper trains on 780 B tokens."],
    note: "0.462 is the rate of a step; over all hours the operations mean 0.30.",
  },
  {
    ...google,
    id: "gopher-280b",
    aliases: ["gopher"],
    model: "Gopher 280B",
    organisation: "DeepMind",
    date: "2021-12-08",
    parameters: gopher(280e9, "Table 1"),
    work: { kind: "tokens", tokens: gopher(300e9) },
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: gopher(4096),
      hours: gopher(920),
      utilisation: { ...palm(0.325, "Table 3"), counts: "model" },
    },
    published: [{ ...gopher(6.31e23, "Table A26"), method: "stated" }],
    note: "The paper's own total counts work that was done again (rematerialisation).",
  },
  {
    ...google,
    id: "chinchilla-70b",
    aliases: ["chinchilla"],
    model: "Chinchilla 70B",
    organisation: "DeepMind",
    date: "2022-03-29",
    parameters: chinchilla(70e9, "Table 4"),
    work: { kind: "tokens", tokens: chinchilla(1.4e12) },
    published: [{ ...chinchilla(5.76e23, "Table 3"), method: "stated" }],
    note: "Trained on TPU v3 and v4; no number of chips is published.",
  },
  {
    ...google,
    id: "glam-1.2t",
    model: "GLaM 64B/64E (1.2T)",
    date: "2021-12-13",
    parameters: glam(1.2e12, "Table 4"),
    activeParameters: glam(96.6e9, "Table 4"),
    work: { kind: "tokens", tokens: glam(600e9) },
    hardware: {
      device: "tpu-v4",
      format: "bf16",
      count: glam(1024),
      hours: listed(1366),
      utilisation: { ...listed(0.287), counts: "model" },
    },
    published: [{ ...listed(3.636e23), method: "operations" }],
  },
  {
    ...google,
    id: "lamda-137b",
    model: "LaMDA 137B",
    date: "2022-02-10",
    parameters: lamda(137e9),
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: lamda(1024, "page 18"),
      hours: lamda(57.7 * 24, "page 18: 57.7 days"),
      utilisation: { ...lamda(0.565, "page 18"), counts: "executed" },
    },
    published: [{ ...lamda(3.55e23, "page 18"), method: "device time" }],
    note: "The data set has 1.56 T words; how many tokens the run saw is not published.",
  },
  {
    ...google,
    id: "meena-2.6b",
    model: "Meena 2.6B",
    date: "2020-01-28",
    parameters: meena(2.6e9),
    work: { kind: "tokens", tokens: meena(10e12, "section 3: 61 B tokens, 164 epochs") },
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: patterson(1024, "Table 4"),
      hours: patterson(720, "Table 4: 30 days"),
      utilisation: { ...listed(0.3431), counts: "model" },
    },
    published: [{ ...patterson(1.12e23, "Table 4"), method: "device time" }],
    corrections: ["Listed data of 40 B are words; the paper counts 61 B tokens."],
    note: "Encoder and decoder: one encoder block and 13 decoder blocks, so that nearly all weights see every token.",
  },
  {
    ...google,
    id: "gshard-600b",
    model: "GShard 600B",
    date: "2020-06-30",
    parameters: patterson(600e9, "Table 4"),
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: patterson(1024, "Table 4"),
      hours: patterson(74.4, "Table 4: 3.1 days"),
      utilisation: { ...patterson(48.4 / 123, "Table 4: 48.4 TFLOP/s"), counts: "model" },
    },
    published: [{ ...patterson(1.33e22, "Table 4"), method: "device time" }],
  },
  {
    ...google,
    id: "switch-1.5t",
    model: "Switch Transformer 1.5T",
    date: "2021-01-11",
    parameters: patterson(1.571e12),
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: patterson(1024, "Table 4"),
      hours: patterson(648, "Table 4: 27 days"),
      utilisation: { ...patterson(34.4 / 123, "Table 4: 34.4 TFLOP/s"), counts: "model" },
    },
    published: [{ ...patterson(8.22e22, "Table 4"), method: "device time" }],
    note: "576 B tokens; parameters that a token uses are not published.",
  },
  {
    ...google,
    id: "t5-11b",
    model: "T5-11B",
    date: "2019-10-23",
    parameters: t5(11e9),
    work: {
      kind: "parts",
      parts: [
        {
          name: "encoder or decoder, whichever a token passes",
          parameters: brown(5.5e9, "Table D.1: half of the parameters active per token"),
          tokens: brown(1000e9, "Table D.1"),
        },
      ],
    },
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      deviceHours: patterson(246_733, "Table 4, 512 chips"),
      utilisation: { ...patterson(45.6 / 123, "Table 4: 45.6 TFLOP/s"), counts: "model" },
    },
    published: [
      { ...brown(3.3e22, "Table D.1"), method: "operations" },
      { ...patterson(4.05e22, "Table 4"), method: "device time" },
    ],
    corrections: ["6 N D with all parameters gives 6.6e22: twice too much, since a token passes one half."],
    note: "The listed hours were worked out from the published 4.05e22 and its rate.",
  },
  {
    ...google,
    id: "ul2-20b",
    model: "UL2 20B",
    date: "2022-05-10",
    parameters: ul2(20e9),
    work: {
      kind: "parts",
      parts: [
        {
          name: "encoder or decoder, whichever a token passes",
          parameters: ul2(10e9, "half of 20 B: as many layers in encoder and decoder"),
          tokens: ul2(1e12, "section 5.1"),
        },
      ],
    },
    hardware: {
      device: "tpu-v4",
      format: "bf16",
      count: ul2(512, "section 5.1"),
      hours: ul2(744, "section 5.1: slightly more than one month"),
    },
    published: [{ ...listed(1.2e23), method: "operations" }],
    corrections: [
      "The listed estimate is 6 N D with all parameters of an encoder-decoder; a token passes one half.",
    ],
    explanation:
      "Counted with all parameters, as the listing does, the methods agree; with the half that a token passes the run reached 0.16 of the peak. What “1 trillion tokens” counts, inputs and targets or inputs alone, is not stated.",
  },
  ...(["base", "large"] as const).map(
    (size): TrainingRun => ({
      ...google,
      id: `bert-${size}`,
      model: size === "base" ? "BERT-Base" : "BERT-Large",
      date: "2018-10-11",
      parameters: bertParameters(size),
      work: {
        kind: "parts",
        parts: [
          {
            name: "steps of 128 tokens",
            parameters: bertParameters(size),
            tokens: bert(0.9e6 * 256 * 128, "appendix A.2: 90 % of 1 M steps of 256 sequences"),
          },
          {
            name: "steps of 512 tokens",
            parameters: bertParameters(size),
            tokens: bert(0.1e6 * 256 * 512, "appendix A.2: 10 % of 1 M steps of 256 sequences"),
          },
        ],
      },
      hardware: {
        device: "tpu-v2",
        format: "bf16",
        count: bert(size === "base" ? 16 : 64, "appendix A.2: TPU chips"),
        hours: bert(96, "appendix A.2: four days"),
      },
      published: [
        { ...brown(size === "base" ? 1.64e20 : 5.33e20, "Table D.1"), method: "operations" },
        ...(size === "base" ? [] : [{ ...listed(2.85e20), method: "device time" } as const]),
      ],
      corrections: [
        "Table D.1 of the GPT-3 paper takes 250 B tokens; the BERT paper's steps have 43 B, 131 B if all are full length.",
      ],
      explanation: bertReason,
    }),
  ),
  {
    ...google,
    id: "gnmt",
    model: "GNMT",
    date: "2016-09-26",
    parameters: gnmt(278e6),
    hardware: {
      device: "k80",
      format: "fp32",
      count: gnmt(96, "section 8.3"),
      hours: gnmt(216, "section 8.3: about nine days with the refinement"),
    },
    published: [{ ...listed(6.62e21), method: "device time" }],
    confidence: "estimate",
    corrections: [
      "655,730 listed device-hours are for many pairs of languages; one model took 96 K80 for about nine days, 20,736 device-hours.",
    ],
  },
  {
    ...google,
    id: "transformer-base",
    model: "Transformer base",
    date: "2017-06-12",
    parameters: vaswani(65e6, "Table 3"),
    work: {
      kind: "steps",
      batch: vaswani(1, "section 5.1: counted in tokens"),
      sequence: vaswani(25_000, "section 5.1: source tokens of a step, as many target tokens"),
      steps: vaswani(100_000, "section 5.2"),
    },
    hardware: {
      device: "p100-sxm2",
      format: "fp32",
      count: vaswani(8, "section 5.2"),
      hours: vaswani(12, "section 5.2"),
    },
    published: [{ ...vaswani(3.3e18, "Table 2"), method: "device time" }],
    note: "A pair of a source and a target token passes all parameters once; the paper multiplies time by a sustained 9.5 TFLOP/s, which is an upper bound.",
  },
  {
    ...google,
    id: "transformer-big",
    model: "Transformer big",
    date: "2017-06-12",
    parameters: vaswani(213e6, "Table 3"),
    work: {
      kind: "steps",
      batch: vaswani(1, "section 5.1: counted in tokens"),
      sequence: vaswani(25_000, "section 5.1: source tokens of a step, as many target tokens"),
      steps: vaswani(300_000, "section 5.2"),
    },
    hardware: {
      device: "p100-sxm2",
      format: "fp32",
      count: vaswani(8, "section 5.2"),
      hours: vaswani(84, "section 5.2: 3.5 days"),
    },
    published: [
      { ...vaswani(2.3e19, "Table 2"), method: "device time" },
      { ...listed(7.4245e18), method: "device time" },
    ],
  },
  {
    ...google,
    id: "gato",
    model: "Gato",
    organisation: "DeepMind",
    network: "other",
    date: "2022-05-12",
    parameters: gato(1.18e9),
    work: {
      kind: "steps",
      batch: gato(512),
      sequence: gato(1024),
      steps: gato(1e6),
    },
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: gato(256, "a slice of 16 × 16"),
      hours: gato(96, "four days"),
    },
    published: [{ ...listed(4.02e21), method: "mean of both" }],
  },
];
