// Language models from their configs against training steps that PyTorch measured, byte for byte.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  backwardMatrixFlop,
  type CountedGraph,
  forwardMatrixFlop,
  fromConfig,
  type ModelInput,
  parameters,
  savedForBackward,
} from "../../../src/index.js";

interface Measured {
  readonly batch: number;
  readonly sequence: number;
  readonly attention: "eager" | "sdpa";
  readonly format: "fp32" | "bf16";
  readonly parameters: number;
  readonly forwardFlop: number;
  readonly backwardFlop: number;
  readonly savedBytes: number;
  readonly config: Readonly<Record<string, unknown>>;
}

const file = join(import.meta.dirname, "..", "..", "fixtures", "transformers-measured.json");
const { rows } = JSON.parse(readFileSync(file, "utf8")) as { rows: Readonly<Record<string, Measured>> };

function graphOf(row: Measured): CountedGraph {
  const input: ModelInput = {
    batch: row.batch,
    ...(row.config.model_type === "vit" ? {} : { sequence: row.sequence }),
    format: row.format,
    attention: row.attention === "sdpa" ? "fused" : "eager",
  };
  return fromConfig(row.config, input);
}

/**
 * PyTorch's counter has no formula for two kernels of the CPU: fused attention without dropout, and the grouped
 * products of experts. We count both: twice their multiply-accumulates forward; backward the experts take twice
 * their forward products, fused attention five products for two.
 */
function unseen(graph: CountedGraph) {
  const flop = (kind: string) =>
    graph.nodes
      .filter(({ layer }) => layer.kind === kind)
      .flatMap(({ layer }) => layer.forward.filter(({ operationClass }) => operationClass === "matrix"))
      .reduce((all, { term }) => all + 2 * term.value, 0);
  return { fused: flop("fused-attention"), experts: flop("expert-linear") };
}

describe("a training step as the transformers library runs it", () => {
  const names = Object.keys(rows);

  it("covers every model type, both kernels and both formats", () => {
    expect(names.length).toBeGreaterThanOrEqual(214);
    expect(new Set(names.map((name) => rows[name]?.config.model_type)).size).toBe(27);
  });

  it.each(names)("%s: parameters and kept bytes agree exactly, operations but for unseen kernels", (name) => {
    const row = rows[name];
    if (row === undefined) throw new Error(name);
    const graph = graphOf(row);
    expect(parameters(graph).value).toBe(row.parameters);
    expect(savedForBackward(graph).value).toBe(row.savedBytes);
    const { fused, experts } = unseen(graph);
    // Falcon with linear biases computes rotary tables that it does not use: 2 × 12 × 40 operations.
    const unused = name.startsWith("falcon-alibi") ? 960 : 0;
    expect(forwardMatrixFlop(graph).value - fused - experts).toBe(row.forwardFlop - unused);
    // Queries and keys are as wide as values in these rows, so that 5 products are 2.5 times 2.
    const narrow = Number(row.config.v_head_dim ?? 0) !== 0 ? 0 : fused;
    if (narrow === fused)
      expect(backwardMatrixFlop(graph).value - 2.5 * fused - 2 * experts).toBe(row.backwardFlop);
  });

  it("counts what the counter misses, by hand", () => {
    // 2 products × 2 FLOP × batch 2 × 4 layers × 8 heads × 512² scores × 64 features
    const fused = rows["llama-512-l4-mha-b2-s512-sdpa"];
    // 2 FLOP × 256 tokens × 2 of 8 experts × 2 layers × 3 matrices × 256 × 512
    const mixture = rows["mixtral-256-l2-e8-k2-b2-s128"];
    if (fused === undefined || mixture === undefined) throw new Error("rows");
    expect(forwardMatrixFlop(graphOf(fused)).value - fused.forwardFlop).toBe(
      2 * 2 * 2 * 4 * 8 * 512 ** 2 * 64,
    );
    expect(forwardMatrixFlop(graphOf(mixture)).value - mixture.forwardFlop).toBe(
      2 * 256 * 2 * 2 * 3 * 256 * 512,
    );
  });

  it("keeps the loss apart, in a stage of its own", () => {
    const graph = fromConfig({ model_type: "gpt2", n_layer: 1 }, { sequence: 4 });
    const loss = graph.nodes.filter(({ stage }) => stage === "loss");
    expect(loss.map(({ name }) => name)).toEqual(["loss"]);
  });
});
