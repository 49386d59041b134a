// Records of layers against the public constructors, as forms and as counts, at two sets of sizes; and the search.
import { describe, expect, it } from "vitest";
import { layerRecordsWith } from "../../src/catalogue/catalogue.js";
import { combine, dispatch } from "../../src/layers/experts.js";
import {
  type ActivationFunction,
  type AttentionMask,
  activation,
  activationFunctions,
  adaptiveAveragePool,
  adaptiveMaxPool,
  attention,
  attentionSink,
  averagePool,
  averagePool1d,
  batchNorm,
  broadcastProduct,
  classToken,
  concatenation,
  convolution,
  convolution1d,
  crossEntropy,
  depthwiseConvolution,
  dropout,
  elements,
  embedding,
  expertLinear,
  feedForward,
  fusedAttention,
  type GraphNode,
  gatedLinearUnit,
  globalAveragePool,
  graphBuilder,
  groupNorm,
  instanceNorm,
  type Layer,
  type LayerForms,
  type LayerRecord,
  layerNorm,
  layerRecords,
  learnedScale,
  linear,
  matmul,
  maxPool,
  maxPool1d,
  mixtureOfExperts,
  outputProjection,
  positions,
  productOf,
  recurrentCell,
  reduction,
  relativeBias,
  residualAdd,
  type Stage,
  scale,
  separableConvolution,
  softmax,
  stochasticDepth,
  type Tensor,
  transposedConvolution,
  unitNorm,
  view,
  type Work,
} from "../../src/layers/index.js";

type Sizes = Readonly<Record<string, number>>;

/** Two sets in which no two sizes agree by accident; 2 x 2 windows, stride 2, so that outputs are half of inputs. */
const sizes: readonly Sizes[] = [
  { batch: 2, inputFeatures: 5, outputFeatures: 7, innerDim: 3, columns: 4, heads: 6, kvHeads: 2 },
  { batch: 3, inputFeatures: 9, outputFeatures: 2, innerDim: 5, columns: 7, heads: 4, kvHeads: 2 },
].map((own, i) => ({
  ...own,
  channels: 4 + 4 * i,
  inputChannels: 6,
  outputChannels: 9 + 3 * i,
  groups: 3,
  normGroups: 2,
  inputHeight: 8 + 2 * i,
  inputWidth: 12 + 2 * i,
  kernelHeight: 2,
  kernelWidth: 2,
  strideHeight: 2,
  strideWidth: 2,
  stride: 2,
  outputHeight: 4 + i,
  outputWidth: 6 + i,
  windowElements: own.batch * (4 + 4 * i) * (8 + 2 * i) * (12 + 2 * i),
  inputPositions: 16,
  kernelPositions: 2,
  windowSide: 3,
  outputElements: 12,
  sequence: 5 + i,
  rows: own.batch * (5 + i),
  modelDim: 10 + i,
  headDim: 3 + i,
  feedForwardDim: 13 + i,
  hiddenFeatures: 11 + i,
  stateFeatures: 4 + i,
  experts: 4,
  activeExperts: 2 + i,
  contextTokens: 8 + i,
  windowLength: 3,
  elements: 240 + 240 * i,
  elementsEach: 10,
  vocabulary: 17 + i,
  tableRows: 19,
}));
const at = (values: Sizes, name: string) => values[name] ?? Number.NaN;

const score = (s: Sizes) => [at(s, "batch"), at(s, "heads"), at(s, "sequence"), at(s, "contextTokens")];
const image = (s: Sizes) => [at(s, "batch"), at(s, "channels"), at(s, "inputHeight"), at(s, "inputWidth")];
const tokens = (s: Sizes) => [at(s, "batch"), at(s, "sequence"), at(s, "modelDim")];
const line = (s: Sizes) => [at(s, "batch"), at(s, "inputChannels"), at(s, "inputPositions")];
const rows = (s: Sizes) => [at(s, "rows"), at(s, "inputFeatures")];
const rowsWide = (s: Sizes) => [at(s, "rows"), at(s, "modelDim")];
const channelLine = (s: Sizes) => [at(s, "batch"), at(s, "channels"), at(s, "inputPositions")];
const window = { kernel: 2, stride: 2 } as const;
const cell = (name: "rnn" | "gru" | "lstm") => (s: Sizes) =>
  recurrentCell({
    input: [at(s, "batch"), at(s, "sequence"), at(s, "inputFeatures")],
    cell: name,
    hiddenFeatures: at(s, "hiddenFeatures"),
  });

