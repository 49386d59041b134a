// The weights that a config describes as its checkpoint stores them: every tensor in its own format.
import type { CountedGraph, GraphNode, NotCounted, StoredWeights } from "../../layers/index.js";
import { partOf } from "../../models/parts.js";
import type { NetworkFormat } from "../../models/record.js";
import { matricesOf, type StoredPiece, storedWeights, weightNodes } from "../../models/stored-pieces.js";
import { type ConfigKeys, configKeys, isObject } from "./config-keys.js";
import { recipeOf } from "./quantization-methods.js";
import { type ModuleNames, moduleNames, type PatternTable, patternTable } from "./quantization-modules.js";
import { keptModules, type Recipe, type Rule } from "./quantization-recipe.js";
import { matrixBits, type Scheme } from "./quantization-schemes.js";
import { statedDtype } from "./stated-dtype.js";

/** What a config says of stored weights, and what of that is not known. */
export interface Quantized {
  readonly stored?: StoredWeights;
  readonly notCounted: readonly NotCounted[];
}

const configNames = ["quantization_config", "compression_config", "quantization"];
const outer = ["text_config", "llm_config", "language_config"];

/**
 * The weights as the config stores them; without a format in few bits in that which it states, and nothing where it
 * states none. `beside` is ModelOpt's own file, where one lies beside the config. Errors name the key.
 */
export function quantized(keys: ConfigKeys, graph: CountedGraph, beside?: ConfigKeys): Quantized {
  const found = quantizationKeys(keys) ?? (beside === undefined ? undefined : besideKeys(beside));
  const wide = statedDtype(keys);
  if (found === undefined) {
    const stored = wide === undefined ? undefined : wholeIn(wide, graph);
    return { ...(stored === undefined ? {} : { stored }), notCounted: [] };
  }
  const { name, inner } = found;
  const kept = keptModules(inner);
  const recipe = recipeOf(inner);
  inner.size();
  const left = (why: string): Quantized => ({
    notCounted: [
      { name, what: "quantized weights", why: `${why}; weights count in the format that is asked for` },
    ],
  });
  if ("why" in recipe) return left(recipe.why);
  const table = rulesOf({ ...recipe, kept: [...recipe.kept, ...kept] });
  if (table.unread.length > 0) return left(`the pattern "${table.unread[0]}" of modules cannot be read here`);
  const stored = storedIn(recipe, table, graph, wide ?? "bf16");
  return { ...(stored === undefined ? {} : { stored }), notCounted: [] };
}

/** The weights of a network as these rules store them, asked for by name; the rest is in 16 bits. */
export function weightsByRules(rules: readonly Rule[], graph: CountedGraph): StoredWeights | undefined {
  const recipe = { rules, kept: [] };
  const stored = storedIn(recipe, rulesOf(recipe), graph, "bf16");
  return stored === undefined ? undefined : { ...stored, from: "asked" };
}

/** Whether a config says that weights are stored in few bits; a look that reads nothing. */
export function isQuantized(keys: ConfigKeys, beside?: ConfigKeys): boolean {
  const inner = outer.flatMap((place) => {
    const value = keys.peek(place);
    return isObject(value) ? configNames.map((name) => value[name]) : [];
  });
  const own = configNames.map((name) => keys.peek(name));
  return [...own, ...inner, beside?.peek("quantization")].some(isObject);
}

interface Found {
  readonly name: string;
  readonly inner: ConfigKeys;
}

/** The keys at the top, or within the config of the language model. */
function quantizationKeys(keys: ConfigKeys): Found | undefined {
  const name = configNames.find((one) => isObject(keys.raw(one)));
  if (name !== undefined) {
    for (const other of configNames) keys.raw(other);
    return { name, inner: keys.within(name) };
  }
  for (const place of outer) {
    const value = keys.peek(place);
    const own = isObject(value) ? configNames.find((one) => isObject(value[one])) : undefined;
    const found = isObject(value) && own !== undefined ? value[own] : undefined;
    const name = `${place}.${own}`;
    if (isObject(found)) return { name, inner: configKeys(`${keys.subject}: ${name}`, found) };
  }
  return undefined;
}

