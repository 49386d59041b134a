// What an encoder of text begins with: a row for each token, rows of further tables added, normalisation, projection.
import {
  dropped,
  embedding,
  type NormStyle,
  positions,
  scale,
  type Tensor,
  weightsOnly,
} from "../../layers/index.js";
import { normed } from "../language/blocks/norm.js";
import { type Sketch, sketch } from "../sketch.js";
import type { Step } from "./encoder.js";

/** A table of which a row is added to each token. */
export interface AddedTable {
  readonly name: string;
  /** "constants": what is added is no weight. */
  readonly rows: number | "constants";
  /** Numbers of rows that are made for it and kept: for each sequence, once for all, or none because they are there. */
  readonly numbers: "each" | "once" | "none";
}

/** Tables with every field present. */
export interface TokenTables {
  readonly vocabulary: number;
  /** Another table whose rows are looked up instead of rows of its own; default: its own. */
  readonly tiedTo?: string;
  /** Whether rows are multiplied by a number; default false. */
  readonly scaled?: boolean;
  /** Width of the tables. */
  readonly tableDim: number;
  readonly modelDim: number;
  /** Tables whose rows stand beside the token's, all of which are projected to the model's width; default: none. */
  readonly joined?: readonly {
    readonly name: string;
    readonly rows: number;
    readonly dim: number;
    readonly read: boolean;
  }[];
  readonly added: readonly AddedTable[];
  readonly norm: NormStyle | undefined;
  readonly dropout: number;
  /** How features of the tables become those of the model where the widths differ, or "always". */
  readonly projection:
    | { readonly place: "before-norm" | "after"; readonly bias: boolean; readonly always: boolean }
    | undefined;
}

/** The step from tokens [batch, sequence] to features [batch, sequence, modelDim]. */
export function tokenTables(spec: TokenTables): Step {
  return (here, tokens) => {
    const sum = spec.added.reduce((x, table) => withRows(here, table, x), joinedRows(here, spec, tokens));
    const early = projected(here, spec, "before-norm", sum);
    const ready =
      spec.norm === undefined ? early : normed(here.stage, here.run, spec.norm, here.name("norm"), early);
    const x = dropped(here.stage, here.name("dropout"), ready, { rate: spec.dropout, mask: "value" });
    return projected(here, spec, "after", x);
  };
}

function joinedRows(here: Sketch, spec: TokenTables, tokens: Tensor): Tensor {
  const words = rowsOf(here, spec, tokens);
  if (spec.joined === undefined) return words;
  const unread = sketch(weightsOnly(here.stage), here.run, here.path);
  for (const { name, rows, dim, read } of spec.joined) if (!read) unread.embedding(name, tokens, rows, dim);
  const beside = spec.joined
    .filter(({ read }) => read)
    .map(({ name, rows, dim }) => here.embedding(name, tokens, rows, dim));
  const all = beside.length === 0 ? words : here.concatenate("joined", [words, ...beside], 2);
  return here.linear("joined.projection", all, spec.modelDim);
}

function rowsOf(here: Sketch, spec: TokenTables, tokens: Tensor): Tensor {
  const table = embedding({ tokens: tokens.shape, vocabulary: spec.vocabulary, modelDim: spec.tableDim });
  const name = here.name("table");
  const rows =
    spec.tiedTo === undefined
      ? here.stage.add(name, table, tokens)
      : here.stage.addTied(name, table, spec.tiedTo, tokens);
  if (spec.scaled !== true) return rows;
  return here.stage.add(
    here.name("scale"),
    { ...scale({ input: rows.shape, by: "√modelDim" }), saved: [] },
    rows,
  );
}

/** A row of the table added to each token of [batch, tokens, features]. */
export function withRows(here: Sketch, { name, rows, numbers }: AddedTable, x: Tensor): Tensor {
  if (rows === "constants")
    return here.stage.add(here.name(name), positions({ input: x.shape, variant: "fixed" }), x);
  const { batch, sequence } = here.run;
  const elements = numbers === "each" ? batch * sequence : sequence;
  const kept = { kind: "own", label: "numbers", elements, bytesPerElement: 8 } as const;
  const table = positions({ input: x.shape, variant: "learned", rows });
  return here.stage.add(here.name(name), { ...table, saved: numbers === "none" ? [] : [kept] }, x);
}

function projected(here: Sketch, spec: TokenTables, place: "before-norm" | "after", x: Tensor): Tensor {
  const { projection, tableDim, modelDim } = spec;
  if (projection?.place !== place || (tableDim === modelDim && !projection.always)) return x;
  return here.linear("projection", x, modelDim, projection.bias);
}
