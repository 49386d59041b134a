// Whether a pattern of a quantization_config means a layer: our names of layers against those that checkpoints have.
import type { GraphNode } from "../../layers/index.js";

/** What decides for a pattern: the number of the block, whether it lies in a tower, and its names within the block. */
export interface ModuleNames {
  readonly block: string | undefined;
  readonly tower: boolean;
  readonly names: readonly string[];
}

/** What checkpoints call the parts of a block that hold products. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  attention: ["self_attn", "attn", "attention", "self_attention", "linear_attn", "mixer"],
  cross: ["cross_attn", "encoder_attn", "EncDecAttention"],
  mlp: ["mlp", "feed_forward", "ffn", "block_sparse_moe", "mixer", "moe"],
};

/** What they call the products of attention. */
const attentionNames: Readonly<Record<string, readonly string[]>> = {
  query: ["q_proj", "q_b_proj", "wq", "q", "query"],
  key: ["k_proj", "wk", "k", "key"],
  value: ["v_proj", "wv", "v", "value"],
  output: ["o_proj", "out_proj", "c_proj", "wo", "dense", "o"],
  joint: ["qkv_proj", "c_attn", "query_key_value", "Wqkv", "in_proj", "q_proj", "k_proj", "v_proj"],
  "query.compressed": ["q_a_proj"],
  compressed: ["kv_a_proj_with_mqa"],
  "key-value": ["kv_b_proj", "kv_proj"],
};

const gateNames = ["gate_proj", "w1", "wi_0"];
const upNames = ["up_proj", "w3", "wi_1", "wi", "c_fc", "fc1", "dense_h_to_4h"];
const downNames = ["down_proj", "w2", "wo", "c_proj", "fc2", "dense_4h_to_h"];
const sharedNames = ["shared_experts", "shared_expert", "shared_mlp"];
const inside = (outer: readonly string[], inner: readonly string[]) =>
  outer.flatMap((one) => inner.map((other) => `${one}.${other}`));
const joint = ["gate_up_proj", ...gateNames, ...upNames];

/** What they call the products of a feed-forward part and its experts. */
const mlpNames: Readonly<Record<string, readonly string[]>> = {
  gate: gateNames,
  up: upNames,
  down: downNames,
  "gate-up": joint,
  router: ["gate", "router"],
  "experts.gate-up": inside(["experts.0", "experts"], joint),
  "experts.up": inside(["experts.0", "experts"], upNames),
  "experts.down": inside(["experts.0", "experts"], downNames),
  "shared.gate": inside(sharedNames, gateNames),
  "shared.up": inside(sharedNames, upNames),
  "shared.gate-up": inside(sharedNames, joint),
  "shared.down": inside(sharedNames, downNames),
  "shared-gate": ["shared_expert_gate"],
};

const whole: Readonly<Record<string, readonly string[]>> = {
  output: ["lm_head", "output", "head", "embed_out"],
  "embedding.table": ["embed_tokens", "wte", "word_embeddings", "tok_embeddings", "embed"],
};

const towers = /(^|[._])(vision|visual|audio|image|vit|speech)/;

/** The names of a layer. */
export function moduleNames({ name, stage }: GraphNode): ModuleNames {
  const parts = name.split(".");
  const at = parts.findIndex((part) => /^\d+$/.test(part));
  const tower = towers.test(name) || towers.test(stage);
  if (at < 0) return { block: undefined, tower, names: [name, ...(whole[name] ?? [])] };
  const [room = "", ...rest] = parts.slice(at + 1);
  const leaf = rest.join(".");
  // our own names are not among a checkpoint's: its "mlp.gate" is a router
  const table = room === "mlp" ? mlpNames : attentionNames;
  const leaves = table[leaf] ?? [leaf];
  const names = (rooms[room] ?? [room]).flatMap((outer) =>
    leaves.map((inner) => (inner === "" ? outer : `${outer}.${inner}`)),
  );
  return { block: parts[at], tower, names: [...new Set(names)] };
}

/** Whether a layer is meant. */
type Wanted = (module: ModuleNames) => boolean;

