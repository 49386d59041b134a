// A graph in plain numbers: totals equal the worked counts, parts add up, rows are whole.
import { describe, expect, it } from "vitest";
import { model } from "../../src/importers/index.js";
import { activation, graphBuilder, linear } from "../../src/layers/index.js";
import {
  backwardMac,
  forwardBytes,
  forwardFlop,
  forwardMac,
  graphSummary,
  moduleRows,
  parameters,
  plainCounts,
  savedForBackward,
} from "../../src/models/index.js";

const graph = model("resnet50", { batch: 2, resolution: 224 });
const summary = graphSummary(graph, { kind: "zoo" });

describe("a summary", () => {
  it("has the totals that PyTorch measured of ResNet-50 at a batch of 2", () => {
    expect(summary.parameters.total).toBe(25_557_032);
    expect(summary.forward).toMatchObject({ mac: 8_178_368_512, matrixFlop: 16_356_737_024 });
    expect(summary.backward.mac).toBe(16_120_709_120);
  });

  it("agrees with the worked counts, layer by layer added up", () => {
    const added = (of: (layer: (typeof summary.layers)[number]) => number) =>
      summary.layers.reduce((all, layer) => all + of(layer), 0);
    expect(added(({ parameters }) => parameters)).toBe(parameters(graph).value);
    expect(added(({ mac }) => mac)).toBe(forwardMac(graph).value);
    expect(added(({ flop }) => flop)).toBe(forwardFlop(graph).value);
    expect(added(({ backwardMac }) => backwardMac)).toBe(backwardMac(graph).value);
    expect(added(({ savedBytes }) => savedBytes)).toBe(savedForBackward(graph).value);
    expect(added(({ movedBytes }) => movedBytes)).toBe(forwardBytes(graph).value);
    expect(added(({ share }) => share)).toBeCloseTo(1, 12);
    const { forwardMac: mac, savedBytes } = plainCounts(graph);
    expect([mac, savedBytes]).toEqual([8_178_368_512, summary.savedForBackward.bytes]);
  });

  it("says where the network comes from and how it was counted", () => {
    expect(summary.source).toMatch(/^zoo: He, K\..*\(2016\)\. .*, Table 1$/);
    expect(summary.conventions).toContain(
      "one multiply-accumulate is two operations, a multiplication and an addition",
    );
    expect(summary.notCounted).toEqual([]);
  });

  it("splits the parameters of GPT-2 as its model class does", () => {
    // transformers 5.17, GPT2LMHeadModel: (50257 + 1024) × 768; 12 × (4 × 768² + 4 × 768); 12 × (8 × 768² + 5 × 768)
    const { byPart, embedding, active, total } = graphSummary(model("gpt2", { sequence: 8 })).parameters;
    expect(byPart).toMatchObject({
      embedding: 39_383_808,
      attention: 28_348_416,
      mlp: 56_669_184,
      norms: 38_400,
      output_head: 0,
      other: 0,
    });
    expect([embedding, active]).toEqual([39_383_808, total]);
  });
});

describe("an operation in place", () => {
  it("counts with what it keeps, though its output is its input's memory", () => {
    const builder = graphBuilder({ name: "net", origin: "a test" });
    const stage = builder.stage("net");
    const x = builder.input("x", [2, 8]);
    const hidden = stage.add("linear", linear({ input: x.shape, outputFeatures: 16 }), x);
    stage.add("relu", { ...activation({ input: hidden.shape, function: "relu" }), view: true }, hidden);
    const net = builder.graph();
    const { layers, savedForBackward: kept } = graphSummary(net);
    expect(layers.map(({ name }) => name)).toEqual(["linear", "relu"]);
    // 2 × 8 inputs of the product and 2 × 16 outputs of the activation, 4 bytes each.
    expect([kept.bytes, savedForBackward(net).value]).toEqual([192, 192]);
  });
});

describe("the modules of a network", () => {
  it("take like neighbours together and add up to the whole at every depth", () => {
    const gpt2 = graphSummary(model("gpt2", { sequence: 8 }));
    for (const depth of [1, 2, 3, 9]) {
      const tops = moduleRows(gpt2, depth).filter((row) => row.depth === 0);
      expect(tops.reduce((all, row) => all + row.mac, 0)).toBe(gpt2.forward.mac);
      expect(tops.reduce((all, row) => all + row.parameters, 0)).toBe(gpt2.parameters.total);
    }
    const blocks = moduleRows(gpt2, 2).find(({ label }) => label === "0 … 11");
    expect(blocks).toMatchObject({ times: 12, depth: 1 });
  });

  it("keep apart what differs in more than a number", () => {
    const labels = moduleRows(summary, 2).map(({ depth, label }) => `${depth} ${label}`);
    expect(labels.slice(0, 7)).toEqual([
      "0 conv1",
      "0 bn1",
      "0 relu",
      "0 maxpool",
      "0 layer1",
      "1 0",
      "1 1 … 2",
    ]);
  });

  it("are none at depth 0", () => {
    expect(moduleRows(summary, 0)).toEqual([]);
  });
});
