// Our counts beside PyTorch's: every measured row of every network that we can build, quantity by quantity.
import { FlopbookError } from "../../ground/errors.js";
import { fromConfig, model } from "../../importers/index.js";
import { type CountedGraph, matrixFlop } from "../../layers/index.js";
import { plainCounts } from "../../models/index.js";
import { languageParameters } from "./language-parameters.js";
import type { Measured } from "./measured.js";
import { moduleGraphs } from "./module-graphs.js";
import { measuredModules } from "./modules.js";
import { type MeasuredNetwork, measuredNetworks } from "./torchvision.js";
import { type MeasuredTransformer, measuredTransformers } from "./transformers.js";

/** What is compared. */
export const comparedQuantities = ["parameters", "forwardFlop", "backwardFlop", "savedBytes"] as const;

export type ComparedQuantity = (typeof comparedQuantities)[number];

/** Kinds of networks that have rows. */
export const comparedGroups = ["images", "modules", "transformers", "language models"] as const;

export type ComparedGroup = (typeof comparedGroups)[number];

/** One count beside its measurement. */
export interface Agreement {
  readonly group: ComparedGroup;
  readonly id: string;
  readonly quantity: ComparedQuantity;
  readonly ours: number;
  readonly measured: number;
  /** ours / measured - 1. */
  readonly relative: number;
  /** Largest relative difference that this project allows itself. */
  readonly bar: number;
}

/** All rows, and the networks that could not be built, each with the reason. */
export interface AgreementResult {
  readonly rows: readonly Agreement[];
  readonly unknown: readonly { readonly group: ComparedGroup; readonly id: string; readonly why: string }[];
}

/** Largest relative differences: counts of whole numbers are exact, kept bytes depend on how a kernel is written. */
const bars: Readonly<Record<ComparedGroup, Readonly<Record<ComparedQuantity, number>>>> = {
  images: { parameters: 0, forwardFlop: 0, backwardFlop: 0.005, savedBytes: 0.02 },
  modules: { parameters: 0, forwardFlop: 0, backwardFlop: 0.005, savedBytes: 0.03 },
  transformers: { parameters: 0, forwardFlop: 0.005, backwardFlop: 0.005, savedBytes: 0.03 },
  "language models": { parameters: 0, forwardFlop: 0, backwardFlop: 0, savedBytes: 0 },
};

/** Sums over layers in papers leave out what is small, such as PaLM's norms: under a hundredth of a percent. */
const derivedBar = 1e-4;

interface Row {
  readonly group: ComparedGroup;
  readonly id: string;
  readonly measured: Partial<Measured>;
  readonly bar?: number;
  readonly graph: () => CountedGraph;
}

/** Counts every measured network. What cannot be built is listed and not skipped in silence. */
export function agreements(): AgreementResult {
  const rows: Agreement[] = [];
  const unknown: AgreementResult["unknown"][number][] = [];
  for (const row of measuredRows()) {
    try {
      rows.push(...compared(row, row.graph()));
    } catch (error) {
      if (!(error instanceof FlopbookError)) throw error;
      unknown.push({ group: row.group, id: row.id, why: error.message });
    }
  }
  return { rows, unknown };
}

function compared({ group, id, measured, bar }: Row, graph: CountedGraph): readonly Agreement[] {
  const { parameters, forwardMac, backwardMac, savedBytes } = plainCounts(graph);
  const flopOf = matrixFlop.compiled();
  const ours: Measured = {
    parameters,
    forwardFlop: flopOf({ mac: forwardMac }),
    backwardFlop: flopOf({ mac: backwardMac }),
    savedBytes,
  };
  return comparedQuantities.flatMap((quantity) => {
    const value = measured[quantity];
    if (value === undefined) return [];
    const relative = ours[quantity] / value - 1;
    const own = bar ?? bars[group][quantity];
    return [{ group, id, quantity, ours: ours[quantity], measured: value, relative, bar: own }];
  });
}

function measuredRows(): readonly Row[] {
  return [
    ...measuredNetworks.map(
      (row, at): Row => ({
        group: "images",
        id: imageId(row, measuredNetworks.slice(0, at)),
        measured: counts(row),
        graph: () => model(row.model, { batch: row.batch, resolution: row.resolution }),
      }),
    ),
    ...measuredModules.map(
      (row): Row => ({
        group: "modules",
        id: row.id,
        measured: counts(row),
        graph: () => moduleGraph(row.id),
      }),
    ),
    ...measuredTransformers.map(
      (row): Row => ({
        group: "transformers",
        id: row.id,
        measured: seenByCounter(row),
        graph: () => fromConfig(row.config, settingsOf(row)),
      }),
    ),
    ...languageParameters.map(
      ({ id, total, evidence, config, zoo }): Row => ({
        group: "language models",
        id,
        measured: { parameters: total },
        bar: evidence === "instantiated" ? 0 : derivedBar,
        graph: () => (config === undefined ? model(zoo ?? id, {}) : fromConfig(config, { sequence: 8 })),
      }),
    ),
  ];
}

/** The network's name; of its second and later rows with their size, "resnet50, 2 × 192 px". */
function imageId({ model, batch, resolution }: MeasuredNetwork, before: readonly MeasuredNetwork[]): string {
  return before.some((row) => row.model === model) ? `${model}, ${batch} × ${resolution} px` : model;
}

function counts({ parameters, forwardFlop, backwardFlop, savedBytes }: Measured): Measured {
  return { parameters, forwardFlop, backwardFlop, savedBytes };
}

function settingsOf({ batch, sequence, format, attention }: MeasuredTransformer) {
  return { batch, sequence, format, attention };
}

/**
 * What a row's counter saw. PyTorch's does not see the products inside a fused attention kernel of the CPU, nor those
 * of grouped experts: the forward operations of fused attention are then those of the same network with eager
 * attention, and what no row tells is left out of the comparison.
 */
function seenByCounter(row: MeasuredTransformer): Partial<Measured> {
  const { parameters, savedBytes } = row;
  if (row.expertsUnseen) return { parameters, savedBytes };
  if (!row.attentionUnseen) return counts(row);
  const eager = measuredTransformers.find(({ id }) => id === row.id.replace("-sdpa", "-eager"));
  if (eager === undefined) throw new RangeError(`${row.id} has no row with eager attention`);
  return { parameters, savedBytes, forwardFlop: eager.forwardFlop };
}

function moduleGraph(id: string): CountedGraph {
  const graph = moduleGraphs[id];
  if (graph === undefined)
    throw new FlopbookError(`measured modules: no graph for "${id}", got none; add one to module-graphs.ts`);
  return graph();
}
