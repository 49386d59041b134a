// Configs of BART and its kin: two stacks of blocks with biases, and a table of words that both share.
import { FlopbookError } from "../../../ground/errors.js";
import type { CountedGraph, NotCounted } from "../../../layers/index.js";
import type { BlockSpec } from "../../../models/language/blocks/specs.js";
import type { EncoderHead } from "../../../models/language/encoder-head.js";
import { plainEncoder, type Stack } from "../../../models/text/encoder.js";
import { type AddedTable, tokenTables } from "../../../models/text/encoder-entrance.js";
import { seq2seq } from "../../../models/text/seq2seq.js";
import { activationNamed } from "../activation-names.js";
import type { ConfigKeys } from "../config-keys.js";
import { perHead } from "../decoder-parts.js";
import { type Asked, runOf } from "../family.js";
import { headAttention, repeated } from "../gpt-blocks.js";
import { type AskedHead, askedHead, type HeadKind } from "../network-head.js";
import { sparseBlocks } from "../sparse-blocks.js";
import type { BartKind, BartSizes } from "./kinds.js";

const counted: readonly HeadKind[] = ["none", "language", "classes", "span"];

const bart: BartSizes = {
  vocabulary: 50_265,
  modelDim: 1024,
  encoderLayers: 12,
  decoderLayers: 12,
  heads: 16,
  inner: 4096,
  positions: 1024,
};

/** Keys of old configs that the library's classes do not look at. */
const oldKeys = [
  "add_bias_logits",
  "add_final_layer_norm",
  "classif_dropout",
  "do_blenderbot_90_layernorm",
  "extra_layer_norm",
  "extra_pos_embeddings",
  "force_bos_token_to_be_generated",
  "normalize_before",
  "normalize_embedding",
  "num_hidden_layers",
  "static_position_embeddings",
  "unk_token_id",
];

/** The graph of a config of BART's kin. */
export function bartLike(asked: Asked, kind: BartKind): CountedGraph {
  const { keys } = asked;
  const head = askedHead(keys, "language", kind.heads ?? counted);
  keys.ignore([...oldKeys, ...(kind.ignored ?? [])]);
  const sizes = { ...bart, ...kind.sizes };
  const longest = keys.whole("max_position_embeddings", sizes.positions);
  const run = runOf(asked, longest);
  if (run.kernel === "fused" && kind.fused === false)
    throw new FlopbookError(
      `${keys.subject}: this model_type runs its attention step by step only, got attention "fused"; leave it out`,
    );
  if (kind.positions !== "constants" && run.sequence > longest)
    throw new FlopbookError(
      `${keys.subject}: sequence must be at most ${longest} for its table of positions, got ${run.sequence}; shorten it`,
    );
  const alone = head.className?.endsWith("ForCausalLM") === true;
  const source = keys.whole(kind.sourceVocabulary ?? "vocab_size", sizes.vocabulary);
  const target = keys.optionalWhole(kind.targetVocabulary ?? "decoder_vocab_size") ?? source;
  const tied = keys.flag("tie_word_embeddings", kind.tied ?? true);
  const tiedTo = kind.ownTables?.(keys) === true || alone || !tied ? undefined : "encoder.table";
  const side = { keys, kind, sizes, longest };
  const untied = !tied || (alone && kind.tiedAlone === false);
  const place = { vocabulary: target, table: untied ? undefined : "decoder.table" };
  if (alone) keys.ignore(["encoder_layers", "encoder_attention_heads", "encoder_ffn_dim"]);
  const modelDim = keys.whole(["d_model", "hidden_size"], sizes.modelDim);
  const unread = !tied && !alone && kind.ownTables === undefined;
  const spec = {
    name: asked.name,
    origin: asked.origin,
    encoder: alone ? undefined : stack({ ...side, name: "encoder", vocabulary: source, tiedTo: undefined }),
    decoder: stack({ ...side, name: "decoder", vocabulary: target, tiedTo }),
    heads: headsOf(keys, { ...head, labels: labelsOf(keys, kind, head) }, place),
    unread: unread ? [{ name: "shared.table", vocabulary: source, modelDim }] : [],
    notCounted: [...head.notCounted, ...leftOutOf(keys, run.sequence, kind.sparseBlocks === true)],
  };
  return seq2seq(spec, run);
}

