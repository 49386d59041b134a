// The models by explicit list, and every count of a counted graph.
import { FlopbookError, suggestion } from "../errors.js";
import type { Formula } from "../formula/index.js";
import type { CountedGraph } from "../layers/index.js";
import type { Claim } from "./claim.js";
import { encoderDecoderClaims, transformerBase, transformerBig } from "./encoder-decoder.js";
import { languageModel, languageModelClaims, languageModelIds } from "./language-models.js";
import { memoryFormulas } from "./memory.js";
import { perToken } from "./operations.js";
import { resnet, resnetClaims } from "./resnet.js";
import { totalFormulas } from "./total.js";

export { type Claim, type JudgedClaim, judgedClaim } from "./claim.js";
export { type DecoderOnlySpec, decoderOnly } from "./decoder-only.js";
export {
  type EncoderDecoderSpec,
  encoderDecoder,
  transformerBase,
  transformerBig,
} from "./encoder-decoder.js";
export { type LanguageModelId, languageModel, languageModelIds } from "./language-models.js";
export {
  forwardBytes,
  outputElements,
  type SavedOptions,
  savedForBackward,
  type WidthOptions,
} from "./memory.js";
export {
  backwardFlop,
  backwardMac,
  byOperationClass,
  type Counting,
  type CountingOptions,
  forwardFlop,
  forwardFlopPerToken,
  forwardMac,
  inputGradientMac,
  type Pass,
  parameters,
  weightGradientMac,
} from "./operations.js";
export { type ResNetDepth, type ResNetSpec, resnet, resnet50 } from "./resnet.js";
export { byStage, type StageCounts } from "./stages.js";

/** What may be set on a model by name; a model ignores none of them: it errors on what it has no use for. */
export interface ModelInput {
  readonly batch?: number;
  /** Height and width of an image. */
  readonly resolution?: number;
  /** Tokens of a sequence; source and target alike for an encoder-decoder. */
  readonly sequence?: number;
}

/** A model by name. */
export interface ModelRecord {
  readonly id: string;
  /** What it reads: decides which inputs may be set. */
  readonly reads: "images" | "tokens";
  graph(input: ModelInput): CountedGraph;
}

const resnets = ([18, 34, 50, 101, 152] as const).map(
  (depth): ModelRecord => ({
    id: `resnet${depth}`,
    reads: "images",
    graph: ({ batch = 1, resolution = 224 }) => resnet({ depth, batch, resolution }),
  }),
);

const variants: readonly ModelRecord[] = [
  {
    id: "resnet50-v1",
    reads: "images",
    graph: ({ batch = 1, resolution = 224 }) => resnet({ depth: 50, version: "v1", batch, resolution }),
  },
  {
    id: "resnext50_32x4d",
    reads: "images",
    graph: ({ batch = 1, resolution = 224 }) => resnet({ groups: 32, widthPerGroup: 4, batch, resolution }),
  },
  {
    id: "wide_resnet50_2",
    reads: "images",
    graph: ({ batch = 1, resolution = 224 }) => resnet({ widthPerGroup: 128, batch, resolution }),
  },
];

const languageModels = languageModelIds.map(
  (id): ModelRecord => ({
    id,
    reads: "tokens",
    graph: (input) => languageModel(id, withoutResolution(input)),
  }),
);

const encoderDecoders: readonly ModelRecord[] = [
  {
    id: "transformer-base",
    reads: "tokens",
    graph: ({ batch = 1, sequence = 20 }) => transformerBase({ batch, sourceLength: sequence }),
  },
  {
    id: "transformer-big",
    reads: "tokens",
    graph: ({ batch = 1, sequence = 20 }) => transformerBig({ batch, sourceLength: sequence }),
  },
];

/** Every model by name. */
export const models: readonly ModelRecord[] = [
  ...resnets,
  ...variants,
  ...encoderDecoders,
  ...languageModels,
];

/** Every published claim about them. */
export const modelClaims: readonly Claim[] = [
  ...resnetClaims,
  ...encoderDecoderClaims,
  ...languageModelClaims,
];

/** The graph of the model with this id. Errors on an unknown id and on an input that the model does not have. */
export function model(id: string, input: ModelInput = {}): CountedGraph {
  const ids = models.map((record) => record.id);
  const record = models.find((candidate) => candidate.id === id);
  if (record === undefined)
    throw new FlopbookError(
      `models: unknown model, got "${id}"${suggestion(id, ids) || `; known are ${ids.join(", ")}`}`,
    );
  const foreign = record.reads === "images" ? "sequence" : "resolution";
  if (input[foreign] !== undefined)
    throw new FlopbookError(
      `models: ${id} reads ${record.reads} and has no ${foreign}, got ${input[foreign]}; leave it out`,
    );
  return record.graph(input);
}

function withoutResolution({ batch, sequence }: ModelInput) {
  return { ...(batch === undefined ? {} : { batch }), ...(sequence === undefined ? {} : { sequence }) };
}

/** Every formula of this folder. */
export const modelFormulas: readonly Formula[] = [...memoryFormulas, perToken, ...totalFormulas];
