// Published decoders built as Llama: gated feed-forward part, sizes as their authors state them.
import { sources } from "../../sources/bibliography.js";
import { family, gated, type PublishedModel, released } from "./published-model.js";

const llama = { model_type: "llama" };
const llamas = [
  ...family("LLaMA", { source: sources.touvron2023, place: "Table 2" }, llama, [
    ["llama-7b", gated([4096, 32, 32, 32], 11_008, 32_000), ["llama1-7b"]],
    ["llama-13b", gated([5120, 40, 40, 40], 13_824, 32_000), ["llama1-13b"]],
    ["llama-33b", gated([6656, 60, 52, 52], 17_920, 32_000), ["llama1-33b", "llama-30b"]],
    ["llama-65b", gated([8192, 80, 64, 64], 22_016, 32_000), ["llama1-65b"]],
  ]),
  ...family("Llama 2", { source: sources.touvron2023llama2, place: "Table 1" }, llama, [
    ["llama2-7b", gated([4096, 32, 32, 32], 11_008, 32_000)],
    ["llama2-13b", gated([5120, 40, 40, 40], 13_824, 32_000)],
    ["llama2-70b", gated([8192, 80, 64, 8], 28_672, 32_000)],
  ]),
  ...family("Llama 3", released("meta-llama"), llama, [
    ["llama3-8b", gated([4096, 32, 32, 8], 14_336, 128_256), ["llama3.1-8b"]],
    ["llama3-70b", gated([8192, 80, 64, 8], 28_672, 128_256), ["llama3.1-70b", "llama3.3-70b"]],
    ["llama3.1-405b", gated([16_384, 126, 128, 8], 53_248, 128_256), ["llama3-405b"]],
    ["llama3.2-1b", { ...gated([2048, 16, 32, 8], 8192, 128_256), head_dim: 64, tie_word_embeddings: true }],
  ]),
  ...family("Code Llama", released("codellama"), llama, [
    ["codellama-34b", gated([8192, 48, 64, 8], 22_016, 32_000)],
  ]),
  ...family("Mistral", released("mistralai"), { model_type: "mistral" }, [
    ["mistral-7b", gated([4096, 32, 32, 8], 14_336, 32_000)],
  ]),
];

const tied = { tie_word_embeddings: true };
const qwen2 = { family: "Qwen 2.5", source: released("Qwen/Qwen2.5") };
const gemma = { family: "Gemma", source: released("google/gemma") };
const gemma2 = { family: "Gemma 2", source: released("google/gemma-2") };

/** Llama and its kin. */
export const llamaModels: readonly PublishedModel[] = [
  ...llamas,
  ...family("OLMo", released("allenai/OLMo-2-1124-7B"), { model_type: "olmo2" }, [
    ["olmo2-7b", gated([4096, 32, 32, 32], 11_008, 100_352)],
  ]),
  ...family("Phi", released("microsoft"), {}, [
    ["phi-4", { model_type: "phi3", ...gated([5120, 40, 40, 10], 17_920, 100_352) }],
  ]),
  { id: "qwen2.5-1.5b", ...qwen2, config: qwen([1536, 28, 12, 2], 8960, 151_936, tied) },
  { id: "qwen2.5-3b", ...qwen2, config: qwen([2048, 36, 16, 2], 11_008, 151_936, tied) },
  { id: "qwen2.5-7b", ...qwen2, config: qwen([3584, 28, 28, 4], 18_944, 152_064) },
  { id: "qwen2.5-14b", ...qwen2, config: qwen([5120, 48, 40, 8], 13_824, 152_064) },
  { id: "qwen2.5-72b", ...qwen2, config: qwen([8192, 80, 64, 8], 29_568, 152_064) },
  {
    id: "qwen3-8b",
    family: "Qwen 3",
    source: released("Qwen/Qwen3-8B"),
    config: { model_type: "qwen3", ...gated([4096, 36, 32, 8], 12_288, 151_936) },
  },
  { id: "gemma-2b", ...gemma, config: { model_type: "gemma", ...gated([2048, 18, 8, 1], 16_384, 256_000) } },
  {
    id: "gemma-7b",
    ...gemma,
    config: { model_type: "gemma", ...gated([3072, 28, 16, 16], 24_576, 256_000) },
  },
  { id: "gemma2-2b", ...gemma2, config: { model_type: "gemma2", ...gated([2304, 26, 8, 4], 9216, 256_000) } },
  {
    id: "gemma2-9b",
    ...gemma2,
    config: { model_type: "gemma2", ...gated([3584, 42, 16, 8], 14_336, 256_000) },
  },
  {
    id: "gemma2-27b",
    ...gemma2,
    config: { model_type: "gemma2", ...gated([4608, 46, 32, 16], 36_864, 256_000), head_dim: 128 },
  },
];

function qwen(
  counts: readonly [number, number, number, number],
  ffnDim: number,
  vocabulary: number,
  more: Readonly<Record<string, unknown>> = {},
) {
  return { model_type: "qwen2", ...gated(counts, ffnDim, vocabulary), ...more };
}