const built: Readonly<Record<string, (s: Sizes) => Layer>> = {
  linear: (s) => linear({ input: rows(s), outputFeatures: at(s, "outputFeatures") }),
  matmul: (s) =>
    matmul({
      left: [at(s, "batch"), at(s, "heads"), at(s, "rows"), at(s, "innerDim")],
      right: [at(s, "batch"), at(s, "heads"), at(s, "innerDim"), at(s, "columns")],
    }),
  convolution: (s) =>
    convolution({
      input: [at(s, "batch"), at(s, "inputChannels"), at(s, "inputHeight"), at(s, "inputWidth")],
      outputChannels: at(s, "outputChannels"),
      groups: 3,
      ...window,
    }),
  "convolution-1d-3d": (s) =>
    convolution1d({ input: line(s), outputChannels: at(s, "outputChannels"), groups: 3, ...window }),
  "depthwise-convolution": (s) => depthwiseConvolution({ input: image(s), ...window }),
  "transposed-convolution": (s) =>
    transposedConvolution({ input: line(s), outputChannels: at(s, "outputChannels"), groups: 3, ...window }),
  rnn: cell("rnn"),
  gru: cell("gru"),
  lstm: cell("lstm"),
  "lstm-projection": (s) =>
    recurrentCell({
      input: [at(s, "batch"), at(s, "sequence"), at(s, "inputFeatures")],
      cell: "lstm",
      hiddenFeatures: at(s, "hiddenFeatures"),
      projection: at(s, "stateFeatures"),
    }),
  "expert-linear": (s) =>
    expertLinear({ input: rows(s), experts: at(s, "experts"), outputFeatures: at(s, "outputFeatures") }),
  ...Object.fromEntries(
    activationFunctions.map((name: ActivationFunction) => [
      name,
      (s: Sizes) => activation({ input: [at(s, "elements")], function: name }),
    ]),
  ),
  "batch-norm": (s) => batchNorm({ input: image(s) }),
  "group-norm": (s) => groupNorm({ input: image(s), groups: at(s, "normGroups") }),
  "instance-norm": (s) => instanceNorm({ input: image(s) }),
  "layer-norm": (s) => layerNorm({ input: tokens(s) }),
  "rms-norm": (s) => layerNorm({ input: tokens(s), variant: "rms" }),
  "max-pooling": (s) => maxPool({ input: image(s), ...window }),
  "average-pooling": (s) => averagePool({ input: image(s), ...window }),
  "adaptive-average-pooling": (s) =>
    adaptiveAveragePool({ input: image(s), outputSize: [at(s, "outputHeight"), at(s, "outputWidth")] }),
  "adaptive-max-pooling": (s) =>
    adaptiveMaxPool({ input: image(s), outputSize: [at(s, "outputHeight"), at(s, "outputWidth")] }),
  softmax: (s) => softmax({ input: [at(s, "elements")] }),
  dropout: (s) => dropout({ input: [at(s, "elements")] }),
  "residual-add": (s) => residualAdd({ input: [at(s, "elements")] }),
  "gated-linear-unit": (s) => gatedLinearUnit({ input: [2 * at(s, "elements")] }),
  concatenation: (s) => concatenation({ inputs: [[at(s, "elements")], [at(s, "elementsEach")]] }),
  view: (s) => view({ input: [at(s, "elements")], output: [1, at(s, "elements")] }),
  embedding: (s) =>
    embedding({
      tokens: [at(s, "batch"), at(s, "sequence")],
      vocabulary: at(s, "vocabulary"),
      modelDim: at(s, "modelDim"),
    }),
  "positions-learned": (s) => positions({ input: tokens(s), variant: "learned", rows: at(s, "tableRows") }),
  "positions-fixed": (s) => positions({ input: tokens(s), variant: "fixed" }),
  "positions-rotary": (s) =>
    positions({
      input: [at(s, "batch"), at(s, "heads"), at(s, "sequence"), at(s, "headDim")],
      variant: "rotary",
    }),
  "fused-attention": (s) => {
    const heads = [at(s, "batch"), at(s, "heads"), at(s, "sequence"), at(s, "headDim")];
    const keys = [at(s, "batch"), at(s, "kvHeads"), at(s, "contextTokens"), at(s, "headDim")];
    return fusedAttention({ query: heads, key: keys, value: keys });
  },
  "unit-norm": (s) => unitNorm({ input: tokens(s) }),
  "global-average-pooling": (s) => globalAveragePool({ input: image(s) }),
  "max-pooling-1d-3d": (s) => maxPool1d({ input: channelLine(s), ...window }),
  "average-pooling-1d-3d": (s) => averagePool1d({ input: channelLine(s), ...window }),
  "stochastic-depth": (s) =>
    stochasticDepth({ input: [at(s, "batch"), at(s, "elements") / at(s, "batch")], rate: 0.1 }),
  product: (s) => productOf({ input: [at(s, "elements")] }),
  "broadcast-product": (s) =>
    broadcastProduct({
      input: [at(s, "elementsEach"), at(s, "elements") / at(s, "elementsEach")],
      factor: [at(s, "elementsEach"), 1],
    }),
  scale: (s) => scale({ input: [at(s, "elements")], by: "two" }),
  "learned-scale": (s) =>
    learnedScale({ input: [at(s, "elements") / at(s, "channels"), at(s, "channels")], axis: 1 }),
  reduction: (s) =>
    reduction({ input: [at(s, "elements")], output: [at(s, "outputElements")], function: "sum" }),
  "class-token": (s) => classToken({ input: tokens(s) }),
  "relative-positions": (s) =>
    relativeBias({
      scores: [at(s, "batch"), at(s, "heads"), at(s, "windowSide") ** 2, at(s, "windowSide") ** 2],
      windowSide: at(s, "windowSide"),
    }),
  "attention-sink": (s) => attentionSink({ scores: score(s) }),
  "expert-dispatch": (s) =>
    dispatch({
      input: rowsWide(s),
      scores: [at(s, "rows"), at(s, "experts")],
      rows: at(s, "rows") * at(s, "activeExperts"),
      activeExperts: at(s, "activeExperts"),
    }),
  "expert-combine": (s) =>
    combine({
      input: [at(s, "rows") * at(s, "activeExperts"), at(s, "modelDim")],
      scores: [at(s, "rows"), at(s, "experts")],
      output: rowsWide(s),
    }),
  "cross-entropy": (s) =>
    crossEntropy({ logits: [at(s, "rows"), at(s, "vocabulary")], labels: [at(s, "rows")] }),
};

