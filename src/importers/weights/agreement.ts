// Whether the tensors of a file are the network that its configuration describes, and if not, where they differ.
import { FlopbookError } from "../../ground/errors.js";
import type { CountedGraph, NotCounted } from "../../layers/index.js";
import { parameterParts } from "../../models/operations.js";
import { blocksOf, outsideBlocks } from "./blocks.js";
import type { WeightFile, WeightTensor } from "./weight-file.js";

/** Weights that a network may use twice: stored again under these names they count once. */
const headCopies = /^(lm_head|embed_out|output|cls\.predictions\.decoder|.*\.lm_head)\.weight$/;
const tableCopies = /^(encoder|decoder|model\.encoder|model\.decoder)\.embed_tokens\.weight$/;
const sharedTables = ["shared.weight", "model.shared.weight"];
/** BERT's output bias has two names for one storage. */
const biasCopy = "cls.predictions.decoder.bias";
const biasName = "cls.predictions.bias";

/** Parts that checkpoints carry beside the network that is used: poolers, heads of pre-training, later tokens. */
const spareParts = /(^|\.)(pooler|cls\.seq_relationship|mtp)\./;

/** How many differences an error shows. */
const shownDifferences = 4;

interface Part {
  readonly name: string;
  readonly parameters: number;
  /** For an error: "q_proj.weight 64 × 64". */
  readonly text: string;
}

/** What the two are called in errors. */
export interface Compared {
  /** What described the network, e.g. "config.json". */
  readonly description: string;
  /** What to do when they differ. */
  readonly remedy: string;
  /** Blocks from this number on are spare: prediction of later tokens, which the network does not run. */
  readonly blocks?: number;
}

/**
 * The graph, with what could not be compared or is spare added to what it leaves out. Parameters must agree block by
 * block; a block of which a shard is missing is not compared. Errors with the first few differences.
 */
export function agreeing(file: WeightFile, graph: CountedGraph, compared: Compared): CountedGraph {
  const own = storedOnce(file.tensors, graph);
  const spare = own.filter((tensor) => isSpare(tensor, compared));
  const used = own.filter((tensor) => !spare.includes(tensor));
  const missing = unknownBlocks(file);
  // A class whose head is not known has weights outside its blocks that nobody can compare.
  const unknown = missing !== undefined && hasUnknownHead(graph) ? missing.add(outsideBlocks) : missing;
  if (unknown === undefined || file.notCounted.length > 0)
    return withRows(graph, notCompared(file, compared));
  // Blocks that run again and again with the same weights are stored once, under other names.
  const network = networkParts(graph);
  if (sharesBlocks(graph) && count(network) === count(used.map(storedPart)))
    return withRows(graph, notCompared(file, compared));
  const found = differences(used.map(storedPart), network, unknown);
  const whole =
    found.length > 0 && spare.length > 0 ? differences(own.map(storedPart), network, unknown) : found;
  if (whole.length > 0) throw differing(file, compared, found);
  const spareRows = found.length > 0 ? [] : spare.map((tensor) => spareRow(tensor, compared));
  return withRows(graph, [...notCompared(file, compared), ...spareRows]);
}

function sharesBlocks({ nodes }: CountedGraph): boolean {
  return nodes.some(({ name, sharesWeightsWith = "" }) => {
    const blocks = blocksOf([name, sharesWeightsWith]);
    return (
      blocks.get(sharesWeightsWith) !== outsideBlocks &&
      sharesWeightsWith !== "" &&
      blocks.get(name) !== blocks.get(sharesWeightsWith)
    );
  });
}

function hasUnknownHead({ notCounted }: CountedGraph): boolean {
  return notCounted.some(({ name, what }) => name === "architectures" && what.startsWith("class "));
}

function withRows(graph: CountedGraph, rows: readonly NotCounted[]): CountedGraph {
  return { ...graph, notCounted: [...graph.notCounted, ...rows] };
}