/** ModelOpt's own file has everything under "quantization". */
function besideKeys(beside: ConfigKeys): Found | undefined {
  return isObject(beside.raw("quantization"))
    ? { name: "hf_quant_config.json", inner: beside.within("quantization") }
    : undefined;
}

const widths: Readonly<Record<NetworkFormat, number>> = { fp32: 32, bf16: 16, fp16: 16 };

/** Every weight in one plain format. */
function wholeIn(format: NetworkFormat, graph: CountedGraph): StoredWeights | undefined {
  const name = format.toUpperCase();
  const pieces = weightNodes(graph).map(({ node, place }) => {
    const parameters = node.layer.parameters?.value ?? 0;
    return { place, format: name, parameters, bits: parameters * widths[format] };
  });
  const words = { name, from: "config", valueBits: widths[format], arithmetic: "16-bit" } as const;
  return storedWeights(pieces, words, graph.origin);
}

/** What stays, and what is stored how: by name first, then by what a layer is. */
interface Rules {
  readonly unread: readonly string[];
  schemeOf(node: GraphNode): Scheme | undefined;
}

/** The rules of a recipe, and the modules that stay. */
function rulesOf({ rules, kept }: Recipe): Rules {
  const staying: PatternTable<true> = patternTable(kept.map((pattern) => [pattern, true] as const));
  const named = patternTable(
    rules.flatMap(({ scheme, targets = [] }) => targets.map((target) => [target, scheme] as const)),
  );
  const usual = rules.filter(({ targets }) => targets === undefined);
  return {
    unread: [...staying.unread, ...named.unread],
    schemeOf(node) {
      const names: ModuleNames = moduleNames(node);
      if (staying.find(names) === true) return undefined;
      return named.find(names) ?? usual.find((rule) => means(rule, node))?.scheme;
    },
  };
}

/** Whether a rule without names means a layer: products, no router, the output layer and tables where it says so. */
function means({ expertsOnly = false, head = false, tables = false }: Rule, node: GraphNode): boolean {
  if (expertsOnly) return node.layer.kind === "expert-linear";
  const part = partOf(node);
  if (part === "embedding") return tables && node.layer.kind === "embedding";
  if (/(router|shared-gate)$/.test(node.name)) return false;
  return part === "output_head" ? head : matricesOf(node) !== undefined;
}

function storedIn(
  recipe: Recipe,
  rules: Rules,
  graph: CountedGraph,
  wide: NetworkFormat,
): StoredWeights | undefined {
  const used = new Map<Scheme, number>();
  const pieces = weightNodes(graph).flatMap(({ node, place }): readonly StoredPiece[] => {
    const parameters = node.layer.parameters?.value ?? 0;
    const scheme = rules.schemeOf(node);
    const matrices = matricesOf(node) ?? tableOf(node);
    const plain = (count: number) => ({
      place,
      format: wide.toUpperCase(),
      parameters: count,
      bits: count * widths[wide],
    });
    if (scheme === undefined || matrices === undefined) return [plain(parameters)];
    const packed = parameters - matrices.rest;
    used.set(scheme, (used.get(scheme) ?? 0) + packed);
    const bits = matrixBits(scheme, matrices);
    return [
      { place, format: scheme.name, parameters: packed, bits },
      ...(matrices.rest === 0 ? [] : [plain(matrices.rest)]),
    ];
  });
  const [most] = [...used].sort((a, b) => b[1] - a[1]);
  const main = most?.[0];
  const words = {
    name: main === undefined ? wide.toUpperCase() : [...used.keys()].map(({ name }) => name).join("; "),
    from: "config" as const,
    valueBits: main?.valueBits ?? widths[wide],
    arithmetic: main?.arithmetic ?? ("16-bit" as const),
    ...(recipe.cache === undefined ? {} : { cache: recipe.cache }),
  };
  return storedWeights(pieces, words, graph.origin);
}

/** A table of the vocabulary as a matrix: a row for each token. */
function tableOf({ layer }: GraphNode) {
  const parameters = layer.parameters?.value ?? 0;
  const inputs = layer.output.at(-1) ?? 0;
  if (layer.kind !== "embedding" || inputs === 0 || parameters % inputs !== 0) return undefined;
  return { inputs, outputs: parameters / inputs, count: 1, rest: 0 };
}
