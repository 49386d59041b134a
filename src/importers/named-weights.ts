// Weight formats by the names that people use: methods of the transformers library, and llama.cpp's mixtures.
import { FlopbookError, suggestion } from "../ground/errors.js";
import type { CountedGraph, StoredWeights } from "../layers/index.js";
import { type MixtureName, mixtureNames, mixtureWeights } from "./gguf/mixtures.js";
import { weightsByRules } from "./hugging-face/quantization.js";
import type { Rule } from "./hugging-face/quantization-recipe.js";
import {
  awq,
  bitsAndBytes4,
  bitsAndBytes8,
  fp8,
  gptq,
  integers,
  type Scheme,
} from "./hugging-face/quantization-schemes.js";

/** Methods with one setting. */
const fixed: Readonly<Record<string, Scheme>> = {
  nf4: bitsAndBytes4("nf4", false),
  "nf4-double": bitsAndBytes4("nf4", true),
  fp4: bitsAndBytes4("fp4", false),
  "bnb-int8": bitsAndBytes8,
  "fp8-block": fp8({ rows: 128, columns: 128 }),
  "fp8-row": fp8("row"),
};

/** Methods whose bits and groups may be said: "gptq-4bit-g128"; -1 shares a scale among a whole row. */
const methods: Readonly<
  Record<
    string,
    { readonly bits: number; readonly group: number; readonly rule: (b: number, g?: number) => Rule }
  >
> = {
  awq: { bits: 4, group: 128, rule: (bits, group) => ({ scheme: awq(bits, group, true) }) },
  gptq: { bits: 4, group: 128, rule: (bits, group) => ({ scheme: gptq(bits, group) }) },
  hqq: {
    bits: 4,
    group: 64,
    rule: (bits, group) => ({ scheme: integers("HQQ", { bits, group, zeroPointBits: 16 }) }),
  },
  mlx: {
    bits: 4,
    group: 64,
    rule: (bits, group) => ({
      scheme: integers("MLX", { bits, group, zeroPointBits: 16 }),
      head: true,
      tables: true,
    }),
  },
};

/** Names that are always known; methods take bits and groups as well, e.g. "gptq-3bit-g64". */
export const weightFormatNames: readonly string[] = [
  ...Object.keys(methods),
  ...Object.keys(fixed),
  ...mixtureNames,
];

/** Whether a word names a way to store weights. */
export function isWeightFormat(word: string): boolean {
  return mixtureOf(word) !== undefined || ruleOf(word) !== undefined;
}

/**
 * The weights of a network in a format by name, tensor by tensor. Errors on an unknown name, with the nearest, and on a
 * network without weights.
 */
export function weightsByName(word: string, graph: CountedGraph): StoredWeights {
  const [mixture, rule] = [mixtureOf(word), ruleOf(word)];
  const stored =
    mixture !== undefined
      ? mixtureWeights(graph, mixture)
      : rule !== undefined
        ? weightsByRules([rule], graph)
        : undefined;
  if (stored !== undefined) return stored;
  if (isWeightFormat(word))
    throw new FlopbookError(`${graph.name}: has no weights that could be stored, got ${word}; name another`);
  throw new FlopbookError(
    `weights: unknown format, got "${word}"${suggestion(word, weightFormatNames)}; known are ${weightFormatNames.join(", ")}`,
  );
}

/** "Q4_K_M", "q4-k-m", and "gguf:q4_k_m". */
function mixtureOf(word: string): MixtureName | undefined {
  const name = word
    .toLowerCase()
    .replace(/^gguf[:-]/, "")
    .replaceAll("-", "_");
  return mixtureNames.find((one) => one === name);
}

function ruleOf(word: string): Rule | undefined {
  const name = word.toLowerCase();
  const scheme = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
  if (scheme !== undefined) return { scheme };
  const [, method = "", bits, group] = /^([a-z]+)(?:-(\d)bit)?(?:-g(-1|\d+))?$/.exec(name) ?? [];
  const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (known === undefined || bits === "0" || group === "0") return undefined;
  const size = group === undefined ? known.group : Number(group);
  return known.rule(bits === undefined ? known.bits : Number(bits), size < 0 ? undefined : size);
}
