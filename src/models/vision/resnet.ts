// Residual networks for images (ResNet-18 to ResNet-152, ResNeXt, wide), as counted graphs.

import { FlopbookError } from "../../ground/errors.js";
import { type CountedGraph, graphBuilder, residualAdd, type Stage, type Tensor } from "../../layers/index.js";
import { wholeNumber } from "../../layers/shape/shape.js";
import { sources } from "../../sources/bibliography.js";
import type { Claim } from "../claim.js";
import { dtypeOf, formatWidth, type ModelInput, type ModelRecord, type NetworkFormat } from "../record.js";
import { activate, type ConvolutionBlockSpec, convolutionBlock } from "./blocks.js";
import { channelMeans, fullyConnected, imageNetClasses, maxPooled } from "./heads.js";
import { checkKernel } from "./image-model.js";

const subject = "models/vision/resnet";

/** Blocks of each stage; from 50 layers on the blocks are bottlenecks. */
const depths = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;

export type ResNetDepth = keyof typeof depths;

export interface ResNetSpec {
  /** Default 50. */
  readonly depth?: ResNetDepth;
  /**
   * Where a bottleneck that halves the image does so: "v1" in its first 1 × 1 convolution (the paper), "v1.5" in
   * its 3 × 3 (torchvision and most training runs). Default "v1.5". Alike for depths 18 and 34.
   */
  readonly version?: "v1" | "v1.5";
  /** Height and width of the image; default 224. */
  readonly resolution?: number;
  /** Default 1000. */
  readonly classes?: number;
  /** Images; default 1. */
  readonly batch?: number;
  /** Groups of the 3 × 3 convolutions; default 1, ResNeXt has 32. */
  readonly groups?: number;
  /** Width of a group at the first stage; default 64. */
  readonly widthPerGroup?: number;
  /** Default "fp32". */
  readonly format?: NetworkFormat;
}

/** A residual network with every field present and checked. */
type ResNet = Required<ResNetSpec>;

const built = new Map<string, CountedGraph>();

/** A residual network: image [batch, 3, resolution, resolution] -> logits [batch, classes]. Equal specs share one. */
export function resnet(spec: ResNetSpec = {}): CountedGraph {
  const net = toResNet(spec);
  const key = JSON.stringify(net);
  const graph = built.get(key) ?? builtGraph(net);
  built.set(key, graph);
  return graph;
}

function builtGraph(net: ResNet): CountedGraph {
  const name = `ResNet-${net.depth} ${net.version}`;
  const builder = graphBuilder({
    name,
    origin: { source: sources.he2016, place: "Table 1" },
    bytesPerElement: formatWidth(net.format),
  });
  const image = builder.input("image", [net.batch, 3, net.resolution, net.resolution]);
  const stem = builder.stage("stem");
  let x = convolutionBlock(stem, image, {
    name: "",
    parts: ["conv1", "bn1", "relu"],
    outputChannels: 64,
    kernel: 7,
    stride: 2,
  });
  x = maxPooled(stem, "maxpool", x, { kernel: 3, stride: 2, padding: 1 });
  depths[net.depth].forEach((blocks, i) => {
    const stage = builder.stage(`stage ${i + 1}`);
    for (let block = 0; block < blocks; block++) {
      const place = {
        name: `layer${i + 1}.${block}`,
        planes: 64 * 2 ** i,
        stride: i > 0 && block === 0 ? 2 : 1,
      };
      x = net.depth < 50 ? basicBlock(stage, x, place) : bottleneck(stage, x, place, net);
    }
  });
  const head = builder.stage("head");
  fullyConnected(head, "fc", channelMeans(head, x), net.classes);
  return builder.graph();
}

/** ResNet-50; 25,557,032 parameters with 1000 classes. @example parameters(resnet50()) // 25.6 million parameters */
export function resnet50(spec: Omit<ResNetSpec, "depth"> = {}): CountedGraph {
  return resnet({ ...spec, depth: 50 });
}

interface Block {
  readonly name: string;
  readonly planes: number;
  readonly stride: number;
}

/** Two 3 × 3 convolutions: [batch, c, h, w] -> [batch, planes, h / stride, w / stride]. */
function basicBlock(stage: Stage, input: Tensor, { name, planes, stride }: Block): Tensor {
  let x = convolved(stage, name, input, 1, { outputChannels: planes, stride });
  x = convolved(stage, name, x, 2, { outputChannels: planes, activation: "none" });
  return closed(stage, name, x, input, stride, "relu2");
}

/** 1 × 1, 3 × 3, 1 × 1: [batch, c, h, w] -> [batch, 4 planes, h / stride, w / stride]. */
function bottleneck(stage: Stage, input: Tensor, { name, planes, stride }: Block, net: ResNet): Tensor {
  const outputChannels = Math.floor((planes * net.widthPerGroup) / 64) * net.groups;
  const [first, second] = net.version === "v1" ? [stride, 1] : [1, stride];
  let x = convolved(stage, name, input, 1, { outputChannels, kernel: 1, stride: first });
  x = convolved(stage, name, x, 2, { outputChannels, stride: second, groups: net.groups });
  x = convolved(stage, name, x, 3, { outputChannels: 4 * planes, kernel: 1, activation: "none" });
  return closed(stage, name, x, input, stride, "relu3");
}

/** Adds the shortcut, by a 1 × 1 convolution where the shapes differ, and the last ReLU of the block. */
function closed(stage: Stage, name: string, x: Tensor, input: Tensor, stride: number, relu: string): Tensor {
  const outputChannels = x.shape[1] ?? 0;
  const plain = stride === 1 && input.shape[1] === outputChannels;
  const projection = { outputChannels, kernel: 1, stride, activation: "none" } as const;
  const shortcut = plain
    ? input
    : convolutionBlock(stage, input, { name: `${name}.downsample`, ...projection });
  const added = stage.add(`${name}.add`, residualAdd({ input: x.shape }), x, shortcut);
  return activate(stage, `${name}.${relu}`, added);
}

