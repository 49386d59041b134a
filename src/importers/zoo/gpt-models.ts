// Published decoders built as GPT: two products in the feed-forward part, sizes as their authors state them.
import { sources } from "../../sources/bibliography.js";
import { family, gptSizes, type PublishedModel, released, sizes } from "./published-model.js";

const gpt2 = family("GPT-2", { source: sources.radford2019, place: "Table 2" }, { model_type: "gpt2" }, [
  ["gpt2", gptSizes(768, 12, 12), ["gpt2-small"]],
  ["gpt2-medium", gptSizes(1024, 24, 16)],
  ["gpt2-large", gptSizes(1280, 36, 20)],
  ["gpt2-xl", gptSizes(1600, 48, 25)],
]);

/** The paper states no dropout; sizes are those of Table 2.1, with 16 heads for XL and width 5120 for 13B. */
const gpt3 = family(
  "GPT-3",
  { source: sources.brown2020, place: "Table 2.1" },
  { model_type: "gpt2", n_positions: 2048, resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 },
  [
    ["gpt-3-small", gptSizes(768, 12, 12), ["gpt-3-125m"]],
    ["gpt-3-medium", gptSizes(1024, 24, 16), ["gpt-3-350m"]],
    ["gpt-3-large", gptSizes(1536, 24, 16), ["gpt-3-760m"]],
    ["gpt-3-xl", gptSizes(2048, 24, 16), ["gpt-3-1.3b"]],
    ["gpt-3-2.7b", gptSizes(2560, 32, 32)],
    ["gpt-3-6.7b", gptSizes(4096, 32, 32)],
    ["gpt-3-13b", gptSizes(5120, 40, 40)],
    ["gpt-3-175b", gptSizes(12_288, 96, 96), ["gpt-3", "davinci"]],
  ],
);

const megatron = family(
  "Megatron",
  { source: sources.korthikanti2022, place: "Table 3" },
  { model_type: "gpt2", vocab_size: 51_200, n_positions: 2048 },
  [
    ["megatron-22b", gptSizes(6144, 48, 64), ["megatron-gpt-22b"]],
    ["megatron-175b", gptSizes(12_288, 96, 96), ["megatron-gpt-175b"]],
    ["mt-nlg-530b", gptSizes(20_480, 105, 128), ["mt-nlg", "megatron-530b", "megatron-turing-530b"]],
    ["megatron-1t", gptSizes(25_600, 128, 160), ["megatron-gpt-1t"]],
  ],
);

/** 512 colours and a start token; 32 × 32 pixels in a row. */
const igpt = family(
  "iGPT",
  { source: sources.chen2020igpt, place: "section 3.1" },
  { model_type: "gpt2", vocab_size: 513, n_positions: 1024, resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 },
  [
    ["igpt-s", gptSizes(512, 24, 8), ["igpt-small", "imagegpt-small"]],
    ["igpt-m", gptSizes(1024, 36, 8), ["igpt-medium", "imagegpt-medium"]],
    ["igpt-l", gptSizes(1536, 48, 16), ["igpt-large", "imagegpt-large"]],
  ],
);

const opt = family("OPT", released("facebook/opt"), { model_type: "opt" }, [
  ["opt-125m", { ...sizes(768, 12, 12), ffn_dim: 3072 }],
  [
    "opt-350m",
    { ...sizes(1024, 24, 16), ffn_dim: 4096, word_embed_proj_dim: 512, do_layer_norm_before: false },
  ],
  ["opt-6.7b", { ...sizes(4096, 32, 32), ffn_dim: 16_384 }],
  ["opt-13b", { ...sizes(5120, 40, 40), ffn_dim: 20_480 }],
  ["opt-30b", { ...sizes(7168, 48, 56), ffn_dim: 28_672 }],
  ["opt-66b", { ...sizes(9216, 64, 72), ffn_dim: 36_864 }],
  ["opt-175b", { ...sizes(12_288, 96, 96), ffn_dim: 49_152 }],
]);

const neox = family("GPT-NeoX", released("EleutherAI"), { model_type: "gpt_neox" }, [
  ["pythia-410m", { ...sizes(1024, 24, 16), intermediate_size: 4096, vocab_size: 50_304 }],
  ["pythia-12b", { ...sizes(5120, 36, 40), intermediate_size: 20_480, vocab_size: 50_688 }],
  ["gpt-neox-20b", { ...sizes(6144, 44, 64), intermediate_size: 24_576, vocab_size: 50_432 }],
]);

const bloom = family("BLOOM", released("bigscience/bloom"), { model_type: "bloom" }, [
  ["bloom-560m", { hidden_size: 1024, n_layer: 24, n_head: 16 }],
  ["bloom-1b1", { hidden_size: 1536, n_layer: 24, n_head: 16 }, ["bloom-1.1b"]],
  ["bloom-1b7", { hidden_size: 2048, n_layer: 24, n_head: 16 }, ["bloom-1.7b"]],
  ["bloom-176b", { hidden_size: 14_336, n_layer: 70, n_head: 112 }, ["bloom"]],
]);

/** GPT and its kin. */
export const gptModels: readonly PublishedModel[] = [
  ...gpt2,
  ...gpt3,
  ...megatron,
  ...igpt,
  ...opt,
  ...neox,
  ...bloom,
  ...family("GPT-J", released("EleutherAI/gpt-j-6b"), { model_type: "gptj" }, [["gpt-j-6b", {}, ["gptj"]]]),
  ...family("MPT", released("mosaicml/mpt-7b"), { model_type: "mpt" }, [
    ["mpt-7b", { d_model: 4096, n_layers: 32, n_heads: 32, vocab_size: 50_432 }],
  ]),
  ...family("Falcon", released("tiiuae/falcon-180B"), { model_type: "falcon" }, [
    [
      "falcon-180b",
      { ...sizes(14_848, 80, 232), num_kv_heads: 8, vocab_size: 65_024, new_decoder_architecture: true },
    ],
  ]),
  ...family("Phi", released("microsoft"), {}, [["phi-1.5", { model_type: "phi" }]]),
];
