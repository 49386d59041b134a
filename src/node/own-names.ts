// The names of this library with a project's own devices, prices, models and file formats behind them.
import { type BudgetSpec, type BudgetWords, rentsOf as rentsOnRecord } from "../budget/index.js";
import { type Device, device, ownDevices, variants } from "../hardware/index.js";
import { type Market, marketWith, type OwnPrices } from "../hardware/market.js";
import type { RentalPrice } from "../hardware/price.js";
import type { RentWish } from "../hardware/rent.js";
import { type Importer, model, type OwnModels, ownImporters, ownModels } from "../importers/index.js";
import type { CountedGraph } from "../layers/index.js";
import type { ModelInput, ModelRecord } from "../models/index.js";
import type { TransformerShape } from "../plan/index.js";
import { type RunEstimate, runEstimateWith, type TrainingRun } from "../runs/index.js";
import { foundModel } from "./found-model.js";
import { budgetSpec, foundShape, transformerShape } from "./found-shape.js";

/** What one may bring of one's own, in the same rows as ours. */
export interface Own extends OwnModels {
  readonly devices?: readonly Device[];
  readonly prices?: OwnPrices;
}

/** The questions that take names, asked of ours and one's own together. */
export interface OwnNames {
  readonly devices: readonly Device[];
  readonly models: readonly ModelRecord[];
  readonly importers: readonly Importer[];
  /** Prices and grids: for `market` of a budget or a serving specification. */
  readonly market: Market;
  readonly device: (name: string) => Device;
  readonly variants: (name: string) => readonly Device[];
  readonly model: (name: string, input?: ModelInput) => CountedGraph;
  readonly foundModel: typeof foundModel;
  readonly foundShape: (word: string, cwd?: string) => TransformerShape;
  readonly transformerShape: (name: string) => TransformerShape;
  readonly budgetSpec: (words: BudgetWords, shape?: TransformerShape) => BudgetSpec;
  readonly runEstimate: (run: TrainingRun) => RunEstimate;
  readonly rentsOf: (device: Device, wish?: RentWish) => readonly RentalPrice[];
}

/**
 * The names of this library that know devices, prices, models and file formats of one's own as well:
 * `const { device, foundModel, budgetSpec } = withOwn({ devices, models })`. Nothing is registered: the names of the
 * library itself stay as they were. Errors on a row that cannot be, and on an id that is taken.
 */
export function withOwn(own: Own): OwnNames {
  const devices = ownDevices(own.devices ?? []);
  const models = ownModels(own.models ?? []);
  const importers = ownImporters(own.importers ?? []);
  const market = marketWith(own.prices ?? {}, devices);
  const known = { devices, models, importers, market };
  const found = ((word: string, settings = {}, where = {}) =>
    foundModel(word, settings, { models, importers, ...where })) as typeof foundModel;
  return {
    ...known,
    device: (name) => device(name, devices),
    variants: (name) => variants(name, devices),
    model: (name, input) => model(name, input, models),
    foundModel: found,
    foundShape: (word, cwd) => foundShape(word, cwd === undefined ? known : { ...known, cwd }),
    transformerShape: (name) => transformerShape(name, models),
    budgetSpec: (words, shape) => budgetSpec(words, shape, known),
    runEstimate: (run) => runEstimateWith(known, run),
    rentsOf: (one, wish) => rentsOnRecord(one, { market, ...wish }),
  };
}