/** Composites of images; the others take tokens. */
const ofImages = ["separable-convolution"];

type Composed = (stage: Stage, input: Tensor, s: Sizes, memory: () => Tensor) => Tensor;
const attended =
  (more: (s: Sizes) => { kvHeads?: number; mask?: AttentionMask } = () => ({})): Composed =>
  (stage, input, s) =>
    attention(stage, {
      name: "attention",
      input,
      heads: at(s, "heads"),
      headDim: at(s, "headDim"),
      ...more(s),
    });
const composed: Readonly<Record<string, Composed>> = {
  attention: attended(),
  "grouped-query-attention": attended((s) => ({ kvHeads: at(s, "kvHeads") })),
  "multi-query-attention": attended(() => ({ kvHeads: 1 })),
  "causal-attention": attended(() => ({ mask: "causal" })),
  "sliding-window-attention": attended((s) => ({ mask: { window: at(s, "windowLength") } })),
  "cross-attention": (stage, input, s, memory) =>
    attention(stage, {
      name: "attention",
      input,
      memory: memory(),
      heads: at(s, "heads"),
      headDim: at(s, "headDim"),
    }),
  "mixture-of-experts": (stage, input, s) =>
    mixtureOfExperts(stage, {
      name: "experts",
      input,
      expertDim: at(s, "feedForwardDim"),
      experts: at(s, "experts"),
      activeExperts: at(s, "activeExperts"),
      gated: true,
      activation: "silu",
      bias: false,
    }),
  "output-projection": (stage, input, s) =>
    outputProjection(stage, { name: "output", input, vocabulary: at(s, "vocabulary") }),
  "separable-convolution": (stage, input, s) =>
    separableConvolution(stage, {
      name: "separable",
      input,
      outputChannels: at(s, "outputChannels"),
      ...window,
    }),
  "feed-forward": (stage, input, s) =>
    feedForward(stage, { name: "ffn", input, ffnDim: at(s, "feedForwardDim"), bias: false }),
  "gated-feed-forward": (stage, input, s) =>
    feedForward(stage, {
      name: "ffn",
      input,
      ffnDim: at(s, "feedForwardDim"),
      bias: false,
      gated: true,
      activation: "silu",
    }),
};