/** Classes, or as many as the library takes where a config does not say. */
function labelsOf(keys: ConfigKeys, { labels }: BartKind, head: AskedHead): number {
  const told = keys.raw("num_labels") !== undefined || keys.raw("id2label") !== undefined;
  return told ? head.labels : (labels ?? head.labels);
}

/** One side of the network. */
interface Side {
  readonly keys: ConfigKeys;
  readonly kind: BartKind;
  readonly sizes: BartSizes;
  readonly longest: number;
  readonly name: "encoder" | "decoder";
  readonly vocabulary: number;
  readonly tiedTo: string | undefined;
}

function stack(side: Side): Stack {
  const { keys, kind, sizes, name } = side;
  const modelDim = keys.whole(["d_model", "hidden_size"], sizes.modelDim);
  const { positions = 2 } = kind;
  const rows = positions === "constants" ? positions : side.longest + positions;
  const added: readonly AddedTable[] = [{ name: "positions", rows, numbers: "none" }];
  const entrance = tokenTables({
    vocabulary: side.vocabulary,
    ...(side.tiedTo === undefined ? {} : { tiedTo: side.tiedTo }),
    scaled: keys.flag("scale_embedding", kind.scaled ?? false),
    tableDim: modelDim,
    modelDim,
    added,
    norm: kind.embeddingNorm === false ? undefined : "layer",
    dropout: keys.rate("dropout", 0.1),
    projection: undefined,
  });
  const fallback = name === "encoder" ? sizes.encoderLayers : sizes.decoderLayers;
  const layers = repeated(blockOf(side, modelDim), keys.count(`${name}_layers`, fallback));
  return { ...plainEncoder, entrance, layers, finalNorm: kind.finalNorm === true ? "layer" : undefined };
}

function blockOf({ keys, kind, sizes, name }: Side, modelDim: number): BlockSpec {
  const heads = keys.whole(`${name}_attention_heads`, sizes.heads);
  const bias = kind.bias?.(keys) ?? true;
  const activation = keys.text("activation_function", kind.activation ?? "gelu");
  const dropout = keys.rate("dropout", 0.1);
  const attention = headAttention({
    heads,
    headDim: perHead(keys, "d_model", modelDim, heads),
    queryBias: bias,
    outputBias: bias,
    softmax: "native",
    dropout: keys.rate("attention_dropout", kind.attentionDropout ?? 0),
  });
  return {
    arrangement: kind.arrangement ?? "after-sum",
    norm: "layer",
    attention,
    ...(name === "decoder" ? { cross: attention } : {}),
    mlp: {
      kind: "dense",
      dim: keys.whole(`${name}_ffn_dim`, sizes.inner),
      activation: activationNamed(keys.subject, "activation_function", activation),
      gate: "none",
      bias: true,
      dropout: keys.rate("activation_dropout", 0),
    },
    attentionDropout: dropout,
    mlpDropout: dropout,
  };
}

function headsOf(
  keys: ConfigKeys,
  { kind, labels }: AskedHead,
  { vocabulary, table }: { readonly vocabulary: number; readonly table: string | undefined },
): readonly EncoderHead[] {
  const rate = keys.rate("classifier_dropout", 0);
  if (kind === "language")
    return [
      { reads: "each", steps: [], gives: { kind: "vocabulary", vocabulary, tiedTo: table, bias: "none" } },
    ];
  if (kind === "span") return [{ reads: "each", steps: [], gives: { kind: "span", outputs: 2 } }];
  if (kind !== "classes") return [];
  // The token that ends the text stands for it.
  const dense = { name: "pooler", activation: "tanh", dropout: [rate, rate] } as const;
  return [{ reads: "first", steps: [dense], gives: { kind: "classes", labels } }];
}

/** Prompts that are learned beside the network, and attention that skips blocks of a long text. */
function leftOutOf(keys: ConfigKeys, sequence: number, blocks: boolean): readonly NotCounted[] {
  const why =
    "the library's class makes further keys and values of them in every layer: they are not counted";
  const prompts = keys.flag("use_prompt", false)
    ? [{ name: "use_prompt", what: "learned prompts", why }]
    : [];
  return [...prompts, ...(blocks ? sparseBlocks(keys, sequence) : [])];
}
