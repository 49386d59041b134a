// Recurrent networks by sequence type, the backward pass with its update, and what counts as training compute.
import { expect, test } from "vitest";
import {
  backwardRatioOfLayer,
  backwardRatioTable,
  countedTrainingFlop,
  countingRules,
  encoderDecoderFlop,
  manyToManyFlop,
  manyToOneFlop,
  oneToManyFlop,
  oneToOneFlop,
  parametersOfFlop,
  recurrentTrainingFlop,
  sequenceType,
  sequenceTypes,
  trainingFlopOfSequences,
} from "../../src/cost/index.js";
import { graphBuilder, linear, recurrent } from "../../src/layers/index.js";
import { backwardMatrixFlop, forwardMatrixFlop } from "../../src/models/index.js";

const token = (value: number) => ({ value, unit: "FLOP/token" });
const once = (value: number) => ({ value, unit: "FLOP" });
const rec = { recurrentFlop: token(100), headFlop: once(7) };

test("each sequence type runs its layers as often as tokens ask for", () => {
  expect(oneToOneFlop(rec).value).toBe(107);
  expect(manyToOneFlop({ ...rec, inputTokens: 20 }).value).toBe(2007);
  expect(oneToManyFlop({ ...rec, outputTokens: 20 }).value).toBe(2140);
  expect(manyToManyFlop({ ...rec, inputTokens: 20 }).value).toBe(2140);
  const translator = { encoderFlop: token(100), decoderFlop: token(50), headFlop: once(7) };
  expect(encoderDecoderFlop({ ...translator, inputTokens: 20, outputTokens: 10 }).value).toBe(2000 + 570);
});

test("a many-to-one classifier counts as its graph does", () => {
  // LSTM 8 -> 16 over 20 tokens, then 16 -> 3: 4 x 2 x (8 + 16) x 16 = 3072 for each token, 2 x 16 x 3 = 96 once.
  const builder = graphBuilder({ name: "classifier", origin: "test" });
  const input = builder.input("x", [1, 20, 8]);
  const stage = builder.stage("all");
  const state = recurrent(stage, {
    name: "l",
    input,
    cell: "lstm",
    hiddenFeatures: 16,
    output: "last-token",
  });
  stage.add("head", linear({ input: state.shape, outputFeatures: 3 }), state);
  const byHand = manyToOneFlop({ recurrentFlop: token(3072), headFlop: once(96), inputTokens: 20 }).value;
  expect(forwardMatrixFlop(builder.graph()).value).toBe(byHand);
  // Backward is below twice forward: data and the first state need no gradient.
  expect(backwardMatrixFlop(builder.graph()).value / byHand).toBeLessThan(2);
});

test("both ways to a training total agree", () => {
  const run = { sequences: 128_000, tokensPerSequence: 20 };
  const direct = recurrentTrainingFlop({ ...run, ...rec }).value;
  const pass = manyToOneFlop({ ...rec, inputTokens: 20 });
  expect(trainingFlopOfSequences({ sequences: 128_000, sequencePassFlop: pass }).value).toBe(direct);
  expect(direct).toBe(3 * 128_000 * 2007);
});

test("sequence types are records, and an unknown one names the near ones", () => {
  expect(Object.keys(sequenceTypes)).toHaveLength(5);
  expect(sequenceType("many-to-one").formula).toBe(manyToOneFlop);
  expect(() => sequenceType("many-to-ones" as never)).toThrow(
    /got "many-to-ones"; did you mean "many-to-one"/,
  );
});

test("the lost table of backward ratios: 1 and 2 for large batches, 2 and 3 for one sample", () => {
  const table = backwardRatioTable().map(({ batch, layer, ratio }) => [
    batch,
    layer,
    Math.round(ratio.value),
  ]);
  expect(table).toEqual([
    ["large", "first", 1],
    ["large", "other", 2],
    ["small", "first", 2],
    ["small", "other", 3],
  ]);
});

test("a convolution shares its update over its positions even for one sample", () => {
  // 2 + 2 / (2 x 3136 x 1).
  const ratio = backwardRatioOfLayer({
    layerGradients: 2,
    updateFlopPerParameter: { value: 2, unit: "FLOP/parameter" },
    weightUses: 56 * 56,
    batch: 1,
  });
  expect(ratio.value).toBeCloseTo(2 + 1 / 3136, 12);
});

test("pre-training and fine-tuning count, tweak runs and dropout do not", () => {
  const counted = Object.entries(countingRules).filter(([, rule]) => rule.counts);
  expect(counted.map(([id]) => id)).toEqual(["pre-training", "fine-tuning"]);
  expect(countedTrainingFlop({ preTrainingFlop: once(3e20), fineTuningFlop: once(1e18) }).value).toBe(
    3.01e20,
  );
});

test("the inverse heuristic gives the parameters behind forward operations", () => {
  expect(parametersOfFlop({ forwardFlop: { value: 14e9, unit: "FLOP/token" } }).value).toBe(7e9);
});
