// Shapes of language models that tests serve, and a server of one of them.
import { device } from "../../src/hardware/index.js";
import {
  type Server,
  type ServingSpec,
  servedModel,
  servingMemory,
  servingSetting,
  type TransformerShape,
} from "../../src/plan/index.js";

type Sizes = Partial<TransformerShape> & Pick<TransformerShape, "layers" | "modelDim" | "heads" | "ffnDim">;

/** A Llama of these sizes. */
export function llama(name: string, sizes: Sizes): TransformerShape {
  return {
    name,
    origin: "config of the released model",
    kvHeads: sizes.heads,
    headDim: sizes.modelDim / sizes.heads,
    gated: true,
    vocabulary: 32_000,
    tied: false,
    dropout: false,
    positionRows: 0,
    latent: undefined,
    mixture: undefined,
    ...sizes,
  };
}

const grouped = { kvHeads: 8, vocabulary: 128_256 };
export const llama2of7 = llama("Llama 2 7B", { layers: 32, modelDim: 4096, heads: 32, ffnDim: 11_008 });
export const llama2of70 = llama("Llama 2 70B", {
  layers: 80,
  modelDim: 8192,
  heads: 64,
  kvHeads: 8,
  ffnDim: 28_672,
});
export const llama3of8 = llama("Llama 3 8B", {
  layers: 32,
  modelDim: 4096,
  heads: 32,
  ffnDim: 14_336,
  ...grouped,
});
export const llama3of70 = llama("Llama 3 70B", {
  layers: 80,
  modelDim: 8192,
  heads: 64,
  ffnDim: 28_672,
  ...grouped,
});
export const opt = llama("OPT-13B", { layers: 40, modelDim: 5120, heads: 40, ffnDim: 20_480, gated: false });
const mixture = { experts: 8, active: 2, expertDim: 14_336, sharedDim: 0, layers: 32 };
export const mixtral: TransformerShape = { ...llama3of8, name: "Mixtral 8x7B", vocabulary: 32_000, mixture };
export const deepseek = llama("DeepSeek-V3", {
  layers: 61,
  modelDim: 7168,
  heads: 128,
  ffnDim: 18_432,
  latent: { queryRank: 1536, kvRank: 512, plainDim: 128, rotaryDim: 64, valueDim: 128 },
});

/** A server of a shape: prompts of 5 tokens and answers of 200 on A100 80 GB unless the spec says otherwise. */
export function server(spec: Pick<ServingSpec, "shape" | "count"> & Partial<ServingSpec>): Server {
  const setting = servingSetting({ device: device("a100-sxm-80"), input: 5, output: 200, ...spec });
  const model = servedModel(setting.shape);
  return { setting, model, memory: servingMemory(setting, model) };
}