/** Patterns with what they stand for, each read once; those of one block are asked for its layers alone. */
export interface PatternTable<Value> {
  /** The value of the first pattern that means the layer. */
  find(module: ModuleNames): Value | undefined;
  /** Patterns that cannot be read here. */
  readonly unread: readonly string[];
}

/** A table of patterns: paths of modules or their ends, with "*" for anything, or "re:" and an expression. */
export function patternTable<Value>(rows: readonly (readonly [string, Value])[]): PatternTable<Value> {
  const anywhere: (readonly [Wanted, Value])[] = [];
  const byBlock = new Map<string, (readonly [Wanted, Value])[]>();
  const unread: string[] = [];
  const seen = new Set<string>();
  for (const [text, value] of rows) {
    const pattern = text.replace(/\bexperts\.\d+/, "experts.0");
    if (seen.has(pattern)) continue;
    seen.add(pattern);
    const read = pattern.startsWith("re:") ? expression(pattern.slice(3)) : modulePattern(pattern);
    if (read === undefined) unread.push(text);
    else if (read.block === undefined) anywhere.push([read.wanted, value]);
    else byBlock.set(read.block, [...(byBlock.get(read.block) ?? []), [read.wanted, value]]);
  }
  return {
    find: (module) =>
      [...(byBlock.get(module.block ?? "") ?? []), ...anywhere].find(([wanted]) => wanted(module))?.[1],
    unread,
  };
}

interface ReadPattern {
  /** Number of the only block that it can mean. */
  readonly block: string | undefined;
  readonly wanted: Wanted;
}

const roots = /^(model|language_model|text_model|transformer|backbone|decoder|base_model|\*)\./;
const blocks = /^(.*?)(?:^|\.)(?:layers|h|blocks|block|layer)\.([\d*]+)(.*)$/;

function modulePattern(pattern: string): ReadPattern {
  const [, before = "", block, after = ""] = blocks.exec(pattern) ?? [];
  if (block === undefined) {
    const path = globbed(withoutRoots(pattern));
    const inTower = towers.test(pattern);
    const wanted = new RegExp(`(^|\\.)${path}($|\\.)`);
    return {
      block,
      wanted: ({ names, tower }) => (inTower ? tower : names.some((name) => wanted.test(name))),
    };
  }
  const starred = after.startsWith("*");
  const number = new RegExp(`^${globbed(starred ? `${block}*` : block)}$`);
  const inTower = towers.test(before);
  const rest = after.replace(/^\*?\.?/, "");
  // "layers.0*" and "layers.0" mean the whole block
  const wanted = rest === "" || rest === "*" ? undefined : new RegExp(`(^|\\.)${globbed(rest)}($|\\.)`);
  // "layers.1*" is written for block 1 and, taken at its word, means 10 to 19 as well
  const many = block.includes("*") || starred;
  return {
    block: many ? undefined : block,
    wanted: (module) =>
      module.block !== undefined &&
      module.tower === inTower &&
      number.test(module.block) &&
      (wanted === undefined || module.names.some((name) => wanted.test(name))),
  };
}

/** Longest expression, and groups repeated within repetitions, which may run for ever: neither is in any config. */
const longest = 500;
const nested = /\([^)]*[*+}][^)]*\)[*+{]/;

/** An expression of Python, which has the same meaning here in all that names of modules need. */
function expression(source: string): ReadPattern | undefined {
  if (source.length > longest || nested.test(source)) return undefined;
  try {
    const wanted = new RegExp(`^(?:${source})`);
    return {
      block: undefined,
      wanted: ({ block, tower, names }) =>
        names.some((name) => {
          const root = tower ? "model.vision_tower." : "model.";
          return wanted.test(block === undefined ? name : `${root}layers.${block}.${name}`);
        }),
    };
  } catch {
    return undefined;
  }
}

function withoutRoots(pattern: string): string {
  const shorter = pattern.replace(roots, "");
  return shorter === pattern ? pattern : withoutRoots(shorter);
}

/** "*" means anything; every other character itself. */
function globbed(text: string): string {
  return text
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
}
