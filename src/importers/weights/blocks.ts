// Which block of a network a name belongs to, whatever the names of its modules.

const blockPattern = /(?:^|\.)(?:layers|layer|h|blocks|block|blk|resblocks|encoder|decoder)\.(\d+)\./;
const halfPattern = /(?:^|\.)(encoder|decoder)\./;

/** T5 stores its table of relative positions in the first block, and every block uses it. */
const sharedByBlocks = /relative[-_](attention_bias|positions)/;

/** The unit of everything outside the blocks: tables, last normalisation, heads. */
export const outsideBlocks = "outside the blocks";

/**
 * The block of each name: "block 3", or "encoder block 3" where encoder and decoder both have blocks; other names are
 * `outsideBlocks`.
 */
export function blocksOf(names: readonly string[]): ReadonlyMap<string, string> {
  const halves = new Set(names.flatMap((name) => (blockPattern.test(name) ? [halfOf(name)] : [])));
  const both = halves.has("encoder") && halves.has("decoder");
  return new Map(names.map((name) => [name, blockOf(name, both)]));
}

function blockOf(name: string, both: boolean): string {
  const number = blockPattern.exec(name)?.[1];
  if (number === undefined || sharedByBlocks.test(name)) return outsideBlocks;
  return both ? `${halfOf(name)} block ${Number(number)}` : `block ${Number(number)}`;
}

function halfOf(name: string): string {
  return halfPattern.exec(name)?.[1] ?? "";
}

/** The beginning of a name up to its block's number, or to its last dot: the stage under which it is listed. */
export function stageOf(name: string): string {
  const block = blockPattern.exec(name);
  if (block !== null) return name.slice(0, block.index + block[0].length - 1);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? name : name.slice(0, dot);
}