/** The weights, each once: copies of a shared table under a second name are left out. */
function storedOnce(tensors: readonly WeightTensor[], graph: CountedGraph): readonly WeightTensor[] {
  const names = new Set(tensors.map(({ name }) => name));
  const tied = graph.nodes.some(({ sharesWeightsWith }) => sharesWeightsWith !== undefined);
  const shared = sharedTables.some((name) => names.has(name));
  let tables = 0;
  return tensors.filter(({ role, weight, parameters }) => {
    if (role !== "weight" || parameters === 0) return false;
    if (tied && headCopies.test(weight)) return false;
    if (weight === biasCopy) return !names.has(biasName);
    return !tableCopies.test(weight) || (!shared && tables++ === 0);
  });
}

function isSpare({ weight }: WeightTensor, { blocks }: Compared): boolean {
  const number = /(?:^|\.)layers\.(\d+)\./.exec(weight)?.[1];
  return (
    spareParts.test(weight) || (blocks !== undefined && number !== undefined && Number(number) >= blocks)
  );
}

/** Blocks of which a shard is missing; undefined when nobody knows which. */
function unknownBlocks({ missing }: WeightFile): Set<string> | undefined {
  if (missing.some(({ tensors }) => tensors.length === 0)) return undefined;
  return new Set(blocksOf(missing.flatMap(({ tensors }) => tensors)).values());
}

function storedPart({ weight, weightShape, parameters }: WeightTensor): Part {
  return { name: weight, parameters, text: `${weight} [${weightShape.join(", ")}]` };
}

function networkParts(graph: CountedGraph): readonly Part[] {
  return parameterParts(graph).map(({ name, term }) => ({
    name,
    parameters: term.value,
    text: `${name} ${term.value}`,
  }));
}

/** One sentence for each block whose parameters differ. */
function differences(
  stored: readonly Part[],
  network: readonly Part[],
  unknown: ReadonlySet<string>,
): readonly string[] {
  const inFile = byBlock(stored);
  const inNetwork = byBlock(network);
  return [...new Set([...inNetwork.keys(), ...inFile.keys()])]
    .filter((block) => !unknown.has(block))
    .flatMap((block) => {
      const [has, wants] = [inFile.get(block) ?? [], inNetwork.get(block) ?? []];
      const [found, expected] = [count(has), count(wants)];
      if (found === expected) return [];
      return [
        `${block}: ${found} parameters stored (${listed(has)}), ${expected} described (${listed(wants)})`,
      ];
    });
}

function byBlock(parts: readonly Part[]): ReadonlyMap<string, readonly Part[]> {
  const blocks = blocksOf(parts.map(({ name }) => name));
  const found = new Map<string, Part[]>();
  for (const part of parts) {
    const block = blocks.get(part.name) ?? outsideBlocks;
    const others = found.get(block);
    if (others === undefined) found.set(block, [part]);
    else others.push(part);
  }
  return found;
}

function count(parts: readonly Part[]): number {
  return parts.reduce((all, { parameters }) => all + parameters, 0);
}

/** The largest few parts in words. */
function listed(parts: readonly Part[]): string {
  if (parts.length === 0) return "nothing";
  const largest = [...parts].sort((a, b) => b.parameters - a.parameters).slice(0, 3);
  return largest.map(({ text }) => text).join(", ") + (parts.length > 3 ? ", ..." : "");
}

function differing(file: WeightFile, compared: Compared, found: readonly string[]): FlopbookError {
  const shown = found.slice(0, shownDifferences).join("; ");
  const more = found.length > shownDifferences ? `; and ${found.length - shownDifferences} more` : "";
  return new FlopbookError(
    `${file.name}: the tensors must be those that ${compared.description} describes, got ${found.length} ${found.length === 1 ? "difference" : "differences"}: ${shown}${more}; ${compared.remedy}`,
  );
}

function notCompared(file: WeightFile, { description }: Compared): readonly NotCounted[] {
  const missing = file.missing.map(({ file: shard, tensors }) => ({
    name: shard,
    what: tensors.length === 0 ? "missing shard" : `missing shard of ${tensors.length} tensors`,
    why: `the counts come from ${description} and are whole, but its tensors are not compared; fetch it to be sure`,
  }));
  return [...file.notCounted, ...missing];
}

function spareRow({ weight, parameters }: WeightTensor, { description }: Compared): NotCounted {
  return {
    name: weight,
    what: `${parameters} parameters that the network does not use`,
    why: `it is stored, but the model class that ${description} names has no such part`,
  };
}