interface Counts {
  readonly output: readonly number[];
  readonly parameters: number;
  readonly forward: readonly Work[];
  readonly weightGradient: readonly Work[];
  readonly inputGradient: readonly Work[];
  readonly kept: number;
  readonly moved: number | undefined;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function countsOfLayer(layer: Layer): Counts {
  const { inputs, output, saved } = layer;
  const parameters = layer.parameters?.value ?? 0;
  const kept = saved.map((one) =>
    one.kind === "own" ? one.elements : elements(one.kind === "input" ? (inputs[one.index] ?? []) : output),
  );
  return {
    ...layer,
    parameters,
    inputGradient: layer.inputGradient.flat(),
    kept: sum(kept),
    moved: layer.view
      ? 0
      : sum(inputs.map(elements)) + (layer.parameterElementsRead ?? parameters) + elements(output),
  };
}

/** Sums over the nodes; a tensor that several of them keep counts once. */
function countsOfGraph(nodes: readonly GraphNode[], output: Tensor): Counts {
  const kept = new Map<string | number, number>();
  for (const { layer, inputs, output: result, name } of nodes)
    for (const saved of layer.saved) {
      if (saved.kind === "own") kept.set(`${name} ${saved.label}`, saved.elements);
      else {
        const tensor = saved.kind === "output" ? result : inputs[saved.index];
        if (tensor !== undefined) kept.set(tensor.storage, elements(tensor.storageShape));
      }
    }
  return {
    output: output.shape,
    parameters: sum(nodes.map(({ layer }) => layer.parameters?.value ?? 0)),
    forward: nodes.flatMap(({ layer }) => layer.forward),
    weightGradient: nodes.flatMap(({ layer }) => layer.weightGradient),
    inputGradient: nodes.flatMap(({ layer }) => layer.inputGradient.flat()),
    kept: sum([...kept.values()]),
    moved: undefined,
  };
}

function counted(id: string, s: Sizes): Counts {
  const layer = built[id];
  if (layer !== undefined) return countsOfLayer(layer(s));
  const builder = graphBuilder({ name: id, origin: "test" });
  const channels = at(s, "inputChannels");
  const pixels = [at(s, "batch"), channels, at(s, "inputHeight"), at(s, "inputWidth")];
  const input = builder.input("input", ofImages.includes(id) ? pixels : tokens(s));
  const memory = () => builder.input("memory", [at(s, "batch"), at(s, "contextTokens"), at(s, "modelDim")]);
  const output = composed[id]?.(builder.stage("layer"), input, s, memory) ?? input;
  return countsOfGraph(builder.graph().nodes, output);
}

function byClass(work: readonly Work[]): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const { operationClass, term } of work)
    totals[operationClass] = (totals[operationClass] ?? 0) + term.value;
  return totals;
}

/** Those of the sizes that the record speaks of, but for the outputs, which must follow. */
function given(record: LayerRecord, chosen: Sizes): Sizes {
  const { dimensions, derived = {} } = record.spec;
  const follows = (name: string) => name in derived && name.startsWith("output");
  return Object.fromEntries(
    dimensions.flatMap((name) => (chosen[name] === undefined || follows(name) ? [] : [[name, chosen[name]]])),
  );
}

