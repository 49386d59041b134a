// A type of layer as one record: its dimensions, its shapes and every part of its costs, as symbols and for sizes.

import { form } from "../../formula/form.js";
import type { SymbolEntry, Symbols } from "../../formula/index.js";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { symbols as layerSymbols } from "../vocabulary.js";
import { type Layer, layerOf, type OperationClass, type Saved, type Work } from "./layer.js";
import { composed } from "./members.js";
import { partTerm, type Sizes, sizeOf, sumTerm } from "./part.js";
import { layerForms, namesIn } from "./record-forms.js";
import {
  type Kept,
  type LayerParts,
  type LayerRecord,
  type LayerRecordSpec,
  listOf,
  type Parts,
  type WorkParts,
} from "./record-spec.js";
import { resolvedSizes } from "./sizes.js";

/**
 * Declares a type of layer. It is read when it is first used.
 *
 * @example layerRecord({ id: "hash", meaning: "hashes", dimensions: ["batch"], inputs: [["batch"]],
 *   output: ["batch"] }).bind({ batch: 8 }).output // [8]
 */
export function layerRecord<const D extends string>(spec: LayerRecordSpec<D>): LayerRecord<D> {
  const parts = once(() => partsOf(spec));
  const symbols = once(() => symbolsOf(spec, parts()));
  const forms = once(() => layerForms(parts(), spec));
  const needed = once(() => namesIn(parts()));
  const variants = new Map<string, LayerRecord<D>>();
  const sizes = (given: Sizes) => resolvedSizes(spec, symbols(), needed(), given);
  return {
    spec: spec as unknown as LayerRecordSpec,
    id: spec.id,
    meaning: spec.meaning,
    get parts() {
      return parts();
    },
    get forms() {
      return forms();
    },
    get names() {
      return needed();
    },
    get symbols() {
      return symbols();
    },
    form: (expression) => form(symbols(), expression),
    variant(chosen) {
      const key = JSON.stringify(chosen);
      const record = variants.get(key) ?? layerRecord(changed(spec, chosen));
      variants.set(key, record);
      return record;
    },
    sizes: (given) => sizes(given as Sizes),
    bind: (given, actual = {}) => bound(spec, parts(), sizes(given as Sizes), given as Sizes, actual),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function partsOf(spec: LayerRecordSpec): LayerParts {
  return spec.members === undefined ? spec : { ...spec, ...composed(spec.inputs, spec.members) };
}

function changed<D extends string>(
  spec: LayerRecordSpec<D>,
  chosen: Readonly<Record<string, string>>,
): LayerRecordSpec<D> {
  const known = spec.choices ?? {};
  const changes = Object.entries(chosen).map(([name, value]) => {
    const values = Object.hasOwn(known, name) ? known[name] : undefined;
    const change = values !== undefined && Object.hasOwn(values, value) ? values[value] : undefined;
    if (change !== undefined) return change;
    const names = values === undefined ? Object.keys(known) : Object.keys(values);
    throw new FlopbookError(
      `layers/${spec.id}: no such setting, got "${name}=${value}"${suggestion(values === undefined ? name : value, names) || `; there ${names.length === 0 ? "are none" : `is ${names.join(", ")}`}`}`,
    );
  });
  return Object.assign({}, spec, ...changes);
}

function symbolsOf(spec: LayerRecordSpec, parts: LayerParts): Symbols {
  const entry = (name: string): SymbolEntry => {
    const found = spec.vocabulary?.symbols[name] ?? (layerSymbols as Symbols)[name];
    if (found !== undefined) return found;
    throw new FlopbookError(
      `layers/${spec.id}: unknown dimension, got "${name}"${suggestion(name, spec.dimensions) || "; add it to the vocabulary"}`,
    );
  };
  const undeclared = namesIn(parts).find((name) => !(spec.dimensions as readonly string[]).includes(name));
  if (undeclared !== undefined)
    throw new FlopbookError(
      `layers/${spec.id}: an expression holds what is no dimension of it, got "${undeclared}"${suggestion(undeclared, spec.dimensions) || "; add it to dimensions"}`,
    );
  return Object.fromEntries(spec.dimensions.map((name) => [name, entry(name)]));
}

function bound(
  spec: LayerRecordSpec,
  parts: LayerParts,
  sizes: Sizes,
  given: Sizes,
  actual: Partial<Layer>,
): Layer {
  const shape = (texts: readonly string[]) => texts.map((text) => sizeOf(text, sizes));
  const read = parts.parametersRead;
  return layerOf({
    kind: spec.kind ?? (spec.members === undefined ? "own" : "composite"),
    settings: actual.settings ?? settingsText(given),
    inputs: actual.inputs ?? parts.inputs.map(shape),
    output: actual.output ?? shape(parts.output),
    parameters: parametersTerm(parts.parameters, sizes),
    forward: boundWork(parts.forward, sizes),
    weightGradient: boundWork(parts.weightGradient, sizes),
    inputGradient: parts.inputs.map((_, i) => boundWork(parts.inputGradient?.[i], sizes)),
    saved: (parts.kept ?? []).map((one) => boundKept(one, sizes)),
    view: parts.view === true,
    ...(read === undefined ? {} : { parameterElementsRead: sizeOf(read, sizes) }),
    ...actual,
  });
}

function settingsText(given: Sizes): string {
  return Object.entries(given)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

function parametersTerm(parts: Parts | undefined, sizes: Sizes): Layer["parameters"] {
  const [first, ...others] = listOf(parts).map((one) => partTerm(one, sizes));
  return first === undefined ? undefined : sumTerm("parameters", [first, ...others]);
}

function boundWork(work: WorkParts | undefined, sizes: Sizes): readonly Work[] {
  return Object.entries(work ?? {}).flatMap(([operationClass, parts]) =>
    listOf(parts).map((one) => ({
      operationClass: operationClass as OperationClass,
      term: partTerm(one, sizes),
    })),
  );
}

function boundKept(kept: Kept, sizes: Sizes): Saved {
  if (kept.kind !== "own") return kept;
  const { elements } = kept;
  const count = typeof elements === "string" ? sizeOf(elements, sizes) : partTerm(elements, sizes).value;
  return { ...kept, elements: count };
}
