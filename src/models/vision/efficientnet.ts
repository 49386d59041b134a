// EfficientNet B0 to B7 and V2: inverted residual blocks scaled together in width, depth and resolution.
import type { Stage, Tensor } from "../../layers/index.js";
import { convolutionBlock, depthDropped, squeezeExcitation } from "./blocks.js";
import { roundedChannels } from "./channel-rounding.js";
import { type EfficientNetVersion, type EfficientStage, efficientnets } from "./efficientnet-versions.js";
import { channelMeans, droppedOut, fullyConnected, imageNetClasses, numbered } from "./heads.js";
import { type ImageModelSpec, imageModel, publishedClaims } from "./image-model.js";
import { summed } from "./transformer-parts.js";

/** Of stochastic depth: what the block behind the last would have. */
const lastRate = 0.2;

function efficientnet(id: string, net: EfficientNetVersion) {
  const { stemChannels, stages, lastChannels, dropout, origin, published } = net;
  const spec: ImageModelSpec = {
    id,
    family: "EfficientNet",
    published,
    origin,
    build(builder, image) {
      const stem = {
        name: "features.0",
        outputChannels: stemChannels,
        stride: 2,
        activation: "silu",
      } as const;
      let x = convolutionBlock(builder.stage("stem"), image, stem);
      const total = stages.reduce((all, { blocks }) => all + blocks, 0);
      let done = 0;
      stages.forEach((part, i) => {
        const stage = builder.stage(`stage ${i + 1}`);
        for (let at = 0; at < part.blocks; at++) {
          const rate = (lastRate * done++) / total;
          const stride = at === 0 ? part.stride : 1;
          x = block(stage, x, { ...part, name: `features.${i + 1}.${at}`, stride, rate });
        }
      });
      const head = builder.stage("head");
      const last = {
        name: `features.${stages.length + 1}`,
        outputChannels: lastChannels,
        kernel: 1,
      } as const;
      x = channelMeans(head, convolutionBlock(head, x, { ...last, activation: "silu" }));
      x = droppedOut(head, "classifier.0", x, dropout);
      fullyConnected(head, "classifier.1", x, imageNetClasses);
    },
  };
  return spec;
}

interface Block extends EfficientStage {
  readonly name: string;
  readonly rate: number;
}

/** Expand, filter, project; a shortcut with stochastic depth where the shapes allow. */
function block(stage: Stage, input: Tensor, spec: Block): Tensor {
  const { name, channels, stride } = spec;
  const inputChannels = input.shape[1] ?? 0;
  const path = numbered(`${name}.block`);
  const expanded = roundedChannels(inputChannels * spec.expansion);
  const x =
    spec.block === "fused"
      ? fusedBranch(stage, input, spec, expanded, path)
      : plainBranch(stage, input, spec, expanded, path);
  if (stride !== 1 || inputChannels !== channels) return x;
  return summed(stage, `${name}.add`, depthDropped(stage, `${name}.stochastic_depth`, x, spec.rate), input);
}

/** 1 × 1 to the expanded channels, depthwise, squeeze and excitation, 1 × 1 back. */
function plainBranch(stage: Stage, input: Tensor, spec: Block, expanded: number, path: () => string): Tensor {
  const { kernel, stride, channels } = spec;
  const inputChannels = input.shape[1] ?? 0;
  const wide = { outputChannels: expanded, activation: "silu" } as const;
  let x = input;
  if (expanded !== inputChannels) x = convolutionBlock(stage, x, { ...wide, name: path(), kernel: 1 });
  x = convolutionBlock(stage, x, { ...wide, name: path(), kernel, stride, groups: expanded });
  const squeezeChannels = Math.max(1, Math.floor(inputChannels / 4));
  x = squeezeExcitation(stage, x, { name: path(), squeezeChannels, activation: "silu" });
  return convolutionBlock(stage, x, {
    name: path(),
    outputChannels: channels,
    kernel: 1,
    activation: "none",
  });
}

/** One convolution that expands and filters, then 1 × 1 back; that convolution alone where nothing is expanded. */
function fusedBranch(stage: Stage, input: Tensor, spec: Block, expanded: number, path: () => string): Tensor {
  const { kernel, stride, channels } = spec;
  const filter = { kernel, stride, activation: "silu" } as const;
  if (expanded === input.shape[1])
    return convolutionBlock(stage, input, { ...filter, name: path(), outputChannels: channels });
  const x = convolutionBlock(stage, input, { ...filter, name: path(), outputChannels: expanded });
  return convolutionBlock(stage, x, {
    name: path(),
    outputChannels: channels,
    kernel: 1,
    activation: "none",
  });
}

const specs = Object.entries(efficientnets).map(([id, net]) => efficientnet(id, net));

/** EfficientNets by name. */
export const efficientnetModels = specs.map(imageModel);

/** What is published about them. */
export const efficientnetClaims = specs.flatMap(publishedClaims);