/** What the forms of a record come to. */
function valuesOf(record: LayerRecord, s: Sizes) {
  const { forms } = record;
  const value = (text: string | undefined) => (text === undefined ? 0 : record.form(text).value(s));
  const works = (work: LayerForms["forward"]) =>
    Object.fromEntries(Object.entries(work ?? {}).map(([name, text]) => [name, value(text)]));
  return {
    elements: forms.output.map(value).reduce((a, b) => a * b, 1),
    parameters: value(forms.parameters),
    forward: works(forms.forward),
    weightGradient: works(forms.weightGradient),
    inputGradient: works(forms.inputGradient),
    kept: value(forms.kept),
    moved: forms.moved === undefined ? undefined : value(forms.moved),
  };
}

const valuesOfCounts = (counts: Counts) => ({
  elements: elements(counts.output),
  parameters: counts.parameters,
  forward: byClass(counts.forward),
  weightGradient: byClass(counts.weightGradient),
  inputGradient: byClass(counts.inputGradient),
  kept: counts.kept,
  moved: counts.moved,
});

describe("the record of a layer", () => {
  it("is there for every layer that this test builds, and no other", () => {
    const known = [...Object.keys(built), ...Object.keys(composed)].sort();
    expect(layerRecords.map(({ id }) => id).sort()).toEqual(known);
  });

  const cases = layerRecords.flatMap((record) => sizes.map((s, i) => [record.id, i, record, s] as const));

  it.each(cases)("%s says as forms what the library counts (sizes %d)", (id, _, record, chosen) => {
    const counts = valuesOfCounts(counted(id, chosen));
    expect(valuesOf(record, record.sizes(given(record, chosen)))).toEqual(counts);
  });

  it.each(cases)("%s bound gives the layer of its constructor (sizes %d)", (id, _, record, chosen) => {
    const layer = record.bind(given(record, chosen));
    const composite = record.spec.members !== undefined;
    const { moved, ...counts } = valuesOfCounts(countsOfLayer(layer));
    const { moved: expected, ...others } = valuesOfCounts(counted(id, chosen));
    expect(counts).toEqual(others);
    if (!composite) expect(moved).toBe(expected);
    const constructed = built[id]?.(chosen);
    if (constructed === undefined) return;
    const keys = (one: Layer) =>
      [
        one.parameters,
        ...[one.forward, one.weightGradient, ...one.inputGradient].flat().map(({ term }) => term),
      ].map((term) => term?.key);
    expect(keys(layer)).toEqual(keys(constructed));
    expect(layer.saved.map(({ kind }) => kind)).toEqual(constructed.saved.map(({ kind }) => kind));
  });

  it.each(cases)("%s has symbols that print apart (sizes %d)", (_id, _, record) => {
    const printed = Object.values(record.symbols).map(({ tex }) => tex);
    expect(new Set(printed).size, printed.join(" ")).toBe(printed.length);
  });

  it("agrees with arithmetic by hand", () => {
    const gqa = layerRecords.find(({ id }) => id === "grouped-query-attention");
    // Llama 3 8B: d = 4096, 32 heads of 128, 8 of keys: 2 x 4096^2 + 2 x 4096 x 1024 = 41,943,040
    const llama = { modelDim: 4096, heads: 32, kvHeads: 8, headDim: 128 };
    expect(gqa?.form(gqa.forms.parameters ?? "").value(llama)).toBe(41_943_040);
  });
});

describe("a search for layers", () => {
  it.each([
    ["concat", "concatenation"],
    ["einops", "view"],
    ["flash", "fused-attention"],
    ["positional", "positions-rotary"],
    ["grouped query", "grouped-query-attention"],
    ["gqa", "grouped-query-attention"],
    ["swish", "silu"],
    ["RMSNorm", "rms-norm"],
    ["fc", "linear"],
    ["lstm", "lstm"],
    ["skip", "residual-add"],
    ["cross attention", "cross-attention"],
    ["causal", "causal-attention"],
    ["sliding window", "sliding-window-attention"],
    ["moe", "mixture-of-experts"],
  ])("for %s finds %s", (words, id) => {
    expect(layerRecordsWith(words).map((layer) => layer.id)).toContain(id);
  });
});
