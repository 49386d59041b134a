// Table D.1 of Brown et al. 2020 (arXiv:2005.14165) as printed: training compute of models, in PF-days and operations.

/** One row; 3 operations a parameter and token where each token passes half of the model (T5), else 6. */
export interface ComputeRow {
  readonly model: string;
  readonly petaflopDays: number;
  readonly flop: number;
  readonly parameters: number;
  readonly tokens: number;
  readonly flopPerParameterToken: number;
}

type Row = readonly [
  model: string,
  petaflopDays: number,
  flop: number,
  parameters: number,
  tokens: number,
  rate: number,
];

const rows: readonly Row[] = [
  ["T5-Small", 2.08, 1.8e20, 6e7, 1e12, 3],
  ["T5-Base", 7.64, 6.6e20, 2.2e8, 1e12, 3],
  ["T5-Large", 26.7, 2.31e21, 7.7e8, 1e12, 3],
  ["T5-3B", 104, 9e21, 3e9, 1e12, 3],
  ["T5-11B", 382, 3.3e22, 1.1e10, 1e12, 3],
  ["BERT-Base", 1.89, 1.64e20, 1.09e8, 2.5e11, 6],
  ["BERT-Large", 6.16, 5.33e20, 3.55e8, 2.5e11, 6],
  ["RoBERTa-Base", 17.4, 1.5e21, 1.25e8, 2e12, 6],
  ["RoBERTa-Large", 49.3, 4.26e21, 3.55e8, 2e12, 6],
  ["GPT-3 Small", 2.6, 2.25e20, 1.25e8, 3e11, 6],
  ["GPT-3 Medium", 7.42, 6.41e20, 3.56e8, 3e11, 6],
  ["GPT-3 Large", 15.8, 1.37e21, 7.6e8, 3e11, 6],
  ["GPT-3 XL", 27.5, 2.38e21, 1.32e9, 3e11, 6],
  ["GPT-3 2.7B", 55.2, 4.77e21, 2.65e9, 3e11, 6],
  ["GPT-3 6.7B", 139, 1.2e22, 6.66e9, 3e11, 6],
  ["GPT-3 13B", 268, 2.31e22, 1.285e10, 3e11, 6],
  ["GPT-3 175B", 3640, 3.14e23, 1.746e11, 3e11, 6],
];

/** All 17 rows. */
export const tableD1: readonly ComputeRow[] = rows.map(
  ([model, petaflopDays, flop, parameters, tokens, flopPerParameterToken]) => ({
    model,
    petaflopDays,
    flop,
    parameters,
    tokens,
    flopPerParameterToken,
  }),
);
