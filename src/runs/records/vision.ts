// Training runs on images: AlexNet, VGG, ResNet, ViT, CoCa, Stable Diffusion and others.
import { sources } from "../../sources/bibliography.js";
import { factsFrom, type TrainingRun } from "../run.js";
import { epochSystems, runSources } from "../sources.js";

const listed = factsFrom(epochSystems);
const alexnet = factsFrom(runSources.alexnet);
const vgg = factsFrom(sources.simonyan2015);
const resnet = factsFrom(sources.he2016);
const counted = factsFrom(sources.torchvision);
const goyal = factsFrom(sources.goyal2017);
const vit = factsFrom(sources.dosovitskiy2021);
const vit22 = factsFrom(runSources.vit22b);
const student = factsFrom(runSources.noisyStudent);
const coca = factsFrom(runSources.coca);
const imagen = factsFrom(runSources.imagen);
const diffusion = factsFrom(runSources.stableDiffusion);

const vision = { network: "other", confidence: "primary" } as const;

/** Runs on images. */
export const visionRuns: readonly TrainingRun[] = [
  {
    ...vision,
    id: "alexnet",
    model: "AlexNet",
    organisation: "University of Toronto",
    date: "2012-09-30",
    parameters: alexnet(60e6, "abstract"),
    work: {
      kind: "samples",
      forward: { model: "alexnet" },
      samples: alexnet(1.2e6, "section 2"),
      epochs: alexnet(90, "section 5: roughly 90 cycles"),
    },
    hardware: {
      device: "gtx-580",
      format: "fp32",
      count: alexnet(2, "section 1"),
      hours: alexnet(132, "section 1: between five and six days"),
    },
    published: [{ ...listed(4.7e17), method: "operations" }],
    note: "Counted for the one-tower network of the zoo, which does not split its filters in two groups.",
  },
  {
    ...vision,
    id: "vgg16",
    model: "VGG-16",
    organisation: "University of Oxford",
    date: "2014-09-04",
    parameters: vgg(138e6, "Table 2"),
    work: {
      kind: "samples",
      forward: { model: "vgg16" },
      samples: vgg(1.3e6, "section 4"),
      epochs: vgg(74, "section 3.1"),
    },
    hardware: {
      device: "gtx-titan-black",
      format: "fp32",
      count: vgg(4, "section 3.3"),
      hours: vgg(420, "section 3.3: two to three weeks"),
    },
    published: [{ ...listed(1.229e19), method: "device time" }],
  },
  {
    ...vision,
    id: "resnet-152",
    model: "ResNet-152",
    organisation: "Microsoft",
    date: "2015-12-10",
    parameters: counted(60_192_808),
    work: {
      kind: "samples",
      forward: { model: "resnet152" },
      samples: resnet(1.28e6, "section 4.1"),
      epochs: resnet(120, "section 3.4: 60 × 10⁴ steps of 256 images"),
    },
    published: [{ ...listed(1.041e19), method: "operations" }],
    note: "No time is published.",
  },
  {
    ...vision,
    id: "resnet-50-1h",
    aliases: ["resnet-50"],
    model: "ResNet-50 in one hour",
    organisation: "Facebook AI Research",
    date: "2017-06-08",
    parameters: counted(25_557_032),
    work: {
      kind: "samples",
      forward: { model: "resnet50" },
      samples: goyal(1.28e6, "section 5.1"),
      epochs: goyal(90, "section 5.1"),
    },
    hardware: {
      device: "p100-sxm2",
      format: "fp32",
      count: goyal(256, "abstract"),
      hours: goyal(1, "abstract"),
    },
  },
  {
    ...vision,
    id: "vit-h-14",
    model: "ViT-H/14",
    organisation: "Google",
    date: "2020-10-22",
    parameters: vit(632e6, "Table 1"),
    work: {
      kind: "samples",
      forward: { model: "vit_h_14" },
      samples: vit(303e6, "section 4.1: JFT-300M"),
      epochs: vit(14, "Table 6"),
    },
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      deviceHours: vit(30_000, "Table 2: 2.5 k core-days, two cores a chip"),
    },
    published: [{ ...listed(4.262e21), method: "operations" }],
  },
  {
    ...vision,
    id: "vit-22b",
    model: "ViT-22B",
    organisation: "Google",
    date: "2023-02-10",
    parameters: vit22(21_743e6, "Table 1"),
    work: {
      kind: "steps",
      batch: vit22(65_536, "batch of 65 k"),
      sequence: vit22(256, "visual tokens of an image"),
      steps: vit22(177_000, "model card"),
    },
    hardware: {
      device: "tpu-v4",
      format: "bf16",
      count: vit22(1024, "model card"),
      hours: vit22(
        (65_536 * 256 * 177_000) / (1150 * 1024) / 3600,
        "1.15 k tokens a second and chip, all tokens",
      ),
      utilisation: { ...vit22(0.549), counts: "model" },
    },
    published: [{ ...listed(1.932e23), method: "device time" }],
    corrections: [
      "347.4 h are listed, from 1.15 k tokens a second and core with two cores a chip; but 1.15 k tokens are 150 TFLOP/s, the stated 54.9 % of a whole chip. The run takes twice as long, and its operations are twice the listed 1.9e23.",
    ],
    note: "The time follows from the throughput, so that the agreement checks the utilisation and not the hours.",
  },
  {
    ...vision,
    id: "noisy-student-l2",
    model: "Noisy Student, EfficientNet-L2",
    organisation: "Google",
    date: "2019-11-11",
    parameters: student(480e6, "Table 7"),
    hardware: {
      device: "tpu-v3",
      format: "bf16",
      count: student(1024, "2,048 cores"),
      hours: student(144, "six days"),
    },
    published: [{ ...listed(2.612e22), method: "device time" }],
  },
  {
    ...vision,
    id: "coca",
    model: "CoCa",
    organisation: "Google",
    date: "2022-05-04",
    parameters: coca(2.1e9, "Table 1"),
    hardware: {
      device: "tpu-v4",
      format: "bf16",
      count: coca(2048),
      hours: coca(120, "about five days"),
    },
    published: [{ ...listed(7.3e22), method: "device time" }],
  },
  {
    ...vision,
    id: "imagen",
    model: "Imagen",
    organisation: "Google",
    date: "2022-05-23",
    parameters: listed(7_762e6),
    hardware: { device: "tpu-v4", format: "bf16", count: imagen(256), hours: listed(96) },
    published: [{ ...listed(1.46e22), method: "device time" }],
    confidence: "estimate",
  },
  {
    ...vision,
    id: "stable-diffusion-1",
    aliases: ["stable-diffusion"],
    model: "Stable Diffusion v1",
    organisation: "CompVis, Runway, Stability AI",
    date: "2022-08-22",
    parameters: listed(1.45e9, "with text encoder and autoencoder, which are not trained"),
    hardware: { device: "a100-pcie-40", format: "fp16", deviceHours: diffusion(150_000) },
    published: [{ ...listed(5e22), method: "device time" }],
  },
];