/** The convolution of this number in a block, with its batch normalisation and ReLU. */
function convolved(
  stage: Stage,
  name: string,
  input: Tensor,
  number: 1 | 2 | 3,
  settings: Omit<ConvolutionBlockSpec, "name" | "parts">,
): Tensor {
  const parts = [`conv${number}`, `bn${number}`, `relu${number}`] as const;
  return convolutionBlock(stage, input, { name, parts, ...settings });
}

function toResNet(spec: ResNetSpec): ResNet {
  const { depth = 50, version = "v1.5", groups = 1, widthPerGroup = 64 } = spec;
  if (!(depth in depths))
    throw new FlopbookError(
      `${subject}: unknown depth, got ${String(depth)}; known are ${Object.keys(depths).join(", ")}`,
    );
  if (version !== "v1" && version !== "v1.5")
    throw new FlopbookError(
      `${subject}: version must be "v1" or "v1.5", got "${String(version)}"; choose one`,
    );
  if (depth < 50 && (groups !== 1 || widthPerGroup !== 64))
    throw new FlopbookError(
      `${subject}: groups need bottleneck blocks, got depth ${depth} with ${groups} groups of ${widthPerGroup}; use depth 50, 101 or 152`,
    );
  return {
    depth,
    version,
    resolution: wholeNumber(subject, "resolution", spec.resolution ?? 224),
    classes: wholeNumber(subject, "classes", spec.classes ?? imageNetClasses),
    batch: wholeNumber(subject, "batch", spec.batch ?? 1),
    groups: wholeNumber(subject, "groups", groups),
    widthPerGroup: wholeNumber(subject, "widthPerGroup", widthPerGroup),
    format: spec.format ?? "fp32",
  };
}

const exact = { tolerance: 0, reason: "counted from the instantiated model" } as const;
const paperTable = { source: sources.he2016, place: "Table 1, FLOPs (multiply-adds)" };
const cut = { tolerance: 0.02, reason: "two digits, cut rather than rounded" } as const;

function torchvision(id: string, weights: string, parameters: number, gmac: number): readonly Claim[] {
  const source = {
    source: sources.torchvision,
    place: `${weights}_Weights.IMAGENET1K_V1: num_params, _ops`,
  };
  const graph = () => resnet(variants[id]);
  const mac = gmac * 1e9;
  const rounding = { tolerance: 500_000 / mac, reason: "printed in thousandths of 10^9" };
  return [
    { id: `${id}-parameters`, about: "parameters", stated: parameters, ...exact, source, graph },
    { id: `${id}-mac-torchvision`, about: "forwardMac", stated: mac, ...rounding, source, graph },
  ];
}

function paper(depth: ResNetDepth, mac: number): Claim {
  const graph = () => resnet({ depth, version: "v1" });
  return {
    id: `resnet${depth}-mac-paper`,
    about: "forwardMac",
    stated: mac,
    ...cut,
    source: paperTable,
    graph,
  };
}

/** What a record sets on its graph. */
type Variant = Pick<ResNetSpec, "depth" | "version" | "groups" | "widthPerGroup">;

const variants: Readonly<Record<string, Variant>> = {
  resnet18: { depth: 18 },
  resnet34: { depth: 34 },
  resnet50: { depth: 50 },
  resnet101: { depth: 101 },
  resnet152: { depth: 152 },
  "resnet50-v1": { depth: 50, version: "v1" },
  resnext50_32x4d: { groups: 32, widthPerGroup: 4 },
  resnext101_32x8d: { depth: 101, groups: 32, widthPerGroup: 8 },
  resnext101_64x4d: { depth: 101, groups: 64, widthPerGroup: 4 },
  wide_resnet50_2: { widthPerGroup: 128 },
  wide_resnet101_2: { depth: 101, widthPerGroup: 128 },
};

/** Published parameters and multiply-accumulates of the family, for one image of 224 × 224. */
export const resnetClaims: readonly Claim[] = [
  ...torchvision("resnet18", "ResNet18", 11_689_512, 1.814),
  ...torchvision("resnet34", "ResNet34", 21_797_672, 3.664),
  ...torchvision("resnet50", "ResNet50", 25_557_032, 4.089),
  ...torchvision("resnet101", "ResNet101", 44_549_160, 7.801),
  ...torchvision("resnet152", "ResNet152", 60_192_808, 11.514),
  ...torchvision("resnext50_32x4d", "ResNeXt50_32X4D", 25_028_904, 4.23),
  ...torchvision("resnext101_32x8d", "ResNeXt101_32X8D", 88_791_336, 16.414),
  ...torchvision("resnext101_64x4d", "ResNeXt101_64X4D", 83_455_272, 15.46),
  ...torchvision("wide_resnet50_2", "Wide_ResNet50_2", 68_883_240, 11.398),
  ...torchvision("wide_resnet101_2", "Wide_ResNet101_2", 126_886_696, 22.753),
  paper(18, 1.8e9),
  paper(34, 3.6e9),
  paper(50, 3.8e9),
  paper(101, 7.6e9),
  paper(152, 11.3e9),
];

/** Residual networks by name. */
export const resnetModels: readonly ModelRecord[] = Object.entries(variants).map(([id, variant]) => ({
  id,
  family: "ResNet",
  reads: "images",
  graph: (input: ModelInput) => {
    checkKernel(`models/${id}`, undefined, input);
    const { batch = 1, resolution = 224 } = input;
    const format = dtypeOf(input) ?? "fp32";
    return resnet({ ...variant, batch, resolution, format });
  },
}));
